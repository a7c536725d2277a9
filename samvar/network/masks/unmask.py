"""The asking node's arithmetic: from masked parts and shares to the total, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from samvar.model.calls import UInt64
from samvar.model.errors import BadInput
from samvar.network.kind import MOST_OF_ANYTHING, Sum, SumValue
from samvar.network.masks.participant import GUARDS, Lifted
from samvar.network.masks.secret import pair_mask, public_of, self_mask
from samvar.network.masks.shamir import join
from samvar.network.masks.statement import KeyCard, Terms, circle
from samvar.network.masks.stream import Masker, Signed, apply


@dataclass(frozen=True, slots=True)
class Collected:
    """All that the asking node has been given. Each by node.

    cards: of the circle. sharers: who gave boxes, so that its pair masks are on the parts.
    parts: masked, of the survivors. lifted: shares of at least `terms.enough` of these.
    """

    terms: Terms
    cards: Mapping[str, KeyCard]
    sharers: frozenset[str]
    parts: Mapping[str, UInt64]
    lifted: Mapping[str, Lifted]


def unmask(got: Collected, masker: Masker = apply) -> UInt64:
    """The total of the survivors' counts.

    Raises:
        BadInput: the masks do not cancel; somebody gave keys, shares or a part that do not fit.
    """
    around = circle(got.terms, got.cards)
    gone = sorted(got.sharers - got.parts.keys())
    masks: list[Signed] = [
        (self_mask(_seed(got, node), around, node), False) for node in sorted(got.parts)
    ]
    for absent in gone:
        private = _pair(got, absent)
        for node in sorted(got.parts):
            key = pair_mask(private, got.cards[node].pair, around, absent, node)
            masks.append((key, node > absent))  # the survivor added it where it comes first
    total = np.zeros(got.terms.length + GUARDS, dtype=np.uint64)
    for part in got.parts.values():
        total += part
    masker(total, masks)
    if not bool((total[-GUARDS:] == len(got.parts)).all()):
        raise BadInput("the masks do not cancel", why="a centre's keys, shares or part do not fit")
    return total[:-GUARDS]


def columns(kind: Sum, args: Any, total: UInt64, parts: int) -> SumValue:
    """The columns of a sum, from all of them as one vector.

    Raises:
        BadInput: a number that so many parts cannot have.
    """
    if len(total) and int(total.max()) > parts * MOST_OF_ANYTHING:
        raise BadInput("the sum counts what cannot be")
    lengths = kind.length(args)
    ends = np.cumsum([lengths[column] for column in kind.columns])[:-1]
    pieces = np.split(total.astype(np.int64), ends)
    return dict(zip(kind.columns, pieces, strict=True))


def one_vector(kind: Sum, value: SumValue) -> UInt64:
    """All columns of a node's sum as one vector; what `columns` takes apart again."""
    pieces = [np.asarray(value[column], dtype=np.int64) for column in kind.columns]
    return np.concatenate(pieces).astype(np.uint64)


def _seed(got: Collected, node: str) -> bytes:
    return join(_enough(got, {by: each.seeds[node] for by, each in got.lifted.items()}))


def _pair(got: Collected, node: str) -> bytes:
    private = join(_enough(got, {by: each.pairs[node] for by, each in got.lifted.items()}))
    if public_of(private) != got.cards[node].pair:
        raise BadInput("the shares of a centre's key join to another", why="a share was false")
    return private


def _enough(got: Collected, shares: Mapping[str, bytes]) -> dict[int, bytes]:
    """The first that suffice, by their place in the circle."""
    places = {node: place for place, node in enumerate(sorted(got.cards), 1)}
    first = sorted(shares)[: got.terms.enough]
    return {places[node]: shares[node] for node in first}
