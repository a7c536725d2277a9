"""Asking the nation: every node at once, one deadline, one honest answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from samvar.govern.identity import Asker
from samvar.govern.keys import NodeKey
from samvar.govern.proof import Proof
from samvar.model.clock import utc_now
from samvar.model.errors import UsageError
from samvar.network.asking import Asking
from samvar.network.breaker import Breaker
from samvar.network.gather import gather
from samvar.network.lane import LARGE, Heard, Lane, Silence
from samvar.network.loop import Loop
from samvar.network.masks.asking import ask_masked
from samvar.network.masks.national import national
from samvar.network.masks.post import Post
from samvar.network.memory import Census, Memory
from samvar.network.merge import NationalAnswer
from samvar.network.operation import Operation, Registry
from samvar.network.roster import Roster, RosterNode
from samvar.network.transport import Transport
from samvar.network.warrant import milliseconds

__all__ = ["Asker", "Census", "Network"]

DEADLINE_S = 2.0
_GRACE_S = 0.25


Vouch = Callable[[Asker], Proof | None]
"""The asker's own token, bound to this node; None for nobody and for a mandate."""


def nobody(_asker: Asker) -> Proof | None:
    """What a node that signs nobody in has to show: its questions are refused elsewhere."""
    return None


class Network:
    """The nation as one node sees it. Any node can have one; none is special.

    vouch: where the askers' own tokens come from.

    It runs on an event loop of its own, so that `ask` serves any loop and `ask_now` any thread,
    and questions of all of them travel together.
    """

    def __init__(
        self,
        home: str,
        roster: Roster | Callable[[], Roster],
        key: NodeKey,
        transports: Mapping[str, Transport],
        registry: Registry,
        clock: Callable[[], datetime] = utc_now,
        *,
        vouch: Vouch = nobody,
    ) -> None:
        self.home, self._key, self._vouch = home, key, vouch
        self.registry = registry
        self._roster: Callable[[], Roster] = roster if callable(roster) else lambda: roster
        self._clock = clock
        self._memory = Memory(clock)
        self._lanes = {
            node: Lane(
                home, node, key, self._roster, transport, self._now_ms, self._memory.listener(node)
            )
            for node, transport in transports.items()
        }
        self._loop = Loop(f"samvar-ask-{home}")

    async def ask(
        self,
        operation: str | Operation,
        args: msgspec.Struct | Mapping[str, Any],
        asker: Asker,
        deadline_s: float = DEADLINE_S,
        *,
        masked: bool = False,
    ) -> NationalAnswer:
        """Put a question to every node in the roster, this one included.

        Returns when all have answered or the deadline has passed. A silent node is named, never
        counted as zero. Each node that refuses is named as well.

        masked: nobody, this node included, learns a single node's part; sums only, and no answer
        where too few nodes stay.

        Raises:
            UsageError: no such operation, arguments that make no sense, or masks on no sum.
            BadInput: the arguments hold something that is none, such as a variant.
        """
        return await asyncio.wrap_future(
            self._loop.submit(self._ask(operation, args, asker, deadline_s, masked))
        )

    def ask_now(
        self,
        operation: str | Operation,
        args: msgspec.Struct | Mapping[str, Any],
        asker: Asker,
        deadline_s: float = DEADLINE_S,
        *,
        masked: bool = False,
    ) -> NationalAnswer:
        """`ask`, for code that does not run in an event loop."""
        return self._loop.submit(self._ask(operation, args, asker, deadline_s, masked)).result()

    def greet(self, timeout_s: float = DEADLINE_S) -> Mapping[str, bool]:
        """Hear from every node how many people it has, so that bounds are known from the start."""

        async def all_of_them() -> Mapping[str, bool]:
            there = await asyncio.gather(*(lane.greet(timeout_s) for lane in self._lanes.values()))
            return dict(zip(self._lanes, there, strict=True))

        return self._loop.submit(all_of_them()).result()

    @property
    def roster(self) -> Roster:
        """The roster in force: whose keys count."""
        return self._roster()

    def breaker(self, node: str) -> Breaker:
        """How this node sees another: trusted, or left alone since when and why."""
        return self._lanes[node].breaker

    def census(self, node: str) -> Census | None:
        """What a node said last of its people, or None if it never spoke."""
        return self._memory.census(node)

    def close(self) -> None:
        """Stop asking. Questions on their way are dropped."""

        async def stop() -> None:
            for lane in self._lanes.values():
                await lane.close()

        self._loop.close(stop)

    async def _ask(
        self,
        named: str | Operation,
        given: msgspec.Struct | Mapping[str, Any],
        asker: Asker,
        deadline_s: float,
        masked: bool,
    ) -> NationalAnswer:
        began, asked_at = time.perf_counter(), self._clock()
        if not 0 < deadline_s <= 300:
            raise UsageError("a deadline is more than 0 and at most 300 seconds")
        operation = self.registry.newest(named) if isinstance(named, str) else named
        args = operation.read_args(given)
        asking = Asking(
            operation,
            args,
            asker,
            int(deadline_s * 1000),
            milliseconds(asked_at),
            self._vouch(asker),
        )
        if masked:
            post = Post(self.home, self._key, self._roster(), self._lanes, self._now_ms)
            outcome = await ask_masked(asking, post, deadline_s)
            return national(asking, outcome, partial(self._memory.missing, asking), asked_at, began)
        waiting = {node.id: self._put(asking, node, deadline_s) for node in self._roster().nodes}
        futures = [w for w in waiting.values() if isinstance(w, asyncio.Future)]
        if futures:
            await asyncio.wait(futures, timeout=deadline_s + _GRACE_S)
        heard = {node: _outcome(w, deadline_s) for node, w in waiting.items()}
        if any(isinstance(h, Heard) and len(h.reply.value or b"") > LARGE for h in heard.values()):
            return await asyncio.to_thread(self._gather, asking, heard, asked_at, began)
        return self._gather(asking, heard, asked_at, began)

    def _put(
        self, asking: Asking, node: RosterNode, deadline_s: float
    ) -> asyncio.Future[Heard | Silence] | Silence:
        """The question on its way to one node, in a version that it speaks."""
        lane = self._lanes.get(node.id)
        if lane is None:
            return Silence("down", "this node does not know the way there")
        spoken = asking.spoken_by(node)
        if spoken is None:
            return Silence("incompatible", f"the node does not speak {asking.operation.name}")
        return lane.submit(asking.question(spoken, self.home, node.id), deadline_s)

    def _gather(
        self,
        asking: Asking,
        heard: Mapping[str, Heard | Silence],
        asked_at: datetime,
        began: float,
    ) -> NationalAnswer:
        return gather(asking, heard, self._roster(), self._memory, asked_at, began)

    def _now_ms(self) -> int:
        return milliseconds(self._clock())


def _outcome(
    waiting: asyncio.Future[Heard | Silence] | Silence, deadline_s: float
) -> Heard | Silence:
    if isinstance(waiting, Silence):
        return waiting
    if waiting.done() and not waiting.cancelled():
        return waiting.result()
    waiting.cancel()
    return Silence("late", f"no answer in {deadline_s:.1f} s")
