"""One step to one node and its proven reply, or why there is none."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadInput, BadSignature
from samvar.network.lane import LARGE, Silence
from samvar.network.masks.message import (
    ASK,
    REPLY,
    Body,
    Denied,
    MaskEnvelope,
    MaskReply,
    Step,
    args_of,
    read_masked,
    seal_masked,
)
from samvar.network.message import MOST_REPLY_BYTES, open_sealed, request_digest
from samvar.network.roster import Roster

_STATES = ("refused", "incompatible", "down")


class Way(Protocol):
    """The way to one node; `network.lane.Lane` is one."""

    async def carry(self, raw: bytes, timeout_s: float) -> bytes | Silence:
        """One message there, and its reply."""
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """The ways to all nodes, and the key that this one signs with."""

    home: str
    key: NodeKey
    roster: Roster
    ways: Mapping[str, Way]
    now_ms: Callable[[], int]

    async def send(self, node: str, id_: bytes, step: Step, timeout_s: float) -> Body | Silence:
        """The body of the node's reply to this very step; a refusal is a silence with a reason."""
        way = self.ways.get(node)
        if way is None:
            return Silence("down", "this node does not know the way there")
        nonce = secrets.token_bytes(16)
        envelope = MaskEnvelope(self.home, node, self.now_ms(), nonce, id_, step)
        raw = (
            await asyncio.to_thread(seal_masked, envelope, self.home, self.key, ASK)
            if len(args_of(step)) > LARGE
            else seal_masked(envelope, self.home, self.key, ASK)
        )
        answer = await way.carry(raw, timeout_s)
        if isinstance(answer, Silence):
            return answer
        try:
            body = (
                await asyncio.to_thread(self._read, node, raw, answer, nonce)
                if len(answer) > LARGE
                else self._read(node, raw, answer, nonce)
            )
        except (BadSignature, BadInput) as error:
            return Silence("incompatible", error.what)
        if isinstance(body, Denied):
            state = body.state if body.state in _STATES else "refused"
            return Silence(state, body.reason[:300])
        return body

    def keys_of(self, node: str) -> tuple[PublicKey, ...]:
        """A node's public keys; none for a stranger."""
        known = self.roster.find(node)
        return () if known is None else known.public_keys

    def _read(self, node: str, asked: bytes, answer: bytes, nonce: bytes) -> Body:
        """Raises BadSignature or BadInput unless this node said it, to this node, about this."""
        sealed = read_masked(answer, MOST_REPLY_BYTES)
        if sealed.sender != node:
            raise BadSignature("the reply comes from another node")
        reply = open_sealed(sealed, self.keys_of(node), REPLY, MaskReply)
        bound = (reply.node, reply.audience, reply.request) == (
            node,
            self.home,
            request_digest(read_masked(asked).payload),
        )
        # A node that could not open the envelope knows no nonce.
        if not bound or (reply.nonce != nonce and not isinstance(reply.body, Denied)):
            raise BadSignature("the reply belongs to another question")
        return reply.body
