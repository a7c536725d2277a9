"""A reference genome: packed or plain, indexed or not, it is the same sequence."""

import gzip
import hashlib
import os
from pathlib import Path

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.cache import cache_folder
from samvar.formats.fasta import Reference
from samvar.model.errors import BadFile, BadRegion, UnknownAssembly
from samvar.model.genome import Assembly

A37, A38 = Assembly.GRCh37, Assembly.GRCh38


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMVAR_CACHE", str(tmp_path / "cache"))
    cache_folder.cache_clear()
    yield
    cache_folder.cache_clear()


def fasta(contigs: dict[str, str], width: int, end: str = "\n") -> str:
    lines = []
    for name, bases in contigs.items():
        lines += [f">{name}", *(bases[i : i + width] for i in range(0, len(bases), width))]
    return end.join(lines) + end


CONTIGS = st.dictionaries(
    st.sampled_from(("chr1", "2", "NC_000003.12 Homo sapiens", "chrX desc", "chrM", "GL000191.1")),
    st.text("ACGTNacgtRYk", min_size=1, max_size=200),
    min_size=1,
)
BARE = {"chr1": "1", "2": "2", "NC_000003.12 Homo sapiens": "3", "chrX desc": "X", "chrM": "MT"}


def plain(bases: str) -> str:
    return "".join(c if c in "ACGT" else "N" for c in bases.upper())


@settings(max_examples=60, deadline=None)
@given(
    contigs=CONTIGS.filter(lambda found: set(found) != {"GL000191.1"}),
    width=st.sampled_from((1, 3, 60, 1000)),
    end=st.sampled_from(("\n", "\r\n")),
    form=st.sampled_from(("plain", "fai", "gzip", "bgzip")),
)
def test_every_base_is_where_the_file_has_it(tmp_path_factory, contigs, width, end, form):
    path = tmp_path_factory.mktemp("fa") / "x.fa"
    path.write_bytes(fasta(contigs, width, end).encode())
    if form == "fai":
        pysam.faidx(str(path))
    elif form == "gzip":
        path = path.with_suffix(".fa.gz")
        path.write_bytes(gzip.compress(fasta(contigs, width, end).encode()))
    elif form == "bgzip":
        pysam.tabix_compress(str(path), str(path) + ".gz", force=True)
        path = Path(f"{path}.gz")
    reference = Reference.open(path, A38, partial=True)
    for name, bases in contigs.items():
        if name not in BARE:
            continue
        assert reference.length(BARE[name]) == len(bases)
        assert reference.fetch(BARE[name], 0, len(bases)) == plain(bases)
        for start in range(0, len(bases), 7):
            for stop in range(start, len(bases) + 1, 11):
                assert reference.fetch(BARE[name], start, stop) == plain(bases)[start:stop]


def test_the_digest_is_of_the_bases_not_of_the_packing(tmp_path):
    contigs = {"1": "ACGTACGTAN", "chr2": "GGG"}
    digests = set()
    for number, (width, end) in enumerate(((3, "\n"), (60, "\r\n"))):
        path = tmp_path / f"{number}.fa"
        path.write_bytes(fasta(contigs, width, end).encode())
        digests.add(Reference.open(path, A38, partial=True).digest)
    packed = tmp_path / "x.fa.gz"
    packed.write_bytes(gzip.compress(fasta({"chr1": "acgtacgtaR", "2": "GGG"}, 5).encode()))
    digests.add(Reference.open(packed, A38, partial=True).digest)
    assert digests == {hashlib.sha256(b">1 10\nACGTACGTAN>2 3\nGGG").hexdigest()}


def test_a_stale_index_is_not_believed(tmp_path):
    path = tmp_path / "x.fa"
    path.write_text(fasta({"1": "ACGTACGT", "2": "TTTTT"}, 4))
    pysam.faidx(str(path))
    Path(f"{path}.fai").rename(tmp_path / "first.fai")
    Reference.open(path, A38, partial=True)  # leaves an index of its own in the cache
    stamp = path.stat()
    path.write_text(fasta({"1": "ACG", "2": "CCCCCCCC"}, 4))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    (tmp_path / "first.fai").rename(f"{path}.fai")
    reference = Reference.open(path, A38, partial=True)
    assert (reference.fetch("1", 0, 3), reference.fetch("2", 0, 8)) == ("ACG", "CCCCCCCC")


NOT_IT = [
    ({"1": "ACGT"}, False, "contig 1 has 4 bases"),
    ({"MT": "A" * 16569}, False, "contig 1 is missing"),
    ({"NC_000001.10": "ACGT"}, True, "another assembly"),
    ({"MT": "A" * 16570}, True, "contig MT has 16570 bases"),
]


@pytest.mark.parametrize(("contigs", "partial", "why"), NOT_IT)
def test_another_genome_is_not_mounted(tmp_path, contigs, partial, why):
    path = tmp_path / "x.fa"
    path.write_text(fasta(contigs, 60))
    with pytest.raises(UnknownAssembly) as caught:
        Reference.open(path, A38, partial=partial)
    assert why in caught.value.why


BROKEN = [
    ("ACGT\n", "begins with '>'"),
    (">1\nACGT\nAC\nACGT\n", "uneven"),
    (">1\nACGT\n\nACGT\n", "uneven"),
    (">1\nAC\nACGTACGT\n", "uneven"),
    (">GL000191.1\nACGT\n", "no primary contig"),
    ("", "empty"),
]


@pytest.mark.parametrize(("text", "what"), BROKEN)
def test_a_broken_file_is_refused(tmp_path, text, what):
    path = tmp_path / "x.fa"
    path.write_text(text)
    with pytest.raises(BadFile, match=what):
        Reference.open(path, A38, partial=True)


@pytest.mark.parametrize(
    "place", [("1", 0, 5), ("1", -1, 2), ("1", 3, 2), ("2", 0, 1), ("Z", 0, 1)]
)
def test_what_the_file_does_not_hold_is_not_made_up(tmp_path, place):
    path = tmp_path / "x.fa"
    path.write_text(fasta({"1": "ACGT"}, 60))
    reference = Reference.open(path, A38, partial=True)
    with pytest.raises(BadRegion):
        reference.fetch(*place)


def test_a_packed_reference_is_expanded_once(tmp_path):
    path = tmp_path / "x.fa.gz"
    path.write_bytes(gzip.compress(fasta({"1": "ACGT"}, 60).encode()))
    for _ in range(2):
        assert Reference.open(path, A37, partial=True).fetch("1", 1, 3) == "CG"
    kept = sorted(path.suffix for path in (tmp_path / "cache/references").iterdir())
    assert kept == [".fa", ".fai"]


def test_a_truncated_reference_leaves_nothing_in_the_cache(tmp_path):
    path = tmp_path / "x.fa.gz"
    path.write_bytes(gzip.compress(fasta({"1": "ACGT" * 999}, 60).encode())[:-9])
    with pytest.raises(BadFile, match="truncated"):
        Reference.open(path, A37, partial=True)
    assert list((tmp_path / "cache/references").iterdir()) == []
