"""The few wanted records of a VCF, whole and with their phase."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest

from samvar.formats.vcf.sites import read_sites
from samvar.model.errors import BadFile, UnknownAssembly
from samvar.model.genome import Assembly, Interval

HEAD = (
    "##fileformat=VCFv4.3\n##contig=<ID=chr6,length=170805979>\n"
    '##INFO=<ID=END,Number=1,Type=Integer,Description="End">\n'
    '##FILTER=<ID=LowQual,Description="Low">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n"
)
ROWS = (
    "chr6\t90\t.\tAC\tA\t.\tPASS\t.\tGT\t0/1\t0/0\n"
    "chr6\t100\t.\tA\tC,G\t.\tPASS\t.\tGT:PS\t1|2:77\t0/0:.\n"
    "chr6\t150\t.\tA\t<NON_REF>\t.\tLowQual\tEND=250\tGT\t0/0\t.\n"
    "chr6\t400\t.\tA\tT\t.\tPASS\t.\tGT\t0/1\t0/1\n"
)
WANTED = [Interval("6", 99, 100), Interval("6", 199, 201)]


def _write(folder: Path, text: str = HEAD + ROWS) -> Path:
    path = folder / "a.vcf"
    path.write_text(text)
    return path


def test_only_what_touches_a_wanted_place_is_read(tmp_path: Path) -> None:
    found = read_sites(_write(tmp_path), WANTED)
    assert (found.assembly, found.samples) == (Assembly.GRCh38, ("A", "B"))
    first, block = found.rows
    assert (first.line, first.position, first.end, first.alts) == (9, 99, 100, ("C", "G"))
    assert first.genotypes == ("1|2", "0/0")
    assert first.phase_sets == ("77", ".")
    assert (block.position, block.end, block.filters) == (149, 250, "LowQual")
    assert block.genotypes == ("0/0", ".")
    assert block.phase_sets is None


def test_every_packing_reads_the_same(tmp_path: Path) -> None:
    plain = _write(tmp_path)
    expected = read_sites(plain, WANTED).rows
    packed = tmp_path / "a.vcf.gz"
    pysam.tabix_compress(str(plain), str(packed))
    assert read_sites(packed, WANTED).rows == expected
    binary = tmp_path / "a.bcf"
    with (
        pysam.VariantFile(str(plain)) as source,
        pysam.VariantFile(str(binary), "wb", header=source.header) as out,
    ):
        for record in source:
            out.write(record)
    rows = read_sites(binary, WANTED).rows
    assert [(row.position, row.end, row.genotypes) for row in rows] == [
        (row.position, row.end, row.genotypes) for row in expected
    ]


WRONG = [
    ("chr6\tx\t.\tA\tC\t.\t.\t.\tGT\t0/1\t0/1\n", "POS"),
    ("chr6\t100\t.\tA\n", "few columns"),
    ("chr6\t100\t.\tA\tC\t.\t.\t.\tGT\t0/1\n", "columns"),
    ("chr6\t100\t.\tA\tC\t.\t.\t.\tDP\t1\t1\n", "GT"),
]


@pytest.mark.parametrize(("row", "says"), WRONG)
def test_a_wrong_record_is_refused_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(BadFile, match=says) as caught:
        read_sites(_write(tmp_path, HEAD + row), WANTED)
    assert caught.value.where is not None
    assert caught.value.where.line == 8


def test_another_assembly_or_no_sample_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownAssembly):
        read_sites(_write(tmp_path), WANTED, assembly=Assembly.GRCh37)
    bare = HEAD.replace("\tFORMAT\tA\tB", "")
    with pytest.raises(BadFile, match="no samples"):
        read_sites(_write(tmp_path, bare), WANTED)
