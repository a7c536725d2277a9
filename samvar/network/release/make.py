"""Making the releases of an epoch: every region is asked what there is, and how often.

A region counts in a release only if it answered every question of it from one and the same
epoch of its own; one that stays silent is named, and its people are in no denominator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import msgspec
import numpy as np
import pyarrow as pa

from samvar import __version__
from samvar.govern.identity import RELEASE_MANDATE, Asker
from samvar.govern.keys import NodeKey
from samvar.model.calls import Int64
from samvar.model.clock import iso, utc_now
from samvar.model.errors import PeerUnavailable
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.variant import Variant
from samvar.network.kind import Keys
from samvar.network.merge import NationalAnswer
from samvar.network.operations.variant_frequency import MOST_VARIANTS, FrequencyArgs
from samvar.network.operations.variant_keys import KeysArgs
from samvar.network.release import table as rows
from samvar.network.release.alleles import columns_of_keys, columns_of_variants
from samvar.network.release.budget import within_budget
from samvar.network.release.manifest import FORMAT, Manifest, NodePart
from samvar.network.release.read import Release
from samvar.network.release.rules import NODES, PUBLIC, ReleaseRules
from samvar.network.release.shelf import Shelf
from samvar.network.vector import pack_keys

KEYS_PER_QUESTION = 1_000_000
ATTEMPTS = 3
AT_ONCE = 4
"""Questions on their way together: they share envelopes, and no envelope grows too large."""
DEADLINE_S = 60.0


class Nation(Protocol):
    """The part of `Network` that a release needs."""

    @property
    def home(self) -> str: ...

    def ask_now(
        self,
        operation: str,
        args: msgspec.Struct | Mapping[str, Any],
        asker: Asker,
        deadline_s: float,
    ) -> NationalAnswer: ...


def make_epoch(
    nation: Nation,
    shelf: Shelf,
    key: NodeKey,
    *,
    assemblies: Sequence[Assembly] = tuple(Assembly),
    kinds: Sequence[ReleaseRules] = (NODES, PUBLIC),
    clock: Callable[[], datetime] = utc_now,
    deadline_s: float = DEADLINE_S,
) -> list[Release]:
    """Ask, write and sign the next releases; all carry one number.

    An assembly in which nobody counts gets a release only if it had one before: then the empty
    one is what takes the withdrawn out.

    Raises:
        PeerUnavailable: no region answered, or one changed or fell silent at every attempt.
    """
    number = shelf.next_number()
    made = []
    for assembly in assemblies:
        for rules in kinds:
            gathered = _gather(nation, rules, assembly, deadline_s)
            if gathered.individuals == 0 and not shelf.numbers(rules.kind, assembly):
                continue
            gathered_rows = gathered.table(rules)
            last = shelf.newest(rules.kind, assembly) if math.isfinite(rules.budget) else None
            table = within_budget(gathered_rows, rules, assembly, last)
            manifest = Manifest(
                format=FORMAT,
                kind=rules.kind,
                number=number,
                assembly=assembly.value,
                made_at=iso(clock()),
                made_by=nation.home,
                software=f"samvar {__version__}",
                purpose=rules.purpose.value,
                min_frequency=rules.min_frequency,
                floor_carriers=rules.floor_carriers,
                rows=0,
                sha256="",
                size=0,
                longest_ref_bp=1,
                nodes=gathered.nodes,
                budget=rules.budget if math.isfinite(rules.budget) else None,
                left_out=gathered_rows.num_rows - table.num_rows,
            )
            made.append(shelf.put(manifest, table, key))
    return made


@dataclass(slots=True)
class _Gathered:
    """The rows so far, and what each region said to each question."""

    epochs: dict[str, set[int | None]] = field(default_factory=dict)
    parts: dict[str, NodePart] = field(default_factory=dict)
    tables: list[pa.Table] = field(default_factory=list)

    def note(self, answer: NationalAnswer) -> None:
        """Who answered from which epoch, and who did not."""
        silent = {missing.node: missing for missing in answer.missing}
        for part in answer.parts:
            if part.node in silent:
                continue
            self.epochs.setdefault(part.node, set()).add(part.epoch)
            self.parts[part.node] = NodePart(
                node=part.node, state=part.state, epoch=part.epoch, individuals=part.individuals
            )
        for node, missing in silent.items():
            self.epochs.setdefault(node, set()).add(None)
            self.parts[node] = NodePart(
                node=node,
                state=missing.state,
                epoch=None,
                individuals=missing.individuals,
                reason=missing.reason,
            )

    @property
    def torn(self) -> tuple[str, ...]:
        """Regions that answered from two epochs, or only some of the questions."""
        return tuple(sorted(node for node, seen in self.epochs.items() if len(seen) > 1))

    @property
    def nodes(self) -> tuple[NodePart, ...]:
        """Every region's part, by name."""
        return tuple(self.parts[node] for node in sorted(self.parts))

    @property
    def individuals(self) -> int:
        """People who count at the regions that answered."""
        return sum(p.individuals or 0 for p in self.parts.values() if p.epoch is not None)

    def table(self, rules: ReleaseRules) -> pa.Table:
        """All rows in the columns of this kind of release."""
        schema = rows.schema(genotypes=rules.genotypes)
        found = [one.select(schema.names) for one in self.tables]
        return pa.concat_tables(found).cast(schema) if found else schema.empty_table()


def _gather(
    nation: Nation, rules: ReleaseRules, assembly: Assembly, deadline_s: float
) -> _Gathered:
    """All rows of one release, from regions that stood still while they were asked."""
    torn: tuple[str, ...] = ()
    for _ in range(ATTEMPTS):
        gathered = _Gathered()
        for answer in _questions(nation, rules, assembly, deadline_s, gathered.tables):
            gathered.note(answer)
            if answer.coverage.nodes_answered == 0:
                raise PeerUnavailable(
                    "no region answered, so there is nothing to release",
                    why=", ".join(f"{m.node}: {m.state}" for m in answer.missing),
                )
        torn = gathered.torn
        if not torn:
            return gathered
    raise PeerUnavailable(
        "a region changed or fell silent while the release was being made",
        why=", ".join(torn),
        remedy="make the release when no load is under way",
    )


def _questions(
    nation: Nation,
    rules: ReleaseRules,
    assembly: Assembly,
    deadline_s: float,
    tables: list[pa.Table],
) -> Iterator[NationalAnswer]:
    """Ask contig by contig; every answer is yielded, and its rows are put into `tables`."""
    asker = Asker(RELEASE_MANDATE, rules.purpose)

    def keys_of(contig: str) -> NationalAnswer:
        args = KeysArgs(assembly=assembly.value, region=contig)
        return nation.ask_now("variant_keys", args, asker, deadline_s)

    def counts_of(args: FrequencyArgs) -> NationalAnswer:
        return nation.ask_now("variant_frequency", args, asker, deadline_s)

    first = keys_of(CONTIGS[0])
    yield first
    if first.coverage.individuals_answered == 0:
        return  # where nobody counts, nobody carries anything
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in (first, *pool.map(keys_of, CONTIGS[1:])):
            if found is not first:
                yield found
            asked = list(_batches(found.value, assembly)) if found.value is not None else []
            for (_, columns), answer in zip(
                asked, pool.map(counts_of, [args for args, _ in asked]), strict=True
            ):
                yield answer
                if answer.value is not None:
                    tables.append(_rows(columns, answer.value, rules))


def _batches(
    keys: Keys, assembly: Assembly
) -> Iterator[tuple[FrequencyArgs, Mapping[str, pa.Array]]]:
    """Questions for the counts of all keys, each with the columns that its answer belongs to."""
    for first in range(0, len(keys.short), KEYS_PER_QUESTION):
        batch = keys.short[first : first + KEYS_PER_QUESTION]
        yield (
            FrequencyArgs(assembly=assembly.value, keys=pack_keys(batch)),
            columns_of_keys(batch),
        )
    long = sorted(keys.long)
    for first in range(0, len(long), MOST_VARIANTS):
        texts = tuple(long[first : first + MOST_VARIANTS])
        variants = [Variant.parse(text, assembly) for text in texts]
        yield FrequencyArgs(assembly=assembly.value, variants=texts), columns_of_variants(variants)


def _rows(
    columns: Mapping[str, pa.Array], value: Mapping[str, Int64], rules: ReleaseRules
) -> pa.Table:
    """The rows that the rules let out. A number below a node's own floor reads -1: not let out."""
    counted = ("ac", "an", "hom", "hemi", "individuals")
    keep = rules.released(*(value[name] for name in counted))
    counts = {
        name: pa.array(value[name].astype(np.int32))
        for name in ("ac", "an", "individuals", "hom", "hemi")
    }
    return pa.table({**columns, **counts}).filter(pa.array(keep))
