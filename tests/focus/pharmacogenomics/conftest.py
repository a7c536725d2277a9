"""What the tests of the area share: the public release, and small VCFs written on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.model import GeneCall
from samvar.focus.pharmacogenomics.passport import Sealed
from samvar.focus.pharmacogenomics.service import call_files, issue_passport
from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.genome import Assembly
from samvar.model.load import LoadReport, LoadRequest
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load_files
from samvar.node.node import Node
from tests.focus.pharmacogenomics.laboratory import Laboratory, laboratory

HEAD = '##fileformat=VCFv4.3\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"


@pytest.fixture(scope="session")
def pharmcat(shared_data: Path) -> Path:
    """PharmCAT's files as SOURCES.md describes them."""
    return shared_data / "pharmacogenomics" / "pharmcat"


@pytest.fixture(scope="session")
def release(pharmcat: Path) -> Release:
    """The release of PharmCAT's files and CPIC's drugs."""
    return read_folder(pharmcat.parent)


@pytest.fixture
def call(tmp_path: Path) -> Callable[..., GeneCall]:
    """Call one gene from rows of (chrom, pos, ref, alt, `GT` or `GT;PS`, INFO, FILTER)."""

    def made(
        gene: str,
        rows: Sequence[Sequence[object]],
        release: Release | None = None,
        assembly: Assembly = Assembly.GRCh38,
    ) -> GeneCall:
        path = tmp_path / "one.vcf"
        lines = []
        for chrom, pos, ref, alt, gt, *more in rows:
            keys, _, values = str(gt).partition(";")
            form = "GT:PS" if values else "GT"
            cell = f"{keys}:{values}" if values else keys
            info, passed = (*map(str, more), *(".", "PASS")[len(more) :])
            lines.append(f"{chrom}\t{pos}\t.\t{ref}\t{alt}\t.\t{passed}\t{info}\t{form}\t{cell}\n")
        path.write_text(HEAD + COLUMNS + "".join(lines))
        known = release or own_release()
        return next(iter(call_files([path], assembly, known, genes=[gene]))).genes[0]

    return made


TPMT = (("6", 18130687, "T", "C"), ("6", 18138997, "C", "T"), ("6", 18143724, "C", "G"))
Load = Callable[..., LoadReport]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    yield opened
    opened.close()


def write(path: Path, samples: tuple[str, ...], *rows: tuple[str, ...]) -> Path:
    """One row of genotypes for each of TPMT's three positions."""
    head = '##fileformat=VCFv4.3\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + "\t".join(samples)
    lines = [
        f"{contig}\t{position}\t.\t{ref}\t{alt}\t.\tPASS\t.\tGT\t" + "\t".join(genotypes)
        for (contig, position, ref, alt), genotypes in zip(TPMT, rows, strict=True)
    ]
    path.write_text(head + columns + "\n" + "\n".join(lines) + "\n")
    return path


@pytest.fixture
def load(node: Node, tmp_path: Path) -> Load:
    """`load(("S1",), ("0/0",), ("0/1",), ("0/0",))`: a file of TPMT into the node."""

    def loaded(
        samples: tuple[str, ...], *rows: tuple[str, ...], dataset: str = "clinic", **more: object
    ) -> LoadReport:
        path = write(tmp_path / "some.vcf", samples, *rows)
        request = LoadRequest(
            dataset=dataset,
            files=(str(path),),
            assembly="GRCh38",
            assert_normalised=True,
            assay="sites",
            **more,  # type: ignore[arg-type]
        )
        return load_files(node, request, "lab")

    return loaded


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Laboratory]:
    """Uppsala with three patients, and beside it two centres with none."""
    with laboratory(tmp_path, others=("skane", "orebro")) as one:
        one.load(ANNA={"rs3918290": "0/1"}, BERIT={"rs55886062": None}, CARL={})
        yield one


@pytest.fixture
def sealed(lab: Laboratory) -> Sealed:
    """Anna's passport, which Skåne may fetch."""
    report = lab.report("ANNA")
    return issue_passport(lab.node, report.id, ["skane"], lab.pharmacist)
