"""Where frequencies come from: a release, and this node's own people as they count now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

import samvar
from samvar.formats.vcf.passing import Passing
from samvar.model.calls import Int32, UInt64
from samvar.model.contribution import Scope
from samvar.model.errors import Conflict
from samvar.model.genome import Assembly
from samvar.model.strata import EVERYONE
from samvar.network.release.lookup import Lookup
from samvar.network.release.manifest import Manifest
from samvar.node.annotate.fields import COUNTS, OWN, Group
from samvar.present.coverage import centre_name
from samvar.store.variants.key import is_long, long_alleles_code, of_aligned
from samvar.store.variants.snapshot import Snapshot
from samvar.store.variants.sums import Counts, Sums


@dataclass(slots=True)
class Asked:
    """The alleles of a piece. keys: as the store has them. long: by place, behind odd keys."""

    piece: Passing
    keys: UInt64
    long: Mapping[int, tuple[str, str]]

    @classmethod
    def of(cls, piece: Passing) -> Asked:
        """The questions of a piece."""
        keys = of_aligned(piece.aligned.key)
        odd = is_long(keys)
        places = np.flatnonzero(odd).tolist()
        long = dict(zip(places, piece.alleles_of(odd), strict=True))
        for place, (ref, alt) in long.items():
            where = int(keys[place]) >> 31 << 31
            keys[place] = where | long_alleles_code(ref, alt)
        return cls(piece, keys, long)


class Source(Protocol):
    """One group of fields: who they are of, where they are from, and the counts."""

    @property
    def group(self) -> Group: ...

    @property
    def said(self) -> tuple[str, str]:
        """Key and value of the header line that says where the figures are from."""
        ...

    def counts(self, asked: Asked) -> Int32:
        """(alleles, columns as `COUNTS`) int32; -1 where the source says nothing."""
        ...


class Family(Protocol):
    """People who are taken out of what is shown, exactly as they were counted."""

    def counts(self, asked: Asked, keys: UInt64) -> Counts:
        """What they add. keys: the store's, a long allele that it lacks as nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """Family of whom the node has the genomes: what was decided at their load, replayed."""

    sums: Sums

    def counts(self, asked: Asked, keys: UInt64) -> Counts:  # noqa: ARG002 - the store's keys do
        """See `Family`."""
        return self.sums.counts(keys, EVERYONE)


@dataclass(slots=True)
class National:
    """A release, less the family. checked: whether its signature was."""

    manifest: Manifest
    lookup: Lookup
    family: Family | None = None
    snapshot: Snapshot | None = None
    people: int = 0
    checked: bool = True

    @property
    def group(self) -> Group:
        """The national fields."""
        made = f"{self.manifest.individuals} people of release {self.manifest.name}"
        without = f" without {self.people} of the family" if self.people else ""
        return Group(OWN, made + without, frozenset(self.lookup.columns))

    @property
    def said(self) -> tuple[str, str]:
        """The release, its assembly, who is in it."""
        manifest = self.manifest
        parts = {
            "ID": OWN.strip("_"),
            "Release": manifest.name,
            "Assembly": manifest.assembly,
            "Made": manifest.made_at,
            "Individuals": str(manifest.individuals),
            "Centres": f"{len(manifest.answered)} of {len(manifest.nodes)}",
            "FamilyTakenOut": str(self.people),
            "Signature": "checked" if self.checked else "not checked",
            "Software": f"samvar {samvar.__version__}",
        }
        return "samvar_annotate_release", _structured(parts)

    def counts(self, asked: Asked) -> Int32:
        """See `Source`. An allele that the release does not have is unknown, not zero."""
        rows = self.lookup.find(asked.keys, asked.long)
        found = np.stack([self.lookup.of(column, rows) for column in COUNTS], axis=1)
        if self.family is not None:
            here = np.flatnonzero(rows >= 0)
            keys = stored_keys(self.snapshot, asked, Assembly.parse(self.manifest.assembly))
            _take(found, self.family.counts(asked, keys), here)
        return found


@dataclass(slots=True)
class Local:
    """The people of one node as they count now, less the family."""

    centre: str
    snapshot: Snapshot
    assembly: Assembly
    scope: Scope
    family: Family | None = None
    people: int = 0

    @property
    def group(self) -> Group:
        """The local fields."""
        number = self.snapshot.individuals(self.assembly, self.scope)
        without = f" without {self.people} of the family" if self.people else ""
        among = f"{number} people of {centre_name(self.centre)}{without}"
        return Group(f"{OWN}LOCAL_", among, frozenset(COUNTS))

    @property
    def said(self) -> tuple[str, str]:
        """The node, its epoch, its people."""
        parts = {
            "ID": f"{OWN}LOCAL",
            "Centre": self.centre,
            "Assembly": self.assembly.value,
            "Epoch": str(self.snapshot.epoch),
            "Individuals": str(self.snapshot.individuals(self.assembly, self.scope)),
            "FamilyTakenOut": str(self.people),
        }
        return "samvar_annotate_local", _structured(parts)

    def counts(self, asked: Asked) -> Int32:
        """See `Source`. Where somebody could be looked at, an allele that nobody has is zero."""
        keys = stored_keys(self.snapshot, asked, self.assembly)
        counts = self.snapshot.counts(self.assembly, keys, self.scope)
        found = _table(counts)
        if self.family is not None:
            _take(found, self.family.counts(asked, keys), np.arange(len(keys)))
        found[found[:, COUNTS.index("individuals")] == 0] = -1
        return found


def stored_keys(snapshot: Snapshot | None, asked: Asked, assembly: Assembly) -> UInt64:
    """The keys by which a node's own sums are asked: a long allele that it lacks has none."""
    if not asked.long:
        return asked.keys
    keys = asked.keys.copy()
    known = {} if snapshot is None else snapshot.opened.alleles.get(assembly, {})
    for place, alleles in asked.long.items():
        if known.get(int(keys[place])) != alleles:
            keys[place] = int(keys[place]) >> 31 << 31
    return keys


def _table(counts: Counts) -> Int32:
    columns = [getattr(counts, name) for name in COUNTS]
    return np.stack(columns, axis=1).astype(np.int32)


def _take(found: Int32, family: Counts, here: np.ndarray) -> None:
    """Take the family's part out of rows `here`; columns that are not told stay so."""
    told = found[here] >= 0
    left = found[here] - _table(family)[here] * told
    if bool((left[told] < 0).any()):
        raise Conflict(
            "the family has more copies of an allele than all who were counted",
            why="somebody of the family is not in these figures",
            remedy="name only people who were counted, or annotate with --family none",
        )
    found[here] = left


def _structured(parts: Mapping[str, str]) -> str:
    written = [
        f'{key}="{value}"' if " " in value else f"{key}={value}" for key, value in parts.items()
    ]
    return f"<{','.join(written)}>"
