"""The five steps on the wire: sealed like every message, under domain words of their own.

A message is `MARK` and a `Sealed`, so that it goes the same way to the same door as a question
and can never be taken for one. Each envelope has one step for one question; replies are bound to
the bytes that they answer.
"""

from __future__ import annotations

import msgspec

from samvar.govern.keys import NodeKey
from samvar.model.errors import BadInput
from samvar.network.masks.statement import KeyCard
from samvar.network.message import MOST_BYTES, Question, Sealed, read_sealed, seal

MARK = b"samvar/masks/1\0"
"""What a message begins with. Its first byte begins no `Sealed`: that is an array."""

ASK, REPLY = b"samvar/masks/ask/1\0", b"samvar/masks/reply/1\0"

MOST_ASIDE = 64 << 10
"""Bytes of a step beside its arguments: keys, boxes and signatures of a hundred nodes."""


class Keys(msgspec.Struct, frozen=True, array_like=True, tag="keys"):
    """Will you take part in this question? Give your keys."""

    question: Question


class Share(msgspec.Struct, frozen=True, array_like=True, tag="share"):
    """Here are everybody's keys. Give your boxes of shares."""

    cards: list[KeyCard]


class Mask(msgspec.Struct, frozen=True, array_like=True, tag="mask"):
    """Here are the boxes for you, by maker, and the arguments again. Give your masked part."""

    args: bytes
    boxes: dict[str, bytes]


class Sign(msgspec.Struct, frozen=True, array_like=True, tag="sign"):
    """These gave their parts. Sign that."""

    survivors: list[str]


class Lift(msgspec.Struct, frozen=True, array_like=True, tag="lift"):
    """These signed it. Give your shares."""

    signatures: dict[str, bytes]


Step = Keys | Share | Mask | Sign | Lift


def args_of(step: Step) -> bytes:
    """A step's one part that may be large."""
    if isinstance(step, Keys):
        return step.question.args
    return step.args if isinstance(step, Mask) else b""


class MaskEnvelope(msgspec.Struct, frozen=True, array_like=True):
    """One step for one question of one node to one node. `nonce`: 16 bytes, accepted once."""

    sender: str
    audience: str
    sent_ms: int
    nonce: bytes
    id: bytes
    step: Step


class Card(msgspec.Struct, frozen=True, array_like=True, tag="card"):
    """Yes; these are the keys."""

    card: KeyCard


class Boxes(msgspec.Struct, frozen=True, array_like=True, tag="boxes"):
    """Boxes of shares by reader."""

    boxes: dict[str, bytes]


class Masked(msgspec.Struct, frozen=True, array_like=True, tag="masked"):
    """The masked part: little-endian uint64, guards included; the rest as in `message.Reply`."""

    part: bytes
    floor: int
    receipt: tuple[int, str]
    epoch: int
    individuals: int | None


class Signature(msgspec.Struct, frozen=True, array_like=True, tag="signature"):
    """On the survivors."""

    signature: bytes


class Shares(msgspec.Struct, frozen=True, array_like=True, tag="shares"):
    """By whose they are: of seeds of those in the sum, of pair keys of the others."""

    seeds: dict[str, bytes]
    pairs: dict[str, bytes]


class Denied(msgspec.Struct, frozen=True, array_like=True, tag="denied"):
    """No: `refused`, `incompatible`, or `down` where the node failed to compute."""

    state: str
    reason: str


Body = Card | Boxes | Masked | Signature | Shares | Denied


class MaskReply(msgspec.Struct, frozen=True, array_like=True):
    """A node's answer to one step, bound to it by its nonce and digest."""

    node: str
    audience: str
    nonce: bytes
    request: bytes
    body: Body


def is_masked(raw: bytes) -> bool:
    """Whether a message belongs to a question under masks."""
    return raw.startswith(MARK)


def seal_masked(body: MaskEnvelope | MaskReply, sender: str, key: NodeKey, domain: bytes) -> bytes:
    """Encode, sign and mark."""
    return MARK + seal(body, sender, key, domain)


def read_masked(raw: bytes, most: int = MOST_BYTES) -> Sealed:
    """The outer shell of a message; nothing in it is proven yet.

    Raises:
        BadInput: not a message of this kind, or larger than any may be.
    """
    if not is_masked(raw):
        raise BadInput("a message is of another kind")
    return read_sealed(memoryview(raw)[len(MARK) :], most)
