"""The total under masks is the open total, whoever leaves, as long as enough stay."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.model.errors import BadInput, Refused
from samvar.network.masks import stream
from samvar.network.masks.stream import apply
from samvar.network.masks.unmask import unmask
from tests.network.masks.play import STEPS, Circle, named


def some_counts(nodes: int, length: int, seed: int = 1) -> dict[str, np.ndarray]:
    numbers = np.random.default_rng(seed)
    return {n: numbers.integers(0, 1 << 48, length, dtype=np.uint64) for n in named(nodes)}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_parts_any_size_any_who_leave(data):
    nodes = data.draw(st.integers(3, 9))
    length = data.draw(st.integers(0, 70))
    counts = some_counts(nodes, length, data.draw(st.integers(0, 9)))
    enough = 2 * nodes // 3 + 1
    gone = data.draw(st.lists(st.sampled_from(named(nodes)), max_size=nodes - enough, unique=True))
    leaves = {node: data.draw(st.sampled_from(STEPS)) for node in gone}
    circle = Circle(counts, leaves)
    got = circle.collect()
    stayed = [n for n in named(nodes) if leaves.get(n) not in ("keys", "share", "mask")]
    assert sorted(got.parts) == stayed
    assert unmask(got).tolist() == circle.total(stayed)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_of_seven_leave_at_each_step(step, count):
    for gone in itertools.islice(itertools.combinations(named(7), count), 0, None, 4):
        circle = Circle(some_counts(7, 5), dict.fromkeys(gone, step))
        got = circle.collect()
        assert unmask(got).tolist() == circle.total(sorted(got.parts))
        assert len(got.parts) == (7 if step in ("sign", "lift") else 7 - count)


@pytest.mark.parametrize("step", STEPS)
def test_when_three_of_seven_leave_there_is_no_total(step):
    circle = Circle(some_counts(7, 5), dict.fromkeys(named(7)[1:4], step))
    if step == "lift":
        got = circle.collect()
        assert len(got.lifted) == 4
        with pytest.raises(BadInput):
            unmask(got)
    else:
        with pytest.raises(Refused, match="few"):
            circle.collect()


def test_large_vectors_in_segments_are_those_of_one_piece(monkeypatch):
    keys = [(bytes([n]) * 32, n % 2 == 0) for n in range(5)]
    for length in (1, 8, 1000, 4099):
        whole = np.arange(length, dtype=np.uint64)
        apply(whole, keys)
        monkeypatch.setattr(stream, "_SEGMENT", 256)
        monkeypatch.setattr(stream, "_CHUNK", 64)
        pieces = np.arange(length, dtype=np.uint64)
        apply(pieces, keys)
        monkeypatch.undo()
        assert (whole == pieces).all()


def test_the_stream_is_that_of_rfc_8439():
    """Appendix A.1, test vectors 1 and 2: the all-zero key, blocks 0 and 1."""
    vector = np.zeros(16, dtype=np.uint64)
    apply(vector, [(bytes(32), True)])
    assert vector.astype("<u8").tobytes().hex() == (
        "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
        "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
        "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
        "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f"
    )


def test_a_masked_part_looks_like_noise():
    """Not a proof: it finds masks that were not added. Bits are even, and no two parts agree."""
    counts = {n: np.zeros(4000, dtype=np.uint64) for n in named(7)}
    got = Circle(counts).collect()
    for one, other in itertools.combinations(got.parts.values(), 2):
        assert not (one == other).any()
    for part in got.parts.values():
        ones = np.unpackbits(part.view(np.uint8)).mean()
        assert abs(ones - 0.5) < 0.01


def test_a_wrong_part_is_noticed():
    circle = Circle(some_counts(7, 5))
    got = circle.collect()
    node = random.Random(1).choice(circle.nodes)
    for guard in (-1, -2):
        changed = got.parts[node].copy()
        changed[guard] += np.uint64(1)
        with pytest.raises(BadInput, match="do not cancel"):
            unmask(
                type(got)(
                    got.terms, got.cards, got.sharers, {**got.parts, node: changed}, got.lifted
                )
            )
