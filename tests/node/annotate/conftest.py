"""A site of one node with three people, a release of it, and a way to annotate their file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pysam
import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.model.load import LoadRequest
from samvar.node.annotate import Annotated, AnnotateRequest, annotate
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.site import Site


@pytest.fixture
def geneticist() -> Asker:
    """Works at Stockholm, for care."""
    return Asker.of(PERSONAS["geneticist"].at("stockholm"), None)


@pytest.fixture
def site(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> Iterator[Site]:
    """The node with its three people, and the first releases."""
    load(node, cohort, bioinformatician)
    made = Site.of(tmp_path, {node.id: node})
    made.release(node.id)
    yield made
    made.close()


Run = Callable[..., tuple[list[dict[str, Any]], Annotated]]


@pytest.fixture
def run(site: Site, geneticist: Asker, tmp_path: Path) -> Run:
    """Annotate a file; what stands in INFO of each record, and the report."""

    def annotated(
        path: Path, asker: Asker = geneticist, **change: Any
    ) -> tuple[list[dict[str, Any]], Annotated]:
        request = AnnotateRequest(path, "GRCh38", assert_normalised=True, **change)
        out = tmp_path / "annotated.vcf"
        node = next(iter(site.nodes.values()))
        done = annotate(node, site.releases, request, asker, out, "vcf")
        with pysam.VariantFile(str(out)) as file:
            return [dict(record.info) for record in file], done

    return annotated


@pytest.fixture
def research(geneticist: Asker) -> Asker:
    """The same person for research."""
    return Asker(geneticist.user, Purpose.HRESCH, None)
