"""Two variants of one gene, one on each copy: the compound models, by our rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.conditions import Evidence
from samvar.focus.rare_disease.analyse.inheritance.copies import AUTOSOME, X
from samvar.focus.rare_disease.analyse.inheritance.judge import Judged
from samvar.focus.rare_disease.analyse.inheritance.pairs import (
    Classes,
    GeneRows,
    Partners,
    as_wide,
)
from samvar.focus.rare_disease.analyse.inheritance.phase import Phase, phase_of
from samvar.focus.rare_disease.model.inheritance import COLUMN, Model, Reason, Status, Verdicts
from samvar.model.calls import Bool, Int32, Int64
from samvar.model.distinct import numbered

Pair = tuple[Judged, Judged]
BOTH = (Model.AR_COMP, Model.AR_COMP_DN)


@dataclass(frozen=True, slots=True)
class Compounds:
    """partners: of each variant, in pairs that are met or could not be assessed.

    beside: (d, 2) int32, rows of a variant and of the deletion of its person's other copy, where
    the pair is met or could not be assessed: such a pair needs no gene.
    """

    partners: Partners
    beside: Int32

    def of(self, row: int) -> Int32:
        """All partners of a variant, in order."""
        if not len(self.beside):
            return self.partners.of(row)
        own = self.beside[(self.beside == row).any(axis=1)].reshape(-1)
        found: Int32 = np.union1d(self.partners.of(row), own[own != row]).astype(np.int32)
        return found


def judge_compound(evidence: Evidence, inside: GeneRows, verdicts: Verdicts) -> Compounds:
    """Write the verdicts of both compound models, and say who pairs with whom."""
    candidate = _candidates(evidence, inside, verdicts)
    classes = Classes(inside.among(candidate), _pattern(evidence))
    judged = judge_pairs(evidence, classes.first[classes.one], classes.first[classes.other])
    beside = _beside(evidence)
    paired = judge_pairs(evidence, beside[:, 0], beside[:, 1])
    for model in BOTH:
        best = classes.reduce(_packed(judged[model]), len(candidate))
        for column in (0, 1):
            np.maximum.at(best, beside[:, column], _packed(paired[model]))
        rows = np.flatnonzero(candidate & (best >= 0))
        values = best[rows]
        place = COLUMN[model]
        verdicts.status[rows, place] = values >> 16
        verdicts.reason[rows, place] = (values >> 8) & 0xFF
        verdicts.who[rows, place] = (values & 0xFF) - 1
    good = _open(judged)
    return Compounds(classes.partners(good), beside[_open(paired)])


def _open(judged: dict[Model, Judged]) -> Bool:
    found: Bool = np.maximum(*(judged[model].status for model in BOTH)) > Status.NOT_MET
    return found


def _packed(judged: Judged) -> Int32:
    """Verdicts as numbers of which a higher one is the better verdict."""
    status, reason = judged.status.astype(np.int32), judged.reason.astype(np.int32)
    return (status << 16) | (reason << 8) | (judged.who.astype(np.int32) + 1)


def _candidates(evidence: Evidence, inside: GeneRows, verdicts: Verdicts) -> Bool:
    """(v) who may be half of a pair; of the others the verdict says why not."""
    calls = evidence.calls
    alone = evidence.start()
    alone.refute((calls.place != AUTOSOME) & (calls.place != X), Reason.ELSEWHERE)
    for who in evidence.family.affected:
        one = (calls.copies[:, who] == 1) & (calls.deletion[:, who] < 0)
        alone.refute(one & (calls.place == X), Reason.ELSEWHERE)
        alone.refute(evidence.lacks[:, who], Reason.AFFECTED_LACKS, who)
        both = evidence.full[:, who] & (calls.copies[:, who] != 1)
        alone.refute(both, Reason.HOMOZYGOUS, who)
    for who in evidence.family.unaffected:
        alone.refute(evidence.full[:, who], Reason.UNAFFECTED_ALL, who)
    named = np.zeros(len(calls), dtype=bool)
    named[inside.rows] = True
    over = (calls.deletion >= 0).any(axis=1)
    named |= over
    named[calls.deletion[calls.deletion >= 0]] = True
    alone.refute(~named, Reason.NO_GENE)
    candidate: Bool = alone.status != Status.NOT_MET
    if evidence.family.affected:
        alone.refute(candidate, Reason.NO_PARTNER)
    for model in BOTH:
        place = COLUMN[model]
        verdicts.status[:, place] = alone.status
        verdicts.reason[:, place] = alone.reason
        verdicts.who[:, place] = alone.who
    return candidate


def _pattern(evidence: Evidence) -> Int64:
    """(v) the same number for variants between which no verdict of a pair tells a difference."""
    calls = evidence.calls
    columns: list[Int64] = []
    reads = calls.reads >= evidence.floor.parent_reads
    for who in range(len(evidence.family)):
        bounds = (as_wide(calls.least[:, who]) * 5 + as_wide(calls.most[:, who])) * 5
        bounds = (bounds + as_wide(calls.copies[:, who])) * 3 + as_wide(reads[:, who])
        columns.append(bounds * 3 + as_wide(calls.assured[:, who]))
        columns.append(as_wide(calls.doubt[:, who]))
        if calls.haplotype[:, who].any():
            phased = calls.haplotype[:, who] > 0
            columns.append(as_wide(calls.haplotype[:, who]))
            columns.append(np.where(phased, calls.phase_set[:, who].astype(np.int64) + 3, 0))
    return numbered(columns)


def _beside(evidence: Evidence) -> Int32:
    """(d, 2) each variant beside a deletion in somebody affected, and that deletion."""
    found = set()
    for who in evidence.family.affected:
        rows = np.flatnonzero(evidence.calls.deletion[:, who] >= 0)
        found |= set(zip(rows.tolist(), evidence.calls.deletion[rows, who].tolist(), strict=True))
    return np.array(sorted(found), dtype=np.int32).reshape(-1, 2)


def judge_pairs(evidence: Evidence, one: Int32, other: Int32) -> dict[Model, Judged]:
    """Both models for p pairs of rows."""
    both = _shared(evidence, one, other)
    inherited, new = both, both.copy()
    for who in evidence.family.affected:
        phase = phase_of(evidence, who, one, other)
        _origin(evidence, phase, who, (one, other), (inherited, new))
        for judged in (inherited, new):
            judged.refute(phase.same_copy, Reason.SAME_COPY, who)
            judged.doubt(~phase.opposite, Reason.PHASE_UNKNOWN, who)
            judged.because(phase.opposite, Reason.OPPOSITE_COPIES)
    return {Model.AR_COMP: inherited, Model.AR_COMP_DN: new}


def _shared(evidence: Evidence, one: Int32, other: Int32) -> Judged:
    """What both models ask: the affected have both, the unaffected not on opposite copies."""
    judged = Judged(len(one))
    everywhere = np.ones(len(one), dtype=bool)
    family, calls = evidence.family, evidence.calls
    if not family.affected:
        judged.doubt(everywhere, Reason.NOBODY_AFFECTED)
    for who in family.affected:
        for row in (one, other):
            judged.refute(evidence.lacks[row, who], Reason.AFFECTED_LACKS, who)
            judged.doubt(~evidence.carries[row, who], calls.doubt[row, who], who)
    parents = {parent for who in family.affected for parent in family.parents_of(who)}
    for who in family.unaffected:
        for row in (one, other):
            judged.refute(evidence.full[row, who], Reason.UNAFFECTED_ALL, who)
        has = evidence.carries[one, who] & evidence.carries[other, who]
        lacks = evidence.lacks[one, who] | evidence.lacks[other, who]
        if who in parents:
            # On opposite copies they would make the parent ill, on the same one the child would
            # have them so too.
            judged.refute(has, Reason.UNAFFECTED_BOTH, who)
        else:
            phase = phase_of(evidence, who, one, other)
            judged.refute(has & phase.opposite, Reason.UNAFFECTED_BOTH, who)
            judged.doubt(has & ~phase.opposite & ~phase.same_copy, Reason.PHASE_UNKNOWN, who)
        for row in (one, other):
            unsure = ~lacks & ~evidence.carries[row, who]
            judged.doubt(unsure, calls.doubt[row, who], who)
    return judged


def _origin(
    evidence: Evidence, phase: Phase, who: int, rows: tuple[Int32, Int32], judged: Pair
) -> None:
    """Both are inherited, or one is new."""
    inherited, new = judged
    parents = evidence.family.parents_of(who)
    if len(parents) < 2:
        new.doubt(np.ones(len(rows[0]), dtype=bool), Reason.PARENT_NOT_SEQUENCED)
        return
    inherited.refute(phase.new[0] | phase.new[1], Reason.NOT_TRANSMITTED, who)
    new.refute(phase.known[0] & phase.known[1], Reason.TRANSMITTED, who)
    for row, known, gone in zip(rows, phase.known, phase.new, strict=True):
        for parent in parents:
            lacks = evidence.lacks[row, parent]
            unsure = ~known & ~lacks
            reads = evidence.calls.reads[row, parent] >= evidence.floor.parent_reads
            for each in judged:
                each.doubt(unsure, evidence.calls.doubt[row, parent], parent)
                each.doubt(~known & ~gone & lacks & reads, Reason.PARENT_HAS_READS, parent)
    sure = phase.assured[0] | phase.assured[1]
    new.doubt(~sure, Reason.PARENT_NOT_ASSURED, parents[0])
