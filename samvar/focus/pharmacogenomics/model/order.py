"""An order from a clinician, and the steps to its acknowledged answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from samvar.focus.pharmacogenomics.model.advice import Occasion


class Step(Enum):
    """How far an order has come, in this order; each is an event that can be undone."""

    ORDERED = "ordered"
    SAMPLED = "sampled"
    SEQUENCED = "sequenced"
    CALLED = "called"
    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"

    @property
    def number(self) -> int:
        """0 for ordered."""
        return list(Step).index(self)


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one order, at a moment, by a user; `undone` keeps it in the history."""

    number: int
    step: Step
    at: datetime
    by: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A referral for pharmacogenetic testing; `id` is the referral's.

    occasions: the drugs about to be given. medications: other drugs the patient takes (INN).
    first_dose: the day planned; given: when the first dose was in fact given, if known.
    genes: asked for; empty means all of the release. label: the laboratory's own name of the
    person inside the node. step: the last one not undone. sample: the sample taken for it.
    """

    id: str
    person: str
    label: str
    referring_region: str
    laboratory: str
    ordered: datetime
    occasions: tuple[Occasion, ...]
    medications: tuple[str, ...]
    genes: tuple[str, ...]
    first_dose: date | None
    given: date | None
    step: Step
    events: tuple[Event, ...]
    sample: str | None = None
    report: str | None = None

    def at(self, step: Step) -> datetime | None:
        """When a step was last taken, None if it was not or was undone."""
        taken = [each.at for each in self.events if each.step is step and not each.undone]
        return taken[-1] if taken else None

    def days_left(self, today: date) -> int | None:
        """Days until the planned first dose; negative when it is past; None without a plan."""
        return None if self.first_dose is None else (self.first_dose - today).days
