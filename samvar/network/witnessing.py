"""Showing one's log to every other node at once, and hearing what each says."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from samvar.govern.keys import NodeKey
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, BadSignature, PeerUnavailable
from samvar.network.message import open_sealed, read_sealed, request_digest, seal
from samvar.network.roster import Roster
from samvar.network.transport import Transport
from samvar.network.warrant import milliseconds
from samvar.network.witness import MOST_BYTES, SHOW, WORD, Showing, Word

PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown to one witness; the rest of the message is the envelope's."""

    generation: int
    size: int
    root: bytes
    note: str = ""
    old: int = 0
    proof: tuple[bytes, ...] = ()


class Witnesses:
    """The other nodes, as this node's log speaks to them. One round at a time.

    It has an event loop of its own, so that witnessing and questions never wait for each other.
    """

    def __init__(
        self,
        home: str,
        key: NodeKey,
        roster: Callable[[], Roster],
        transports: Mapping[str, Transport],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.home = home
        self._key, self._roster, self._clock = key, roster, clock
        self._transports = {n: way for n, way in transports.items() if n != home}
        self._turn = threading.Lock()
        self._runner: asyncio.Runner | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every other node that there is a way to."""
        return tuple(self._transports)

    def show(
        self, told: Mapping[str, Told], patience_s: float = PATIENCE_S
    ) -> dict[str, Word | str]:
        """Each witness's word, or why there is none."""
        if not told:
            return {}
        with self._turn:
            self._runner = self._runner or asyncio.Runner()
            return self._runner.run(self._all(told, patience_s))

    def close(self) -> None:
        """Let go of connections."""
        with self._turn:
            if self._runner is not None:
                self._runner.run(self._closed())
                self._runner.close()
                self._runner = None

    async def _all(self, told: Mapping[str, Told], patience_s: float) -> dict[str, Word | str]:
        words = await asyncio.gather(*(self._one(n, t, patience_s) for n, t in told.items()))
        return dict(zip(told, words, strict=True))

    async def _one(self, witness: str, told: Told, patience_s: float) -> Word | str:
        showing = Showing(
            self.home,
            witness,
            milliseconds(self._clock()),
            secrets.token_bytes(16),
            told.generation,
            told.size,
            told.root,
            told.note,
            told.old,
            list(told.proof),
        )
        raw = seal(showing, self.home, self._key, SHOW)
        try:
            async with asyncio.timeout(patience_s):
                return self._open(witness, showing, raw, await self._transports[witness].send(raw))
        except TimeoutError:
            return "no word in time"
        except (PeerUnavailable, BadSignature, BadInput) as error:
            return error.what

    def _open(self, witness: str, showing: Showing, asked: bytes, raw: bytes) -> Word:
        """The word, if it is this witness's, to this node, about these very bytes."""
        sealed = read_sealed(raw, MOST_BYTES)
        known = self._roster().find(witness)
        if known is None or sealed.sender != witness:
            raise BadSignature("the word comes from another node")
        word = open_sealed(sealed, known.public_keys, WORD, Word)
        about = request_digest(read_sealed(asked).payload)
        if (word.witness, word.audience, word.request) != (witness, self.home, about):
            raise BadSignature("the word is about another message")
        if word.verdict != "refused" and word.nonce != showing.nonce:
            raise BadSignature("the word is about another message")
        return word

    async def _closed(self) -> None:
        for way in self._transports.values():
            await way.close()
