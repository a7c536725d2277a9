"""A referral to the laboratory, and the steps to its acknowledged answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

import msgspec

from samvar.focus.rare_disease.model.kept import ToldTerm


class Kind(Enum):
    """What is asked. DIAGNOSTIC: what is it? SEGREGATION: does the variant of a relative follow the
    disease here? CASCADE: does a healthy relative have what is known in the family?"""

    DIAGNOSTIC = "diagnostic"
    SEGREGATION = "segregation"
    CASCADE = "cascade"


class Priority(Enum):
    """How soon an answer is needed; the words of FHIR's `request-priority`, the soonest first."""

    STAT = "stat"
    ASAP = "asap"
    URGENT = "urgent"
    ROUTINE = "routine"

    @property
    def days(self) -> int:
        """Days from receipt in which an answer is wanted: a setting of samvar, not of the law.

        >>> Priority.STAT.days, Priority.ROUTINE.days
        (7, 90)
        """
        return _DAYS[self]


_DAYS = dict(zip(Priority, (7, 14, 28, 90), strict=True))


class Step(Enum):
    """How far a referral has come, in this order; each is an event that can be undone."""

    RECEIVED = "received"
    SAMPLED = "sampled"
    SEQUENCED = "sequenced"
    LOADED = "loaded"
    READ = "read"
    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"

    @property
    def number(self) -> int:
        """0 for received."""
        return list(Step).index(self)


RELATIONS = ("mother", "father", "child", "sibling", "half_sibling", "grandparent", "other")
"""What a relative who is tested is to the proband."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The sender's own words. variants: to look for, by their names in the proband's case.

    sample: the name under which the patient's sample will come, "" where nobody has said it.
    source: how it came, `form`, `fhir`, `lims`, or `load` where only the case itself says it.
    """

    question: str = ""
    terms: tuple[ToldTerm, ...] = ()
    panels: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    requester: str = ""
    notes: tuple[str, ...] = ()
    sample: str = ""
    source: str = "form"


@dataclass(frozen=True, slots=True)
class ReferralEvent:
    """One step, at a moment, by a user. report: id of the one that it is about.

    told: who at the referring unit heard the answer, where the laboratory noted its receipt.
    """

    number: int
    step: Step
    at: datetime
    by: str
    report: str | None = None
    undone: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """The care unit of a referral, put right by the laboratory. was, now: "" for none with an
    account here. undone: whether it was taken back."""

    number: int
    at: datetime
    by: str
    was: str
    now: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class RareReferral:
    """A referral; `id` is the house's. label: the sender's own id of it.

    patient: how a page names the person. indication: a key of `words.INDICATIONS`. of_case,
    relation: of a relative, the proband's case and what the patient is to the proband. case: the
    one that was loaded for it. unit: the care unit of this centre that sent it and acknowledges the
    answer, "" where the sender has no account. report: the newest that was signed; withdrawn:
    whether that one no longer holds.
    """

    id: str
    label: str
    person: str
    patient: str
    referring_region: str
    kind: Kind
    priority: Priority
    indication: str
    second_reader: bool
    asked: Asked
    received: datetime
    by: str
    step: Step
    events: tuple[ReferralEvent, ...] = ()
    of_case: str | None = None
    relation: str | None = None
    case: str | None = None
    report: str | None = None
    withdrawn: bool = False
    unit: str = ""

    @property
    def waits_to_be_read(self) -> bool:
        """Whether a signed answer stands that nobody has acknowledged."""
        return self.step is Step.REPORTED and not self.withdrawn

    def at(self, step: Step) -> datetime | None:
        """When a step was last taken, None if it was not or was undone."""
        taken = [each.at for each in self.events if each.step is step and not each.undone]
        return taken[-1] if taken else None

    def days_left(self, today: date) -> int:
        """Days until an answer is due by the priority; negative when it is overdue."""
        return self.priority.days - (today - self.received.date()).days
