"""What goes into a FHIR report of pharmacogenes: plain values, as a laboratory would say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Absent(Enum):
    """Why a result is not given (HL7 data-absent-reason); never read as a negative one."""

    NOT_PERFORMED = "not-performed"
    UNKNOWN = "unknown"


class Change(Enum):
    """What a recommendation asks for; the first three have a LOINC answer (list LL4049-4)."""

    ALTERNATIVE = "LA26421-0"
    DECREASE = "LA26422-8"
    INCREASE = "LA26423-6"
    FOLLOW_UP = "follow-up"
    """Something else, or watching: the text says what."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands. url: an absolute address, None where the source names none."""

    label: str
    display: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class GeneFinding:
    """One gene: what was found, or why nothing is said.

    genotypes: the readings that stand, `*1/*2`; several where the phase is not known. absent,
    why: set where genotype or phenotype is not given. preliminary: the test was not complete.
    tested, untested: names of defining positions. samples: those that it speaks from, the one
    that the positions are of first; () means the report's.
    """

    gene: str
    genotypes: tuple[str, ...]
    phenotype: str | None
    activity_score: float | None
    absent: Absent | None
    why: str
    preliminary: bool
    tested: tuple[str, ...]
    untested: tuple[str, ...]
    notes: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Implication:
    """One guideline's line for one drug. condition: what must be true for it to hold.

    genes: gene -> the result it was looked up by. change: None where nobody has to act.
    """

    drug: str
    genes: Mapping[str, str]
    body: str
    text: str
    strength: str
    change: Change | None
    citation: Citation
    condition: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A drug that guidelines speak of and of which nothing may be said: gene -> why."""

    drug: str
    genes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GenomicsReport:
    """A whole report. person, sample: opaque ids; empty texts are left out of the bundle.

    made: with its zone. status: of the DiagnosticReport. predecessor: the report it amends.
    by, by_name: the signer's professional id, and their name where it is known.
    assemblies: of the samples beside `sample` that it speaks from, by their ids.
    """

    id: str
    status: str
    made: datetime
    person: str
    sample: str
    order: str
    by: str
    centre: str
    laboratory: str
    assembly: str
    software: str
    genes: tuple[GeneFinding, ...]
    implications: tuple[Implication, ...]
    unanswered: tuple[Unanswered, ...]
    sources: tuple[Citation, ...]
    disclaimers: tuple[str, ...]
    predecessor: str = ""
    by_name: str = ""
    assemblies: Mapping[str, str] = field(default_factory=dict)
