"""What a node signs when it takes part: what is asked of whom, its keys, and who is in the sum.

Everything is bound to everything before it. The terms name the question and all nodes of the
roster; a key card names the terms; the circle is the digest of all cards; the survivor set names
the circle. Nodes that were told different things sign different bytes, and notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadInput, BadSignature
from samvar.network.masks.secret import KEY_BYTES

_CARD, _SURVIVORS = b"samvar/masks/card/1\0", b"samvar/masks/survivors/1\0"
ID_BYTES = 16

KeysOf = Callable[[str], Sequence[PublicKey]]
"""A node's public keys by the roster; none for a stranger."""


class Terms(msgspec.Struct, frozen=True, array_like=True):
    """One question under masks. Each node writes its own from what it knows, and compares.

    id: 16 random bytes. asking: the node that asks. question: hash of operation, version and
    arguments, a list of keys included. scope: whose contributions count. length: numbers of the
    sum. nodes: everybody of the roster, sorted, at its version. enough: how many must stay.
    """

    id: bytes
    asking: str
    operation: str
    version: int
    question: str
    scope: str
    length: int
    roster: int
    nodes: tuple[str, ...]
    enough: int

    @property
    def digest(self) -> bytes:
        """32 bytes that stand for all of it."""
        return sha256(_encode(self)).digest()


class KeyCard(msgspec.Struct, frozen=True, array_like=True):
    """A node's two public keys for one question, under its signature.

    channel: for boxes; its private half never leaves. pair: for pair masks; its private half is
    shared out, and put together again if the node drops out.
    """

    node: str
    terms: bytes
    channel: bytes
    pair: bytes
    signature: bytes = b""

    def signed(self, key: NodeKey) -> KeyCard:
        """The same with its node's signature."""
        return msgspec.structs.replace(self, signature=key.sign(self._bytes))

    def check(self, terms: Terms, keys_of: KeysOf) -> None:
        """Nothing, if its node gave it, for these very terms.

        Raises:
            BadSignature: it did not, or is no part of this. BadInput: its keys are none.
        """
        if self.node not in terms.nodes or not _signed(
            self.node, self._bytes, self.signature, keys_of
        ):
            raise BadSignature("a key card was not signed by a node of the roster")
        if self.terms != terms.digest:
            raise BadSignature(
                "another centre was asked something else",
                why="or it knows another roster",
            )
        if len(self.channel) != KEY_BYTES or len(self.pair) != KEY_BYTES:
            raise BadInput("a public key is none")

    @property
    def _bytes(self) -> bytes:
        unsigned = msgspec.structs.replace(self, signature=b"")
        return _CARD + sha256(_encode(unsigned)).digest()


def circle(terms: Terms, cards: Mapping[str, KeyCard]) -> bytes:
    """Who takes part in what, with which keys, as 32 bytes."""
    rows = [(c.node, c.channel, c.pair) for _, c in sorted(cards.items())]
    return sha256(_encode((terms.digest, rows))).digest()


def sign_survivors(
    key: NodeKey, circle: bytes, sharers: Iterable[str], survivors: Iterable[str]
) -> bytes:
    """A node's word on whose pair masks are on the parts, and whose parts are in the sum."""
    return key.sign(_set_bytes(circle, sharers, survivors))


def who_signed(
    signatures: Mapping[str, bytes],
    circle: bytes,
    sharers: Iterable[str],
    survivors: Iterable[str],
    keys_of: KeysOf,
) -> set[str]:
    """The nodes whose signature on this very set is theirs. Survivors only."""
    survivors = set(survivors)
    bytes_ = _set_bytes(circle, sharers, survivors)
    return {
        node
        for node, signature in signatures.items()
        if node in survivors and _signed(node, bytes_, signature, keys_of)
    }


def _set_bytes(circle: bytes, sharers: Iterable[str], survivors: Iterable[str]) -> bytes:
    body = _encode((circle, sorted(sharers), sorted(survivors)))
    return _SURVIVORS + sha256(body).digest()


def _signed(node: str, message: bytes, signature: bytes, keys_of: KeysOf) -> bool:
    return any(key.verify(message, signature) for key in keys_of(node))


_encode = msgspec.msgpack.Encoder().encode
