"""Contigs judged for one family, line by line of their file: by our rules, or as genmod."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samvar.focus.rare_disease.analyse.beside import joined
from samvar.focus.rare_disease.analyse.inheritance import genmod, judge
from samvar.focus.rare_disease.analyse.inheritance.copies import (
    FamilyCalls,
    family_calls,
    over_deletions,
    places,
)
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.model.contig import Contig
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import COLUMN, MODELS, Status
from samvar.focus.rare_disease.model.row import EventRow
from samvar.model.calls import Int8, Int32, Int64
from samvar.model.distinct import numbered
from samvar.model.genome import CODE, Assembly

NOBODY = np.iinfo(np.int32).min
"""The best score among no partners."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """status, reason: (lines, models) int8 by `COLUMN`; of several alternatives the best verdict.

    partners: of a line, the lines that make a pair with it. group: of a line, what all lines share
    of which `together` is the same: their partners, and themselves where they are each other's.
    best: from (lines) scores to the
    highest among each line's partners, `NOBODY` where there is none. called: (lines) phred, how
    sure all genotypes are together; 0 where no quality is stated.
    """

    family: Family
    status: Int8
    reason: Int8
    partners: Callable[[int], list[int]]
    group: Callable[[int], Hashable]
    together: Callable[[int], list[int]]
    best: Callable[[Int32], Int32]
    called: Int32

    def follows(self, model_status: Status) -> Int64:
        """(lines) the models that have a status, as bits by `COLUMN`."""
        bits = np.int64(1) << np.arange(len(MODELS), dtype=np.int64)
        found: Int64 = ((self.status == model_status) * bits).sum(axis=1)
        return found


def outcome(
    contig: Contig,
    family: Family,
    columns: Int64,
    assembly: Assembly,
    *,
    as_genmod: bool,
    events: Sequence[EventRow] = (),
) -> Outcome:
    """Judge a contig. columns: of the family's members among the contig's samples.

    events: of the contig, from other files, see `beside`; our rules pair with them.
    """
    called = genotype_quality(contig, columns)
    if as_genmod:
        return _as_genmod(contig, family, columns, called)
    return _by_ours(contig, family, columns, assembly, called, events)


def _by_ours(
    contig: Contig,
    family: Family,
    columns: Int64,
    assembly: Assembly,
    called: Int32,
    events: Sequence[EventRow],
) -> Outcome:
    calls = calls_of(contig, family, columns, assembly)
    inside = GeneRows.of([contig.genes[line] for line in contig.line.tolist()])
    reduced, here = contig.reduced[contig.line], len(contig.line)
    if events:
        both = joined(contig, family, calls, inside, events, assembly)
        calls, inside = both.calls, both.inside
        reduced = np.concatenate((reduced, np.zeros(len(events), dtype=bool)))
    judged = judge(family, calls, inside, reduced)
    verdicts, compounds = judged.verdicts, judged.compounds
    packed = (verdicts.status.astype(np.int32) << 8 | verdicts.reason)[:here]
    best = np.zeros((contig.lines, len(MODELS)), dtype=np.int32)
    np.maximum.at(best, contig.line, packed)
    first = np.searchsorted(contig.line, np.arange(contig.lines + 1))

    def partners(line: int) -> list[int]:
        rows = range(first[line], first[line + 1])
        found = {int(contig.line[row]) for own in rows for row in compounds.of(own) if row < here}
        return sorted(found - {line})

    def highest(score: Int32) -> Int32:
        own = np.concatenate((score[contig.line], np.full(len(events), NOBODY, dtype=np.int32)))
        rows = compounds.partners.highest(own)
        for one, other in compounds.beside.tolist():
            rows[one] = max(rows[one], own[other])
            rows[other] = max(rows[other], own[one])
        found = np.full(contig.lines, NOBODY, dtype=np.int32)
        np.maximum.at(found, contig.line, rows[:here])
        return found

    status, reason = (best >> 8).astype(np.int8), (best & 0xFF).astype(np.int8)
    return Outcome(family, status, reason, partners, lambda line: line, partners, highest, called)


def _as_genmod(contig: Contig, family: Family, columns: Int64, called: Int32) -> Outcome:
    lines = contig.lines
    own = contig.genotypes
    state = genmod.states(
        own.dosage[:, columns], own.called[:, columns], own.written[:, columns], contig.line, lines
    )
    batch = np.array(list(genmod.batches(contig.genes, contig.codes.tolist())), dtype=np.int64)
    inside = GeneRows.of(contig.genes)
    runs = numbered([batch[inside.rows], inside.genes.astype(np.int64)]).astype(np.int32)
    on_x = contig.codes == CODE["X"]
    followed = genmod.follow(family, state, on_x, contig.reduced, GeneRows(inside.rows, runs))
    status = np.zeros((lines, len(MODELS)), dtype=np.int8)
    there = np.zeros(lines, dtype=bool)
    there[contig.line] = True
    for model, follows in followed.models.items():
        status[:, COLUMN[model]] = np.where(follows & there, Status.MET, Status.NOT_MET)
    return Outcome(
        family,
        status,
        np.zeros_like(status),
        lambda line: followed.partners.of(line).tolist(),
        followed.partners.classes_of,
        lambda line: followed.partners.together(line).tolist(),
        followed.partners.highest,
        called,
    )


def calls_of(contig: Contig, family: Family, columns: Int64, assembly: Assembly) -> FamilyCalls:
    """The calls of a contig's alternatives, with those over a deletion that the file has."""
    own = contig.genotypes
    codes = contig.codes[contig.line]
    place = places(codes, contig.position, assembly)
    calls = family_calls(
        place,
        family,
        own.dosage[:, columns],
        own.called[:, columns],
        own.written[:, columns],
        depth=own.dp[:, columns],
        quality=own.gq[:, columns],
        reads=own.ad[:, columns],
        haplotype=contig.haplotype[:, columns],
        phase_set=contig.phase_set[:, columns],
    )
    rows, ends = _deletions(contig)
    if not len(rows):
        return calls
    start = contig.position[rows] + np.int32(1)  # POS is the base before a symbolic deletion
    return over_deletions(calls, rows, start, ends, contig.position, codes)


def _deletions(contig: Contig) -> tuple[Int32, Int32]:
    rows, ends = [], []
    for line, text in contig.ends.items():
        alt = contig.heads[line].split(b"\t")[4]
        if alt.startswith(b"<DEL") and text.startswith("_END") and text[4:].isdecimal():
            row = int(np.searchsorted(contig.line, line))
            if row < len(contig.line) and contig.line[row] == line:
                rows.append(row)
                ends.append(int(text[4:]))
    return np.array(rows, dtype=np.int32), np.array(ends, dtype=np.int32)


def genotype_quality(contig: Contig, columns: Int64) -> Int32:
    """(lines) phred of the chance that any stated genotype is wrong, GQ above 99 taken as 99.

    Source: genmod's ModelScore.
    """
    quality = np.minimum(contig.genotypes.gq[:, columns], 99).astype(np.float64)
    right = np.where(quality > 0, 1 - 10 ** (-quality / 10), 1.0).prod(axis=1)
    wrong: npt.NDArray[np.float64] = 1 - right
    stated = (quality > 0).any(axis=1) & (wrong > 0)
    score = np.where(stated, np.rint(-10 * np.log10(np.where(stated, wrong, 1.0))), 0)
    found = np.zeros(contig.lines, dtype=np.int32)
    np.maximum.at(found, contig.line, score.astype(np.int32))
    return found
