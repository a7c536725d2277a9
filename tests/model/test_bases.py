"""Sequences in one text are read as a tuple of str is."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.bases import Bases

SOME = st.lists(st.text("ACGTN", max_size=5), max_size=12)


@given(SOME, st.slices(12), st.data())
def test_they_are_read_as_a_tuple_is(some: list[str], part: slice, data: st.DataObject) -> None:
    bases, plain = Bases.of(some), tuple(some)
    assert tuple(bases) == plain
    assert bases == plain
    assert plain == bases
    assert [bases[i] for i in range(-len(plain), len(plain))] == [*plain, *plain]
    assert tuple(bases[part]) == plain[part]
    assert tuple(bases[part][part]) == plain[part][part]
    assert bases[part].lengths.tolist() == [len(each) for each in plain[part]]
    if some:
        rows = data.draw(st.lists(st.integers(0, len(some) - 1)))
        assert tuple(bases.take(np.array(rows, dtype=np.int64))) == tuple(some[r] for r in rows)
    assert (bases == [*plain, "A"]) is False
    assert bases != "text"
