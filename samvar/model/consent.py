"""What a person decides over: uses of their data, and who may look. Events, never a state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from samvar.model.contribution import Scope


class Use(Enum):
    """One thing to say yes or no to, on its own.

    Opt-outs stand open until the person says no; consents stand closed until the person says
    yes; `UNIT` is a block: no closes what the unit `place` has written to all other units.
    """

    CARE = "care"
    """The person counts in the sums of care."""
    RESEARCH = "research"
    """The person counts in the sums of research."""
    COHERENT_CARE = "coherent_care"
    """Other care providers may be shown the record (2022:913, 2 kap.)."""
    UNIT = "unit"
    """Other units of the same provider may be shown the record (Patientdatalagen 4:4)."""
    SECONDARY = "secondary"
    """Findings beside the question are told."""
    RECONTACT = "recontact"
    """The person may be contacted again when knowledge has changed."""
    PASSPORT = "passport"
    """The passport may be read out to the centre `place`."""

    @property
    def unsaid(self) -> bool:
        """What holds where nothing has been said.

        >>> Use.RESEARCH.unsaid, Use.RECONTACT.unsaid
        (True, False)
        """
        return self not in (Use.SECONDARY, Use.RECONTACT, Use.PASSPORT)

    @property
    def scope(self) -> Scope | None:
        """The family of sums that this use is about, if it is about one."""
        return _SCOPES.get(self)

    @property
    def placed(self) -> bool:
        """Whether it is said of one unit or centre at a time."""
        return self in (Use.UNIT, Use.PASSPORT)


_SCOPES = {Use.CARE: Scope.CARE, Use.RESEARCH: Scope.RESEARCH}


class How(Enum):
    """How the person said it."""

    OWN_PAGE = "own_page"
    SPOKEN = "spoken"
    WRITTEN = "written"
    UNKNOWN = "unknown"
    """Written down before samvar asked."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One person said yes (`allowed`) or no to one use.

    by: the user who wrote it down. place: which unit or centre, for uses that are placed.
    asked: what the person was asked or told, in the words of whoever asked.
    """

    person: str
    use: Use
    allowed: bool
    at: datetime
    by: str
    place: str = ""
    how: How = How.UNKNOWN
    asked: str = ""


class Reason(Enum):
    """Why somebody has a care relation to a patient."""

    ORDER = "order"
    REFERRAL = "referral"
    VISIT = "visit"
    CONFERENCE = "conference"
    """A multidisciplinary conference that the patient was brought to."""


@dataclass(frozen=True, slots=True)
class CareRelation:
    """Somebody takes part in a patient's care: Patientdatalagen 4:1.

    user: "" for everybody of the unit. unit: "" for everybody at the centre. source: the order
    or referral that opened it, "" for none. closed: when an act ended it before its time.
    """

    id: str
    person: str
    user: str
    unit: str
    reason: Reason
    source: str
    since: datetime
    until: datetime
    by: str
    closed: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.since <= now < self.until and (self.closed is None or now < self.closed)
