"""The asking node's side of the messages: five rounds to every node, one deadline, one total.

It follows the protocol and is not trusted to: what it could gain by leaving it is what the nodes
check (`participant`). A node that is silent or refuses in a round is left out of the next ones.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from samvar.model.calls import UInt64
from samvar.model.errors import BadInput, BadSignature
from samvar.network.asking import Asking
from samvar.network.kind import SumValue
from samvar.network.lane import Silence
from samvar.network.masks.maskable import must_be_maskable, terms_for
from samvar.network.masks.message import (
    Boxes,
    Card,
    Keys,
    Lift,
    Mask,
    Masked,
    Share,
    Shares,
    Sign,
    Signature,
    Step,
)
from samvar.network.masks.participant import GUARDS, Lifted
from samvar.network.masks.post import Post
from samvar.network.masks.secret import BOX_BYTES
from samvar.network.masks.shamir import SHARE_BYTES
from samvar.network.masks.statement import ID_BYTES, KeyCard, Terms, circle, who_signed
from samvar.network.masks.unmask import Collected, columns, unmask
from samvar.network.message import MOST_PEOPLE

TOO_FEW = "too-few"
"""The state of a sum that too few nodes stayed for, and of those that did stay."""

_SHARE_OF_TIME = {Keys: 0.3, Share: 0.3, Mask: 0.6, Sign: 0.5, Lift: 1.0}
"""Of the time that is left, what one round may take: a node that hangs must not cost the rest."""

_Body = TypeVar("_Body", Card, Boxes, Masked, Signature, Shares)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. total: None where too few stayed, or the masks did not cancel.

    given: what each node said beside its masked part, of those in the sum. silent: the others,
    and why; with no total, that is everybody. took_ms: how long each was waited for in all.
    """

    total: SumValue | None
    given: Mapping[str, Masked]
    silent: Mapping[str, Silence]
    took_ms: Mapping[str, float]


class _Failed(Exception):
    """The end, with what is to be said of the nodes that stayed."""

    def __init__(self, state: str, reason: str) -> None:
        super().__init__(reason)
        self.silence = Silence(state, reason)


async def ask_masked(asking: Asking, post: Post, deadline_s: float) -> Outcome:
    """The sum of all nodes that stay until their parts are given, if enough stay to the end.

    Raises:
        UsageError: the operation is no sum, or the network is too small.
    """
    id_ = secrets.token_bytes(ID_BYTES)
    terms = terms_for(asking.operation, asking.args, asking.asker, post.roster, post.home, id_)
    rounds = _Rounds(asking, post, terms, asyncio.get_running_loop().time() + deadline_s)
    try:
        return await rounds.go()
    except _Failed as failed:
        silent = {n: rounds.silent.get(n, failed.silence) for n in post.roster.ids}
        return Outcome(None, {}, silent, {})


@dataclass(slots=True)
class _Rounds:
    asking: Asking
    post: Post
    terms: Terms
    until: float
    silent: dict[str, Silence] = field(default_factory=dict)
    took_ms: dict[str, float] = field(default_factory=dict)

    async def go(self) -> Outcome:
        cards = await self._cards()
        boxes = await self._boxes(cards)
        given = await self._parts(boxes)
        parts = {n: _vector(said.part) for n, said in given.items()}
        lifted = await self._lifted(cards, boxes.keys(), parts.keys())
        got = Collected(self.terms, cards, frozenset(boxes), parts, lifted)
        try:
            total = await asyncio.to_thread(self._total, got)
        except BadInput as error:
            raise _Failed("incompatible", str(error)) from None
        ids = self.post.roster.ids
        # A part that is in the sum is in, whatever its node did afterwards.
        silent = {n: self.silent[n] for n in ids if n not in parts}
        return Outcome(total, {n: given[n] for n in ids if n in parts}, silent, self.took_ms)

    async def _cards(self) -> dict[str, KeyCard]:
        operation = self.asking.operation
        steps: dict[str, Step] = {}
        for node in self.post.roster.nodes:
            # A part in another version's form could not be widened under its mask.
            if operation.version in node.operations.get(operation.name, ()):
                question = self.asking.question(operation, self.post.home, node.id)
                steps[node.id] = Keys(question)
            else:
                self._leave(node.id, f"the node does not speak {operation.name} as asked here")

        def fits(node: str, said: Card) -> str | None:
            try:
                said.card.check(self.terms, self.post.keys_of)
            except (BadSignature, BadInput) as error:
                return str(error)
            return None if said.card.node == node else "the node speaks for another one"

        given = await self._round(steps, Card, fits)
        return {n: said.card for n, said in self._enough(given).items()}

    async def _boxes(self, cards: Mapping[str, KeyCard]) -> dict[str, Mapping[str, bytes]]:
        def fits(node: str, said: Boxes) -> str | None:
            sizes = {len(box) for box in said.boxes.values()}
            good = said.boxes.keys() == cards.keys() - {node} and sizes == {BOX_BYTES}
            return None if good else "the node did not share its keys with all"

        step = Share(list(cards.values()))
        given = await self._round(dict.fromkeys(cards, step), Boxes, fits)
        return {n: said.boxes for n, said in self._enough(given).items()}

    async def _parts(self, boxes: Mapping[str, Mapping[str, bytes]]) -> dict[str, Masked]:
        def fits(_: str, said: Masked) -> str | None:
            right_size = len(said.part) == 8 * (self.terms.length + GUARDS)
            good = right_size and 0 <= (said.individuals or 0) <= MOST_PEOPLE and said.floor >= 0
            return None if good else "the masked part has another form"

        steps: dict[str, Step] = {
            n: Mask(self.asking.raw, {m: made[n] for m, made in boxes.items() if m != n})
            for n in boxes
        }
        return self._enough(await self._round(steps, Masked, fits))

    async def _lifted(
        self, cards: Mapping[str, KeyCard], sharers: Set[str], survivors: Set[str]
    ) -> dict[str, Lifted]:
        around = circle(self.terms, cards)

        def signs(node: str, said: Signature) -> str | None:
            given = {node: said.signature}
            good = who_signed(given, around, sharers, survivors, self.post.keys_of)
            return None if good else "the node signed something else"

        def fits(_: str, said: Shares) -> str | None:
            sizes = {len(share) for share in (*said.seeds.values(), *said.pairs.values())}
            whose = (said.seeds.keys(), said.pairs.keys())
            good = whose == (survivors, sharers - survivors) and sizes == {SHARE_BYTES}
            return None if good else "the node gave other shares than it should"

        sign = Sign(sorted(survivors))
        signed = self._enough(await self._round(dict.fromkeys(survivors, sign), Signature, signs))
        lift = Lift({n: said.signature for n, said in signed.items()})
        # Shares of as many as are needed will do; nobody waits for the rest.
        shares = await self._round(dict.fromkeys(signed, lift), Shares, fits, self.terms.enough)
        return {n: Lifted(s.seeds, s.pairs) for n, s in self._enough(shares).items()}

    def _total(self, got: Collected) -> SumValue:
        kind = must_be_maskable(self.asking.operation)
        return columns(kind, self.asking.args, unmask(got), len(got.parts))

    async def _round(
        self,
        steps: Mapping[str, Step],
        body: type[_Body],
        fits: Callable[[str, _Body], str | None],
        enough: int | None = None,
    ) -> dict[str, _Body]:
        """One step to some nodes at once; who does not answer it properly is silent from now.

        fits: what is wrong with a node's answer, if anything. enough: return as soon as so many
        have answered.
        """
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        answered: dict[str, _Body] = {}

        async def one(node: str, step: Step) -> None:
            limit = max(0.0, (self.until - loop.time()) * _SHARE_OF_TIME[type(step)])
            reply = await self.post.send(node, self.terms.id, step, limit)
            if isinstance(reply, Silence):
                self.silent[node] = reply
            elif not isinstance(reply, body):
                self._leave(node, "the node answered another step")
            elif wrong := fits(node, reply):
                self._leave(node, wrong)
            else:
                answered[node] = reply
                took_ms = (time.perf_counter() - began) * 1000
                self.took_ms[node] = self.took_ms.get(node, 0.0) + took_ms

        waiting = {loop.create_task(one(node, step)) for node, step in steps.items()}
        while waiting and (enough is None or len(answered) < enough):
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return answered

    def _enough(self, stayed: dict[str, _T]) -> dict[str, _T]:
        """The same, if so many stayed that masks can be lifted."""
        if len(stayed) < self.terms.enough:
            raise _Failed(
                TOO_FEW,
                f"{len(stayed)} of {len(self.terms.nodes)} centres stayed; "
                f"with fewer than {self.terms.enough} no mask can be lifted",
            )
        return stayed

    def _leave(self, node: str, reason: str) -> None:
        self.silent[node] = Silence("incompatible", reason)


def _vector(part: bytes) -> UInt64:
    return np.frombuffer(part, dtype="<u8").astype(np.uint64, copy=False)
