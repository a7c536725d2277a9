"""The way to one node: questions that wait share an envelope; a silent node is left alone."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from samvar.govern.keys import NodeKey
from samvar.model.errors import BadInput, BadSignature, PeerUnavailable
from samvar.network.breaker import Breaker
from samvar.network.message import (
    ASK,
    MOST_PEOPLE,
    MOST_QUESTIONS,
    MOST_REPLY_BYTES,
    REPLY,
    STATES,
    Envelope,
    Question,
    Reply,
    ReplyEnvelope,
    open_sealed,
    read_sealed,
    request_digest,
    seal,
)
from samvar.network.roster import Roster
from samvar.network.transport import Transport

GATHER_S = 0.002
"""How long a question waits for company while another envelope is on its way."""

MOST_IN_FLIGHT = 4
LARGE = 1 << 20
"""Bytes above which sealing and opening leave the event loop."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No reply: `late` or `down` (or what an envelope was refused with), and why."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A verified reply, and how long it was waited for."""

    reply: Reply
    took_ms: float


@dataclass(slots=True)
class _Waiting:
    question: Question
    until: float
    answer: asyncio.Future[Heard | Silence]


class Lane:
    """Everything between this node and one other. Lives in the network's event loop.

    heard_census: told of every verified reply: (epoch, individuals by assembly and use).
    """

    def __init__(
        self,
        home: str,
        node: str,
        key: NodeKey,
        roster: Callable[[], Roster],
        transport: Transport,
        now_ms: Callable[[], int],
        heard_census: Callable[[int, dict[str, int]], None],
    ) -> None:
        self.home, self.node = home, node
        self.transport = transport
        self.breaker = Breaker()
        self._key, self._roster, self._now_ms = key, roster, now_ms
        self._heard_census = heard_census
        self._queue: list[_Waiting] = []
        self._in_flight = 0
        self._timer: asyncio.TimerHandle | asyncio.Handle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._prober: asyncio.Task[None] | None = None

    def submit(self, question: Question, deadline_s: float) -> asyncio.Future[Heard | Silence]:
        """Send a question; alone at once, in company a few milliseconds later."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Heard | Silence] = loop.create_future()
        if self.breaker.is_open:
            answer.set_result(self._left_alone())
            return answer
        self._queue.append(_Waiting(question, loop.time() + deadline_s, answer))
        if self._timer is None and self._in_flight < MOST_IN_FLIGHT:
            # Questions of one turn of the loop go together even when nothing is on its way.
            self._timer = (
                loop.call_later(GATHER_S, self._send)
                if self._in_flight
                else loop.call_soon(self._send)
            )
        return answer

    async def greet(self, timeout_s: float) -> bool:
        """Ask nothing, to hear whether the node is there and how many people it has."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._exchange([])
        except (TimeoutError, PeerUnavailable, BadSignature, BadInput):
            return False
        self.breaker.succeeded()
        return True

    async def carry(self, raw: bytes, timeout_s: float) -> bytes | Silence:
        """A message that is sealed already, and the bytes that come back; a step under masks.

        It waits for no company. The breaker hears how it went, like of any question.
        """
        if self.breaker.is_open:
            return self._left_alone()
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self.transport.send(raw)
        except TimeoutError:
            silence = Silence("late", f"no answer in {timeout_s:.1f} s")
        except PeerUnavailable as error:
            silence = Silence("down", error.what)
        else:
            self.breaker.succeeded()
            return answer
        self._silent([], silence)
        return silence

    async def close(self) -> None:
        """Drop what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for waiting in self._queue:
            waiting.answer.cancel()
        await self.transport.close()

    def _send(self) -> None:
        self._timer = None
        waiting: list[_Waiting] = []
        size = 0
        while self._queue and len(waiting) < MOST_QUESTIONS and size < LARGE:
            one = self._queue.pop(0)
            if not one.answer.done():
                waiting.append(one)
                size += len(one.question.args)
        if waiting:
            self._in_flight += 1
            self._spawn(self._deliver(waiting))
        self._next()

    def _next(self) -> None:
        if self._queue and self._timer is None and self._in_flight < MOST_IN_FLIGHT:
            self._timer = asyncio.get_running_loop().call_soon(self._send)

    async def _deliver(self, waiting: list[_Waiting]) -> None:
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        until = max(one.until for one in waiting)
        try:
            async with asyncio.timeout_at(until):
                body = await self._exchange([one.question for one in waiting])
        except TimeoutError:
            waited = time.perf_counter() - began
            self._silent(waiting, Silence("late", f"no answer in {waited:.1f} s"))
        except (PeerUnavailable, BadSignature, BadInput) as error:
            self._silent(waiting, Silence("down", error.what))
        else:
            self.breaker.succeeded()
            took_ms = (time.perf_counter() - began) * 1000
            replies = {r.jti: r for r in body.replies} if body.error is None else {}
            for one in waiting:
                reply = replies.get(one.question.warrant.jti)
                heard = self._unanswered(body) if reply is None else Heard(reply, took_ms)
                if not one.answer.done():
                    one.answer.set_result(heard)
        finally:
            self._in_flight -= 1
            if not loop.is_closed():
                self._next()

    async def _exchange(self, questions: list[Question]) -> ReplyEnvelope:
        nonce = secrets.token_bytes(16)
        envelope = Envelope(self.home, self.node, self._now_ms(), nonce, questions)
        large = sum(len(question.args) for question in questions) > LARGE
        raw = (
            await asyncio.to_thread(seal, envelope, self.home, self._key, ASK)
            if large
            else seal(envelope, self.home, self._key, ASK)
        )
        answer = await self.transport.send(raw)
        body = (
            await asyncio.to_thread(self._open, raw, answer, nonce)
            if large or len(answer) > LARGE
            else self._open(raw, answer, nonce)
        )
        if body.error is None:
            self._heard_census(body.epoch, body.census)
        return body

    def _open(self, asked: bytes, raw: bytes, nonce: bytes) -> ReplyEnvelope:
        """The reply, if it is this node's, to this node, about these very bytes."""
        sealed = read_sealed(raw, MOST_REPLY_BYTES)
        known = self._roster().find(self.node)
        if known is None or sealed.sender != self.node:
            raise BadSignature("the reply comes from another node")
        body = open_sealed(sealed, known.public_keys, REPLY, ReplyEnvelope)
        bound = (body.node, body.audience, body.request) == (
            self.node,
            self.home,
            request_digest(read_sealed(asked).payload),
        )
        if not bound or (body.error is None and body.nonce != nonce):
            raise BadSignature("the reply belongs to another question")
        counts = (*body.census.values(), *(r.individuals or 0 for r in body.replies))
        if any(r.state not in STATES for r in body.replies) or not all(
            0 <= people <= MOST_PEOPLE for people in counts
        ):
            raise BadInput("the reply says what cannot be")
        return body

    @staticmethod
    def _unanswered(body: ReplyEnvelope) -> Silence:
        if body.error is None:
            return Silence("incompatible", "the node left the question out of its reply")
        code, sentence = body.error
        return Silence("incompatible" if code == "bad-input" else "refused", sentence)

    def _silent(self, waiting: list[_Waiting], silence: Silence) -> None:
        was_open = self.breaker.is_open
        self.breaker.failed(silence.state, silence.reason)
        if self.breaker.is_open:
            waiting, self._queue = [*waiting, *self._queue], []
            if not was_open:
                if self._prober is not None:
                    self._prober.cancel()  # of a silence that ended while it slept
                self._prober = self._spawn(self._probe())
        for one in waiting:
            if not one.answer.done():
                one.answer.set_result(silence)

    def _left_alone(self) -> Silence:
        since = self.breaker.open_for_s
        return Silence(
            self.breaker.state,
            f"{self.breaker.reason}; not asked for {since:.1f} s, probed instead",
        )

    async def _probe(self) -> None:
        while self.breaker.is_open:
            await asyncio.sleep(self.breaker.next_probe_s)
            self.breaker.probes += 1
            await self.greet(timeout_s=2.0)

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
