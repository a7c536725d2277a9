"""One node in one question under masks: five steps, each taken once, in order.

Pure apart from the randomness it is given. It never tells its self mask's seed or its pair key;
it tells shares of others', of each other node the one or the other, and that only for a set of
survivors that it signed itself and that `terms.enough` of them signed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_bytes

import numpy as np

from samvar.govern.keys import NodeKey
from samvar.model.calls import UInt64
from samvar.model.errors import BadInput, Refused
from samvar.network.masks.secret import (
    BOX_BYTES,
    open_box,
    pair_mask,
    public_of,
    seal_box,
    self_mask,
)
from samvar.network.masks.shamir import Draw, split
from samvar.network.masks.statement import (
    KeyCard,
    KeysOf,
    Terms,
    circle,
    sign_survivors,
    who_signed,
)
from samvar.network.masks.stream import Masker, apply

GUARDS = 2
"""Numbers after a vector's own to which every node adds one. Their total is the number of parts;
where masks did not cancel they are noise, and agree with it once in 2^128."""

_STEPS = ("keys", "share", "mask", "sign", "lift")


@dataclass(frozen=True, slots=True)
class Lifted:
    """A node's shares, by whose they are: seeds of those in the sum, pair keys of the others."""

    seeds: Mapping[str, bytes]
    pairs: Mapping[str, bytes]


@dataclass(slots=True)
class Participant:
    """A node's state in one question. draw, masker: replaced in tests and proofs only."""

    node: str
    terms: Terms
    key: NodeKey = field(repr=False)
    keys_of: KeysOf = field(repr=False)
    draw: Draw = field(default=token_bytes, repr=False)
    masker: Masker = field(default=apply, repr=False)
    sharers: frozenset[str] = frozenset()
    survivors: frozenset[str] = frozenset()
    _step: int = 0
    _circle: bytes = b""
    _cards: dict[str, KeyCard] = field(default_factory=dict, repr=False)
    _channel: bytes = field(default=b"", repr=False)
    _pair: bytes = field(default=b"", repr=False)
    _seed: bytes = field(default=b"", repr=False)
    _shares: dict[str, tuple[bytes, bytes]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def keys(self) -> KeyCard:
        """Fresh keys, and the card that says they are this node's for these terms."""
        with self._taking("keys"):
            self._channel, self._pair, self._seed = (self.draw(32) for _ in range(3))
            card = KeyCard(
                self.node, self.terms.digest, public_of(self._channel), public_of(self._pair)
            )
            return card.signed(self.key)

    def share(self, cards: Sequence[KeyCard]) -> dict[str, bytes]:
        """A box of shares for every other node of the circle, by reader.

        Raises:
            Refused: too few cards, one that is not its node's, or of other terms; or this step
            was taken. BadInput: keys that are none.
        """
        with self._taking("share"):
            named = {card.node: card for card in cards}
            mine = named.get(self.node)
            if len(named) != len(cards) or len(named) < self.terms.enough or mine is None:
                raise Refused("there are too few key cards, one twice, or not this node's own")
            for card in cards:
                card.check(self.terms, self.keys_of)
            if (mine.channel, mine.pair) != (public_of(self._channel), public_of(self._pair)):
                raise Refused("the card of this node is not the one that it gave")
            self._cards, self._circle = named, circle(self.terms, named)
            readers, enough = sorted(named), self.terms.enough
            each = zip(
                split(self._seed, len(readers), enough, self.draw),
                split(self._pair, len(readers), enough, self.draw),
                strict=True,
            )
            boxes = {}
            for reader, both in zip(readers, each, strict=True):
                if reader == self.node:
                    self._shares[reader] = both
                else:
                    boxes[reader] = seal_box(
                        self._channel, named[reader].channel, self._circle, self.node, reader, both
                    )
            return boxes

    def mask(self, boxes: Mapping[str, bytes], counts: UInt64) -> UInt64:
        """This node's counts and `GUARDS` ones, under its own mask and one for each sharer.

        boxes: the others' boxes for this node, by maker; those makers are the sharers. What this
        node knows of itself is forgotten here; only the others' shares are kept.

        Raises:
            Refused: too few boxes, from nobody of the circle, or this step was taken.
            BadInput: a box of another maker, reader or circle; counts of another length.
        """
        with self._taking("mask"):
            if self.node in boxes or not boxes.keys() <= self._cards.keys():
                raise Refused("a box of shares comes from nobody who takes part")
            if len(boxes) + 1 < self.terms.enough:
                raise Refused("there are too few boxes of shares")
            if len(counts) != self.terms.length or any(len(b) != BOX_BYTES for b in boxes.values()):
                raise BadInput("counts or boxes have a length that they cannot have")
            masks = [(self_mask(self._seed, self._circle, self.node), True)]
            for maker, box in sorted(boxes.items()):
                card = self._cards[maker]
                self._shares[maker] = open_box(
                    self._channel, card.channel, self._circle, maker, self.node, box
                )
                key = pair_mask(self._pair, card.pair, self._circle, self.node, maker)
                masks.append((key, self.node < maker))
            self.sharers = frozenset((*boxes, self.node))
            self._channel = self._pair = self._seed = b""
            vector = np.concatenate([counts, np.ones(GUARDS, dtype=np.uint64)])
            self.masker(vector, masks)
            return vector

    def sign(self, survivors: Sequence[str]) -> bytes:
        """This node's signature on the one survivor set that it signs.

        Raises:
            Refused: too few, some who sent no shares, without this node, or this step was taken.
        """
        with self._taking("sign"):
            named = frozenset(survivors)
            if len(named) < self.terms.enough:
                raise Refused(f"fewer than {self.terms.enough} centres are in the sum")
            if not named <= self.sharers or self.node not in named or len(named) != len(survivors):
                raise Refused("the survivors are not those who could be, or leave this node out")
            self.survivors = named
            return sign_survivors(self.key, self._circle, self.sharers, named)

    def lift(self, signatures: Mapping[str, bytes]) -> Lifted:
        """Shares, if enough of the survivors signed the very set that this node signed.

        Raises:
            Refused: they did not, or this step was taken.
        """
        with self._taking("lift"):
            signed = who_signed(
                signatures, self._circle, self.sharers, self.survivors, self.keys_of
            )  # fmt: skip
            if len(signed) < self.terms.enough:
                raise Refused(
                    f"fewer than {self.terms.enough} centres signed the set that this one signed",
                    why="others were told of another set, or too few stayed",
                )
            shares, self._shares = self._shares, {}
            return Lifted(
                {node: shares[node][0] for node in sorted(self.survivors)},
                {node: shares[node][1] for node in sorted(self.sharers - self.survivors)},
            )

    @contextmanager
    def _taking(self, step: str) -> Iterator[None]:
        """Each step once, after the one before; what fails ends the question here."""
        with self._lock:
            if self._step < 0 or _STEPS[self._step] != step:
                raise Refused(f"this question under masks is not at the step '{step}'")
            after, self._step = self._step + 1, -1
        yield
        self._step = after if step != _STEPS[-1] else -1
