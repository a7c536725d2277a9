"""Relatives' answers on the page of a classification: at the criterion, and one click to take."""

from __future__ import annotations

import re

import pytest

from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.sign import sign_report
from samvar.focus.rare_disease.words import RELATIONS
from samvar.node.build import init_node
from samvar.node.site import Site
from samvar.web.app import create_app
from tests.focus.rare_disease.test_answer import ONE, VARIANT, loaded
from tests.focus.rare_disease.test_relatives import relative
from tests.web.visitor import Visitor, words

HERE = "stockholm"


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A site of one node, its application, and the address of the variant's classification.

    A sister, the mother and a child are ill and carry the variant.
    """
    folder = tmp_path_factory.mktemp("alone")
    init_node(folder / HERE, HERE)
    site = Site.open(folder)
    node = site.nodes[HERE]
    case = loaded(node, folder / "family")
    for relation in ("sibling", "mother", "child"):
        found = relative(node, folder / relation, relation, "0/1:15,14:29:60", relation=relation)
        sign_report(node, found, ONE)
    sealed = Sealer(node, case).seal(VARIANT)
    yield create_app(site, demo=True), f"/nodes/{HERE}/rare/cases/{case}/snv/{sealed}/acmg"
    site.close()


def line_of(html: str, code: str) -> str:
    """The row of one criterion, in words."""
    return words(re.search(rf'<tr id="criterion-{code}".*?</tr>', html, re.S).group())


def test_the_criterion_says_who_and_what_it_would_count_for_and_is_taken_by_one_click(alone):
    app, page = alone
    reader = Visitor(app).sign_in("geneticist", HERE)
    html = reader.get(page).text
    said = line_of(html, "PP1")
    assert "PP1 met: it follows the disease" in said
    assert "informative meioses: 3" in said
    for relation in ("sibling", "mother", "child"):
        assert re.search(rf"{RELATIONS[relation]} \(Affected\): carries it", said), relation
    assert "LAB-" not in said, "no names of the relatives"
    assert "Take PP1" in said
    assert "Relatives' answers" in line_of(html, "BS4")
    assert "Take" not in line_of(html, "BS4")
    assert "Relatives' answers" not in line_of(html, "PM2")
    taken = reader.post(f"{page}/take-relatives", {"criterion": "PP1"})
    assert taken.status_code == 303
    after = line_of(reader.get(page).text, "PP1")
    assert "by you; suggested:" in after
    assert "Take PP1" not in after, "it stands so already"
    assert reader.post(f"{page}/take-relatives", {"criterion": "BS4"}).status_code == 409
    assert reader.post(f"{page}/take-relatives", {"criterion": "PM2"}).status_code == 422


def test_of_a_recessive_disease_other_relatives_count(alone):
    app, page = alone
    reader = Visitor(app).sign_in("second-reader", HERE)
    said = line_of(reader.get(f"{page}?inheritance=recessive").text, "PP1")
    assert "ill siblings with both alleles: 0" in said
    assert "nothing is suggested" in said
    assert "Take" not in said


def test_who_may_not_classify_may_not_take_it(alone):
    app, page = alone
    for persona in ("pathologist", "referring-clinician", "researcher"):
        one = Visitor(app).sign_in(persona, HERE)
        assert one.post(f"{page}/take-relatives", {"criterion": "PP1"}).status_code == 403
