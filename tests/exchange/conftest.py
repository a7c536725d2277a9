"""A small nation with one release, and the schemas that its Beacon's replies must fit."""

from __future__ import annotations

import pyarrow as pa
import pytest

from samvar.exchange.beacon.handler import Beacon
from samvar.exchange.beacon.public import NATION, PublicRelease
from samvar.govern.keys import NodeKey
from samvar.model.genome import CODE
from samvar.network.release import table as rows
from samvar.network.release.manifest import FORMAT, Manifest, NodePart
from samvar.network.release.shelf import Shelf
from tests.exchange.conformance import Conformance

KEY = NodeKey.new()

# contig, 0-based position, ref, alt, ac; everyone of 1,000 people is callable
RELEASED = [
    ("10", 94781858, "G", "A", 300),
    ("10", 94781858, "G", "T", 40),
    ("10", 94781900, "CAT", "C", 60),
    ("10", 94781950, "T", "TGG", 25),
    ("10", 94782000, "AC", "GT", 80),
    ("10", 94782100, "ACG", "TT", 90),
    ("17", 43045700, "A", "G", 20),
    ("X", 100, "C", "T", 500),
    ("MT", 262, "A", "G", 990),
]


def release_table(released=RELEASED) -> pa.Table:
    return pa.table(
        {
            "contig": [CODE[row[0]] for row in released],
            "position": [row[1] for row in released],
            "ref": [row[2] for row in released],
            "alt": [row[3] for row in released],
            "ac": [row[4] for row in released],
            "an": [2000] * len(released),
            "individuals": [1000] * len(released),
        },
        schema=rows.ALLELES,
    )


def release_manifest(number: int = 3, assembly: str = "GRCh38") -> Manifest:
    return Manifest(
        format=FORMAT,
        kind="public",
        number=number,
        assembly=assembly,
        made_at="2026-11-23T12:00:00.000000Z",
        made_by="uppsala",
        software="samvar 0.1.0",
        purpose="HRESCH",
        min_frequency=0.01,
        floor_carriers=10,
        rows=0,
        sha256="",
        size=0,
        longest_ref_bp=1,
        nodes=(
            NodePart(node="skane", state="answered", epoch=4, individuals=1000),
            NodePart(node="vasterbotten", state="down", epoch=None, individuals=250),
        ),
    )


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    shelf = Shelf(tmp_path_factory.mktemp("releases"), lambda node: (KEY.public,))
    shelf.put(release_manifest(), release_table(), KEY)
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def beacon(shelf) -> Beacon:
    return Beacon(NATION, PublicRelease(shelf.newest))


@pytest.fixture(scope="session")
def conformance(shared_data) -> Conformance:
    return Conformance(shared_data / "exchange")
