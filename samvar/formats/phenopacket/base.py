"""Terms, times, quantities and procedures that all parts of a phenopacket use."""

from typing import ClassVar

from samvar.formats.phenopacket.message import (
    UNSET,
    Groups,
    Message,
    Number,
    Timestamp,
    Unset,
    Whole,
)


class OntologyClass(Message, frozen=True):
    """A term of an ontology, by its CURIE and label."""

    id: str | Unset = UNSET
    label: str | Unset = UNSET


class GestationalAge(Message, frozen=True):
    """Age before birth, in completed weeks and days."""

    weeks: Whole | Unset = UNSET
    days: Whole | Unset = UNSET


class Age(Message, frozen=True):
    """Age as an ISO 8601 duration, for example P6Y3M."""

    iso8601duration: str | Unset = UNSET


class AgeRange(Message, frozen=True):
    """An age known only to lie between two."""

    start: Age | Unset = UNSET
    end: Age | Unset = UNSET


class TimeInterval(Message, frozen=True):
    """A stretch of time between two moments."""

    start: Timestamp | Unset = UNSET
    end: Timestamp | Unset = UNSET


class TimeElement(Message, frozen=True):
    """When: exactly one of six ways to say it."""

    one_of: ClassVar[Groups] = (
        (
            "gestational_age",
            "age",
            "age_range",
            "ontology_class",
            "timestamp",
            "interval",
        ),
    )
    gestational_age: GestationalAge | Unset = UNSET
    age: Age | Unset = UNSET
    age_range: AgeRange | Unset = UNSET
    ontology_class: OntologyClass | Unset = UNSET
    timestamp: Timestamp | Unset = UNSET
    interval: TimeInterval | Unset = UNSET


class ExternalReference(Message, frozen=True):
    """A publication or another record."""

    id: str | Unset = UNSET
    reference: str | Unset = UNSET
    description: str | Unset = UNSET


class Evidence(Message, frozen=True):
    """Why something is asserted."""

    evidence_code: OntologyClass | Unset = UNSET
    reference: ExternalReference | Unset = UNSET


class ReferenceRange(Message, frozen=True):
    """The normal range of a quantity."""

    unit: OntologyClass | Unset = UNSET
    low: Number | Unset = UNSET
    high: Number | Unset = UNSET


class Quantity(Message, frozen=True):
    """A number with a unit."""

    unit: OntologyClass | Unset = UNSET
    value: Number | Unset = UNSET
    reference_range: ReferenceRange | Unset = UNSET


class Procedure(Message, frozen=True):
    """Something done to the patient or a sample."""

    code: OntologyClass | Unset = UNSET
    body_site: OntologyClass | Unset = UNSET
    performed: TimeElement | Unset = UNSET


class File(Message, frozen=True):
    """Where a file lies, and which samples in it are whose."""

    uri: str | Unset = UNSET
    individual_to_file_identifiers: dict[str, str] | Unset = UNSET
    file_attributes: dict[str, str] | Unset = UNSET
