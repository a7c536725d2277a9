"""A patient's own pages, and the ward's side of them."""

from __future__ import annotations

import json
import re

import pytest

from samvar.govern.receipt import read_receipt
from samvar.model.consent import Use
from samvar.model.contribution import Scope
from tests.web.visitor import Reader, words

HOME = "orebro"


def test_the_page_says_what_is_allowed_and_what_that_does(patient):
    text = words(patient.get("/me").text)
    assert "I count in the figures of research : Yes." in text
    assert re.search(r"You counted in \d+ answers? to research yesterday", text)
    assert "Contact me again when knowledge has changed : Yes" in text
    assert "Pharmacogenomic report" in text


def test_a_no_leaves_the_sums_in_the_same_act_and_hands_out_a_receipt(patient, node, person):
    mine = [s for s, c in node.contributions().items() if c.person == person]
    assert mine
    sent = patient.post("/me/choices", {"use": "research", "say": "no"}, page="/me")
    assert sent.status_code == 200
    assert "You are in no figure of this kind any more." in words(sent.text)
    assert all(Scope.RESEARCH not in node.contributions()[s].scopes for s in mine)
    shown = re.search(r"<pre[^>]*>(.*?)</pre>", sent.text, re.DOTALL)
    raw = Reader(shown.group(0)).text
    receipt = read_receipt(raw.encode(), [node.key.public])
    assert (receipt.act, receipt.person, receipt.use) == ("stop", person, "research")
    checked = patient.post("/me/receipt", {"receipt": raw}, page="/me")
    assert "This receipt is genuine and yours" in words(checked.text)
    forged = patient.post("/me/receipt", {"receipt": raw.replace("stop", "erase")}, page="/me")
    assert forged.status_code == 422
    patient.post("/me/choices", {"use": "research", "say": "yes"}, page="/me")
    assert all(Scope.RESEARCH in node.contributions()[s].scopes for s in mine)


def test_reading_the_list_of_looks_is_in_the_list(patient, node, person):
    patient.get("/me/access")
    with node.records.read() as tx:
        before = tx.audit.page(limit=1, subject=person)[0]
    assert (before.entry.verb, before.entry.person) == ("see-own-access", "patient")
    text = words(patient.get("/me/access").text)
    assert "looked at this list" in text
    assert str(before.sequence) in text


def test_a_patient_sees_who_looked_at_the_report(patient, visitor, node, person):
    with node.records.read() as tx:
        from samvar.focus.pharmacogenomics.records import Reports

        report = Reports(tx.connection).of_person(person)[0].id
    pharmacist = visitor("pharmacist", centre=HOME)
    assert pharmacist.get(f"/nodes/{HOME}/pgx/reports/{report}").status_code == 200
    text = words(patient.get("/me/access").text)
    assert "Pharmacist pharmacist" in text
    assert "looked at a report" in text


def test_own_reports_and_data_come_as_files_and_nobody_elses(patient, node, person):
    links = re.findall(r'href="(/me/documents/[^"]+)"', patient.get("/me").text)
    assert {link.rpartition("/")[2] for link in links} == {"pdf", "fhir", "json"}
    got = {link.rpartition("/")[2]: patient.get(link) for link in links}
    assert got["pdf"].content.startswith(b"%PDF")
    assert json.loads(got["fhir"].content)["resourceType"] == "Bundle"
    packet = patient.get("/me/export/phenopacket").json()
    assert packet["subject"]["id"] == person
    assert len(packet["biosamples"]) == 1
    from samvar.focus.pharmacogenomics.records import Orders

    with node.records.read() as tx:
        others = [o.report for o in Orders(tx.connection).all() if o.person != person and o.report]
    assert others
    assert patient.get(f"/me/documents/{others[0]}/pdf").status_code == 404


@pytest.mark.parametrize("who", ["pharmacist", "geneticist", "operator", "researcher"])
def test_the_staff_have_no_own_pages(visitor, who):
    for path in ("/me", "/me/access", "/me/export/phenopacket"):
        assert visitor(who, centre=HOME).get(path).status_code == 403


def test_a_patient_whom_the_node_does_not_know_sees_nothing(visitor, site):
    from samvar.model.clock import utc_now

    node = site.nodes["skane"]
    with node.records.begin() as tx:
        known = tx.accounts.person_of("patient@skane")
        tx.accounts.link("patient@skane", None, utc_now(), "test")
    try:
        assert visitor("patient", centre="skane").get("/me").status_code == 403
    finally:
        with node.records.begin() as tx:
            tx.accounts.link("patient@skane", known, utc_now(), "test")


def test_the_ward_notes_what_a_patient_says(visitor, node, person):
    geneticist = visitor("geneticist", centre=HOME)
    path = f"/nodes/{HOME}/patients/{person}"
    assert person in geneticist.get(f"/nodes/{HOME}/patients").text
    sent = geneticist.post(
        f"{path}/choices",
        {"use": "secondary", "say": "yes", "how": "written", "asked": "Blad 3, version 2"},
        page=path,
    )
    assert sent.status_code == 200
    assert "Blad 3, version 2" in sent.text
    with node.records.read() as tx:
        assert tx.choices.allows(person, Use.SECONDARY)
    assert visitor("operator", centre=HOME).get(path).status_code == 403


def test_a_block_shuts_other_units_out_and_says_only_that_it_is_there(
    patient, visitor, node, person
):
    from samvar.focus.pharmacogenomics.records import Orders

    with node.records.read() as tx:
        order = Orders(tx.connection).of_person(person)[0]
    path = f"/nodes/{HOME}/pgx/orders/{order.id}"
    geneticist, pharmacist = (visitor(who, centre=HOME) for who in ("geneticist", "pharmacist"))
    assert geneticist.get(path).status_code == 200
    patient.post("/me/choices", {"use": "unit", "place": "pharmacy", "say": "no"}, page="/me")
    try:
        refused = geneticist.get(path)
        assert refused.status_code == 403
        assert order.label not in refused.text
        assert pharmacist.get(path).status_code == 200
        listed = geneticist.get(f"/nodes/{HOME}/pgx/orders")
        assert order.label not in listed.text
        assert "blocked" in words(listed.text)
        assert order.label in pharmacist.get(f"/nodes/{HOME}/pgx/orders").text
    finally:
        patient.post("/me/choices", {"use": "unit", "place": "pharmacy", "say": "yes"}, page="/me")
    assert geneticist.get(path).status_code == 200


def test_a_no_to_a_centre_closes_the_passport_to_it(patient, visitor, node, person):
    from samvar.focus.pharmacogenomics.service import passports_of

    (passport,) = passports_of(node, person)
    (centre,) = passport.centres
    away = visitor("pharmacist", centre=centre)
    path = f"/nodes/{centre}/pgx/passports?id={passport.id}"
    assert "DPYD" in words(away.get(path).text)
    for say in ("no", "yes"):
        sent = patient.post(
            "/me/choices", {"use": "passport", "place": centre, "say": say}, page="/me"
        )
        assert sent.status_code == 200
        assert ("DPYD" in words(away.get(path).text)) is (say == "yes")


def test_leaving_asks_first_and_is_done_once(visitor, site):
    centre = "uppsala"
    node = site.nodes[centre]
    patient = visitor("patient", centre=centre)
    with node.records.read() as tx:
        person = tx.accounts.person_of(f"patient@{centre}")
    assert patient.post("/me/erase", {}, page="/me").status_code == 422
    assert [c for c in node.contributions().values() if c.person == person]
    left = patient.post("/me/erase", {"sure": "yes"}, page="/me")
    assert left.status_code == 200
    assert "What stays" in words(left.text)
    assert not [c for c in node.contributions().values() if c.person == person]
    assert "Pharmacogenomic report" in words(patient.get("/me").text)


def test_only_the_controller_finds_the_page_that_destroys(visitor, site):
    for who, status in (("controller", 200), ("operator", 403), ("geneticist", 403)):
        assert visitor(who, centre="skane").get("/nodes/skane/destroy").status_code == status
    controller = visitor("controller", centre="skane")
    sent = controller.post(
        "/nodes/skane/destroy/record",
        {"person": "per_" + "0" * 24, "decision": "3.8.1-1/2026", "sure": "yes"},
        page="/nodes/skane/destroy",
    )
    assert sent.status_code == 422
