"""The seven regions with real people in them, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.demo.network import start
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.site import Site
from tests.acceptance.panel import PANELS_38, Truth, read_panel, read_superpopulations
from tests.country import once


@pytest.fixture(scope="session")
def truth(shared_data: Path) -> Truth:
    panels = shared_data / "pharmacogenomics/1kgp"
    sheet = shared_data / "complex_disease/pygscatalog/bgen/phased/tiny1000G.sample"
    return Truth(
        grch38=read_panel(*(panels / f"GRCh38/{gene}.vcf.gz" for gene in PANELS_38)),
        grch37=read_panel(panels / "GRCh37/DPYD.vcf.gz"),
        trio=read_panel(
            shared_data / "rare_disease/slivar/ashk-trio.vcf.gz",
            keep=lambda f: f[0] == "1" and 97_000_000 < int(f[1]) < 99_000_000 and f[6] == "PASS",
        ),
        people=read_superpopulations(sheet),
    )


@pytest.fixture(scope="session")
def real_folder(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of seven nodes with all real people, closed; nobody writes to it."""
    made = once(tmp_path_factory, "real", lambda folder: start(folder, data=shared_data).close())
    own: Path = shutil.copytree(made, tmp_path_factory.mktemp("real") / "demo")
    return own


@pytest.fixture(scope="module")
def real(real_folder: Path) -> Iterator[Site]:
    """The seven nodes, for reading."""
    site = Site.open(real_folder)
    yield site
    site.close()


@pytest.fixture(scope="session")
def clinician() -> Asker:
    """Asks for care: exact national sums, no floor."""
    return Asker.of(PERSONAS["geneticist"])
