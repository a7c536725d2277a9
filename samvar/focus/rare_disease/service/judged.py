"""Why each model of inheritance holds for one variant, does not, or could not be judged.

A list keeps the verdicts and not their reasons: the lines of the variant's genes are judged once
more, with the events of its chromosome, by the same code as at the load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samvar.focus.rare_disease.analyse.beside import by_contig, joined
from samvar.focus.rare_disease.analyse.inheritance import judge
from samvar.focus.rare_disease.analyse.inheritance.compound import BOTH, judge_pairs
from samvar.focus.rare_disease.analyse.inheritance.conditions import Evidence
from samvar.focus.rare_disease.analyse.inheritance.copies import FLOOR, FamilyCalls
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.analyse.outcome import calls_of
from samvar.focus.rare_disease.intake.contig import ANNOTATION, GeneSource
from samvar.focus.rare_disease.intake.kin import Wanted, contigs
from samvar.focus.rare_disease.model.contig import Contig
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import (
    MODELS,
    Model,
    Reason,
    Status,
    Verdict,
)
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.row import EventRow
from samvar.focus.rare_disease.records.small import SmallRows
from samvar.formats.vcf.annotation import annotations_of
from samvar.formats.vcf.kin import KinFile

MOST_PARTNERS = 50


@dataclass(frozen=True, slots=True)
class Partner:
    """A second variant beside this one: what both together are, and why. category: of its list."""

    category: str
    row: SmallRow | EventRow
    model: Model
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """family: the members that the file has, to whom the verdicts' columns belong.

    verdicts: by model; reason None where what was judged at the load was more than the lines of
    the genes, as for genes whose carriers may be healthy, and only the verdict is known.
    partners: the best first, at most `MOST_PARTNERS`; paired: how many there are.
    """

    family: Family
    verdicts: dict[Model, Verdict | Status]
    partners: tuple[Partner, ...]
    paired: int


def judged_row(
    small: SmallRows,
    family: Family,
    row: SmallRow,
    events: Sequence[tuple[str, EventRow]] = (),
) -> JudgedRow:
    """Judge one row of an open list. events: of its contig, with the categories of their lists.

    Raises:
        CorruptStore: a line cannot be read.
    """
    own = family.among(small.members)
    numbers = _together(small, row)
    contig = _read(small, numbers, own)
    line = np.unique(small["line"][numbers]).searchsorted(small["line"][row.number])
    alternative = int(small["number"][row.number])
    at = int(np.flatnonzero((contig.line == line) & (contig.number == alternative))[0])
    columns = np.arange(len(own.members), dtype=np.int64)
    calls = calls_of(contig, own, columns, small.assembly)
    inside = GeneRows.of([tuple(contig.genes[one]) for one in contig.line.tolist()])
    there = by_contig([event for _, event in events]).get(contig.code, ())
    if there:
        both = joined(contig, own, calls, inside, there, small.assembly)
        calls, inside = both.calls, both.inside
    judged = judge(own, calls, inside)
    alone = int((contig.line == line).sum()) == 1
    verdicts = {model: _known(judged.verdicts.of(at, model), row, model, alone) for model in MODELS}
    others = judged.compounds.of(at)
    known = {id(event): category for category, event in events}
    beside = [(known[id(event)], event) for event in there]
    pairs = _pairs(own, calls, at, others)
    partners = _told(small, pairs, _row_numbers(small, numbers, contig), beside)
    return JudgedRow(own, verdicts, partners, len(others))


def _known(found: Verdict, row: SmallRow, model: Model, alone: bool) -> Verdict | Status:
    """The verdict, unless the list has another one of the only alternative of its line."""
    kept = Status.NOT_MET
    if model in row.met:
        kept = Status.MET
    elif model in row.open:
        kept = Status.NOT_ASSESSED
    return found if found.status is kept or not alone else kept


def _together(small: SmallRows, row: SmallRow) -> np.ndarray:
    """The numbers of the rows that share a gene with this one, itself among them."""
    genes = small.ragged("genes")
    named = np.zeros(len(small.genes), dtype=bool)
    named[genes.row(row.number)] = True
    near = genes.any_of(named) if named.any() else np.zeros(len(small), dtype=bool)
    near &= small["contig"] == small["contig"][row.number]
    near |= small["line"] == small["line"][row.number]
    return np.flatnonzero(near)


def _read(small: SmallRows, numbers: np.ndarray, family: Family) -> Contig:
    """Their lines in the file's order, as the models need them."""
    first = {int(small["line"][number]): int(number) for number in numbers}
    lines = small.lines(first[line] for line in sorted(first))
    text = b"\n".join((*small.head, *lines)) + b"\n"
    file = KinFile(Path("list"), small.assembly, (part for part in (text,)))
    names = tuple(member.name for member in family.members)
    source = GeneSource.of(annotations_of(file.head), listed=True) or GeneSource(ANNOTATION)
    (contig,) = contigs(file, Wanted(names, source, frozenset(), None))
    return contig


def _row_numbers(small: SmallRows, numbers: np.ndarray, contig: Contig) -> list[int]:
    """The list's number of each alternative of the contig."""
    lines = np.unique(small["line"][numbers])
    known = {
        (int(small["line"][number]), int(small["number"][number])): int(number)
        for number in numbers
    }
    return [
        known[int(lines[line]), int(number)]
        for line, number in zip(contig.line, contig.number, strict=True)
    ]


def _pairs(
    family: Family, calls: FamilyCalls, at: int, others: np.ndarray
) -> list[tuple[int, Model, Verdict]]:
    """The row of each partner, and the better model of both, the best first."""
    if not len(others):
        return []
    evidence = Evidence.of(family, calls, FLOOR)
    judged = judge_pairs(evidence, np.full(len(others), at, dtype=np.int32), others)
    found = []
    for place, other in enumerate(others.tolist()):
        status = {model: int(judged[model].status[place]) for model in BOTH}
        model = max(BOTH, key=status.__getitem__)
        who = int(judged[model].who[place])
        why = Reason(int(judged[model].reason[place]))
        found.append((other, model, Verdict(Status(status[model]), why, None if who < 0 else who)))
    return sorted(found, key=lambda each: -each[2].status)


def _told(
    small: SmallRows,
    pairs: Sequence[tuple[int, Model, Verdict]],
    numbers: Sequence[int],
    events: Sequence[tuple[str, EventRow]],
) -> tuple[Partner, ...]:
    """The best partners with their rows: events first, then small variants as the list has them."""
    here = len(numbers)

    def order(pair: tuple[int, Model, Verdict]) -> tuple[int, int]:
        return -pair[2].status, numbers[pair[0]] if pair[0] < here else -1

    kept = sorted(pairs, key=order)[:MOST_PARTNERS]
    rows = iter(small.rows(numbers[at] for at, _, _ in kept if at < here))
    found = []
    for at, model, verdict in kept:
        category, row = ("snv", next(rows)) if at < here else events[at - here]
        found.append(Partner(category, row, model, verdict))
    return tuple(found)
