"""Whoever varies the features too often is refused by the node, whatever else they ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.network.sparing import A_DAY
from samvar.node.build import config_in, init_node
from samvar.node.site import Site
from tests.focus.rare_disease.two_families import ALIKE, VARIANT, doctor, load_family


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """One node with one family."""
    init_node(tmp_path / "node", "stockholm")
    assert config_in(tmp_path / "node").id == "stockholm"
    opened = Site.open(tmp_path / "node")
    load_family(opened.nodes["stockholm"], tmp_path, "one")
    yield opened
    opened.close()


def test_the_nation_refuses_whoever_varies_the_features_too_often(site: Site) -> None:
    network, asker = site.network("stockholm"), doctor(site.nodes["stockholm"])
    many = [f"HP:{1000 + n:07}" for n in range(A_DAY + 1)]

    def ask(operation: str, last: str, **more: object) -> object:
        args = {"terms": (*ALIKE, last), "assembly": "GRCh37", **more}
        return network.ask_now(operation, args, asker, 20)

    for last in many[:A_DAY]:
        assert ask("similar_patients", last).value is not None  # type: ignore[attr-defined]
    refused = ask("similar_patients", many[-1])
    assert refused.value is None  # type: ignore[attr-defined]
    assert "sets of features" in refused.missing[0].reason  # type: ignore[attr-defined]
    sums = ask("variant_phenotypes", many[-1], variant=VARIANT)
    assert sums.value is None, "the sum draws on the same number"  # type: ignore[attr-defined]
    again = ask("variant_phenotypes", many[0], variant=VARIANT)
    assert again.value is not None, "a set that was asked with before costs nothing"  # type: ignore[attr-defined]
    genes = network.ask_now("similar_patients", {"genes": ("FBN1",)}, asker, 20)
    assert genes.value is not None, "without features nothing is varied"
