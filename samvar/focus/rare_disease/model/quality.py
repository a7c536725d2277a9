"""Gates of quality: whether a case's samples are whose they are said to be, and deep enough."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Gate(Enum):
    """What is asked."""

    SEX = "sex"
    RELATEDNESS = "relatedness"
    COVERAGE = "coverage"
    CONTAMINATION = "contamination"


class Standing(Enum):
    """What is answered. FLAGGED: a tool raised a flag that the figures do not bear out, or the
    figures are unusual; FAILED: the figures contradict what is stated."""

    PASS = "pass"  # noqa: S105 - a verdict
    FLAGGED = "flagged"
    FAILED = "failed"
    NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number behind an answer. unit: 'reads', 'sites', or '' of a ratio; source: its file."""

    name: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """One answer for one sample, or for a pair. members: their ids. reasons: why, in sentences."""

    gate: Gate
    members: tuple[str, ...]
    standing: Standing
    reasons: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
