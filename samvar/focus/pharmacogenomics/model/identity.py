"""Whether a sample is the patient's, as far as anything can tell: what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Against(Enum):
    """What speaks against a sample being the patient's."""

    NAME = "name"
    """It is not the sample that the order expects."""
    GENOTYPES = "genotypes"
    """It has other genotypes than an earlier sample of the same patient."""
    SEX = "sex"
    """Its copies of the X chromosome are not those of the sex that is on record."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that speaks against it.

    shared: positions that both samples tell. telling: those of them where either has a variant,
    for two strangers have the reference in common. agreed: of the telling ones. order: the one
    that expects another sample.
    """

    against: Against
    shared: int = 0
    telling: int = 0
    agreed: int = 0
    order: str = ""


@dataclass(frozen=True, slots=True)
class HeldSample:
    """A sample whose calls are kept and told to nobody until somebody confirms whose it is.

    confirmed, confirmed_by, reason: None until then.
    """

    sample: str
    person: str
    objections: tuple[Objection, ...]
    at: datetime
    by: str
    confirmed: datetime | None = None
    confirmed_by: str | None = None
    reason: str | None = None
