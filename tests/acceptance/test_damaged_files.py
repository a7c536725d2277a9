"""A damaged file fails with a clear error, leaves nothing half-loaded, and the node serves on."""

from __future__ import annotations

import gzip
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samvar.demo.network import Demo, start
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import BadInput
from samvar.model.load import LoadRequest
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.store.records.loads import LoadState
from tests.country import USUAL, Draw

GIB = 1 << 30
PANEL = "pharmacogenomics/1kgp/GRCh38/VKORC1.vcf.gz"
HEADER = b"##fileformat=VCFv4.2\n##contig=<ID=10,length=133797422>\n"
COLUMNS = b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n"
LINE = b"10\t94781859\t.\tG\tA\t.\tPASS\t.\tGT\t0/1\t0/0\n"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Demo]:
    folder = draw(USUAL, tmp_path_factory.mktemp("damaged") / "demo")
    running = start(folder, setting=USUAL)
    yield running
    running.close()


def truncated_gzip(data: Path, path: Path) -> None:
    """A real panel whose last third never arrived."""
    whole = (data / PANEL).read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])


def missing_last_block(data: Path, path: Path) -> None:
    """A real panel without the empty block that ends a BGZF file: cut exactly between blocks."""
    path.write_bytes((data / PANEL).read_bytes()[:-28])


def flipped_bit(data: Path, path: Path) -> None:
    """A real panel with one bit changed in the middle; its block's checksum says so."""
    whole = bytearray((data / PANEL).read_bytes())
    whole[len(whole) // 2] ^= 4
    path.write_bytes(bytes(whole))


def wrong_columns(data: Path, path: Path) -> None:
    """The 100th record of a real panel has lost its last genotype."""
    lines = gzip.decompress((data / PANEL).read_bytes()).splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith(b"#CHROM")) + 100
    lines[at] = lines[at].rsplit(b"\t", 1)[0] + b"\n"
    path.write_bytes(gzip.compress(b"".join(lines), 1))


def duplicate_sample(_data: Path, path: Path) -> None:
    """Two columns of one name."""
    path.write_bytes(HEADER + COLUMNS.replace(b"\tB\n", b"\tA\n") + LINE)


def wrong_assembly(_data: Path, path: Path) -> None:
    """Contig lengths of GRCh37 in a file that is stated to be GRCh38."""
    path.write_bytes(HEADER.replace(b"133797422", b"135534747") + COLUMNS + LINE)


def not_a_vcf(_data: Path, path: Path) -> None:
    """Random bytes behind a good name."""
    path.write_bytes(bytes(range(256)) * 64)


def empty(_data: Path, path: Path) -> None:
    """Nothing at all."""
    path.write_bytes(b"")


def endless_line(_data: Path, path: Path) -> None:
    """One line of 1 GiB; sparse, so that the test does not write it."""
    with path.open("wb") as out:
        out.write(HEADER + COLUMNS + b"10\t94781859\t.\tG\t")
        out.truncate(GIB)


def endless_line_gzipped(_data: Path, path: Path) -> None:
    """The same from 1 MiB of gzip: 16 members of 64 MiB each."""
    member = gzip.compress(b"A" * (64 << 20), 1)
    start_of_it = gzip.compress(HEADER + COLUMNS + b"10\t94781859\t.\tG\t")
    path.write_bytes(start_of_it + member * 16)


DAMAGED: tuple[tuple[Callable[[Path, Path], None], str, str], ...] = (
    # how it is damaged    code                 what the message must speak of
    (truncated_gzip, "bad-file", ""),
    (missing_last_block, "bad-file", ""),
    (flipped_bit, "bad-file", ""),
    (wrong_columns, "bad-file", "column"),
    (duplicate_sample, "bad-file", "sample"),
    (wrong_assembly, "unknown-assembly", "GRCh3"),
    (not_a_vcf, "bad-file", "VCF"),
    (empty, "bad-file", ""),
    (endless_line, "bad-file", "line"),
    (endless_line_gzipped, "bad-file", "line"),
)


@pytest.mark.parametrize(("damage", "code", "word"), DAMAGED, ids=[d[0].__name__ for d in DAMAGED])
def test_a_damaged_file_is_refused_whole_and_the_node_serves_on(
    demo: Demo,
    shared_data: Path,
    tmp_path: Path,
    damage: Callable[[Path, Path], None],
    code: str,
    word: str,
) -> None:
    path = tmp_path / ("damaged.vcf.gz" if "gz" in damage.__name__ else "damaged.vcf")
    damage(shared_data, path)
    node = demo.site.nodes["skane"]
    before, files, peak = _state(node), _files(node), _peak_mb()
    request = LoadRequest(
        dataset="damaged",
        files=(str(path),),
        assembly="GRCh38",
        assert_normalised=True,
        assay="sites",
    )
    with pytest.raises(BadInput) as caught:
        load(node, request, Asker.of(PERSONAS["bioinformatician"].at("skane")))
    error = caught.value
    assert error.code == code
    assert word in str(error)
    assert error.where is None or error.where.file == path.name
    assert str(tmp_path) not in str(error)
    assert _state(node) == before
    assert _files(node) == files
    assert _peak_mb() - peak < 400
    assert _asked(demo) == 7


def test_one_bad_file_among_good_ones_keeps_all_of_them_out(
    demo: Demo, shared_data: Path, tmp_path: Path
) -> None:
    node = demo.site.nodes["orebro"]
    before = _state(node)
    wrong_columns(shared_data, tmp_path / "second.vcf.gz")
    good = shared_data / "pharmacogenomics/1kgp/GRCh38/NUDT15.vcf.gz"
    request = LoadRequest(
        dataset="mixed",
        files=(str(good), str(tmp_path / "second.vcf.gz")),
        assembly="GRCh38",
        assert_normalised=True,
    )
    with pytest.raises(BadInput):
        load(node, request, Asker.of(PERSONAS["bioinformatician"].at("orebro")))
    assert _state(node) == before


def test_a_good_file_still_loads_after_all_that(demo: Demo) -> None:
    node = demo.site.nodes["skane"]
    before = node.variants.snapshot()
    request = LoadRequest(
        dataset="family",
        files=(str(demo.folder / "examples" / "family.vcf"),),
        assert_normalised=True,
        assay="sites",
    )
    report = load(node, request, Asker.of(PERSONAS["bioinformatician"].at("skane")))
    assert report.samples == 10
    assert len(node.variants.snapshot().contributions) == len(before.contributions) + 10


def _state(node: Node) -> tuple[object, ...]:
    """Every table of both stores that a load may change."""
    snapshot = node.variants.snapshot()
    with node.records.read() as tx:
        live = len(tx.loads.of(state=LoadState.LIVE))
        pending = len(tx.loads.of(state=LoadState.PENDING))
        samples = tx.samples.count()
    return snapshot.epoch, snapshot.digest(), snapshot.loads, live, pending, samples


def _files(node: Node) -> set[str]:
    return {p.name for p in (node.folder / "variants").rglob("*") if p.is_file()}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _asked(demo: Demo) -> int:
    args = {"assembly": "GRCh38", "variants": ("10-94781859-G-A",)}
    clinician = Asker.of(PERSONAS["geneticist"])
    answer = demo.site.network("skane").ask_now("variant_frequency", args, clinician)
    assert answer.state == "answered"
    return answer.coverage.nodes_answered
