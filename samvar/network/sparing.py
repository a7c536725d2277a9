"""What one person may vary in their questions only so often: a patient's features, for example.

To hold one's own patient against the country takes one set of features, or a few as they are
completed. To read another patient's features off the answers takes hundreds of sets. So each person
has so many different sets a day and a month; the same set again costs nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from samvar.govern.identity import Asker
from samvar.model.errors import Refused

A_DAY, A_MONTH = 25, 100
"""Different sets of one person at one node within 24 hours, and within 30 days."""
_DAY, _MONTH = timedelta(hours=24), timedelta(days=30)
MOST_REMEMBERED = 10_000
"""People; of more, those who asked longest ago begin anew."""


class Asked(Protocol):
    """The part of `network.operation.Operation` that is read here."""

    @property
    def sparing(self) -> Callable[[Any], str | None]: ...


class Sparing:
    """What each person has asked with, at one node. In memory; safe from any number of threads."""

    def __init__(self, a_day: int = A_DAY, a_month: int = A_MONTH) -> None:
        self.a_day, self.a_month = a_day, a_month
        self._asked: OrderedDict[str, dict[str, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, operation: Asked, args: Any, asker: Asker, now: datetime) -> None:
        """Count a question, if it has anything to be sparing with.

        Raises:
            Refused: it would be one set too many.
        """
        thing = operation.sparing(args)
        if thing is not None:
            self.take(asker.user.account, thing, now)

    def take(self, account: str, thing: str, now: datetime) -> None:
        """One set, new or asked with before.

        Raises:
            Refused: it is new, and one too many.
        """
        with self._lock:
            before = self._asked.setdefault(account, {})
            self._asked.move_to_end(account)
            while len(self._asked) > self._most:
                self._asked.popitem(last=False)
            for old in [one for one, at in before.items() if now - at >= _MONTH]:
                del before[old]
            if thing in before:
                return
            today = sum(now - at < _DAY for at in before.values())
            if today >= self.a_day or len(before) >= self.a_month:
                raise Refused(
                    "more sets of features than one person may ask with",
                    why=f"at most {self.a_day} a day and {self.a_month} in 30 days",
                    remedy="ask with the features of a patient as they are, and again tomorrow",
                )
            before[thing] = now

    _most = MOST_REMEMBERED
