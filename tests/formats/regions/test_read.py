"""Stretches of one parent, and of like halves."""

import pytest

from samvar.formats.regions.read import Disomy, Homozygosity, read_homozygosity, read_upd_regions
from samvar.model.errors import BadFile
from samvar.model.genome import Assembly

UPD = (
    "15\t22958103\t101910550\tORIGIN=PATERNAL;TYPE=HETERODISOMY;LOW_SIZE=78952446;INF_SITES=182;"
    "SNPS=2896;HET_HOM=1275/1440;OPP_SITES=0;START_LOW=20170150;END_HIGH=102516492\n"
)


def bed(folder, text, reader, assembly=None):
    path = folder / "r.bed"
    path.write_text(text)
    return reader(path, assembly)


def test_the_example_of_upd_itself(tmp_path):
    assert bed(tmp_path, UPD, read_upd_regions, Assembly.GRCh37) == (
        Disomy("15", 22958103, 101910550, "PATERNAL", "HETERODISOMY", 182, 0, 1),
    )


def test_a_family_without_any_has_an_empty_file(tmp_path):
    assert bed(tmp_path, "", read_upd_regions) == ()
    assert bed(tmp_path, "# nothing\n", read_homozygosity) == ()


def test_rhocall_with_a_quality_and_without(tmp_path):
    text = "#chr\tstart\tend\tAZ\tqual\nchr1\t100\t900\t1\t43.20\n"
    assert bed(tmp_path, text, read_homozygosity) == (
        Homozygosity("1", 100, 900, None, 43.2, None, 2),
    )
    text = "track name=rhocall\nX\t5\t70\nGL000191.1\t5\t70\n"
    assert bed(tmp_path, text, read_homozygosity) == (
        Homozygosity("X", 5, 70, None, None, None, 2),
    )


def test_bcftools_counts_from_one(tmp_path):
    text = "# RG\t[2]Sample\nST\ta\t1\t500\t1\t60\nRG\ta\t1\t101\t900\t800\t12\t55.5\n"
    assert bed(tmp_path, text, read_homozygosity) == (
        Homozygosity("1", 100, 900, 12, 55.5, "a", 3),
    )


@pytest.mark.parametrize(
    ("reader", "text", "what"),
    [
        (read_upd_regions, "1\t5\t70\n", "no fourth column"),
        (read_upd_regions, "1\t5\t70\tORIGIN=UNCLE\n", "neither MATERNAL nor PATERNAL"),
        (read_upd_regions, "1\t5\t70\tORIGIN=MATERNAL;INF_SITES=few\n", "not a whole number"),
        (read_homozygosity, "1\t70\t5\n", "ends before it starts"),
        (read_homozygosity, "1\t5\n", "contig, start and end"),
        (read_homozygosity, "1\t5\t70\t1\thigh\n", "a quality is not a number"),
        (read_homozygosity, "22\t5\t51000000\n", "beyond contig 22 of GRCh38"),
        (read_homozygosity, "RG\ta\t1\t5\t70\n", "eight columns"),
    ],
)
def test_what_is_refused(tmp_path, reader, text, what):
    with pytest.raises(BadFile, match=what) as caught:
        bed(tmp_path, text, reader, Assembly.GRCh38)
    assert caught.value.where.line == 1
