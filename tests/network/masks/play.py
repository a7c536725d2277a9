"""A question under masks played without messages: who stays until when, and what everybody saw."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from samvar.govern.keys import NodeKey
from samvar.network.masks.participant import Participant
from samvar.network.masks.shamir import Draw, threshold
from samvar.network.masks.statement import ID_BYTES, Terms
from samvar.network.masks.stream import Masker
from samvar.network.masks.unmask import Collected

STEPS = ("keys", "share", "mask", "sign", "lift")


def named(count: int) -> tuple[str, ...]:
    return tuple(f"node-{n:02}" for n in range(count))


def terms_of(nodes: Sequence[str], length: int, **changes) -> Terms:
    plain = {
        "id": bytes(ID_BYTES), "asking": nodes[0], "operation": "count", "version": 1,
        "question": "ab" * 32, "scope": "care", "length": length, "roster": 1,
        "nodes": tuple(sorted(nodes)), "enough": threshold(len(nodes)),
    }  # fmt: skip
    return Terms(**(plain | changes))


def dice(seed: object) -> Draw:
    """Randomness that is the same each time."""
    return random.Random(repr(seed)).randbytes


@dataclass
class Circle:
    """Nodes with their keys, and everything that passes through the asking node's hands.

    leaves: node -> the first step that it does not take any more. late: nodes whose masked part
    arrives after the survivors were named. kept: node -> the shares that it was given, by maker.
    """

    counts: dict[str, np.ndarray]
    leaves: dict[str, str] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    draw_of: Callable[[str], Draw] | None = None
    masker_of: Callable[[str], Masker] | None = None
    seen: list[object] = field(default_factory=list)
    kept: dict[str, dict[str, tuple[bytes, bytes]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes = tuple(sorted(self.counts))
        self.keys = {
            n: NodeKey.of(dice(("key", n))(32)) if self.draw_of else NodeKey.new()
            for n in self.nodes
        }
        self.terms = terms_of(self.nodes, len(next(iter(self.counts.values()))))
        self.members = {n: self.member(n) for n in self.nodes}

    def member(self, node: str, terms: Terms | None = None) -> Participant:
        more = {}
        if self.draw_of:
            more["draw"] = self.draw_of(node)
        if self.masker_of:
            more["masker"] = self.masker_of(node)
        return Participant(node, terms or self.terms, self.keys[node], self.keys_of, **more)

    def keys_of(self, node: str):
        return (self.keys[node].public,) if node in self.keys else ()

    def here(self, among: Sequence[str], step: str) -> list[str]:
        return [
            n for n in among if STEPS.index(self.leaves.get(n, "lift")) > STEPS.index(step)
            or n not in self.leaves
        ]  # fmt: skip

    def collect(self) -> Collected:
        """The five steps. What it returns may be too little: `unmask` says so."""
        members = self.members
        cards = {n: members[n].keys() for n in self.here(self.nodes, "keys")}
        boxes = {n: members[n].share(list(cards.values())) for n in self.here(list(cards), "share")}
        sharers = frozenset(boxes)
        masked = {
            n: members[n].mask({m: boxes[m][n] for m in boxes if m != n}, self.counts[n])
            for n in self.here(sorted(sharers), "mask")
        }
        parts = {n: part for n, part in masked.items() if n not in self.late}
        self.seen += [cards, boxes, {n: part.tobytes() for n, part in masked.items()}]
        self.kept = {n: dict(members[n]._shares) for n in masked}
        signatures = {n: members[n].sign(list(parts)) for n in self.here(list(parts), "sign")}
        lifted = {n: members[n].lift(signatures) for n in self.here(list(signatures), "lift")}
        self.seen += [signatures, lifted]
        return Collected(self.terms, cards, sharers, parts, lifted)

    def total(self, among: Sequence[str] | None = None) -> list[int]:
        return sum(self.counts[n] for n in among or self.nodes).tolist()
