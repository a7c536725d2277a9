"""Files that are damaged or of another kind fail with the place, and never half."""

import gzip
import subprocess
import sys
import zlib
from pathlib import Path

import pysam
import pytest

from samvar.formats.stream import LINE_LIMIT
from samvar.formats.vcf.read import open_vcf
from samvar.model.errors import BadFile, NotFound, UnknownAssembly
from tests.formats.vcf.conftest import vcf_text

SITE = "1 100 . A C . . . GT 0/1 0/0"
SITES = [f"1 {100 + n} . A C . . . GT 0/1 0/0" for n in range(20_000)]


def read_all(path, **how):
    with open_vcf(path, assert_normalised=True, **how) as file:
        return sum(len(calls) for calls in file.batches())


def refused(path) -> BadFile:
    with pytest.raises(BadFile) as caught:
        read_all(path)
    assert caught.value.where.file == path.name
    return caught.value


@pytest.mark.parametrize("form", ["gzip", "bgzip", "bcf"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_truncated(write_vcf, tmp_path, form, share):
    whole = write_vcf(SITES, form=form)
    assert read_all(whole) == len(SITES)
    raw = whole.read_bytes()
    cut = tmp_path / whole.name
    cut.write_bytes(raw[: int(len(raw) * share)])
    assert "truncated" in refused(cut).what


def test_a_cut_file_names_the_line_that_was_reached(write_vcf, tmp_path):
    whole = write_vcf([SITE], form="bgzip")
    cut = tmp_path / whole.name
    cut.write_bytes(whole.read_bytes()[:-28])
    error = refused(cut)
    assert "end-of-file block is missing" in error.what
    assert error.where.line == 21


@pytest.mark.parametrize("form", ["bgzip", "bcf"])
def test_a_missing_end_block_is_truncation(write_vcf, tmp_path, form):
    whole = write_vcf(SITES, form=form)
    cut = tmp_path / whole.name
    cut.write_bytes(whole.read_bytes()[:-28])
    assert "end-of-file block is missing" in refused(cut).what


@pytest.mark.parametrize("form", ["gzip", "bgzip", "bcf"])
def test_a_changed_byte_is_found_by_the_checksum(write_vcf, tmp_path, form):
    whole = write_vcf(SITES, form=form)
    raw = bytearray(whole.read_bytes())
    raw[len(raw) // 2] ^= 0x10
    bad = tmp_path / whole.name
    bad.write_bytes(raw)
    refused(bad)


def test_gzip_members_end_to_end_are_one_file(tmp_path):
    text = vcf_text([SITE, SITE.replace("100", "200")])
    path = tmp_path / "x.vcf.gz"
    path.write_bytes(gzip.compress(text[:300]) + gzip.compress(text[300:]) + bytes(20))
    assert read_all(path) == 2


def test_bgzip_files_end_to_end_are_one_file(tmp_path):
    text = vcf_text([SITE, SITE.replace("100", "200")])
    path = tmp_path / "x.vcf.gz"
    parts = []
    for part in (text[:300], text[300:]):
        (tmp_path / "part").write_bytes(part)
        pysam.tabix_compress(str(tmp_path / "part"), str(tmp_path / "part.gz"), force=True)
        parts.append((tmp_path / "part.gz").read_bytes())
    path.write_bytes(b"".join(parts))
    assert read_all(path) == 2


COLUMNS = [
    # record                              column  what
    ("1 100 . A C . . . GT 0/1", None, "has 10 columns, the header 11"),
    ("1 100 . A C . . . GT 0/1 0/0 0/0", None, "has 12 columns, the header 11"),
    ("1 100 . A C . . .", None, "has 8 columns, the header 11"),
    ("1 100 . A", None, "has 4 columns, the header 11"),
    ("1 x . A C . . . GT 0/1 0/0", 2, "position"),
    ("1 -5 . A C . . . GT 0/1 0/0", 2, "position"),
    ("1 9999999999 . A C . . . GT 0/1 0/0", 2, "position"),
    ("1 3000000000 . A C . . . GT 0/1 0/0", 2, "position"),
    (" 100 . A C . . . GT 0/1 0/0", 1, "empty"),
    ("1 100 .  C . . . GT 0/1 0/0", 4, "empty"),
    ("1 100 . A  . . . GT 0/1 0/0", 5, "empty"),
    ("1 100 . A C . . .  0/1 0/0", 9, "empty"),
    ("##fileformat=VCFv4.2", 1, "header line stands between records"),
]


@pytest.mark.parametrize(("record", "column", "what"), COLUMNS)
def test_a_line_with_wrong_columns_is_refused_with_its_line(write_vcf, record, column, what):
    error = refused(write_vcf([SITE, SITE.replace("100", "90"), record]))
    assert what in error.what
    assert (error.where.line, error.where.column) == (22, column)


def test_empty_id_quality_filter_and_info_are_tolerated(write_vcf, read_rows):
    row = read_rows(write_vcf(["1 100  A C    GT 0/1 0/0"]))[0]
    assert row.passed


def test_blank_lines_are_passed_over_and_counted(write_vcf):
    error = refused(write_vcf([SITE, "", "", "1 90 . A"]))
    assert error.where.line == 23


def test_the_last_line_needs_no_line_feed(tmp_path):
    path = tmp_path / "x.vcf"
    path.write_bytes(vcf_text([SITE])[:-1])
    assert read_all(path) == 1


HEADERS = [
    (b"", "empty"),
    (b"\n", "not a VCF"),
    (b"chr1\t100\t200\n", "not a VCF"),
    (b"##fileformat=VCFv4.2\n", "#CHROM line is missing"),
    (b"##gff-version 3\n1\t.\tgene\n", "#CHROM line is missing"),
    (b"##x\n#CHROM POS ID REF ALT QUAL FILTER INFO\n", "does not name the columns"),
    (b"##x\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\n", "does not name the columns"),
    (b"##x\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\ta\tb\n", "does not name the columns"),
    (b"\x89PNG\r\n\x1a\n" + bytes(1000), "not a VCF"),
    (b"BAM\x01" + bytes(100), "not a VCF"),
    (b"BCF\x02\x02" + bytes(100), "BCF file is damaged"),
    (zlib.compress(b"##fileformat"), "not a VCF"),
]


@pytest.mark.parametrize(("raw", "what"), HEADERS)
def test_what_is_not_a_vcf_is_refused(tmp_path, raw, what):
    path = tmp_path / "upload"
    path.write_bytes(raw)
    assert what in refused(path).what


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(NotFound):
        read_all(tmp_path / "none.vcf")
    refused(tmp_path)


def test_a_sample_named_twice_is_refused_without_its_name(write_vcf):
    error = refused(write_vcf([], ["Anna", "b", "Anna"]))
    assert "samples 1 and 3 have the same name" in error.what
    assert (error.where.line, error.where.column) == (19, 12)
    assert "Anna" not in str(error)


def test_a_sample_without_a_name_is_refused(write_vcf):
    assert "no name" in refused(write_vcf([], ["a", ""])).what


def test_a_sample_that_is_asked_for_must_be_there(write_vcf):
    with pytest.raises(NotFound) as caught:
        read_all(write_vcf([SITE]), samples=["b", "Anna"])
    assert "Anna" not in str(caught.value)


def test_a_real_malformed_file_is_refused_at_its_line(shared_data):
    """genmod's test_vcf.vcf has a row with 5 genotypes for 6 samples."""
    path = shared_data / "rare_disease/genmod/examples/test_vcf.vcf"
    error = refused(path)
    row = path.read_text().splitlines()[error.where.line - 1]
    assert len(row.split("\t")) == 14
    assert error.what == "the record has 14 columns, the header 15"


def test_real_files_without_header_are_not_vcf(shared_data):
    refused(shared_data / "cancer/sigprofiler/vcf_input/PD3851a.vcf")


def test_a_record_beyond_its_contig_is_of_another_assembly(write_vcf):
    path = write_vcf([SITE, "X 156000000 . A C . . . GT 0/1 0/0"])
    assert read_all(path) == 2
    text = path.read_bytes().replace(b"##reference=GRCh38", b"##reference=hg19")
    path.write_bytes(text)
    with pytest.raises(UnknownAssembly) as caught:
        read_all(path)
    assert caught.value.where.line == 21


_GIANT = """
import resource, sys
from pathlib import Path
from samvar.formats.vcf.read import open_vcf
from samvar.model.errors import BadFile
try:
    with open_vcf(Path(sys.argv[1]), assert_normalised=True) as file:
        list(file.batches())
except BadFile as error:
    # ru_maxrss of a child starts at what its parent held; the kernel's own mark does not.
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text().splitlines()
        peak = int(next(x for x in lines if x.startswith("VmHWM")).split()[1]) // 1024
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20
    print(error.where.line, peak, error.what, sep="|")
"""


@pytest.mark.parametrize("where", ["header", "record"])
@pytest.mark.parametrize("form", ["gzip", "plain"])
def test_a_line_of_a_gigabyte_fails_cleanly_in_bounded_memory(tmp_path, where, form):
    path = tmp_path / "giant.vcf"
    head = b"##fileformat=VCFv4.3\n##x=" if where == "header" else vcf_text([SITE]) + b"1\t5\t"
    if form == "plain":
        with path.open("wb") as out:
            out.write(head)
            out.truncate(1 << 30)  # a hole of zeros: a gigabyte that takes no room
    else:
        packer = zlib.compressobj(1, wbits=31)
        with path.open("wb") as out:
            out.write(packer.compress(head))
            for _ in range(1024):
                out.write(packer.compress(b"A" * (1 << 20)))
            out.write(packer.flush())
    done = subprocess.run(
        [sys.executable, "-c", _GIANT, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    line, peak_mib, what = done.stdout.strip().split("|")
    assert what == f"a line is longer than {LINE_LIMIT >> 20} MiB"
    assert int(line) == (2 if where == "header" else 21)
    assert int(peak_mib) < 600
