"""A request to another centre about a patient of theirs, and what that centre says to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

import msgspec

from samvar.network.canonical import digest


class ToldRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a request says, and what it rests on.

    question, account: of the row that it answers, to which its handle is bound. band, gene,
    variant, zygosity: what that row told. text: to the other centre. ending: how it was closed.
    """

    question: str
    account: str
    text: str
    band: str
    gene: bool
    variant: bool
    zygosity: str = ""
    ending: str = ""


class Ending(Enum):
    """How a request was closed. WITHDRAWN: by whoever made it, before there was an answer."""

    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Request:
    """A request made here. case: ours; node, handle: theirs. owner: who follows it up, as the
    other centre reads it."""

    id: str
    case: str
    node: str
    handle: str
    told: ToldRequest
    owner: str
    due: date
    at: datetime
    by: str
    closed: datetime | None = None
    closed_by: str | None = None

    def overdue(self, today: date) -> bool:
        """Whether it is open after its day."""
        return self.closed is None and today > self.due


class EarlierAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was said before, and by whom; at: ISO 8601, UTC."""

    accepted: bool | None
    person: str
    route: str
    words: str
    reason: str
    at: str
    by: str


class ToldAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a centre answers. person, route: whom to turn to and how, of a yes only; words: its own
    choice of words; reason: of a no. earlier: what it said before, the oldest first."""

    person: str = ""
    route: str = ""
    words: str = ""
    reason: str = ""
    earlier: tuple[EarlierAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """This centre's word on another's request. accepted: None where it was taken back.

    node: where the request was made. digest: of the request that was answered.
    """

    request: str
    node: str
    case: str
    digest: str
    owner: str
    accepted: bool | None
    told: ToldAnswer
    at: datetime
    by: str


class RequestRow(msgspec.Struct, frozen=True):
    """A request as the centre that it is addressed to reads it. due: a day; at: ISO 8601, UTC.

    ending: '' while it is open, else an `Ending`.
    """

    node: str
    id: str
    to: str
    handle: str
    question: str
    account: str
    text: str
    owner: str
    due: str
    at: str
    band: str
    gene: bool
    variant: bool
    zygosity: str = ""
    ending: str = ""

    @property
    def digest(self) -> str:
        """Of all that is asked, whether it is open or not."""
        return digest(msgspec.structs.replace(self, ending=""))


class AnswerRow(msgspec.Struct, frozen=True):
    """An answer as the centre that asked reads it. accepted: None where it was taken back."""

    node: str
    request: str
    digest: str
    accepted: bool | None
    person: str
    route: str
    words: str
    reason: str
    at: str
