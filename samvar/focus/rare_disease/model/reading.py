"""What a reader of a case comes to: findings with their classes, and an outcome."""

from __future__ import annotations

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
    secondary: beside the question; told only under a consent of its own.
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


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader came to, or the one that two came to together. text: in their own words."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    text: str = ""
