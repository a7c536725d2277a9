"""The key of an allele: equal for equal alleles only, unless it says that it is a hash."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.vcf.align import _alleles

BASES = st.text("ACGTN", min_size=1, max_size=10)


def key(ref, alt):
    raw = [np.frombuffer(bytearray(x.encode()), dtype=np.uint8) for x in (ref, alt)]
    return int(_alleles(raw[0], 0, len(ref), raw[1], 0, len(alt)))


@settings(max_examples=500, deadline=None)
@given(one=st.tuples(BASES, BASES), two=st.tuples(BASES, BASES))
def test_an_even_key_is_the_alleles_themselves(one, two):
    first, second = key(*one), key(*two)
    assert first < 1 << 31
    assert (first & 1 == 0) == (len("".join(one)) <= 11 and "N" not in "".join(one))
    if first & 1 == 0:
        assert (first == second) == (one == two)


def test_all_pairs_of_short_alleles_have_keys_of_their_own():
    alleles = [a + b for a in ("A", "C", "G", "T") for b in ("", "A", "C", "G", "T")]
    keys = {key(ref, alt) for ref in alleles for alt in alleles}
    assert len(keys) == len(alleles) ** 2
