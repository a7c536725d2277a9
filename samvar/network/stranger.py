"""How many unproven messages a node writes down: all of them, until they become a flood."""

from __future__ import annotations

import threading
from datetime import datetime

MOST_A_MINUTE = 300


class Strangers:
    """Admits so many a minute and counts the rest.

    >>> from samvar.model.clock import utc_now
    >>> gate, now = Strangers(most=1), utc_now()
    >>> gate.admit(now), gate.admit(now), gate.admit(now)
    (0, None, None)
    """

    def __init__(self, most: int = MOST_A_MINUTE) -> None:
        self._most = most
        self._minute: datetime | None = None
        self._admitted = 0
        self._missed = 0
        self._lock = threading.Lock()

    def admit(self, now: datetime) -> int | None:
        """None: do not write this one down. Else how many were left out since the last entry."""
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute, self._admitted = minute, 0
            if self._admitted >= self._most:
                self._missed += 1
                return None
            self._admitted += 1
            missed, self._missed = self._missed, 0
            return missed
