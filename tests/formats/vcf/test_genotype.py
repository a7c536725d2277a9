"""The forms of a genotype, one by one."""

import pytest

from samvar.formats.vcf.read import open_vcf
from samvar.model.errors import BadFile

GENOTYPES = [
    # text     dosage of alt 1, called, written   why
    ("0/1", 1, 2, 2, "heterozygous"),
    ("1|1", 2, 2, 2, "phased"),
    ("1", 1, 1, 1, "haploid"),
    (".", 0, 0, 1, "no call of a haploid"),
    ("./.", 0, 0, 2, "no call"),
    ("./1", 1, 1, 2, "half call"),
    ("1/2", 1, 2, 2, "the other alternative is called, not reference"),
    ("2/2", 0, 2, 2, "the other alternative twice"),
    ("0/1/1", 2, 3, 3, "triploid"),
    ("/0/1", 1, 2, 2, "VCF 4.4 phase sign in front"),
    ("|1", 1, 1, 1, "VCF 4.4 phase sign before a haploid"),
]


@pytest.mark.parametrize(("text", "dosage", "called", "written", "why"), GENOTYPES)
def test_a_genotype_is_copies_called_and_written(
    write_vcf, read_rows, text, dosage, called, written, why
):
    row = read_rows(write_vcf([f"1 100 . A C,G . . . GT {text}"], ["a"]))[0]
    assert (row.dosage, row.called, row.written) == ([dosage], [called], [written])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("0/3", "names an allele"),
        ("0/99999999999999999999", "names an allele"),
        ("0/x", "cannot be read"),
        ("0//1", "cannot be read"),
        ("", "cannot be read"),
        ("/".join("0" * 101), "cannot be read"),
    ],
)
def test_a_genotype_that_means_nothing_is_refused_with_line_and_column(write_vcf, text, what):
    path = write_vcf(["1 100 . A C . . . GT 0/1 0/1", f"1 200 . A C,G . . . GT 0/1 {text}"])
    with (
        pytest.raises(BadFile, match=what) as caught,
        open_vcf(path, assert_normalised=True) as file,
    ):
        list(file.batches())
    assert (caught.value.where.line, caught.value.where.column) == (21, 11)


QUANTITIES = [
    ("12", 12),
    (".", -1),
    ("-1", -1),
    ("99.7", 99),
    ("0.3", 0),
    ("99999999999", 2**31 - 1),
]


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_a_quality_is_a_whole_number_or_not_given(write_vcf, text, expected):
    path = write_vcf([f"1 100 . A C . . . GT:GQ:DP 0/1:{text}:5"], ["a"])
    with open_vcf(path, assert_normalised=True) as file:
        (calls,) = file.batches()
    assert calls.gq.tolist() == [[expected]]
    assert calls.dp.tolist() == [[5]]
    assert calls.ad is None


@pytest.mark.parametrize("text", ["high", "1,2", "12x", "1e3"])
def test_a_quality_that_is_no_number_is_refused(write_vcf, text):
    path = write_vcf([f"1 100 . A C . . . GT:GQ 0/1:{text}"], ["a"])
    with (
        pytest.raises(BadFile, match="not a number"),
        open_vcf(path, assert_normalised=True) as file,
    ):
        list(file.batches())


def test_depth_of_an_alternative_is_its_own_entry(write_vcf, read_rows):
    rows = read_rows(write_vcf(["1 100 . A C,G . . . GT:AD 1/2:7,8,9 0/1:7,8"]))
    assert [row.ad for row in rows] == [[8, -1], [9, -1]]


def test_genotype_may_stand_anywhere_in_the_format(write_vcf, read_rows):
    rows = read_rows(write_vcf(["1 100 . A C . . . DP:XX:GT 7:a,b:0/1 8"]))
    assert (rows[0].dosage, rows[0].written, rows[0].dp) == ([1, 0], [2, 0], [7, 8])


def test_samples_can_be_chosen_in_any_order(write_vcf):
    path = write_vcf(["1 100 . A C . . . GT 0/1 1/1 0/0"], ["a", "b", "c"])
    with open_vcf(path, assert_normalised=True, samples=["c", "b"]) as file:
        (calls,) = file.batches()
    assert calls.samples == ("c", "b")
    assert calls.dosage.tolist() == [[0, 2]]
