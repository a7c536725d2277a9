"""The researcher's journey and the controller's desk, page by page."""

from __future__ import annotations

import base64
import re

import pytest

from samvar.demo.permits import PGX, STATIN, WAITING
from samvar.model.clock import utc_now
from samvar.node.research import read_result
from tests.web.visitor import Reader

VARIANT = "10-94781859-G-A"
APPLICATION = {
    "title": "Warfarin",
    "purpose": "How many people need less?",
    "ethics": "2026-01234-01",
    "ask-ask:national": "yes",
    "until": "2030-01-01",
    "use-DUO:0000037": "yes",
}


def test_a_researcher_sees_their_applications_and_nobody_elses(visitor):
    page = visitor("researcher").get("/research")
    assert page.status_code == 200
    assert STATIN.title in page.text
    assert "Feasibility counts" not in page.text


def test_the_seven_answers_stand_on_one_page(visitor):
    page = visitor("researcher").get(f"/research/permits/{STATIN.id}")
    text = Reader(page.text).text
    assert "5 of 7 centres have granted it" in text
    assert "Too few of our people have taken a statin" in text
    assert "Which statins" in text


def test_figures_come_from_those_who_granted_and_the_account_is_signed(visitor, site):
    come = visitor("researcher")
    answer = come.post(f"/research/permits/{STATIN.id}/cohort", {"variants": VARIANT})
    assert answer.status_code == 200
    text = Reader(answer.text).text
    assert "5 of 7 regions" in text or "5 of 7 centres" in text
    assert "Västerbotten refused" in text
    found = re.search(r'href="data:application/json;base64,([^"]+)"', answer.text)
    keys = [key for member in site.roster.nodes for key in member.public_keys]
    result = read_result(base64.b64decode(found.group(1)), keys)
    assert (result.permit, result.application) == (STATIN.id, STATIN.digest)
    assert [one["operation"] for one in result.answers] == ["carriers_count", "variant_frequency"]
    parts = result.answers[0]["parts"]
    assert {p["node"] for p in parts if p["state"] == "answered"} == {
        row.node for row in result.decisions if row.outcome == "granted"
    }
    assert all(p["receipt"]["leaf"] and p["epoch"] for p in parts if p["state"] == "answered")


def test_regional_parts_are_shown_where_they_are_granted(visitor):
    come = visitor("researcher")
    answer = come.post(
        f"/research/permits/{PGX.id}/cohort",
        {"gene": "CYP2C19", "phenotypes": "Poor Metabolizer\nNormal Metabolizer"},
    )
    assert "By centre" in Reader(answer.text).text


@pytest.mark.parametrize("fields", [{}, {"gene": "CYP2C19"}, {"variants": "nonsense"}])
def test_a_cohort_of_nobody_is_refused_on_the_page(visitor, fields):
    answer = visitor("researcher").post(f"/research/permits/{PGX.id}/cohort", fields)
    assert answer.status_code in (400, 422)
    assert "Count a cohort" in answer.text


def test_an_application_that_is_wrong_comes_back_with_what_was_written(visitor):
    answer = visitor("researcher").post("/research/applications", {**APPLICATION, "ethics": "12"})
    assert answer.status_code == 422
    assert "no register number" in answer.text
    assert "Warfarin" in answer.text


def test_from_application_to_figures_and_back_to_none(visitor):
    researcher, controller = visitor("researcher"), visitor("controller", centre="skane")
    sent = researcher.post("/research/applications", APPLICATION)
    assert sent.status_code == 303
    address = sent.headers["location"]
    permit = address.rpartition("/")[2]
    assert "0 of 7 centres have granted it" in Reader(researcher.get(address).text).text
    assert researcher.post(f"{address}/cohort", {"variants": VARIANT}).status_code == 403

    desk = controller.get("/nodes/skane/permits")
    assert "Warfarin" in desk.text
    here = f"/nodes/skane/permits/{permit}"
    page = controller.get(here)
    assert "You decide." in page.text
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page.text).group(1)
    yes = {
        "digest": digest,
        "outcome": "granted",
        "grant-ask:national": "yes",
        "until": "2030-01-01",
    }
    assert controller.post(f"{here}/decision", {**yes, "until": "2031-01-01"}).status_code == 422
    assert controller.post(f"{here}/decision", {**yes, "digest": "0" * 64}).status_code == 404
    assert controller.post(f"{here}/decision", yes).status_code == 303

    answer = researcher.post(f"{address}/cohort", {"variants": VARIANT})
    assert answer.status_code == 200
    assert "1 of 7" in Reader(answer.text).text
    no = {"digest": digest, "outcome": "withdrawn", "reason": "The approval has ended"}
    assert controller.post(f"{here}/decision", no).status_code == 303
    assert researcher.post(f"{address}/cohort", {"variants": VARIANT}).status_code == 403
    assert "The approval has ended" in researcher.get(address).text


def test_an_ended_permit_is_shown_as_ended(visitor, monkeypatch):
    from samvar.web.pages import research

    later = utc_now().replace(year=2035)
    monkeypatch.setattr(research, "utc_now", lambda: later)
    page = visitor("researcher").get(f"/research/permits/{PGX.id}").text
    assert "The permit has ended" in page
    assert "Count a cohort" not in page


@pytest.mark.parametrize(
    ("persona", "path"),
    [
        ("researcher", "/nodes/uppsala/permits"),
        ("controller", "/research"),
        ("controller", "/nodes/skane/permits"),
        ("operator", f"/nodes/stockholm/permits/{WAITING.id}"),
        ("patient", "/research/apply"),
    ],
)
def test_each_desk_is_for_its_own(visitor, persona, path):
    assert visitor(persona).get(path).status_code == 403


def test_a_permit_that_does_not_name_one_is_not_found(visitor):
    come = visitor("geneticist", purpose="HRESCH")
    assert come.get(f"/research/permits/{STATIN.id}").status_code == 404
    assert come.get("/research/permits/nonsense").status_code == 404
