"""The referring clinician's pages: their unit's referrals, the signed answers, and nothing more."""

from __future__ import annotations

import re

import pytest

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.referral import place_referrals, see_referral
from samvar.focus.rare_disease.service.sign import sign_report
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.build import init_node
from samvar.node.site import Site
from samvar.web.app import create_app
from tests.focus.rare_disease.family_files import family
from tests.focus.rare_disease.test_answer import ONE, TWO, read
from tests.web.visitor import Visitor, words

HERE = "stockholm"
LIST = f"/nodes/{HERE}/rare/own-referrals"
LOADER = Asker.of(PERSONAS["bioinformatician"].at(HERE))


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A site of one node, its application, and the id of a signed answer to the unit's referral."""
    folder = tmp_path_factory.mktemp("alone")
    init_node(folder / HERE, HERE)
    site = Site.open(folder)
    node = site.nodes[HERE]
    place_referrals(node, [NewReferral("RD-1", "STO-1", "01", unit="child-neurology")], ONE)
    plan = plan_case(family(folder / "family"))
    new = NewCase(plan, "", "rare-diseases", asserted=True, referral="RD-1")
    case = load_case(node, new, LOADER).case
    read(node, case, ONE, TWO)
    report = sign_report(node, case, ONE).id
    yield create_app(site, demo=True), node, case, report
    site.close()


def test_the_unit_finds_the_answer_reads_it_and_acknowledges_it(alone):
    app, node, _, report = alone
    ward = Visitor(app).sign_in("referring-clinician", HERE)
    said = words(ward.get(LIST).text)
    assert "1 answer waits to be read" in said
    referral = see_referral(node, "RD-1", ONE).id
    one = ward.get(f"{LIST}/{referral}").text
    assert f"/rare/own-referrals/answers/{report}" in one
    assert "/rare/cases/" not in one, "no way to the case"
    answer = f"/nodes/{HERE}/rare/own-referrals/answers/{report}"
    html = ward.get(answer).text
    assert "GENE1" in html
    assert "/rare/cases/" not in html
    assert ward.get(f"{answer}/pdf").content.startswith(b"%PDF")
    assert ward.get(f"{answer}/fhir").json()["resourceType"] == "Bundle"
    stale = ward.post(f"{LIST}/{referral}/acknowledge", {"report": "rep_none"})
    assert stale.status_code == 409
    done = ward.post(f"{LIST}/{referral}/acknowledge", {"report": report})
    assert done.status_code == 303
    assert "I have read the report" not in ward.get(answer).text
    assert "RD-1" in words(ward.get(f"{LIST}?show=closed").text)
    undone = ward.post(f"{LIST}/{referral}/undo", {})
    assert undone.status_code == 303
    assert see_referral(node, "RD-1", ONE).step.value == "reported"


def test_the_unit_opens_no_case_no_list_and_no_page_of_the_laboratory(alone):
    app, node, case, report = alone
    ward = Visitor(app).sign_in("referring-clinician", HERE)
    referral = see_referral(node, "RD-1", ONE).id
    here = f"/nodes/{HERE}/rare"
    for path in (
        "/cases", f"/cases/{case}", f"/cases/{case}/reading", f"/cases/{case}/report",
        f"/cases/{case}/snv", "/referrals", f"/referrals/{referral}", f"/reports/{report}",
        f"/reports/{report}/pdf", f"/reports/{report}/json", "/new-referral",
    ):  # fmt: skip
        assert ward.get(f"{here}{path}").status_code == 403, path
    menu = ward.get(LIST).text
    assert f"{here}/cases" not in menu


def test_the_laboratory_cannot_acknowledge_for_the_unit(alone):
    app, node, _, report = alone
    referral = see_referral(node, "RD-1", ONE).id
    for persona in ("geneticist", "second-reader", "pathologist", "pharmacist"):
        one = Visitor(app).sign_in(persona, HERE)
        assert one.post(f"{LIST}/{referral}/acknowledge", {"report": report}).status_code == 403
        assert one.get(f"/nodes/{HERE}/rare/own-referrals/answers/{report}").status_code == 403
    reader = Visitor(app).sign_in("geneticist", HERE)
    page = f"/nodes/{HERE}/rare/referrals/{referral}"
    assert "only its people can acknowledge it" in words(reader.get(page).text)
    told = reader.post(f"{page}/acknowledge", {"told": "Dr. Berg, by telephone"})
    assert told.status_code == 409


def test_a_sender_without_an_account_is_told_and_the_laboratory_notes_whom(alone):
    app, node, _, _ = alone
    reader = Visitor(app).sign_in("geneticist", HERE)
    place_referrals(node, [NewReferral("LAB-1", "STO-9", "01")], ONE)
    referral = see_referral(node, "LAB-1", ONE).id
    page = f"/nodes/{HERE}/rare/referrals/{referral}"
    assert "Who was told the answer" not in reader.get(page).text, "there is none yet"
    assert reader.post(f"{page}/acknowledge", {"told": "Dr. Berg"}).status_code == 409


def test_the_unit_writes_a_referral_and_finds_it_in_its_list(alone):
    app, _, _, _ = alone
    ward = Visitor(app).sign_in("referring-clinician", HERE)
    form = ward.get(f"/nodes/{HERE}/rare/new-own-referral").text
    assert 'name="unit"' not in form
    fields = {
        "label": "OWN-1", "patient": "STO-2", "region": "01", "indication": "epilepsy",
        "kind": "diagnostic", "priority": "urgent", "terms": "HP:0001250", "unit": "cardiology",
    }  # fmt: skip
    sent = ward.post(LIST, fields)
    assert sent.status_code == 303, sent.text[:2000]
    page = words(ward.get(sent.headers["location"]).text)
    assert "Sofia Wallin" in page
    assert "The laboratory has not answered yet." in page
    assert re.search(r"OWN-1", ward.get(LIST).text)
    again = ward.post(LIST, fields)
    assert again.status_code == 422


def test_an_amended_answer_takes_the_place_of_the_older_one_and_waits_anew(alone):
    app, node, case, first = alone
    ward = Visitor(app).sign_in("referring-clinician", HERE)
    referral = see_referral(node, "RD-1", ONE).id
    answers = f"/nodes/{HERE}/rare/own-referrals/answers"
    ward.post(f"{LIST}/{referral}/acknowledge", {"report": first})
    assert "RD-1" in words(ward.get(f"{LIST}?show=closed").text)
    second = sign_report(node, case, TWO).id
    listed = words(ward.get(LIST).text)
    assert "RD-1" in listed
    assert "1 answer waits to be read" in listed
    assert "RD-1" not in words(ward.get(f"{LIST}?show=closed").text)
    one = ward.get(f"{LIST}/{referral}").text
    states = re.findall(r'answers/(rep_\w+)".*?(stands|superseded)', one, re.S)
    assert states[-2:] == [(second, "stands"), (first, "superseded")]
    assert f'href="{answers}/{second}">Read the answer' in one
    old = ward.get(f"{answers}/{first}").text
    assert f'href="{second}">Read the one that amends it' in old, (
        "the older one leads to the one that stands"
    )
    assert "I have read the report" not in old
    stale = ward.post(f"{LIST}/{referral}/acknowledge", {"report": first})
    assert stale.status_code == 409
    assert "I have read the report" in ward.get(f"{answers}/{second}").text
    assert ward.post(f"{LIST}/{referral}/acknowledge", {"report": second}).status_code == 303
    assert "I have read the report" not in ward.get(f"{answers}/{second}").text


def test_the_laboratory_puts_the_unit_right_on_the_referrals_page(alone):
    app, node, _, _ = alone
    place_referrals(node, [NewReferral("RD-8", "STO-8", "01", unit="child-neurologi")], ONE)
    referral = see_referral(node, "RD-8", ONE).id
    page = f"/nodes/{HERE}/rare/referrals/{referral}"
    ward = Visitor(app).sign_in("referring-clinician", HERE)
    assert ward.get(f"{LIST}/{referral}").status_code == 404
    with node.records.read() as tx:
        (entry,) = tx.audit.page(limit=1)
    said = entry.entry
    assert (said.verb, said.outcome, said.reason) == ("see-own-referral", "refused", "not-found")
    assert ward.post(f"{page}/unit", {"unit": "child-neurology"}).status_code == 403
    loader = Visitor(app).sign_in("bioinformatician", HERE)
    assert "Put the care unit right" not in words(loader.get(page).text)
    assert loader.post(f"{page}/unit", {"unit": "child-neurology"}).status_code == 403
    reader = Visitor(app).sign_in("geneticist", HERE)
    assert "Put the care unit right" in words(reader.get(page).text)
    assert reader.post(f"{page}/unit", {"unit": "x" * 65}).status_code == 422
    assert reader.post(f"{page}/unit", {"unit": "child-neurology"}).status_code == 303
    told = words(reader.get(page).text)
    assert "Changes of the care unit" in told
    assert re.search(r"geneticist\s+child-neurologi\s+Paediatric neurology", told)
    assert ward.get(f"{LIST}/{referral}").status_code == 200
    assert reader.post(f"{page}/unit-undo", {}).status_code == 303
    assert ward.get(f"{LIST}/{referral}").status_code == 404
    assert reader.post(f"{page}/unit-undo", {}).status_code == 409
