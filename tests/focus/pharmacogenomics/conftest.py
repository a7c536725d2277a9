"""What the tests of the area share: the public release, and small VCFs written on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.model import GeneCall
from samvar.focus.pharmacogenomics.service import call_files
from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.genome import Assembly

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
