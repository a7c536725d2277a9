"""What nodes tell each other of their ledgers: each speaks for itself, signed, and fresh.

A message holds no question and no variant: accounts (as hashes), and what was spent through whom.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

import msgspec

from samvar.govern.keys import NodeKey
from samvar.govern.ledger import Claim, Ledger
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, BadSignature, PeerUnavailable
from samvar.model.shape import learned
from samvar.network.message import Sealed, read_sealed
from samvar.network.nonce import NonceMemory
from samvar.network.roster import Roster
from samvar.network.transport import Transport
from samvar.network.warrant import milliseconds
from samvar.network.wire import UNREADABLE

MARK = b"samvar-ledger-1\0"
_ASK, _SAY = b"samvar/ledger-ask/1\0", b"samvar/ledger-say/1\0"
MOST_BYTES = 16 << 20
_MOST_SPENT = 1e6
WAIT_S = 10.0


class _Ask(msgspec.Struct, frozen=True, array_like=True):
    sender: str
    audience: str
    sent_ms: int
    nonce: bytes


class _Say(msgspec.Struct, frozen=True, array_like=True):
    sender: str
    audience: str
    nonce: bytes
    claims: list[Claim]


_Body = TypeVar("_Body", _Ask, _Say)


def is_ledger(raw: bytes) -> bool:
    """Whether a message is between ledgers."""
    return raw.startswith(MARK)


class LedgerDoor:
    """A node's side: who asks is of the roster, asks now, and asks this node."""

    def __init__(
        self, node: str, key: NodeKey, roster: Callable[[], Roster], ledger: Ledger,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:  # fmt: skip
        self.node, self._key, self._roster, self._ledger = node, key, roster, ledger
        self._clock = clock
        self._nonces = NonceMemory(milliseconds(clock()))

    def handle(self, raw: bytes) -> bytes:
        """What this node knows of everybody's spending.

        Raises:
            BadInput, BadSignature: not such a message, or not from a node of the roster.
        """
        asked = _open(raw, self._roster(), _ASK, _Ask)
        now = self._clock()
        if asked.audience != self.node or len(asked.nonce) != 16:
            raise BadSignature("the message is addressed to another node")
        self._nonces.accept(
            asked.sender, asked.nonce, sent_ms=asked.sent_ms, now_ms=milliseconds(now)
        )
        claims = self._ledger.statement(now)
        return _seal(_Say(self.node, asked.sender, asked.nonce, claims), self.node, self._key, _SAY)


async def exchange(
    ledger: Ledger,
    key: NodeKey,
    roster: Roster,
    ways: Mapping[str, Transport],
    now: datetime,
    wait_s: float = WAIT_S,
) -> Mapping[str, bool]:
    """Hear every other node's ledger and take over what is believed; returns who spoke."""
    others = [node for node in roster.ids if node != ledger.node and node in ways]

    async def hear(node: str) -> Sequence[Claim] | None:
        nonce = secrets.token_bytes(16)
        raw = _seal(_Ask(ledger.node, node, milliseconds(now), nonce), ledger.node, key, _ASK)
        try:
            async with asyncio.timeout(wait_s):
                said = _open(await ways[node].send(raw), roster, _SAY, _Say)
        except (TimeoutError, PeerUnavailable, BadInput, BadSignature):
            return None
        bound = (said.sender, said.audience, said.nonce) == (node, ledger.node, nonce)
        possible = all(0 <= spent <= _MOST_SPENT for *_, spent in said.claims)
        return said.claims if bound and possible else None

    heard = dict(zip(others, await asyncio.gather(*map(hear, others)), strict=True))
    ledger.adopt({node: rows for node, rows in heard.items() if rows is not None}, now)
    return {node: rows is not None for node, rows in heard.items()}


def _seal(body: _Ask | _Say, sender: str, key: NodeKey, domain: bytes) -> bytes:
    payload = msgspec.msgpack.encode(body)
    sealed = Sealed(payload, sender, key.sign(domain + sha256(payload).digest()))
    return MARK + msgspec.msgpack.encode(sealed)


def _open(raw: bytes, roster: Roster, domain: bytes, body: type[_Body]) -> _Body:
    if not is_ledger(raw):
        raise BadInput("a message is not between ledgers")
    sealed = read_sealed(raw[len(MARK) :], MOST_BYTES)
    sender = roster.find(sealed.sender)
    signed = domain + sha256(sealed.payload).digest()
    if sender is None or not any(k.verify(signed, sealed.signature) for k in sender.public_keys):
        raise BadSignature("a message was not signed by who it says")
    try:
        read = msgspec.msgpack.decode(sealed.payload, type=learned(body))
    except UNREADABLE:
        raise BadInput("a signed message has another form") from None
    if read.sender != sealed.sender:
        raise BadSignature("a message was not signed by who it says")
    return read
