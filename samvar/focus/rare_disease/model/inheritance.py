"""Models of inheritance, and what is known of each of them for a variant in a family."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

import numpy as np

from samvar.focus.rare_disease.model.family import Family
from samvar.model.calls import Int8


class Model(Enum):
    """A way in which a variant may cause the disease of a family; the value is as genmod writes it.

    `_dn`: the variant is new in an affected person. AD_MOSAIC, MT, MT_DN and YL are ours.
    """

    AR_HOM = "AR_hom"
    AR_HOM_DN = "AR_hom_dn"
    AR_COMP = "AR_comp"
    AR_COMP_DN = "AR_comp_dn"
    AD = "AD"
    AD_DN = "AD_dn"
    AD_MOSAIC = "AD_mosaic"
    XD = "XD"
    XD_DN = "XD_dn"
    XR = "XR"
    XR_DN = "XR_dn"
    MT = "MT"
    MT_DN = "MT_dn"
    YL = "YL"


MODELS: tuple[Model, ...] = tuple(Model)
COLUMN = {model: number for number, model in enumerate(MODELS)}


class Status(IntEnum):
    """Unknown is not false: a variant that could not be judged is neither in nor out."""

    NOT_MET = 0
    NOT_ASSESSED = 1
    MET = 2


class Reason(IntEnum):
    """Why a verdict is what it is; `text` says it."""

    FITS = 0
    ELSEWHERE = 1
    NOBODY_AFFECTED = 2
    AFFECTED_LACKS = 3
    AFFECTED_NOT_ALL = 4
    UNAFFECTED_CARRIES = 5
    UNAFFECTED_ALL = 6
    NOT_CALLED = 7
    HALF_CALLED = 8
    POOR_CALL = 9
    TWO_ALLELES_ONE_COPY = 10
    SEX_UNKNOWN = 11
    NOT_TRANSMITTED = 12
    TRANSMITTED = 13
    PARENT_NOT_SEQUENCED = 14
    PARENT_NOT_ASSURED = 15
    PARENT_HAS_READS = 16
    MOSAIC_PARENT = 17
    NO_MOSAIC_PARENT = 18
    RELATIVE_AS_MUCH = 19
    NO_PARTNER = 20
    PHASE_UNKNOWN = 21
    SAME_COPY = 22
    UNAFFECTED_BOTH = 23
    NO_GENE = 24
    OVER_DELETION = 25
    HOMOZYGOUS = 26
    OPPOSITE_COPIES = 27

    @property
    def text(self) -> str:
        """In words; `{who}` is where the person stands whom it is about."""
        return _TEXT[self]


_TEXT = {
    Reason.FITS: "everybody's genotype fits",
    Reason.ELSEWHERE: "not on this chromosome",
    Reason.NOBODY_AFFECTED: "nobody in the family is affected",
    Reason.AFFECTED_LACKS: "{who} is affected and does not carry it",
    Reason.AFFECTED_NOT_ALL: "{who} is affected and has a copy without it",
    Reason.UNAFFECTED_CARRIES: "{who} is unaffected and carries it",
    Reason.UNAFFECTED_ALL: "{who} is unaffected and has it on every copy",
    Reason.NOT_CALLED: "{who} has no call",
    Reason.HALF_CALLED: "one allele of {who} is not called",
    Reason.POOR_CALL: "the call of {who} has too few reads or too low a quality",
    Reason.TWO_ALLELES_ONE_COPY: "{who} has one copy, and two alleles are called",
    Reason.SEX_UNKNOWN: "the sex chromosomes of {who} are not known",
    Reason.NOT_TRANSMITTED: "{who} carries it and no parent does",
    Reason.TRANSMITTED: "{who} has it from a parent",
    Reason.PARENT_NOT_SEQUENCED: "no affected person has the parents sequenced that would tell",
    Reason.PARENT_NOT_ASSURED: "depth and quality of {who} do not assure that it is absent",
    Reason.PARENT_HAS_READS: "{who} has reads of it",
    Reason.MOSAIC_PARENT: "{who} has it in a part of the reads",
    Reason.NO_MOSAIC_PARENT: "no parent has it in a small part of the reads",
    Reason.RELATIVE_AS_MUCH: "{who} is unaffected and has as much of it",
    Reason.NO_PARTNER: "no second variant in the gene",
    Reason.PHASE_UNKNOWN: "a second variant in the gene, phase unknown",
    Reason.SAME_COPY: "every second variant in the gene is on the same copy",
    Reason.UNAFFECTED_BOTH: "{who} is unaffected and has both variants",
    Reason.NO_GENE: "the variant is in no gene that the file names",
    Reason.HOMOZYGOUS: "{who} has it on both copies",
    Reason.OPPOSITE_COPIES: "a second variant in the gene, on the other copy",
    Reason.OVER_DELETION: "{who} has it on the copy that is left beside a deletion",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One model's verdict: what, why, and about whom (a column of the family, or None)."""

    status: Status
    reason: Reason
    who: int | None = None

    def said(self, family: Family) -> str:
        """The reason in words; people are named by what they are to the affected, never by name."""
        someone = "a parent" if self.who is None else family.role(self.who)
        return self.reason.text.format(who=someone)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """status, reason, who: (variant, model) int8 by `COLUMN`; `who` -1 where it is nobody."""

    status: Int8
    reason: Int8
    who: Int8

    def __len__(self) -> int:
        return len(self.status)

    def of(self, variant: int, model: Model) -> Verdict:
        """One verdict as a noun."""
        place = variant, COLUMN[model]
        who = int(self.who[place])
        return Verdict(
            Status(int(self.status[place])),
            Reason(int(self.reason[place])),
            None if who < 0 else who,
        )

    def models(self, variant: int, status: Status = Status.MET) -> tuple[Model, ...]:
        """The models of a variant that have a status."""
        return tuple(MODELS[k] for k in np.flatnonzero(self.status[variant] == status))

    @classmethod
    def nothing(cls, variants: int) -> Verdicts:
        """All NOT_MET because they are of other chromosomes."""
        shape = variants, len(MODELS)
        return cls(
            np.zeros(shape, dtype=np.int8),
            np.full(shape, Reason.ELSEWHERE, dtype=np.int8),
            np.full(shape, -1, dtype=np.int8),
        )
