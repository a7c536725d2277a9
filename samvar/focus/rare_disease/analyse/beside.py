"""Events of a family's other files beside its small variants: halves of pairs, and deletions.

A boy may have a small variant of a gene from his mother, and a deletion from his father. In two
files that say nothing of each other the first is a healthy mother's variant and no more: so events
are judged with the small variants of their chromosome, and the verdicts of these are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.copies import (
    FamilyCalls,
    family_calls,
    over_deletions,
    places,
)
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.model.contig import Contig
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.row import Carried, EventRow
from samvar.model.genome import CODE, Assembly
from samvar.model.structural import EventKind

COMMON = 0.01
"""An event that is known to be this frequent is no half of a pair."""
_KINDS = frozenset((EventKind.DEL, EventKind.DUP, EventKind.INS, EventKind.INV, EventKind.ME))
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Joined:
    """Calls of a contig's alternatives with the events' behind them, and all their genes."""

    calls: FamilyCalls
    inside: GeneRows


def by_contig(events: Sequence[EventRow]) -> Mapping[int, Sequence[EventRow]]:
    """Rare events that can be half of a pair, by the code of their contig."""
    found: dict[int, list[EventRow]] = {}
    for each in events:
        common = max(each.told.frequencies.values(), default=0.0) > COMMON
        if each.kind in _KINDS and each.contig is not None and not common:
            found.setdefault(CODE[each.contig], []).append(each)
    return found


def joined(
    contig: Contig,
    family: Family,
    calls: FamilyCalls,
    inside: GeneRows,
    events: Sequence[EventRow],
    assembly: Assembly,
) -> Joined:
    """Put the events of a contig behind its alternatives, those over a deletion marked as such.

    An event that did not pass its filter is not called: a pair with it stays open.
    """
    own = _calls(family, events, assembly)
    whole = FamilyCalls(
        *(
            np.concatenate((getattr(calls, each.name), getattr(own, each.name)))
            for each in fields(FamilyCalls)
        )
    )
    rows, genes = [inside.rows], [inside.genes]
    for at, event in enumerate(events, len(calls)):
        named = _genes(event, contig.names)
        rows.append(np.full(len(named), at, dtype=np.int32))
        genes.append(np.array(named, dtype=np.int32))
    deletions = [at for at, each in enumerate(events) if each.kind is EventKind.DEL]
    position = np.concatenate(
        (contig.position, np.full(len(events), _NOWHERE, dtype=contig.position.dtype))
    )
    marked = over_deletions(
        whole,
        np.array(deletions, dtype=np.int32) + np.int32(len(calls)),
        np.array([events[at].start for at in deletions], dtype=np.int32),
        np.array([events[at].end for at in deletions], dtype=np.int32),
        position,
        np.full(len(position), contig.code, dtype=np.int8),
    )
    return Joined(marked, GeneRows(np.concatenate(rows), np.concatenate(genes)))


def _calls(family: Family, events: Sequence[EventRow], assembly: Assembly) -> FamilyCalls:
    shape = len(events), len(family)
    dosage, called, written = (np.zeros(shape, dtype=np.int8) for _ in range(3))
    depth, quality, reads = (np.full(shape, -1, dtype=np.int32) for _ in range(3))
    for row, event in enumerate(events):
        by_member = {each.member: each for each in event.carried}
        for column, member in enumerate(family.members):
            said = by_member.get(member.name)
            written[row, column] = 2 if said is None else max(_alleles(said), 1)
            if said is None or said.copies is None or not event.passed or said.passed is False:
                continue
            dosage[row, column] = said.copies
            called[row, column] = written[row, column]
            quality[row, column] = -1 if said.quality is None else said.quality
            reads[row, column] = -1 if said.reads is None else said.reads
            if said.reads is not None and said.against is not None:
                depth[row, column] = said.reads + said.against
    place = places(
        np.array([CODE[each.contig or ""] for each in events], dtype=np.int8),
        np.array([each.start for each in events], dtype=np.int32),
        assembly,
    )
    return family_calls(
        place, family, dosage, called, written, depth=depth, quality=quality, reads=reads
    )


def _alleles(said: Carried) -> int:
    return len(said.genotype.replace("|", "/").split("/"))


def _genes(event: EventRow, names: Mapping[bytes, int]) -> list[int]:
    """The numbers of its genes that the small variants name, too, by whichever of their names."""
    found = set()
    for each in event.told.consequences:
        for name in (each.gene_id, each.hgnc_id, each.hgnc_id.removeprefix("HGNC:"), each.gene):
            number = names.get(name.encode())
            if number is not None:
                found.add(number)
                break
    return sorted(found)
