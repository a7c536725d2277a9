"""What a reader of a case comes to: findings with their classes, and an outcome."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from samvar.focus.rare_disease.model.classified import Class


class Outcome(Enum):
    """What a reading, and a report, says of the question that was asked.

    POSSIBLE: something was found that may explain it and is not known to: a variant of uncertain
    significance, or one of two that the disease takes.
    """

    SOLVED = "solved"
    POSSIBLE = "possible"
    UNSOLVED = "unsolved"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One variant of a conclusion.

    category: of its list (`snv`, `sv`, `mei`, `str`, `mt`). variant: as that list names it.
    zygosity: of the proband, `het`, `hom`, `hemi`, or of a mitochondrion `homoplasmic` or
    `heteroplasmic`; `unknown` where it was not called. partial: explains a part of the features.
    secondary: beside the question; told only under a consent of its own. points: of the ACMG
    criteria, or hundredths of the copy-number metric; None of a class without criteria.
    labels: the criteria or items that are met.
    """

    category: str
    variant: str
    gene: str
    classed: Class
    zygosity: str = "unknown"
    condition: str = ""
    inheritance: str = ""
    partial: bool = False
    secondary: bool = False
    note: str = ""
    points: int | None = None
    labels: tuple[str, ...] = ()


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader came to, or the one that two came to together. text: in their own words."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    text: str = ""


class ReadingAct(Enum):
    """What is done in a reading. LEFT: somebody gave up their place before they concluded.

    ADJUDICATED: one reader wrote down what both came to; it stands once the other has CONFIRMED
    it, and is gone where they have DECLINED it, which takes it back.
    ANEW: a round begins, because a signed case is read again.
    """

    BEGAN = "began"
    CONCLUDED = "concluded"
    REOPENED = "reopened"
    ADJUDICATED = "adjudicated"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LEFT = "left"
    ANEW = "anew"


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an act of a reading carries. why: a reason, where it needs one.

    weighed: of CONCLUDED, every variant that the reader had given a class. required: of BEGAN,
    whether two readers had to read then. together: of ADJUDICATED, both readers' accounts;
    awaits: the one of them who has to confirm it, "" of what was written down before that was
    asked, and stands as it is. confirms: of CONFIRMED, the number of what is confirmed.
    by: who did it, where that is not the reader whom it is about.
    """

    conclusion: Conclusion | None = None
    weighed: tuple[Finding, ...] = ()
    why: str = ""
    required: bool = False
    together: tuple[str, ...] = ()
    awaits: str = ""
    confirms: int | None = None
    by: str = ""


class ReadingStep(msgspec.Struct, frozen=True, kw_only=True):
    """One act. number: its place among all acts of the node. reader: the account of whom it is.

    undoes: the number of the act that REOPENED, LEFT or DECLINED takes back.
    """

    number: int
    round: int
    reader: str
    act: ReadingAct
    at: datetime
    said: Said = Said()
    undoes: int | None = None
