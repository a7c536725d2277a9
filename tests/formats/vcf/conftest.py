"""Small VCF files, and the twin that reads them slowly: pysam, record by record."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pysam
import pytest

from samvar.formats.vcf.read import open_vcf
from samvar.model.calls import Calls
from samvar.model.genome import CODE, Assembly, contig_name

HEADER = (
    "##fileformat=VCFv4.3",
    "##reference=GRCh38",
    *(f"##contig=<ID={c}>" for c in ("1", "2", "chr3", "X", "chrM", "GL000191.1")),
    '##FILTER=<ID=q10,Description="low">',
    '##ALT=<ID=DEL,Description="deletion">',
    '##INFO=<ID=END,Number=1,Type=Integer,Description="end">',
    '##INFO=<ID=NOTE,Number=.,Type=String,Description="anything">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="depth">',
    '##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="depth">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="quality">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="depths">',
    '##FORMAT=<ID=XX,Number=.,Type=String,Description="other">',
)


class Row(NamedTuple):
    """One alternative allele with what each sample says of it; `None` where nothing is said."""

    contig: int
    position: int
    ref: str
    alt: str
    passed: bool
    dosage: list[int]
    called: list[int]
    written: list[int]
    dp: list[int] | None
    gq: list[int] | None
    ad: list[int] | None


def vcf_text(records: Sequence[str], samples: Sequence[str] = ("a", "b"), end: str = "\n") -> bytes:
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
    if samples:
        columns += ["FORMAT", *samples]
    lines = [*HEADER, "\t".join(columns), *("\t".join(r.split(" ")) for r in records)]
    return (end.join(lines) + end).encode()


@pytest.fixture(scope="session")
def write_vcf(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write records (fields with single spaces between) as plain, gzip, bgzip or BCF."""
    folder = tmp_path_factory.mktemp("vcf")
    counter = iter(range(1_000_000))

    def write(
        records: Sequence[str],
        samples: Sequence[str] = ("a", "b"),
        form: str = "plain",
        end: str = "\n",
    ) -> Path:
        path = folder / f"{next(counter)}.vcf"
        path.write_bytes(vcf_text(records, samples, end))
        if form == "gzip":
            packed = path.with_suffix(".vcf.gz")
            packed.write_bytes(gzip.compress(path.read_bytes()))
            return packed
        if form == "bgzip":
            packed = path.with_suffix(".vcf.gz")
            pysam.tabix_compress(str(path), str(packed), force=True)
            return packed
        if form == "bcf":
            packed = path.with_suffix(".bcf")
            with (
                pysam.VariantFile(str(path)) as source,
                pysam.VariantFile(str(packed), "wb", header=source.header) as out,
            ):
                for record in source:
                    out.write(record)
            return packed
        return path

    return write


@pytest.fixture(scope="session")
def read_rows() -> Callable[..., list[Row]]:
    """What `open_vcf` says, row by row, with the file's own assembly unless one is given."""

    def read(path: Path, assembly: Assembly | None = None, sites: int = 32768) -> list[Row]:
        with open_vcf(path, assembly=assembly, assert_normalised=True) as file:
            return [row for calls in file.batches(sites) for row in rows_of(calls)]

    return read


@pytest.fixture(scope="session")
def slow_rows() -> Callable[..., list[Row]]:
    """What pysam says of the same file, for alternatives that are sequences."""

    def read(path: Path) -> list[Row]:
        with pysam.VariantFile(str(path)) as file:
            return [row for record in file for row in _slow(record)]

    return read


@pytest.fixture(scope="session")
def as_rows() -> Callable[[Calls], list[Row]]:
    """A batch, row by row."""
    return rows_of


def rows_of(calls: Calls) -> list[Row]:
    def say(values: np.ndarray | None, row: int) -> list[int] | None:
        if values is None or (values[row] == -1).all():
            return None
        return values[row].tolist()

    return [
        Row(
            int(calls.contig[row]),
            int(calls.position[row]),
            calls.ref[row],
            calls.alt[row],
            bool(calls.passed[row]),
            calls.dosage[row].tolist(),
            calls.called[row].tolist(),
            calls.written[row].tolist(),
            say(calls.dp, row),
            say(calls.gq, row),
            say(calls.ad, row),
        )
        for row in range(len(calls))
    ]


def _whole(value) -> int:
    """A number that a header does not declare is text to pysam."""
    return -1 if value in (None, ".") else int(value)


def _slow(record: pysam.VariantRecord) -> list[Row]:
    contig = contig_name(record.contig)
    if contig is None:
        return []
    people = list(record.samples.values())
    has_gt = "GT" in record.format
    alleles = [s.allele_indices or () if has_gt else () for s in people]

    def numbers(key: str) -> list[int] | None:
        if key not in record.format:
            return None
        values = [_whole(s.get(key)) for s in people]
        return None if set(values) <= {-1} else values

    found = []
    for number, alt in enumerate(record.alts or (), 1):
        if set(alt.upper()) - set("ACGTN"):
            continue
        ad = None
        if "AD" in record.format:
            given = [s.get("AD") or () for s in people]
            full = [v if len(v) == len(record.alleles) else (None,) * 99 for v in given]
            ad = [_whole(v[number]) for v in full]
        ref, alternative, position = record.ref.upper(), alt.upper(), record.pos - 1
        while len(ref) > 1 and len(alternative) > 1 and ref[-1] == alternative[-1]:
            ref, alternative = ref[:-1], alternative[:-1]
        while len(ref) > 1 and len(alternative) > 1 and ref[0] == alternative[0]:
            ref, alternative, position = ref[1:], alternative[1:], position + 1
        found.append(
            Row(
                CODE[contig],
                position,
                ref,
                alternative,
                set(record.filter.keys()) <= {"PASS"},
                [a.count(number) for a in alleles],
                [sum(x is not None for x in a) for a in alleles],
                [len(a) for a in alleles],
                numbers("DP"),
                numbers("GQ"),
                None if ad is None or set(ad) <= {-1} else ad,
            )
        )
    return found
