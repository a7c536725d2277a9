"""What the asking node and its friends see fits other parts of the honest nodes as well.

For a transcript, everything that the asking node and up to four colluding nodes see, a second
world is built: the honest nodes have other counts of the same total, and every byte that was seen
is the same. So no way of looking at those bytes can tell the two worlds apart.

What is assumed: a mask between two honest nodes is noise to everybody else (X25519, HKDF and
ChaCha20 do their work). The second world therefore may choose those masks, and those alone: each
mask whose key anybody else knows or can put together is the real one, byte for byte. Honest nodes'
boxes for each other are as opaque; their content is the same in both worlds.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.model.errors import BadInput
from samvar.network.masks.secret import pair_mask, public_of, self_mask
from samvar.network.masks.shamir import join
from samvar.network.masks.statement import circle
from samvar.network.masks.stream import apply
from samvar.network.masks.unmask import unmask
from tests.network.masks.play import STEPS, Circle, dice, named


class Chosen:
    """Masks as they are, but for some keys, to whose masks a vector is added."""

    def __init__(self, more: dict[bytes, np.ndarray]) -> None:
        self.more = more
        self.used: set[bytes] = set()

    def __call__(self, vector, masks) -> None:
        apply(vector, masks)
        for key, added in masks:
            if key in self.more:
                self.used.add(key)
                mine = vector[: len(self.more[key])]
                (np.add if added else np.subtract)(mine, self.more[key], out=mine)


def world(counts, leaves, late, masker=apply) -> Circle:
    return Circle(
        counts, leaves, late, draw_of=lambda node: dice(("draw", node)), masker_of=lambda _: masker
    )


def private_keys(node: str) -> tuple[bytes, bytes, bytes]:
    """Channel, pair key and seed, as `Participant.keys` draws them."""
    draw = dice(("draw", node))
    return draw(32), draw(32), draw(32)


def chosen_masks(first: Circle, got, honest, other) -> dict[bytes, np.ndarray]:
    """For pair masks between honest nodes in the sum: what makes `other` look like the first.

    Along the line of honest survivors each passes on what is left over; the total is the same, so
    that nothing is left at the end. A late node hides its difference under its self mask, whose
    seed nobody can put together.
    """
    ring = circle(first.terms, got.cards)
    inside = [n for n in honest if n in got.parts]
    more: dict[bytes, np.ndarray] = {}
    left = np.zeros(first.terms.length, dtype=np.uint64)
    for one, two in itertools.pairwise(inside):
        left = left + (other[one] - first.counts[one])
        key = pair_mask(private_keys(one)[1], got.cards[two].pair, ring, one, two)
        assert one < two  # so that `one` adds the mask and `two` takes it away
        more[key] = np.zeros_like(left) - left
    for node in first.late & set(honest):
        key = self_mask(private_keys(node)[2], ring, node)
        more[key] = first.counts[node] - other[node]
    return more


def views(circle_: Circle, colluding) -> list[object]:
    """Everything the asking node sees, and all that the colluding nodes know."""
    keys, shares = [private_keys(n) for n in colluding], [circle_.kept.get(n) for n in colluding]
    return [circle_.seen, keys, shares, [circle_.counts[n].tolist() for n in colluding]]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_there_is_a_second_world_for_every_transcript(data):
    nodes = named(7)
    colluding = data.draw(st.lists(st.sampled_from(nodes), max_size=4, unique=True))
    honest = [n for n in nodes if n not in colluding]
    gone = data.draw(st.lists(st.sampled_from(nodes), max_size=2, unique=True))
    leaves, late = {}, set()
    for node in gone:
        step = data.draw(st.sampled_from((*STEPS, "late")))
        if step == "late":
            late.add(node)
        else:
            leaves[node] = step
    length = data.draw(st.integers(1, 6))
    numbers = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    counts = {n: numbers.integers(0, 1 << 48, length, dtype=np.uint64) for n in nodes}
    first = world(counts, leaves, frozenset(late))
    got = first.collect()
    total = unmask(got)

    inside = [n for n in honest if n in got.parts]
    other = dict(counts)
    for n in honest:
        other[n] = numbers.integers(0, 1 << 48, length, dtype=np.uint64)
    if inside:  # the last one of them keeps the total
        rest = [n for n in inside if n != inside[-1]]
        other[inside[-1]] = sum(counts[n] for n in inside) - sum(
            (other[n] for n in rest), np.zeros(length, dtype=np.uint64)
        )
    masker = Chosen(chosen_masks(first, got, honest, other))
    second = world(other, leaves, frozenset(late), masker)
    again = second.collect()

    assert views(first, colluding) == views(second, colluding)
    assert unmask(again).tolist() == total.tolist()
    assert masker.more.keys() == masker.used  # every mask that was chosen was really on a part
    if len(inside) > 1:
        assert any((other[n] != counts[n]).any() for n in inside)


def test_chosen_masks_are_none_that_anybody_else_knows():
    """Nothing that five shares, or a colluding node's own keys, open is chosen above."""
    nodes = named(7)
    colluding, gone = nodes[:4], {nodes[6]: "mask"}
    counts = {n: np.arange(3, dtype=np.uint64) + np.uint64(i) for i, n in enumerate(nodes)}
    first = world(counts, gone, frozenset())
    got = first.collect()
    honest = nodes[4:]
    chosen = chosen_masks(first, got, honest, counts).keys()
    assert len(chosen) == 1  # between the two honest ones that stayed
    ring = circle(first.terms, got.cards)
    known = {self_mask(private_keys(n)[2], ring, n) for n in got.parts}
    for one in (*colluding, *gone):
        for two in nodes:
            if two != one:
                known.add(pair_mask(private_keys(one)[1], got.cards[two].pair, ring, one, two))
    assert not chosen & known


def test_the_transcript_differs_when_the_total_does():
    """So that equality above says something."""
    nodes = named(7)
    counts = {n: np.arange(4, dtype=np.uint64) for n in nodes}
    first = world(counts, {}, frozenset())
    got = first.collect()
    other = {**counts, nodes[5]: counts[nodes[5]] + np.uint64(1)}
    second = world(other, {}, frozenset(), Chosen(chosen_masks(first, got, nodes, other)))
    again = second.collect()
    assert views(first, ()) != views(second, ())
    assert unmask(again).tolist() != unmask(got).tolist()


def test_the_transcript_differs_when_masks_are_not_chosen():
    nodes = named(7)
    counts = {n: np.arange(4, dtype=np.uint64) for n in nodes}
    other = {**counts, nodes[0]: counts[nodes[1]] + 1, nodes[1]: counts[nodes[0]] - 1}
    assert world(counts, {}, frozenset()).collect() is not None
    first, second = world(counts, {}, frozenset()), world(other, {}, frozenset())
    first.collect()
    second.collect()
    assert first.seen != second.seen


@pytest.mark.parametrize("colluding", [4, 5])
def test_five_colluding_nodes_would_read_a_late_part_and_four_do_not(colluding):
    """The limit, from both sides: with five there is no second world."""
    nodes = named(7)
    late = nodes[6]
    counts = {n: np.arange(4, dtype=np.uint64) + np.uint64(i) for i, n in enumerate(nodes)}
    first = world(counts, {}, frozenset({late}))
    got = first.collect()
    ring, places = circle(first.terms, got.cards), {n: i for i, n in enumerate(nodes, 1)}
    # Its pair key is put together by everybody, as it must be: it is not in the sum.
    private = join({places[n]: got.lifted[n].pairs[late] for n in nodes[:5]})
    assert public_of(private) == got.cards[late].pair
    masks = [(pair_mask(private, got.cards[n].pair, ring, late, n), late > n) for n in nodes[:6]]
    try:
        seed = join({places[n]: first.kept[n][late][0] for n in nodes[:colluding]})
    except BadInput:
        seed = bytes(32)
    part = np.frombuffer(first.seen[2][late], dtype=np.uint64).copy()
    apply(part, [*masks, (self_mask(seed, ring, late), False)])
    read = part[:4].tolist() == counts[late].tolist()
    assert read is (colluding == 5)
