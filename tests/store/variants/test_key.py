"""Keys against the published layout, their own slow twin, and back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.bases import Bases
from samvar.model.genome import CODE, Assembly
from samvar.model.variant import Variant
from samvar.store.variants import key
from samvar.store.variants.key import (
    ALLELE_MASK,
    decode_places,
    encode,
    encode_one,
    is_long,
    nothing_at,
    places,
    short_alleles,
    variant_of,
)

PUBLISHED = [
    # contig  position  ref     alt   key; source
    ("1", 976157, "T", "C", 0x0807728E88E80000),  # docs.rs/variantkey
    ("1", 879311, "TTTC", "T", 0x0806B567A0FEE000),  # docs.rs/variantkey
    ("19", 3323934, "A", "T", 10959892387821256704),  # brentp/variantkey-nim
]


@pytest.mark.parametrize(("contig", "position", "ref", "alt", "expected"), PUBLISHED)
def test_short_alleles_have_the_published_key(contig, position, ref, alt, expected):
    assert encode_one(CODE[contig], position, ref, alt) == expected


alleles = st.text(alphabet="ACGT", min_size=1, max_size=14) | st.text("ACGTN", min_size=1)
rows = st.tuples(st.integers(1, 25), st.integers(0, (1 << 28) - 1), alleles, alleles)


@given(st.lists(rows, max_size=30))
def test_the_vectorised_key_is_that_of_its_slow_twin(variants):
    contig, position, ref, alt = (
        (list(c) for c in zip(*variants, strict=True))
        if variants
        else (
            [],
            [],
            [],
            [],
        )
    )
    where = np.array(contig, np.int8), np.array(position, np.int32)
    expected = [encode_one(*row) for row in variants]
    assert encode(*where, ref, alt).tolist() == expected
    sliced = (pa.array(["ACGT", *column], pa.string())[1:] for column in (ref, alt))
    assert encode(*where, *sliced).tolist() == expected


@given(st.lists(rows, max_size=30), st.booleans())
def test_the_compiled_key_is_that_of_its_slow_twin(variants, arrow):
    contig, position, ref, alt = zip(*variants, strict=True) if variants else ((),) * 4
    where = np.array(contig, np.int8), np.array(position, np.int32)
    expected = [encode_one(*row) for row in variants]
    many = [
        pa.array(["ACGT", *column], pa.string())[1:] if arrow else Bases.of(["ACGT", *column])[1:]
        for column in (ref, alt)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key, "_WORTH_A_KERNEL", 0)
        assert encode(*where, *many).tolist() == expected
    assert encode(*where, *many).tolist() == expected


@given(rows)
def test_a_key_gives_back_its_place_and_its_short_alleles(row):
    contig, position, ref, alt = row
    own = np.array([encode_one(*row)], np.uint64)
    assert [int(c[0]) for c in decode_places(own)] == [contig, position]
    assert int(places(own)[0]) == contig << 28 | position
    long = len(ref + alt) > 11 or "N" in ref + alt
    assert is_long(own).tolist() == [long]
    if not long:
        assert short_alleles(int(own[0] & ALLELE_MASK)) == (ref, alt)


@given(st.lists(rows, min_size=2, max_size=20))
def test_keys_sort_by_contig_and_position(variants):
    ordered = sorted(variants, key=lambda row: encode_one(*row))
    assert [row[:2] for row in ordered] == sorted(row[:2] for row in variants)


@given(rows)
def test_the_key_of_nothing_is_no_variants_key(row):
    assert nothing_at(row[0], row[1]) < encode_one(*row)


def test_a_key_becomes_a_variant_of_its_assembly():
    variant = Variant(Assembly.GRCh38, "MT", 150, "C", "T")
    key = encode_one(CODE["MT"], 150, "C", "T")
    assert variant_of(Assembly.GRCh38, key, ("C", "T")) == variant
