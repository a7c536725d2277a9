"""Assemblies, contigs, ploidy, intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.errors import BadRegion, UnknownAssembly
from samvar.model.genome import (
    CODE,
    CONTIGS,
    Assembly,
    Interval,
    Sex,
    accession,
    contig_name,
    ploidy,
)

PLOIDY = [
    # contig  position    female male  unknown  why
    ("1", 1_000_000, 2, 2, 2, "autosome"),
    ("X", 10_000, 2, 2, 2, "first base of PAR1"),
    ("X", 2_781_478, 2, 2, 2, "last base of PAR1"),
    ("X", 2_781_479, 2, 1, None, "first base after PAR1"),
    ("X", 155_701_382, 2, 2, 2, "first base of PAR2"),
    ("Y", 10_000, 0, 0, 0, "PAR1 of Y is counted on X"),
    ("Y", 5_000_000, 0, 1, None, "male-specific Y"),
    ("MT", 100, 1, 1, 1, "one mitochondrial genome"),
]


@pytest.mark.parametrize(("contig", "position", "female", "male", "unknown", "why"), PLOIDY)
def test_ploidy_follows_sex_and_pseudoautosomal_regions(
    contig: str, position: int, female: int, male: int, unknown: int | None, why: str
) -> None:
    of = {sex: ploidy(Assembly.GRCh38, contig, position, sex) for sex in Sex}
    assert of == {Sex.FEMALE: female, Sex.MALE: male, Sex.UNKNOWN: unknown}, why


NAMES = [
    ("chr1", "1"), ("1", "1"), ("CHRX", "X"), ("chrM", "MT"), ("MT", "MT"), ("m", "MT"),
    ("chr0", None), ("23", None), ("chrUn_KI270302v1", None), ("", None), ("chr", None),
    ("1 ", None), ("HLA-A*01:01", None), ("chrchr1", None),
]  # fmt: skip


@pytest.mark.parametrize(("given_name", "bare"), NAMES)
def test_contig_names(given_name: str, bare: str | None) -> None:
    assert contig_name(given_name) == bare


@pytest.mark.parametrize("assembly", Assembly)
def test_every_primary_contig_has_length_and_accession(assembly: Assembly) -> None:
    for contig in CONTIGS:
        assert assembly.length(contig) > 16_000
        found = accession(assembly.refseq(contig))
        assert found is not None
        assert found[1] == contig
        assert found[0] in (assembly, None)


def test_assembly_names() -> None:
    assert Assembly.parse(" HG19 ") is Assembly.GRCh37
    assert Assembly.parse("GRCh38.p14") is Assembly.GRCh38
    with pytest.raises(UnknownAssembly, match="GRCh38 or GRCh37"):
        Assembly.parse("T2T-CHM13v2.0")


@given(st.sampled_from(CONTIGS), st.integers(0, (1 << 28) - 2), st.integers(1, 10_000))
def test_an_interval_reads_what_it_writes(contig: str, start: int, length: int) -> None:
    interval = Interval(contig, start, min(start + length, (1 << 28) - 1))
    assert Interval.parse(str(interval)) == interval
    assert Interval.parse("chr" + str(interval)) == interval


@given(st.text(max_size=40))
def test_any_other_text_is_refused_as_a_region(text: str) -> None:
    try:
        interval = Interval.parse(text)
    except BadRegion:
        return
    assert interval.contig in CODE


WRONG = ["17", "17:", "17:0-5", "17:9-5", "99:1-5", "17:1-99999999999", "17:,-,", "17:1-2-3"]


@pytest.mark.parametrize("text", WRONG)
def test_a_region_that_is_none(text: str) -> None:
    with pytest.raises(BadRegion):
        Interval.parse(text)
