"""Gene panels on pages: brought by a form, looked at, compared, retired."""

from __future__ import annotations

import json

import pytest

from tests.formats.panelapp.test_read import REGION, STR, gene, panel
from tests.web.test_variant import cells
from tests.web.visitor import words

HERE = "/nodes/skane/rare/panels"


@pytest.fixture(scope="module")
def versions():
    old = panel(gene("AAAS", "HGNC:13666"), gene("ATM", "HGNC:795", "2"), gene("ODD9"),
                strs=[STR], regions=[REGION], id=901)  # fmt: skip
    new = panel(gene("ATM", "HGNC:795"), version="3.2", id=901)
    return old, new


@pytest.fixture
def geneticist(visitor):
    return visitor("geneticist", centre="skane")


def bring(someone, value, **fields):
    return someone.post(HERE, {"file": value, **fields})


def test_a_panel_is_brought_looked_at_compared_and_retired(geneticist, versions):
    for each in versions:
        sent = bring(geneticist, json.dumps(each))
        assert (sent.status_code, sent.headers["location"]) == (303, f"{HERE}/panelapp-901")
    html = geneticist.get(HERE).text
    assert cells(html, "Small panel")[1:4] == ["panelapp-901", "3.2", "In use"]
    old = geneticist.get(f"{HERE}/panelapp-901?version=3.1").text
    assert cells(old, "ATM")[1:4] == ["HGNC:795", "Amber: some evidence", "Recessive"]
    assert "ODD9" in words(old)
    assert "1 symbol is not known here" in words(old)
    assert cells(old, "AR_CAG")[2:4] == ["≤ 34", "≥ 38"]
    assert "GRCh38 1:1001-2000" in words(old)
    both = geneticist.get(f"{HERE}/panelapp-901?version=3.2&against=3.1").text
    assert "From version 3.1 to 3.2." in words(both)
    assert cells(both, "AAAS")[2] == "removed"
    retired = geneticist.post(f"{HERE}/panelapp-901/retire", {"version": "3.2"})
    assert retired.status_code == 303
    assert "Retired" in words(geneticist.get(retired.headers["location"]).text)
    assert cells(geneticist.get(HERE).text, "Small panel")[2] == "3.1"
    geneticist.post(f"{HERE}/panelapp-901/take-up", {"version": "3.2"})
    assert cells(geneticist.get(HERE).text, "Small panel")[2] == "3.2"


def test_what_is_amiss_is_said_and_nothing_is_kept(geneticist, versions):
    other = versions[0] | {"name": "Another name"}
    assert bring(geneticist, json.dumps(other)).status_code == 409
    assert bring(geneticist, "").status_code == 422
    assert bring(geneticist, "symbol\nATM\n").status_code == 422, "a table without an id"
    assert bring(geneticist, "symbol\nATM\nATM\n", id="twice").status_code == 422
    assert bring(geneticist, "symbol\nATM\n", id="mine", version="1.0").status_code == 303
    assert geneticist.get(f"{HERE}/nosuch").status_code == 404
    assert geneticist.get(f"{HERE}/mine?version=9").status_code == 404


def test_who_may_not_change_knowledge_sees_no_form(visitor):
    operator = visitor("auditor", centre="skane")
    html = operator.get(HERE)
    assert html.status_code == 200
    assert 'type="file"' not in html.text
    assert bring(operator, "symbol\nATM\n", id="theirs").status_code == 403
