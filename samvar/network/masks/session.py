"""What a node keeps of questions under masks that are on their way: little, briefly, bounded."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from samvar.govern.identity import Asker
from samvar.model.errors import Refused
from samvar.network.masks.participant import Participant
from samvar.network.message import Question
from samvar.network.operation import Operation

MOST_OPEN = 64
"""Questions of one asking node at a time. Each is some kilobytes: no vector is ever kept."""

HOLD_S = 3600.0
MOST_HELD = 50_000


@dataclass(slots=True)
class Session:
    """One question at one node. question: without its arguments, which come again."""

    participant: Participant
    question: Question = field(repr=False)
    operation: Operation
    asker: Asker
    until: float


class Sessions:
    """Open questions by asking node and id; what is over its time is gone. Thread-safe."""

    def __init__(self, most: int = MOST_OPEN) -> None:
        self._most = most
        self._open: dict[tuple[str, bytes], Session] = {}
        self._lock = threading.Lock()

    def add(self, sender: str, id_: bytes, session: Session, now: float) -> None:
        """Keep one more.

        Raises:
            Refused: the sender has too many open, or this very one.
        """
        with self._lock:
            self._forget(now)
            if sum(owner == sender for owner, _ in self._open) >= self._most:
                raise Refused("too many questions under masks at once", remedy="ask later")
            if (sender, id_) in self._open:
                raise Refused("this question under masks has been asked already")
            self._open[sender, id_] = session

    def find(self, sender: str, id_: bytes, now: float) -> Session:
        """The question of that sender.

        Raises:
            Refused: there is none, or its time is over.
        """
        with self._lock:
            self._forget(now)
            session = self._open.get((sender, id_))
        if session is None:
            raise Refused("no such question under masks is open here")
        return session

    def drop(self, sender: str, id_: bytes) -> None:
        """Forget one, with its shares."""
        with self._lock:
            self._open.pop((sender, id_), None)

    def __len__(self) -> int:
        return len(self._open)

    def _forget(self, now: float) -> None:
        for key in [key for key, session in self._open.items() if session.until <= now]:
            del self._open[key]


class Audiences:
    """For an hour, one survivor set for one question: two that differ by one centre would show
    that centre's part. Thread-safe; what it holds it does not forget to make room."""

    def __init__(self, most: int = MOST_HELD) -> None:
        self._most = most
        self._held: OrderedDict[tuple[str, str], tuple[float, frozenset[str]]] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, question: str, scope: str, survivors: Iterable[str], now: float) -> None:
        """Nothing, if the question was not answered by others lately.

        Raises:
            Refused: it was, or there is no room to remember this one.
        """
        named = frozenset(survivors)
        with self._lock:
            while self._held and next(iter(self._held.values()))[0] <= now:
                self._held.popitem(last=False)
            held = self._held.get((question, scope))
            if held is not None and held[1] != named:
                raise Refused(
                    "other centres answered this question under masks within the hour",
                    why="the difference would show a single centre's part",
                    remedy="ask again later",
                )
            if held is None and len(self._held) >= self._most:
                raise Refused("more questions under masks than can be remembered")
            self._held[question, scope] = (now + HOLD_S, named)
            self._held.move_to_end((question, scope))
