"""A node that was silent twice is not waited for again until it answers a probe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

FAILURES = 2
FIRST_PROBE_S = 0.25
LAST_PROBE_S = 10.0


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row. Not thread-safe: it lives in the network's own event loop.

    >>> breaker = Breaker()
    >>> breaker.failed("late", "no answer in 2 s"); breaker.is_open
    False
    >>> breaker.failed("late", "no answer in 2 s"); breaker.is_open
    True
    >>> breaker.succeeded(); breaker.is_open
    False
    """

    clock: Callable[[], float] = monotonic
    failures: int = 0
    state: str = ""
    reason: str = ""
    since: float | None = None
    probes: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the node is left alone."""
        return self.since is not None

    @property
    def open_for_s(self) -> float:
        """How long it has been left alone, in seconds; 0 when it is not."""
        return 0.0 if self.since is None else self.clock() - self.since

    @property
    def next_probe_s(self) -> float:
        """Wait before the next probe: a quarter of a second, doubling up to ten."""
        return float(min(FIRST_PROBE_S * 2**self.probes, LAST_PROBE_S))

    def failed(self, state: str, reason: str) -> None:
        """Note a silence. state: `late` or `down`, kept to tell the next asker."""
        self.failures += 1
        self.state, self.reason = state, reason
        if self.failures >= FAILURES and self.since is None:
            self.since, self.probes = self.clock(), 0

    def succeeded(self) -> None:
        """The node answered: trust it again."""
        self.failures, self.since, self.probes = 0, None, 0
