"""The models as genmod defines them, for comparison with files that it annotated.

A person is without a call, homozygous for the reference, heterozygous or homozygous; a missing
call fits every model, depth and quality are not looked at, and X has no pseudoautosomal part.
Source: genmod 3.12 (Clinical-Genomics/genmod, MIT), its documentation and its results; see
`docs/areas/rare-disease.md` for what it says otherwise than our own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.pairs import (
    Classes,
    GeneRows,
    Partners,
    as_wide,
)
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.model.calls import Bool, Int8, Int32
from samvar.model.distinct import numbered
from samvar.model.genome import Sex

NO_CALL, REFERENCE, HETEROZYGOUS, HOMOZYGOUS = range(4)

ORDER = (
    Model.XR, Model.XR_DN, Model.XD, Model.XD_DN, Model.AD, Model.AD_DN, Model.AR_HOM,
    Model.AR_HOM_DN, Model.AR_COMP, Model.AR_COMP_DN,
)  # fmt: skip
"""In which genmod writes them."""


@dataclass(frozen=True, slots=True)
class Followed:
    """models: of each, (v) bool. partners: the compounds of each variant."""

    models: dict[Model, Bool]
    partners: Partners

    def of(self, row: int) -> tuple[Model, ...]:
        """The models that one variant follows."""
        return tuple(model for model in ORDER if self.models[model][row])


def states(dosage: Int8, called: Int8, written: Int8, line: Int32, lines: int) -> Int8:
    """(lines, s) what genmod makes of genotypes; the arrays are (alternative, s).

    line: (alternative) the record of each. Any two different alleles are heterozygous, one that is
    alone or beside a missing one too.
    """
    hom = (dosage >= 2) & (dosage == called) & (called == written)
    het = (dosage > 0) & ~hom
    kind = np.where(hom, HOMOZYGOUS, np.where(het, HETEROZYGOUS, REFERENCE))
    kind = np.where(called == 0, NO_CALL, kind).astype(np.int8)
    found = np.zeros((lines, dosage.shape[1]), dtype=np.int8)
    np.maximum.at(found, line, kind)
    return found


def batches(genes: Sequence[frozenset[int]], contig: Sequence[int]) -> Iterator[int]:
    """The batch of each variant: genmod only pairs within a run of records whose genes overlap."""
    number, reached = -1, frozenset[int]()
    before = None
    for own, place in zip(genes, contig, strict=True):
        if number < 0 or not own & reached or place != before:
            number, reached = number + 1, own
        else:
            reached |= own
        before = place
        yield number


def follow(
    family: Family, state: Int8, on_x: Bool, penetrance_reduced: Bool, inside: GeneRows
) -> Followed:
    """Which models each variant follows.

    state: (v, s) in the family's order. inside: the variants of each gene, or of each gene in each
    batch, whichever pairs are wanted.
    """
    judge = _Judge(family, state)
    recessive, dominant = judge.recessive(), judge.dominant(penetrance_reduced)
    x_recessive, x_dominant = judge.x_recessive(), judge.x_dominant()
    nothing = np.zeros(len(state), dtype=bool)
    models = dict.fromkeys(ORDER, nothing)
    off = ~on_x
    models[Model.AD], models[Model.AD_DN] = judge.dominant_parents(dominant & off)
    models[Model.AR_HOM], models[Model.AR_HOM_DN] = judge.recessive_parents(recessive & off)
    models[Model.XR], models[Model.XR_DN] = judge.x_parents(x_recessive & on_x, every=True)
    models[Model.XD], models[Model.XD_DN] = judge.x_parents(x_dominant & on_x, every=False)
    classes = Classes(inside.among(judge.candidate()), _pattern(state))
    one, other = classes.first[classes.one], classes.first[classes.other]
    fits, inherited, new = judge.pairs(one, other)
    for model, wanted in ((Model.AR_COMP, inherited), (Model.AR_COMP_DN, new)):
        models[model] = classes.reduce(wanted.astype(np.int32), len(state)) > 0
    return Followed(models, classes.partners(fits & (inherited | new)))


def _pattern(state: Int8) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return numbered([as_wide(state[:, who]) for who in range(state.shape[1])])


class _Judge:
    def __init__(self, family: Family, state: Int8) -> None:
        self._family = family
        self._called = state > NO_CALL
        self._has = state >= HETEROZYGOUS
        self._het = state == HETEROZYGOUS
        self._hom = state == HOMOZYGOUS
        self._ref = state == REFERENCE
        self._all = np.ones(len(state), dtype=bool)

    def dominant(self, reduced: Bool) -> Bool:
        found = self._all.copy()
        for who in self._family.unaffected:
            found &= ~np.where(reduced, self._hom[:, who], self._has[:, who])
        for who in self._family.affected:
            found &= ~self._called[:, who] | self._het[:, who]
        return found

    def recessive(self) -> Bool:
        found = self._all.copy()
        for who in self._family.unaffected:
            found &= ~self._hom[:, who]
        for who in self._family.affected:
            found &= ~self._called[:, who] | self._hom[:, who]
        return found

    def x_recessive(self) -> Bool:
        found = self._x_unaffected()
        for who in self._family.unaffected:
            found &= ~self._hom[:, who]
        for who in self._family.affected:
            found &= ~self._ref[:, who]
            if self._sex(who) is Sex.FEMALE:
                found &= ~self._het[:, who]
        return found

    def x_dominant(self) -> Bool:
        found = self._x_unaffected()
        for who in self._family.unaffected:
            if self._sex(who) is Sex.FEMALE:
                found &= ~self._hom[:, who]
        for who in self._family.affected:
            found &= ~self._ref[:, who]
        return found

    def _x_unaffected(self) -> Bool:
        found = self._all.copy()
        for who in self._family.unaffected:
            if self._sex(who) is Sex.MALE:
                found &= ~self._has[:, who]
        return found

    def _sex(self, who: int) -> Sex:
        return self._family.members[who].sex

    def dominant_parents(self, so_far: Bool) -> tuple[Bool, Bool]:
        plain, new = so_far.copy(), np.zeros_like(so_far)
        for parents in self._pairs_of_parents():
            none = so_far & ~self._has[:, parents].any(axis=1)
            new |= none
            # With one parent in the file, genmod takes AD away whether that one is called or not.
            sure = self._called[:, parents].all(axis=1) if len(parents) == 2 else self._all
            plain &= ~(none & sure)
        return plain, new

    def recessive_parents(self, so_far: Bool) -> tuple[Bool, Bool]:
        plain, new = so_far.copy(), np.zeros_like(so_far)
        for parents in self._pairs_of_parents():
            if len(parents) == 2:
                self._without_one(so_far, parents, plain, new)
            else:
                new |= so_far
        return plain, new

    def _without_one(self, so_far: Bool, parents: list[int], plain: Bool, new: Bool) -> None:
        some = so_far & ~self._has[:, parents].all(axis=1)
        new |= some
        plain &= ~(some & self._called[:, parents].all(axis=1))

    def x_parents(self, so_far: Bool, *, every: bool) -> tuple[Bool, Bool]:
        plain, new = so_far.copy(), np.zeros_like(so_far)
        for who in range(len(self._family)):
            parents = list(self._family.parents_of(who))
            if not parents or self._sex(who) is Sex.UNKNOWN:
                continue
            if self._sex(who) is Sex.MALE:
                mother = self._family.mother_of(who)
                if mother is None:
                    if every:  # of a dominant one genmod says nothing then
                        new |= so_far
                    continue
                parents = [mother]
            elif len(parents) == 1:
                new |= so_far
                continue
            has = self._has[:, parents]
            some = so_far & ~(has.all(axis=1) if every else has.any(axis=1))
            new |= some
            plain &= ~(some & self._called[:, parents].all(axis=1))
        return plain, new

    def _pairs_of_parents(self) -> list[list[int]]:
        found = (list(self._family.parents_of(who)) for who in range(len(self._family)))
        return [parents for parents in found if parents]

    def candidate(self) -> Bool:
        found: Bool = ~self._hom.any(axis=1)
        unaffected = set(self._family.unaffected)
        for who in self._family.affected:
            found &= self._het[:, who]
            parents = list(self._family.parents_of(who))
            if len(parents) == 2 and unaffected.issuperset(parents):
                found &= ~self._has[:, parents].all(axis=1)
        return found

    def pairs(self, one: Int32, other: Int32) -> tuple[Bool, Bool, Bool]:
        """Whether each pair fits, and whether it makes AR_comp and AR_comp_dn."""
        fits = np.ones(len(one), dtype=bool)
        inherited, new = np.zeros_like(fits), np.zeros_like(fits)
        parents = self._pairs_of_parents()
        unaffected = set(self._family.unaffected)
        for who in {each for pair in parents for each in pair} & unaffected:
            fits &= ~(self._has[one, who] & self._has[other, who])
        for who in unaffected:
            fits &= ~(self._het[one, who] & self._het[other, who])
        for pair in parents:
            if len(pair) < 2:
                inherited[:] = new[:] = True
                continue
            columns = np.array(pair)[:, None]
            sure = (self._called[one, columns] & self._called[other, columns]).all(axis=0)
            each = (self._has[one, columns] | self._has[other, columns]).all(axis=0)
            inherited |= sure & each
            new |= sure & ~each
        if not parents:
            inherited[:] = True
        if len(self._family) == 1:
            fits[:], inherited[:], new[:] = True, True, False
        return fits, inherited & fits, new & fits
