"""Which calls are kept, and what each adds: one compiled pass against the rule in numpy."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from samvar.store.variants.keep import Batch, Keeping, keep_compiled, keep_plain

CLASSES, SETS = 3, 2


@st.composite
def batches(draw):
    shape = draw(st.tuples(st.integers(0, 5), st.integers(1, 4)))
    called = draw(arrays(np.int8, shape, elements=st.integers(0, 3)))
    copies = draw(arrays(np.int8, shape, elements=st.integers(0, 3)))
    flags = arrays(np.bool_, shape)
    return Batch(
        np.minimum(copies, called),
        called,
        draw(st.none() | flags),
        draw(arrays(np.int8, (CLASSES, shape[1]), elements=st.integers(0, 2))),
        draw(arrays(np.int8, shape[0], elements=st.integers(0, CLASSES - 1))),
        draw(arrays(np.bool_, (SETS, shape[0]))),
        draw(arrays(np.int64, shape[1], elements=st.integers(0, SETS - 1))),
        draw(st.none() | flags),
    )


@given(batches())
def test_one_pass_keeps_what_the_rule_says(batch) -> None:
    fast, slow = keep_compiled(batch), keep_plain(batch)
    for field in fields(Keeping):
        own, expected = getattr(fast, field.name), getattr(slow, field.name)
        assert np.array_equal(own, expected), field.name
