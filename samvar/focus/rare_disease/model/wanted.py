"""Which cases of a list somebody wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Show(Enum):
    """OPEN: to be worked on. ARCHIVED: not any more."""

    OPEN = "open"
    ARCHIVED = "archived"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter of cases. region: a county code; indication: a code; "" for any.

    mine: only those assigned to whoever asks.
    """

    show: Show = Show.ALL
    mine: bool = False
    region: str = ""
    indication: str = ""
