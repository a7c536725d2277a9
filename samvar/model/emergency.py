"""Opening one patient's record in an emergency: why, for how long, and what a reviewer said.

An opening is an event of its own, bound to one person of the staff and one patient. It ends by
time or by hand, and somebody else looks at each one afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

LASTS = timedelta(minutes=60)
"""How long an opening lasts: a setting of samvar, not of the law."""
REVIEW_WITHIN = timedelta(days=7)
"""After so long without a review an opening is overdue. The law says systematic and recurring
(Patientdatalagen 4:3; HSLF-FS 2016:40 4:9) and names no number. The same at every node, or the
published figures could not be compared."""
LEAST_TOLD, MOST_TOLD = 15, 1000
"""Letters of the reason in words."""


class Cause(Enum):
    """Why a record is opened: what lifts a block in law, or that no care relation is noted yet.

    Source: Patientdatalagen (2008:355) 4:5: the patient consents, or cannot be asked and the data
    may be of importance for care that the patient cannot do without.
    """

    CANNOT_ASK = "cannot_ask"
    """The patient cannot be asked, and needs care that cannot wait."""
    CONSENTS = "consents"
    """The patient says yes here and now."""
    NOT_YET_OURS = "not_yet_ours"
    """The patient has come in an emergency, and nobody has noted a care relation yet."""
    OTHER = "other"


class Finding(Enum):
    """What a reviewer found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    FOLLOW_UP = "follow_up"
    """Looked at, and more is to be done before the last word."""


@dataclass(frozen=True, slots=True)
class EmergencyReview:
    """One word of a reviewer on one opening; the newest counts."""

    emergency: str
    finding: Finding
    note: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Emergency:
    """One opening. user: the account that it is bound to; by: the user's id in the log.

    told: the reason in words, for the reviewer's eyes; it is never put into a log or an address.
    closed: when the person ended it before its time. reviews: oldest first.
    """

    id: str
    person: str
    user: str
    by: str
    role: str
    unit: str
    cause: Cause
    told: str
    since: datetime
    until: datetime
    closed: datetime | None = None
    reviews: tuple[EmergencyReview, ...] = ()

    @property
    def ends(self) -> datetime:
        """When it is over, by time or by hand."""
        return self.until if self.closed is None else min(self.until, self.closed)

    def stands(self, now: datetime) -> bool:
        """Whether it opens anything at this moment: its last moment is not in it."""
        return self.since <= now < self.ends

    @property
    def reviewed(self) -> bool:
        """Whether anybody has looked at it."""
        return bool(self.reviews)

    @property
    def waits(self) -> bool:
        """Whether a last word is missing: nobody has looked, or it is to be followed up."""
        return not self.reviews or self.reviews[-1].finding is Finding.FOLLOW_UP

    @property
    def due(self) -> datetime:
        """By when somebody has to have looked."""
        return self.since + REVIEW_WITHIN

    def overdue(self, now: datetime) -> bool:
        """Whether nobody has looked in time."""
        return not self.reviewed and now >= self.due
