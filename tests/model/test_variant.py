"""Variants as people type them, and their trimmed form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.errors import BadInput, BadVariant
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.variant import Variant

SAME = [
    "chr10-94781859-G-A",
    "10-94781859-G-A",
    "10:94781859G>A",
    "10:94781859:G:A",
    "chr10:94781859 G>A",
    "10_94781859_G_A",
    "10 94781859 g a",
    "NC_000010.11:94781858:G:A",
    "NC_000010.11:g.94781859G>A",
    "chr10:g.94781859G>A",
    "  10-94781859-G-A ",
]


@pytest.mark.parametrize("text", SAME)
def test_the_forms_that_people_type_are_one_variant(text: str) -> None:
    assert Variant.parse(text, Assembly.GRCh38) == Variant(
        Assembly.GRCh38, "10", 94781858, "G", "A"
    )


WRONG = [
    ("rs4244285", "not a variant"),
    ("10-94781859-G-G", "is the reference allele"),
    ("10-0-G-A", "outside"),
    ("10-999999999-G-A", "outside"),
    ("10-99999999999-G-A", "not a variant"),
    ("Z-1-G-A", "not a primary contig"),
    ("NC_000010.10:g.94781859G>A", "another assembly"),
    ("NC_000010.11:94781858:G:", "empty allele"),
    ("10-94781859-G-<DEL>", "not a variant"),
    ("", "not a variant"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_text_that_is_no_variant_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(BadVariant, match=says):
        Variant.parse(text, Assembly.GRCh38)


variants = st.builds(
    lambda contig, position, ref, alt: (contig, position, ref, alt),
    st.sampled_from(CONTIGS[:22]),
    st.integers(0, 40_000_000),
    st.text("ACGT", min_size=1, max_size=20),
    st.text("ACGT", min_size=1, max_size=20),
).filter(lambda v: v[2] != v[3])


@given(variants)
def test_a_variant_reads_what_it_writes(parts: tuple[str, int, str, str]) -> None:
    variant = Variant(Assembly.GRCh38, *parts)
    assert Variant.parse(str(variant), Assembly.GRCh38) == variant
    assert Variant.parse(variant.spdi, Assembly.GRCh38) == variant


@given(variants)
def test_trimming_keeps_what_the_variant_does(parts: tuple[str, int, str, str]) -> None:
    variant = Variant(Assembly.GRCh38, *parts)
    short = variant.trimmed()
    before = variant.ref[: short.position - variant.position]
    after = variant.ref[len(before) + len(short.ref) :]
    assert before + short.ref + after == variant.ref
    assert before + short.alt + after == variant.alt
    assert short.trimmed() == short


@given(st.text(max_size=60))
def test_any_text_is_a_variant_or_a_clear_error(text: str) -> None:
    try:
        Variant.parse(text, Assembly.GRCh37)
    except BadInput as error:
        assert error.what
