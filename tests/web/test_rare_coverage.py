"""The page of how deep the genes of a case were sequenced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.panel_genes import pin_panel
from samvar.focus.rare_disease.service.panels import keep_panels
from tests.focus.rare_disease.test_gene_depth import PANEL, beside, new_case
from tests.web.test_variant import cells
from tests.web.visitor import words
from tests.web.ward import Ward, asker_of, ward_in


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """The boy's case, without depths of genes."""
    with ward_in(tmp_path_factory.mktemp("ward")) as opened:
        yield opened


def test_genes_are_told_once_they_were_measured(ward: Ward, tmp_path: Path) -> None:
    page, loader = f"{ward.path}/coverage", asker_of("bioinformatician")
    geneticist = ward.visitor("geneticist")
    bare = words(geneticist.get(f"{page}?genes=GOOD").text)
    assert "Nobody measured the genes of this case" in bare
    assert "0 of 1 genes are covered in the proband; not covered: 0; not measured: 1." in bare
    assert 'href="' + page not in geneticist.get(ward.path).text, "there is no tab of nothing"
    given = beside(tmp_path, son=(99, 80, 50), mum=(100, 100, 0))
    load_case(ward.node, new_case(tmp_path / "f", given), loader)
    none = geneticist.get(page).text
    assert "No gene panel is fixed in this case, and no gene was asked for." in words(none)
    keep_panels(ward.node, (PANEL,), loader)
    pin_panel(ward.node, ward.case, "p", asker_of("geneticist"))
    html = geneticist.get(page).text
    assert "3 of 5 genes are covered in the proband; not covered: 1; not measured: 1." in words(
        html
    )
    assert cells(html, "POOR") == ["POOR", "not covered enough", "80.0", "–", "100.0", "100"]
    assert cells(html, "GONE") == ["GONE", "not measured", "–", "–", "–", "–"]
    assert html.index("POOR") < html.index("GONE") < html.index("GOOD"), "what matters is first"
    asked = geneticist.get(f"{page}?genes=POOR%2C+GOOD&floor=10&least=90").text
    assert "2 of 2 genes are covered" in words(asked)
    odd = geneticist.get(f"{page}?genes=<b>&floor=7&least=x").text
    assert "<b>" not in odd


@pytest.mark.parametrize(("persona", "status"), [("industry", 403), ("referring-clinician", 403)])
def test_who_may_not(ward: Ward, persona: str, status: int) -> None:
    assert ward.visitor(persona).get(f"{ward.path}/coverage").status_code == status
