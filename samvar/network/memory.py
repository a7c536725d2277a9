"""What a node remembers of the others: how many people each has, and what it showed last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from samvar.network.asking import Asking
from samvar.network.lane import LARGE, Silence
from samvar.network.merge import Missing, NationalAnswer, Stale

_MOST_STALE = 512


@dataclass(frozen=True, slots=True)
class Census:
    """A node's last signed word on its people. individuals: `assembly/use` -> people who count."""

    epoch: int
    individuals: Mapping[str, int]
    at: datetime


class Memory:
    """Each node's census, and regional values to show beside a later silence."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._census: dict[str, Census] = {}
        self._stale: OrderedDict[tuple[str | None, ...], Stale] = OrderedDict()

    def census(self, node: str) -> Census | None:
        """What a node said last of its people, or None if it never spoke."""
        return self._census.get(node)

    def missing(self, asking: Asking, node: str, silence: Silence) -> Missing:
        """A node that is not in an answer, with the people who could have been."""
        census = self._census.get(node)
        people = None if census is None else census.individuals.get(asking.denominator)
        return Missing(node, silence.state, silence.reason, people)

    def stale(self, asking: Asking, silent: Iterable[str]) -> list[Stale]:
        """What this very asker was shown before of the nodes that are silent now."""
        return [self._stale[key] for key in map(asking.stale_key, silent) if key in self._stale]

    def keep(self, asking: Asking, answer: NationalAnswer) -> None:
        """Remember what this very asker was shown of each region, to show beside a silence."""
        for part in answer.parts:
            if part.value is None or not part.regional or len(asking.raw) > LARGE:
                continue
            key = asking.stale_key(part.node)
            self._stale[key] = Stale(part.node, part.value, part.epoch or 0, answer.asked_at)
            self._stale.move_to_end(key)
            if len(self._stale) > _MOST_STALE:
                self._stale.popitem(last=False)

    def listener(self, node: str) -> Callable[[int, dict[str, int]], None]:
        """What hears a node's census, whenever it speaks."""

        def listen(epoch: int, individuals: dict[str, int]) -> None:
            known = self._census.get(node)
            # Replies can overtake each other; an older epoch says nothing new.
            if known is None or epoch >= known.epoch:
                self._census[node] = Census(epoch, individuals, self._clock())
                self._forget(node, epoch)

        return listen

    def _forget(self, node: str, epoch: int) -> None:
        """Drop what the node said before this epoch: somebody in it may have left since."""
        for key in [k for k, s in list(self._stale.items()) if s.node == node and s.epoch < epoch]:
            self._stale.pop(key, None)
