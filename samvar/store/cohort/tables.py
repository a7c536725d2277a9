"""What is read for a question: whose genome files, and the small tables beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from samvar.model.contribution import Scope
from samvar.model.genome import CODE, CONTIGS, Assembly, Interval, Sex, ploidy
from samvar.model.variant import Variant
from samvar.store.cohort.question import Question
from samvar.store.variants.snapshot import Snapshot

_MOST_STRETCHES = 64
ALL = "all"
"""The one group where nobody is told apart."""

OWN = -1
"""The place of somebody whose genome has a file of its own."""

PEOPLE = pa.schema(
    [("who", pa.int32()), ("genome", pa.string()), ("place", pa.int32()),
     ("stretches", pa.string()), ("sex", pa.string()), ("stratum", pa.string())]
)  # fmt: skip
PLACES = [("contig", pa.int8()), ("position", pa.int32())]
WANTED = pa.schema([*PLACES, ("ref", pa.string()), ("alt", pa.string())])
PLOIDY = pa.schema(
    [("contig", pa.int8()), ("from", pa.int32()), ("to", pa.int32()), ("sex", pa.string()),
     ("copies", pa.int64())]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tables:
    """The people of one question, one row a sample, and no id of anybody.

    people: who (a number of no meaning), genome and stretches (names of their files below the
    store's folder), place (in a file that several share, or `OWN`), sex, stratum.
    """

    people: Any

    @property
    def genomes(self) -> tuple[str, ...]:
        """Names of the genome files of one person, each once."""
        return self._files(shared=False)

    @property
    def packs(self) -> tuple[str, ...]:
        """Names of the genome files that several share, others maybe too, each once."""
        return self._files(shared=True)

    def _files(self, *, shared: bool) -> tuple[str, ...]:
        rows = zip(self.people["genome"].to_pylist(), self.people["place"].to_pylist(), strict=True)
        return tuple(sorted({name for name, place in rows if (place != OWN) is shared}))

    @property
    def stretches(self) -> tuple[str, ...]:
        """Names of the files of callable stretches, each once: many people share one."""
        return tuple(sorted(set(self.people["stretches"].to_pylist())))

    def __len__(self) -> int:
        return int(self.people.num_rows)


def tables_of(snapshot: Snapshot, scope: Scope, question: Question) -> Tables:
    """Those who count, whose consent covers the use, and whom the question is about."""
    group = question.by
    rows = [
        {
            "genome": Path(entry.genome.name).name,
            "place": OWN if entry.place is None else entry.place,
            "stretches": Path(entry.callable.name).name,
            "sex": entry.contribution.sex.value,
            "stratum": ALL if group is None else group.of(entry.contribution),
        }
        for entry in snapshot.opened.entries.values()
        if entry.contribution.counts
        and scope in entry.contribution.scopes
        and entry.contribution.assembly is question.assembly
        and question.people.has(entry.contribution)
    ]
    rows.sort(key=lambda row: (row["genome"], row["place"]))
    for who, row in enumerate(rows):
        row["who"] = who
    return Tables(pa.Table.from_pylist(rows, PEOPLE))


def wanted(variants: tuple[Variant, ...]) -> Any:
    """Variants as a table: contig code, 0-based position, REF, ALT."""
    rows = [
        {"contig": CODE[v.contig], "position": v.position, "ref": v.ref, "alt": v.alt}
        for v in variants
    ]
    return pa.Table.from_pylist(rows, WANTED)


def within(question: Question) -> tuple[Interval, ...]:
    """Stretches that hold all that a question is about, sorted: what engines need not skip.

    At most `_MOST_STRETCHES`, or one a contig: a longer filter costs more than it saves.
    """
    found = {Interval(v.contig, v.position, v.position + 1) for v in question.variants}
    found |= set(getattr(question, "regions", ()))
    if len(found) > _MOST_STRETCHES:
        by_contig: dict[str, list[Interval]] = {}
        for each in found:
            by_contig.setdefault(each.contig, []).append(each)
        found = {
            Interval(name, min(e.start for e in own), max(e.end for e in own))
            for name, own in by_contig.items()
        }
    return tuple(sorted(found))


def ploidy_table(assembly: Assembly) -> Any:
    """How many copies each sex gives along each contig; pieces that give none are left out."""
    rows = []
    for name in CONTIGS:
        edges = {0, assembly.length(name), *(e for pair in assembly.par(name) for e in pair)}
        for start, end in zip(sorted(edges), sorted(edges)[1:], strict=False):
            for sex in Sex:
                copies = ploidy(assembly, name, start, sex)
                if copies:
                    row = (CODE[name], start, end, sex.value, copies)
                    rows.append(dict(zip(PLOIDY.names, row, strict=True)))
    return pa.Table.from_pylist(rows, PLOIDY)
