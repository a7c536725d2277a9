"""Ways to a node on which a node can fall silent, lag, or be lied to, step by step."""

from __future__ import annotations

import asyncio

import msgspec

from samvar.model.errors import PeerUnavailable
from samvar.network.masks.message import MaskEnvelope, MaskReply, read_masked
from samvar.network.transport import Transport

STEPS = ("Keys", "Share", "Mask", "Sign", "Lift")


def opened(raw: bytes) -> MaskEnvelope:
    """What an envelope says, unverified."""
    return msgspec.msgpack.decode(read_masked(raw).payload, type=MaskEnvelope)


def replied(raw: bytes) -> MaskReply:
    """What a reply says, unverified."""
    return msgspec.msgpack.decode(read_masked(raw).payload, type=MaskReply)


def step_of(raw: bytes) -> str:
    return type(opened(raw).step).__name__


class Leaves:
    """The node is gone from one step on. after: it takes that step, and its reply is lost."""

    def __init__(self, way: Transport, step: str, *, after: bool = False) -> None:
        self.way, self.step, self.after = way, step, after
        self.gone = False
        self.lost: list[bytes] = []

    async def send(self, raw: bytes) -> bytes:
        if not self.gone and step_of(raw) == self.step:
            self.gone = True
            if self.after:
                self.lost.append(await self.way.send(raw))
        if self.gone:
            raise PeerUnavailable("the node does not run")
        return await self.way.send(raw)

    async def close(self) -> None:
        await self.way.close()


class Lags:
    """The node's reply to one step comes after everybody has stopped waiting; it is kept."""

    def __init__(self, way: Transport, step: str) -> None:
        self.way, self.step = way, step
        self.late: list[bytes] = []

    async def send(self, raw: bytes) -> bytes:
        if step_of(raw) != self.step:
            return await self.way.send(raw)
        self.late.append(await self.way.send(raw))
        await asyncio.sleep(60)
        raise AssertionError("nobody waits so long")

    async def close(self) -> None:
        await self.way.close()


class Hears:
    """An honest way; everything that passes is kept, in order."""

    def __init__(self, way: Transport) -> None:
        self.way = way
        self.asked: list[bytes] = []
        self.said: list[bytes] = []

    async def send(self, raw: bytes) -> bytes:
        self.asked.append(raw)
        self.said.append(await self.way.send(raw))
        return self.said[-1]

    async def close(self) -> None:
        await self.way.close()
