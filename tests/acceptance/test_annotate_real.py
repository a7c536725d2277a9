"""Real files through annotation: every line as it was, and what bcftools annotate writes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pysam

from samvar.formats import stream
from samvar.model.errors import SamvarError
from samvar.model.genome import CODE, Assembly, contig_name
from samvar.network.release import table as rows
from samvar.network.release.read import Release
from samvar.network.release.shelf import Shelf
from samvar.node.annotate import AnnotateRequest, annotate_alone
from tests.network.test_release import KEY, keys_of, manifest

PANEL = "pharmacogenomics/1kgp/GRCh38/NUDT15.vcf.gz"
KEYS = ("SAMVAR_AC", "SAMVAR_AN", "SAMVAR_AF")


def release_of(
    folder: Path, sites: list[tuple[int, int, str, str, int, int]], build: str
) -> Release:
    columns = [*zip(*sites, strict=True)] if sites else [()] * 6
    contig, position, ref, alt, ac, an = columns
    people = [number // 2 for number in an]
    table = pa.table([contig, position, ref, alt, ac, an, people], schema=rows.ALLELES)
    made = msgspec.structs.replace(manifest(), kind="public", assembly=build)
    return Shelf(folder / "shelf", keys_of).put(made, table, KEY)


def sites_of(path: Path) -> list[tuple[int, int, str, str, int, int]]:
    """Each second record of a panel, with its own AC and AN."""
    found = {}
    with pysam.VariantFile(str(path)) as file:
        for number, record in enumerate(file):
            contig = contig_name(record.contig)
            if number % 2 or contig is None or len(record.alts or ()) != 1:
                continue
            place = (CODE[contig], record.pos - 1, record.ref, record.alts[0])
            if not set(record.alts[0]) - set("ACGT"):
                found[place] = (*place, record.info["AC"][0], record.info["AN"])
    return [*found.values()]


def lines_of(path: Path) -> Iterator[bytes]:
    text = b"".join(stream.chunks(path))
    return (line for line in text.splitlines() if line.strip() and not line.startswith(b"#"))


def without_own(line: bytes) -> bytes:
    fields = line.split(b"\t")
    kept = [item for item in fields[7].split(b";") if not item.startswith(b"SAMVAR_")]
    fields[7] = b";".join(kept) or b"."
    return b"\t".join(fields)


def test_a_panel_of_3202_people_is_annotated_as_bcftools_does(
    shared_data: Path, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    panel = shared_data / PANEL
    release = release_of(tmp_path, sites_of(panel), "GRCh38")
    out = tmp_path / "out.vcf.gz"
    request = AnnotateRequest(panel, "GRCh38", assert_normalised=True, fields="AC,AN,AF")
    done = annotate_alone(release, request, out, "vcf.gz", checked=True)
    assert done.found["SAMVAR"] == len(release) > 100
    subprocess.run([needs_program("tabix"), "-p", "vcf", str(out)], check=True)
    peer = _by_bcftools(needs_program("bcftools"), panel, release, tmp_path)
    query = "%POS\t%REF\t%ALT" + "".join(f"\t%{key}" for key in KEYS) + "[\t%GT]\n"
    ours, theirs = (
        subprocess.run(
            [needs_program("bcftools"), "query", "-f", query, str(path)],
            check=True, capture_output=True,
        ).stdout
        for path in (out, peer)
    )  # fmt: skip
    # Records of one position come from the peer in another order.
    assert sorted(ours.splitlines()) == sorted(theirs.splitlines())


def _by_bcftools(program: str, panel: Path, release: Release, folder: Path) -> Path:
    with pysam.VariantFile(str(panel)) as file:
        contigs = [str(each.header_record) for each in file.header.contigs.values()]
        names = {CODE[n]: t for t in file.header.contigs if (n := contig_name(t))}
    head = ["##fileformat=VCFv4.2\n", *contigs]
    kinds = zip(KEYS, ("Integer", "Integer", "Float"), strict=True)
    head += [f'##INFO=<ID={k},Number=A,Type={t},Description="x">\n' for k, t in kinds]
    head.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
    body = [
        f"{names[r['contig']]}\t{r['position'] + 1}\t.\t{r['ref']}\t{r['alt']}\t.\t.\t"
        f"SAMVAR_AC={r['ac']};SAMVAR_AN={r['an']};SAMVAR_AF={r['ac'] / r['an']:.6g}\n"
        for r in release.table().to_pylist()
    ]
    plain, packed, out = (folder / name for name in ("t.vcf", "t.vcf.gz", "peer.vcf.gz"))
    plain.write_text("".join(head + body))
    pysam.tabix_compress(str(plain), str(packed), force=True)
    pysam.tabix_index(str(packed), preset="vcf", force=True)
    columns = ",".join(f"INFO/{key}" for key in KEYS)
    subprocess.run(
        [program, "annotate", "-a", str(packed), "-c", columns, "-Oz", "-o", str(out), str(panel)],
        check=True,
    )
    return out


def test_every_odd_file_passes_through_or_says_why_not(shared_data: Path, tmp_path: Path) -> None:
    """Lines are the file's own, but for our fields; nothing is dropped, nothing half written."""
    endings = ("*.vcf", "*.vcf.gz", "*.vcf.bgz")
    found = sorted({path for ending in endings for path in shared_data.rglob(ending)})
    small = [path for path in found if path.stat().st_size < 1_000_000]
    assert len(small) > 40
    site = (1, 5, "A", "C", 1, 2)
    releases = {b: release_of(tmp_path / b, [site], b) for b in ("GRCh38", "GRCh37")}
    passed = 0
    for path in small:
        out = tmp_path / "out.vcf"
        try:
            _annotated(path, releases, out)
        except SamvarError as error:
            assert str(error)
            continue
        passed += 1
        expected = [without_own(line.rstrip(b"\r")) for line in lines_of(path)]
        assert [without_own(line) for line in lines_of(out)] == expected, path.name
    assert passed > len(small) * 0.8


def _annotated(path: Path, releases: dict[str, Release], out: Path) -> None:
    """By the assembly that the file is of; where it does not say, by GRCh38."""
    from samvar.formats.vcf.passing import PassingFile
    from samvar.model.errors import UnknownAssembly

    try:
        build = PassingFile(path, assert_normalised=True).assembly
    except UnknownAssembly:
        build = Assembly.GRCh38
    request = AnnotateRequest(path, build.value, assert_normalised=True)
    annotate_alone(releases[build.value], request, out, "vcf", checked=True)
