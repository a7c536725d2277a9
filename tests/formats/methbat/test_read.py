"""MethBat's profile."""

from collections import Counter

import pytest

from samvar.formats.methbat.read import read_methylation
from samvar.model.errors import BadFile

HEAD = "chrom\tstart\tend\tcpg_label\tsummary_label\n"


def test_the_demo_profile(shared_data):
    found = read_methylation(shared_data / "rare_disease/scout/methbat/HM24385_methbat_sign.tsv")
    assert Counter((row.state, row.against) for row in found) == {
        ("Unmethylated", "HypoMethylated"): 273,
        ("AlleleSpecificMethylation", "HyperASM"): 108,
        ("AlleleSpecificMethylation", "Uncategorized"): 70,
        ("Methylated", "HyperMethylated"): 15,
        ("Uncategorized", "Uncategorized"): 6,
        ("AlleleSpecificMethylation", "HypoASM"): 2,
    }
    first = found[0]
    assert (first.contig, first.start, first.end) == ("6", 144007487, 144008719)
    assert (first.gene, first.hgnc, first.sample) == ("PLAGL1", 9046, "ADM1059A2")
    assert first.hap1 == pytest.approx(0.02414, abs=1e-5)


def test_a_label_of_another_form_has_no_gene(tmp_path):
    path = tmp_path / "m.tsv"
    path.write_text(HEAD + "chr1\t5\t9\tregion_7\tMethylated\n")
    (row,) = read_methylation(path)
    assert (row.label, row.gene, row.hgnc, row.methylation) == ("region_7", None, None, None)


def test_a_region_that_ends_before_it_starts(tmp_path):
    path = tmp_path / "m.tsv"
    path.write_text(HEAD + "chr1\t9\t5\tx\tMethylated\n")
    with pytest.raises(BadFile, match="does not end after") as caught:
        read_methylation(path)
    assert caught.value.where.line == 2
