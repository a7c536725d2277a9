"""How many people could have been in a node's answers, for their denominators and bounds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.network.view import Live, View

_ASSEMBLIES = frozenset(assembly.value for assembly in Assembly)
_HOLD_S = 1.0
"""How old a count may be that changes within an epoch, when it is told beside another answer."""
_HOLD_TIMES = 50
"""Or this many times as long as counting took, so that it never takes more than two hundredths."""


@dataclass(frozen=True, slots=True)
class _Held:
    """People by `label/scope`. mark: the epoch, or the second until which they hold."""

    mark: float
    people: Mapping[str, int]


class Census:
    """The counts of one node, made as seldom as they change. Safe from any number of threads.

    By assembly, and by what an area keeps of samples, they are counted once an epoch. What it
    keeps beside samples (an order, say) changes within an epoch: an answer about it is counted
    as it is given, and the census that goes with every reply may be a second old.
    """

    def __init__(self, live: Live, seconds: Callable[[], float] = time.monotonic) -> None:
        self._live, self._seconds = live, seconds
        self._settled: _Held | None = None
        self._moving: _Held | None = None
        self._counting, self._recounting = Lock(), Lock()

    def told(self, view: View) -> dict[str, int]:
        """Everything, by `label/scope`, as it goes with a reply from this view's epoch."""
        return {**self._settled_at(view), **self._moving_now()}

    def of(self, view: View, label: str) -> int:
        """The people of one label who could have been in an answer from this view."""
        named = f"{label}/{view.scope.value}"
        settled = self._settled_at(view)
        return settled[named] if named in settled else view.moving().get(label, 0)

    def _settled_at(self, view: View) -> Mapping[str, int]:
        epoch, held = view.snapshot.epoch, self._settled
        if held is None or held.mark != epoch:
            with self._counting:  # one thread counts, and the others read what it found
                held = self._settled
                if held is None or held.mark != epoch:
                    held = _Held(epoch, self._everywhere(view, _settled))
                    if self._settled is None or self._settled.mark < epoch:
                        self._settled = held
        return held.people

    def _moving_now(self) -> Mapping[str, int]:
        held = self._moving
        if held is not None and self._seconds() < held.mark:
            return held.people
        if not self._recounting.acquire(blocking=held is None):
            assert held is not None
            return held.people  # another thread counts just now
        try:
            began = self._seconds()
            found = self._everywhere(self._live.view(Scope.CARE), lambda view: view.moving())
            ended = self._seconds()
            held = _Held(ended + max(_HOLD_S, _HOLD_TIMES * (ended - began)), found)
            self._moving = held
            return held.people
        finally:
            self._recounting.release()

    def _everywhere(self, view: View, count: Callable[[View], Mapping[str, int]]) -> dict[str, int]:
        found: dict[str, int] = {}
        for scope in Scope:
            seen = view if scope is view.scope else self._live.view(scope)
            found |= {f"{label}/{scope.value}": n for label, n in count(seen).items()}
        return found


def _settled(view: View) -> dict[str, int]:
    people = {name: view.snapshot.individuals(Assembly(name), view.scope) for name in _ASSEMBLIES}
    return {**people, **view.settled()}
