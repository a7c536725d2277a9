"""What some samples add to a family of sums: sums of their own, asked as the store's are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np

from samvar.model.calls import Stretches, UInt64
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.model.strata import EVERYONE
from samvar.model.variant import Variant
from samvar.store.variants.beside import FORMS
from samvar.store.variants.delta import Deltas
from samvar.store.variants.genome import kept_of
from samvar.store.variants.key import decode_places
from samvar.store.variants.looked import Looked
from samvar.store.variants.opened import Opened
from samvar.store.variants.people import Entry
from samvar.store.variants.segment import contig_bounds
from samvar.store.variants.snapshot import Snapshot
from samvar.store.variants.sums import Counts, Sums


def share_of(
    snapshot: Snapshot,
    samples: Iterable[str],
    assembly: Assembly,
    scope: Scope,
    *,
    only: UInt64 | None = None,
) -> Sums:
    """The part of these samples in the sums, replayed from what was decided at their load.

    Samples that do not count, or not for this scope, add nothing: what is taken from the sums by
    these is what a withdrawal of all of them would take, in every stratum.

    only: a few keys that will be asked for, so that nothing else is replayed; None: all.

    Raises:
        NotFound: a sample is not live. Conflict: one was withdrawn since this snapshot.
    """
    deltas, stretches = Deltas(), {}
    for sample in dict.fromkeys(samples):
        table = snapshot.genotypes(sample)
        entry = snapshot.opened.entries[sample]
        if entry.contribution.assembly is assembly:
            stretches[entry.content] = _around(snapshot.stretches(sample), only)
            scopes = entry.contribution.scopes & {scope}
            rows = kept_of(_at(table, only))[0].sums()
            deltas.replay(entry.contribution, scopes, rows, entry.content, 1)
    delta = deltas.of(assembly, scope)
    parts = {
        (stratum, code): rows.between(low, high)
        for stratum, rows in delta.total_rows().items()
        for code, low, high in contig_bounds(rows.key)
    }
    tracks = delta.tracks(assembly, stretches.__getitem__)
    return Sums([(parts, {(stratum, 0): track for stratum, track in tracks.items()})])


@dataclass(frozen=True, slots=True)
class _Apart:
    """The part of a commit that `Looked` reads, with some people alone in it."""

    folder: Path
    entries: dict[str, Entry]
    shards: tuple[tuple[Assembly, None, tuple[Entry]], ...]
    beside: tuple[dict[str, Any], ...]


def looked_of(snapshot: Snapshot, samples: Iterable[str]) -> Looked:
    """The tables beside the small variants as if these samples alone were in the store.

    What they answer is what these people add to the answer of all.

    Raises:
        NotFound: a sample is not live.
    """
    names = tuple(dict.fromkeys(samples))
    tables = ({kind: snapshot.beside_of(name, kind) for kind in FORMS} for name in names)
    beside = tuple({kind: own for kind, own in each.items() if len(own)} for each in tables)
    entries = {name: snapshot.opened.entries[name] for name in names}
    shards = tuple((each.contribution.assembly, None, (each,)) for each in entries.values())
    apart = _Apart(snapshot.opened.folder, entries, shards, beside)
    return Looked(cast("Opened", apart))


class Share:
    """What some samples add to every answer of a snapshot: asked as the snapshot itself is."""

    def __init__(self, snapshot: Snapshot, samples: Iterable[str]) -> None:
        self.epoch = snapshot.epoch
        self._snapshot = snapshot
        self._samples = tuple(dict.fromkeys(samples))
        self._shares: dict[tuple[Assembly, Scope, bytes], Sums] = {}

    def counts(
        self, assembly: Assembly, keys: UInt64, scope: Scope, *, stratum: str = EVERYONE
    ) -> Counts:
        """As `Snapshot.counts`; for few keys.

        Raises: as `share_of`.
        """
        asked = assembly, scope, keys.tobytes()
        if asked not in self._shares:
            self._shares[asked] = share_of(
                self._snapshot, self._samples, assembly, scope, only=keys
            )
        return self._shares[asked].counts(keys, stratum)

    def keys_of(self, variants: Sequence[Variant]) -> UInt64:
        """As `Snapshot.keys_of`."""
        return self._snapshot.keys_of(variants)

    @cached_property
    def looked(self) -> Looked:
        """As `Snapshot.looked`."""
        return looked_of(self._snapshot, self._samples)


def _at(table: Any, only: UInt64 | None) -> Any:
    """The rows of a genome at the places of some keys."""
    if only is None:
        return table
    contig, position = table.column("contig").to_numpy(), table.column("position").to_numpy()
    wanted = np.zeros(len(table), dtype=bool)
    for code, place in zip(*decode_places(only), strict=True):
        wanted |= (position == place) & (contig == code)
    return table.take(np.flatnonzero(wanted))


def _around(stretches: Stretches, only: UInt64 | None) -> Stretches:
    """The stretches that the places of some keys lie in."""
    if only is None:
        return stretches
    wanted = np.zeros(len(stretches.contig), dtype=bool)
    for code, place in zip(*decode_places(only), strict=True):
        inside = (stretches.start <= place) & (place < stretches.end)
        wanted |= inside & (stretches.contig == code)
    return Stretches(stretches.contig[wanted], stretches.start[wanted], stretches.end[wanted])
