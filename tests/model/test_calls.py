"""Stretches against a naive set of positions."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from samvar.model.calls import Stretches

rows = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 60), st.integers(0, 60)).map(
        lambda r: (r[0], min(r[1:]), max(r[1:]))
    ),
    max_size=20,
)


def covered(contig: list[int], start: list[int], end: list[int]) -> set[tuple[int, int]]:
    return {(c, x) for c, a, b in zip(contig, start, end, strict=True) for x in range(a, b)}


@given(rows)
def test_joined_stretches_cover_the_same_bases(given_rows: list[tuple[int, int, int]]) -> None:
    joined = Stretches.of(given_rows)
    naive = covered(*(list(x) for x in zip(*given_rows, strict=True))) if given_rows else set()
    parts = (joined.contig.tolist(), joined.start.tolist(), joined.end.tolist())
    assert covered(*parts) == naive
    ordered = list(zip(*parts, strict=True))
    assert ordered == sorted(ordered)
    for (c1, _, b1), (c2, a2, _) in itertools.pairwise(ordered):
        assert c1 < c2 or b1 < a2, "disjoint, and not even touching"


@given(rows, st.integers(0, 10))
def test_gaps_up_to_a_length_are_closed(given_rows: list[tuple[int, int, int]], gap: int) -> None:
    plain, closed = Stretches.of(given_rows), Stretches.of(given_rows, close_gap_bp=gap)
    naive: list[list[int]] = []
    for c, a, b in zip(plain.contig, plain.start, plain.end, strict=True):
        if naive and naive[-1][0] == c and a - naive[-1][2] <= gap:
            naive[-1][2] = b
        else:
            naive.append([int(c), int(a), int(b)])
    found = zip(closed.contig, closed.start, closed.end, strict=True)
    assert [list(map(int, row)) for row in found] == naive
