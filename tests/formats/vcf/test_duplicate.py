"""Seen before or not: exact in any order, against a plain set."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.vcf.duplicate import Seen

BATCHES = st.lists(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from("AC")), max_size=20), max_size=12
)


@settings(max_examples=300)
@given(batches=BATCHES, stride=st.sampled_from((1, 1 << 40)), ordered=st.booleans())
def test_the_first_of_each_is_fresh(batches, stride, ordered):
    if ordered:
        batches = [sorted(batch) for batch in batches]
    seen, plain = Seen(), set()
    for batch in batches:
        keys = np.array([number * stride for number, _ in batch], dtype=np.uint64)
        alts = [letter for _, letter in batch]
        expected = []
        for key, alt in zip(keys.tolist(), alts, strict=True):
            # An odd key is a hash: two alleles may share it and are still two.
            identity = (key, alt) if key & 1 else key
            expected.append(identity not in plain)
            plain.add(identity)
        assert seen.fresh(keys, ["G"] * len(batch), alts).tolist() == expected
