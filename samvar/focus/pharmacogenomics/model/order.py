"""An order from a clinician, and the steps to its acknowledged answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class Cause(Enum):
    """Why a signed report no longer says all that is known."""

    CALL = "call"
    """The patient was called again: a new file, or another method."""
    REPORT = "report"
    """An amended report was signed."""


@dataclass(frozen=True, slots=True)
class GeneChange:
    """One gene that is told otherwise than in the report that was read.

    old, new: the phenotype; without one how far the result may be trusted (`ambiguous` ...); ''
    where the gene was not in the report, or is not known any more. advice: drug -> what it came
    down to, then and now, in the words of `analyse.compare`.
    """

    gene: str
    old: str
    new: str
    old_score: float | None = None
    new_score: float | None = None
    advice: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What changed after an order was reported. report: id of the one that was read then.

    takes_back: number of the acknowledgement that it took back, None where nobody had given one.
    settled: number of the acknowledgement by somebody who has seen it. by: whose act brought it.
    """

    number: int
    order: str
    report: str
    cause: Cause
    found: tuple[GeneChange, ...]
    at: datetime
    by: str
    takes_back: int | None = None
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A referral for pharmacogenetic testing; `id` is the referral's.

    occasions: the drugs about to be given. medications: other drugs the patient takes (INN).
    first_dose: the day planned; given: when the first dose was in fact given, if known.
    genes: asked for; empty means all of the release. label: the laboratory's own name of the
    person inside the node. step: the last one not undone. sample: the sample taken for it.
    changes: all that came after a report, oldest first.
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
    changes: tuple[OrderChange, ...] = ()

    @property
    def changed(self) -> tuple[OrderChange, ...]:
        """What nobody has seen yet of what came after the report."""
        return tuple(each for each in self.changes if each.settled is None)

    def at(self, step: Step) -> datetime | None:
        """When a step was last taken, None if it was not or was undone."""
        taken = [each.at for each in self.events if each.step is step and not each.undone]
        return taken[-1] if taken else None

    def days_left(self, today: date) -> int | None:
        """Days until the planned first dose; negative when it is past; None without a plan."""
        return None if self.first_dose is None else (self.first_dose - today).days
