"""Sites written as VCF are read again by others and by ourselves."""

import io

import pysam
import pytest

from samvar.formats.vcf.read import open_vcf
from samvar.formats.vcf.write import FIELDS, InfoField, SiteRow, write_sites
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly

ROWS = [
    SiteRow("1", 99, "A", "C", {"AC": 3, "AN": 10, "AF": 0.3, "nhomalt": 1, "nhemi": 0}),
    SiteRow("MT", 149, "TA", "T", {"AC": 0, "AN": 0, "AF": None, "individuals": 7}, name="rs1"),
]


@pytest.mark.parametrize("name", ["x.vcf", "x.vcf.gz"])
def test_pysam_reads_what_is_written(tmp_path, name):
    path = tmp_path / name
    made = {"source": "samvar 1, node orebro", "epoch": "7"}
    assert write_sites(path, ROWS, Assembly.GRCh38, made) == 2
    with pysam.VariantFile(str(path)) as file:
        first, second = file
        assert "##epoch=7" in str(file.header)
        assert file.header.contigs["1"].length == 248956422
        assert (first.chrom, first.pos, first.ref, first.alts) == ("1", 100, "A", ("C",))
        assert (first.info["AC"], first.info["AN"], first.info["nhemi"]) == ((3,), 10, (0,))
        assert first.info["AF"][0] == pytest.approx(0.3)
        assert (second.id, second.info["individuals"], "AF" in second.info) == ("rs1", 7, False)


def test_our_own_reader_knows_the_assembly(tmp_path):
    path = tmp_path / "x.vcf.gz"
    write_sites(path, ROWS, Assembly.GRCh37)
    with open_vcf(path, assert_normalised=True) as file:
        (calls,) = file.batches()
    assert (file.assembly, calls.position.tolist()) == (Assembly.GRCh37, [99, 149])


def test_values_cannot_break_the_line():
    out = io.BytesIO()
    fields = {
        **FIELDS,
        "note": InfoField("1", "String", 'a "quoted" \\ text'),
        "seen": InfoField("0", "Flag", "x"),
    }
    rows = [SiteRow("1", 9, "A", "C", {"note": "a;b=c,d\te 5%\n", "seen": True})]
    write_sites(out, rows, Assembly.GRCh38, {"source": "two\nlines"}, fields)
    text = out.getvalue().decode()
    assert "##source=two lines\n" in text
    assert text.splitlines()[-1].split("\t")[7] == "note=a%3Bb%3Dc%2Cd%09e%205%25%0A;seen"
    assert len(text.splitlines()[-1].split("\t")) == 8


@pytest.mark.parametrize("key", ["undeclared", "AC;x"])
def test_an_undeclared_key_is_a_mistake(key):
    with pytest.raises(UsageError):
        write_sites(io.BytesIO(), [SiteRow("1", 9, "A", "C", {key: 1})], Assembly.GRCh38)


@pytest.mark.parametrize("key", ["contig", "a b", "fileformat"])
def test_provenance_cannot_replace_a_header_line_of_its_own(key):
    with pytest.raises(UsageError):
        write_sites(io.BytesIO(), [], Assembly.GRCh38, {key: "x"})
