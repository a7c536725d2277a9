"""What is remembered of a variant that matters in a case, and what has changed of it since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

import msgspec


class Cause(Enum):
    """Of what a variant's state consists; each part changes for reasons of its own.

    CLINVAR: what ClinVar calls it. ACMG: the class that is suggested. GENE: how the diseases of
    its gene fit the patient. NATION: who else in the country carries it. CLASSES: how other
    centres have classified it. RELEASE: what a release of ClinVar itself says.
    """

    CLINVAR = "clinvar"
    ACMG = "acmg"
    GENE = "gene"
    NATION = "nation"
    CLASSES = "classes"
    RELEASE = "release"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a state. said: what was found. since: when it was first found so.

    mark: of all that it was made from; while that is the same, it cannot have changed. basis: the
    same for people: a release, a file, epochs.
    """

    mark: str
    basis: str
    since: datetime
    said: dict[str, Any]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered. chosen: mark of what made the variant matter. parts: by cause."""

    chosen: str = ""
    genes: tuple[str, ...] = ()
    normal: str = ""
    parts: dict[str, Part] = {}


@dataclass(frozen=True, slots=True)
class Watched:
    """A variant, as its list names it."""

    case: str
    variant: str
    state: State
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the work list. before, after: the part, then and now."""

    number: int
    case: str
    variant: str
    cause: Cause
    before: Part
    after: Part
    at: datetime
    handled: datetime | None = None
    handled_by: str | None = None
    handled_text: str | None = None


@dataclass(slots=True)
class Effort:
    """What a run has done, to see that it did no more than what could have changed.

    lists: opened. suggested: variants for which criteria were suggested. ranked: patients whose
    diseases were ranked. questions: to the nation, for its counts. asked: variants in them.
    families: taken out of its numbers. class_questions: to the nation, for classes; classes_asked:
    variants in them. releases: of ClinVar that were read.
    """

    lists: int = 0
    suggested: int = 0
    ranked: int = 0
    questions: int = 0
    asked: int = 0
    families: int = 0
    class_questions: int = 0
    classes_asked: int = 0
    releases: int = 0


@dataclass(slots=True)
class Run:
    """What came of one run. refused: cases that whoever asked may not see.

    silent: centres that did not answer; their part was not compared. first: variants that are
    remembered for the first time, of which nothing can have changed yet.
    """

    dry: bool
    cases: int = 0
    variants: int = 0
    first: int = 0
    refused: int = 0
    changes: list[Change] = field(default_factory=list)
    silent: tuple[str, ...] = ()
    effort: Effort = field(default_factory=Effort)
