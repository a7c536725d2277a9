"""How a gene's diseases are inherited, with who says so; what nobody says is unknown."""

from __future__ import annotations

from pathlib import Path

from samvar.focus.rare_disease.model.panel import PanelGene, Way
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.gene_inheritance import inheritance_of
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.panels import keep_panels
from samvar.node.node import Node
from tests.focus.rare_disease.test_cases import LOADER, READER, new
from tests.focus.rare_disease.test_panels import FILE, node, panel

__all__ = ["node"]


def test_the_ontology_and_the_fixed_panel_say_it(node: Node, tmp_path: Path) -> None:
    atm = PanelGene(symbol="ATM", hgnc="HGNC:795", ways=(Way.DOMINANT,), inheritance="AD")
    odd = PanelGene(symbol="NOSUCH1", inheritance="Other")
    keep_panels(node, (panel("1.0", atm, odd),), LOADER)
    load_case(node, new(tmp_path / "family", small_vcf=FILE), LOADER)
    case = see_case(node, "fam", READER)
    found = inheritance_of(node, case, ["HGNC:795"])
    assert [(each.way, each.source) for each in found.known] == [(Way.DOMINANT, "OMIM 1.0")], (
        "no source here knows which symbol that number has"
    )
    found = inheritance_of(node, case, ["HGNC:795", "ATM"])
    assert Way.RECESSIVE in found.ways
    assert Way.DOMINANT in found.ways
    telangiectasia = [each for each in found.known if each.disease == "OMIM:208900"]
    assert [each.way for each in telangiectasia] == [Way.RECESSIVE]
    assert telangiectasia[0].source.startswith("hpo-")
    unknown = inheritance_of(node, case, ["NOSUCH1"])
    assert (unknown.known, unknown.words) == ((), (("Other", "OMIM 1.0"),))
