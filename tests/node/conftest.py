"""A node in a folder, the people who work at it, and a small cohort file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.load import LoadRequest
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.node.log_country import LogCountry, LogNode

WriteVcf = Callable[..., Path]

RECORDS = [
    # contig position ref   alt    genotypes of ANNA BO CILLA
    ("1", 1000, "A", "G", ("0/1", "0/0", "1/1")),
    ("1", 2000, "C", "T", ("0/0", "./.", "0/1")),
    ("10", 94781859, "G", "A", ("0/1", "0/1", "0/0")),
    ("X", 50000000, "T", "C", ("0/1", "1", "0/0")),
]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node of Stockholm."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    yield opened
    opened.close()


@pytest.fixture
def country(tmp_path: Path) -> Iterator[LogCountry]:
    """Seven nodes that witness each other's logs; Skåne's has 20 entries."""
    made = LogCountry(tmp_path)
    made.nodes["skane"].write(20)
    yield made
    made.close()


@pytest.fixture
def skane(country: LogCountry) -> LogNode:
    """The node whose log is looked at."""
    return country.nodes["skane"]


@pytest.fixture
def bioinformatician() -> Asker:
    """Works at Stockholm, for care."""
    return Asker.of(PERSONAS["bioinformatician"])


@pytest.fixture
def researcher() -> Asker:
    """Works at Uppsala, for research."""
    return Asker.of(PERSONAS["researcher"])


@pytest.fixture
def write_vcf(tmp_path: Path) -> WriteVcf:
    """Write records as a plain VCF; returns its path."""

    def write(
        records: list[tuple[str, int, str, str, tuple[str, ...]]] = RECORDS,
        samples: tuple[str, ...] = ("ANNA", "BO", "CILLA"),
        name: str = "cohort.vcf",
    ) -> Path:
        path = tmp_path / name
        lines = [
            "##fileformat=VCFv4.3",
            '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
            "\t".join(
                ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples)
            ),
        ]
        lines += [
            "\t".join((c, str(p), ".", r, a, ".", "PASS", ".", "GT", *gts))
            for c, p, r, a, gts in records
        ]
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Sex and family of the three."""
    path = tmp_path / "people.tsv"
    path.write_text(
        "sample\tsex\tancestry\tfamily\tmother\n"
        "ANNA\tfemale\tEUR\tF1\t\n"
        "BO\tmale\tEUR\tF1\tANNA\n"
        "CILLA\tfemale\tAFR\t\t\n"
    )
    return path


@pytest.fixture
def cohort(write_vcf: WriteVcf, sheet: Path) -> LoadRequest:
    """A load of the three."""
    return LoadRequest(
        dataset="cohort",
        files=(str(write_vcf()),),
        assembly="GRCh38",
        assert_normalised=True,
        sheet=str(sheet),
    )
