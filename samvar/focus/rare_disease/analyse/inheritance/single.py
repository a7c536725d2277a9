"""The models that one variant alone can fulfil, by our rules.

What genmod calls by the same name is stricter here where a call is poor or missing (nothing
follows from it), and wider where genmod excludes more than genetics does: an affected person who
is homozygous does not refute dominance. `docs/areas/rare-disease.md` lists each difference.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.conditions import Evidence, any_of
from samvar.focus.rare_disease.analyse.inheritance.copies import (
    AUTOSOME,
    FLOOR,
    MT,
    FamilyCalls,
    Floor,
    X,
    Y,
)
from samvar.focus.rare_disease.analyse.inheritance.judge import Judged
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import COLUMN, Model, Reason, Status, Verdicts
from samvar.model.calls import Bool


def judge_single(
    family: Family, calls: FamilyCalls, penetrance_reduced: Bool, floor: Floor = FLOOR
) -> Verdicts:
    """Verdicts of every model but the compound ones, which stay NOT_MET here.

    penetrance_reduced: (v) whether the variant is in a gene whose carriers may be healthy.
    """
    verdicts = Verdicts.nothing(len(calls))
    for place, judge in _JUDGES.items():
        rows = np.flatnonzero(calls.place == place)
        if not len(rows):
            continue
        evidence = Evidence.of(family, _rows(calls, rows), floor)
        for model, judged in judge(evidence, penetrance_reduced[rows]).items():
            column = COLUMN[model]
            verdicts.status[rows, column] = judged.status
            verdicts.reason[rows, column] = judged.reason
            verdicts.who[rows, column] = judged.who
    return verdicts


def _rows(calls: FamilyCalls, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> FamilyCalls:
    if len(rows) == len(calls):
        return calls
    return FamilyCalls(*(getattr(calls, name)[rows] for name in FamilyCalls.__slots__))


def _autosomal(evidence: Evidence, reduced: Bool) -> dict[Model, Judged]:
    family = evidence.family
    dominant = evidence.start()
    evidence.affected_carry(dominant)
    evidence.unaffected_lack(dominant, reduced)
    mosaic = evidence.start()
    evidence.affected_carry(mosaic)
    _mosaic_parent(evidence, mosaic)
    recessive = evidence.start()
    for who in family.affected:
        recessive.refute(evidence.calls.deletion[:, who] >= 0, Reason.OVER_DELETION, who)
    evidence.affected_full(recessive)
    evidence.unaffected_spared(recessive)
    parents = {who: family.parents_of(who) for who in family.affected}
    return {
        Model.AD: _inherited(evidence, dominant, _both(parents), every=False),
        Model.AD_DN: _new(evidence, dominant, _both(parents), every=False),
        Model.AD_MOSAIC: mosaic,
        Model.AR_HOM: _inherited(evidence, recessive, parents, every=True),
        Model.AR_HOM_DN: _new(evidence, recessive, parents, every=True),
    }


def _both(parents: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    return {who: pair if len(pair) == 2 else () for who, pair in parents.items()}


def _x_linked(evidence: Evidence, _reduced: Bool) -> dict[Model, Judged]:
    family = evidence.family
    recessive = evidence.start()
    evidence.affected_full(recessive)
    evidence.unaffected_spared(recessive)
    # A healthy woman may carry a dominant one: which of her X is silent is chance.
    dominant = evidence.start()
    evidence.affected_carry(dominant)
    evidence.unaffected_spared(dominant)
    origin = {who: _x_from(family, who) for who in family.affected}
    either = {
        who: known if len(known) == 2 or family.members[who].x_copies == 1 else ()
        for who, known in origin.items()
    }
    return {
        Model.XR: _inherited(evidence, recessive, origin, every=True),
        Model.XR_DN: _new(evidence, recessive, origin, every=True),
        Model.XD: _inherited(evidence, dominant, either, every=False),
        Model.XD_DN: _new(evidence, dominant, either, every=False),
    }


def _x_from(family: Family, who: int) -> tuple[int, ...]:
    """Those who each gave an X; nobody where the karyotype leaves it open."""
    member = family.members[who]
    mother = family.mother_of(who)
    if member.karyotype not in ("", "XX", "XY"):
        return ()
    if member.x_copies == 2:
        return family.parents_of(who)
    return () if mother is None else (mother,)


def _y_linked(evidence: Evidence, reduced: Bool) -> dict[Model, Judged]:
    judged = evidence.start()
    evidence.affected_carry(judged)
    evidence.unaffected_lack(judged, reduced)
    return {Model.YL: judged}


def _mitochondrial(evidence: Evidence, _reduced: Bool) -> dict[Model, Judged]:
    family = evidence.family
    judged = evidence.start()
    evidence.affected_carry(judged)
    mothers: dict[int, tuple[int, ...]] = {}
    part = evidence.calls.part()
    for who in family.affected:
        mother = family.mother_of(who)
        mothers[who] = () if mother is None else (mother,)
        for other in family.unaffected:
            if family.on_maternal_line(other, who):
                full = np.nan_to_num(part[:, other], nan=-1.0) >= evidence.floor.full
                full |= (evidence.calls.reads[:, other] < 0) & evidence.carries[:, other]
                judged.doubt(full, Reason.RELATIVE_AS_MUCH, other)
    return {
        Model.MT: _inherited(evidence, judged, mothers, every=False),
        Model.MT_DN: _new(evidence, judged, mothers, every=False),
    }


_JUDGES: dict[int, Callable[[Evidence, Bool], dict[Model, Judged]]] = {
    AUTOSOME: _autosomal,
    X: _x_linked,
    Y: _y_linked,
    MT: _mitochondrial,
}


def _inherited(
    evidence: Evidence, so_far: Judged, parents: dict[int, tuple[int, ...]], *, every: bool
) -> Judged:
    judged = so_far.copy()
    for child, known in parents.items():
        evidence.inherited(judged, child, known, every)
    return judged


def _new(
    evidence: Evidence, so_far: Judged, parents: dict[int, tuple[int, ...]], *, every: bool
) -> Judged:
    judged = so_far.copy()
    found = [evidence.new(child, known, every) for child, known in parents.items() if known]
    if not found:
        judged.doubt(np.ones(len(evidence.calls), dtype=bool), Reason.PARENT_NOT_SEQUENCED)
        return judged
    new = any_of(found)
    judged.also(new)
    met = judged.status == Status.MET
    judged.reason[met], judged.who[met] = new.reason[met], new.who[met]
    return judged


def _mosaic_parent(evidence: Evidence, judged: Judged) -> None:
    """One unaffected parent has it in a small part of the reads, nobody else unaffected has it."""
    family = evidence.family
    some = np.zeros(len(evidence.calls), dtype=bool)
    stated = np.zeros(len(evidence.calls), dtype=bool)
    parents = {each for who in family.affected for each in family.parents_of(who)}
    suspects = parents & set(family.unaffected)
    for who in family.unaffected:
        if who in suspects:
            mosaic = evidence.mosaic(who)
            judged.refute(evidence.carries[:, who] & ~mosaic, Reason.UNAFFECTED_CARRIES, who)
            some |= mosaic
            stated |= evidence.calls.reads[:, who] < 0
        else:
            judged.refute(evidence.carries[:, who], Reason.UNAFFECTED_CARRIES, who)
            judged.doubt(~evidence.lacks[:, who], evidence.calls.doubt[:, who], who)
    judged.refute(~some & ~stated, Reason.NO_MOSAIC_PARENT)
    judged.doubt(~some, Reason.PARENT_NOT_ASSURED)
    for who in suspects:
        judged.because(evidence.mosaic(who), Reason.MOSAIC_PARENT, who)
