"""What goes over the wire: a sealed envelope of questions, a sealed envelope of replies.

A body is msgpack: `Sealed(payload, sender, signature)`. The signature (Ed25519) is over a domain
word and the SHA-256 of the payload's exact bytes, so nothing is parsed before it is verified.
One envelope may carry many questions; its one signature covers them and their warrants.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TypeVar

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadInput, BadSignature
from samvar.model.shape import learned
from samvar.network.warrant import Warrant
from samvar.network.wire import UNREADABLE

ASK, REPLY = b"samvar/ask/1\0", b"samvar/reply/1\0"
"""Domain words: a signed reply can never pass for a signed question."""

MOST_QUESTIONS = 256
MOST_BYTES = 80 << 20
"""Of a request: eight million keys and their envelope."""

MOST_REPLY_BYTES = 256 << 20

MOST_PEOPLE = 1 << 40
"""More people than there can be: bounds computed with it still fit into 64 bits."""

STATES = ("answered", "suppressed", "refused", "late", "down", "incompatible")
"""Six different answers. Zero is `answered`; the other five are not zero."""


class Sealed(msgspec.Struct, frozen=True, array_like=True):
    """A payload, who says it, and the proof."""

    payload: bytes
    sender: str
    signature: bytes


class Question(msgspec.Struct, frozen=True, array_like=True):
    """One question: operation, version, arguments (msgpack, read when the operation is known)."""

    operation: str
    version: int
    args: bytes
    warrant: Warrant
    deadline_ms: int


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """Questions of one node to one node. `nonce`: 16 random bytes, accepted once."""

    sender: str
    audience: str
    sent_ms: int
    nonce: bytes
    questions: list[Question]


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """One node's answer to one question, named by its warrant's `jti`.

    state: `answered`, `suppressed`, `refused`, `incompatible`, or `down` where the node failed to
    compute; of a silent one the asking node says `late` or `down`. value: as the operation's kind
    packs it, if answered; epoch and individuals: of the commit and the people it was made from.
    regional: whether this node lets the asker see its own part. floor: the smallest number of
    carriers that this node lets out of a national sum, for this asker; 0 for none.
    receipt: number and leaf hash of the audit entry.
    """

    jti: str
    state: str
    value: bytes | None
    regional: bool
    floor: int
    reason: str | None
    receipt: tuple[int, str]
    epoch: int
    individuals: int | None
    took_us: int


class ReplyEnvelope(msgspec.Struct, frozen=True, array_like=True):
    """Replies to one envelope, bound to it by its nonce and digest.

    census: `assembly/scope` -> individuals who count at this epoch; every node's denominators.
    error: set, and no replies given, when the envelope as a whole was refused: (code, sentence).
    """

    node: str
    audience: str
    nonce: bytes
    request: bytes
    sent_ms: int
    epoch: int
    census: dict[str, int]
    replies: list[Reply]
    error: tuple[str, str] | None = None


_encode = msgspec.msgpack.Encoder().encode
_SEALED = msgspec.msgpack.Decoder(learned(Sealed))
_Body = TypeVar("_Body", bound=msgspec.Struct)


def request_digest(payload: bytes) -> bytes:
    """What binds a reply to the very bytes that were asked."""
    return sha256(payload).digest()


def seal(body: msgspec.Struct, sender: str, key: NodeKey, domain: bytes) -> bytes:
    """Encode and sign."""
    payload = _encode(body)
    return _encode(Sealed(payload, sender, key.sign(domain + sha256(payload).digest())))


def read_sealed(raw: bytes | memoryview, most: int = MOST_BYTES) -> Sealed:
    """The outer shell; nothing in it is proven yet.

    Raises:
        BadInput: not a message of ours, or larger than any may be.
    """
    if len(raw) > most:
        raise BadInput("a message is larger than any may be")
    try:
        return _SEALED.decode(raw)
    except UNREADABLE:
        raise BadInput("a message cannot be read") from None


def open_sealed(
    sealed: Sealed, keys: tuple[PublicKey, ...], domain: bytes, body: type[_Body]
) -> _Body:
    """The payload, if one of the sender's keys signed it.

    Raises:
        BadSignature: none did. BadInput: signed, but not of this form.
    """
    signed = domain + sha256(sealed.payload).digest()
    if not any(key.verify(signed, sealed.signature) for key in keys):
        raise BadSignature("a message was not signed by who it says")
    try:
        return msgspec.msgpack.decode(sealed.payload, type=learned(body))
    except UNREADABLE:
        raise BadInput("a signed message has another form") from None
