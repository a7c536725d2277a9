"""Persons, samples, assays, referrals and cases, as a node knows them: pseudonymous."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from samvar.model.genome import Assembly, Sex


@dataclass(frozen=True, slots=True)
class Person:
    """A pseudonymous person. `ancestry` is a study's own label (for example AFR), or None."""

    id: str
    sex: Sex = Sex.UNKNOWN
    ancestry: str | None = None
    family: str | None = None
    father: str | None = None
    mother: str | None = None


class SampleKind(Enum):
    """Where the cells come from; tumour samples never enter germline counts."""

    GERMLINE = "germline"
    TUMOUR = "tumour"


class AssayKind(Enum):
    """How callability was established; `sites` means only where the file has a record."""

    GENOME = "genome"
    EXOME = "exome"
    PANEL = "panel"
    SITES = "sites"


@dataclass(frozen=True, slots=True)
class Assay:
    """What was measured: the stretches of the genome in which a variant would have been seen."""

    id: str
    kind: AssayKind
    assembly: Assembly
    name: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Material of one person, under the laboratory's own name only inside its node."""

    id: str
    person: str
    kind: SampleKind
    assay: str
    name: str
    taken: datetime | None = None


class CaseStatus(Enum):
    """Where a referral stands."""

    RECEIVED = "received"
    SEQUENCED = "sequenced"
    INTERPRETED = "interpreted"
    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Referral:
    """A clinician's order. Equal access is measured by the region that refers."""

    id: str
    person: str
    referring_region: str
    performing_laboratory: str
    question: str
    received: datetime
    answered: datetime | None = None
    acknowledged: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A referral to be answered, with the samples that may answer it."""

    id: str
    referral: str
    proband: str
    samples: tuple[str, ...]
    status: CaseStatus = CaseStatus.RECEIVED
