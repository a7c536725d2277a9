"""The page that says why: to anyone, in both languages, with what would open the door."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from samvar.govern.policy import Policy
from samvar.govern.route import PERMISSIONS
from samvar.model.errors import BadConfig
from tests.architecture.tree import ROOT
from tests.web.visitor import Reader

WHY = "/policy/why"


def said(one, address):
    answer = one.get(address)
    assert answer.status_code == 200, answer.text
    return Reader(answer.text).text


def test_a_yes_names_its_rule_its_law_and_what_the_law_does_not_permit(visitor):
    text = said(visitor("geneticist"), f"{WHY}?permission=ask:national")
    assert "Yes." in text
    assert "care-sums" in text
    assert "PDL 4:1" in text
    assert "not who" in text


def test_a_no_says_what_would_have_to_be_different_in_swedish(visitor):
    one = visitor("pharmacist", language="sv")
    text = said(one, f"{WHY}?permission=see:referrals&fact=own_centre&fact=blocked")
    assert "Nej." in text
    assert "Patienten har spärrat uppgifterna för din vårdenhet." in text
    assert "patienten inte hade någon spärr mot din enhet" in text


def test_nobody_needs_a_name_to_read_the_rules(visitor):
    text = said(visitor(), f"{WHY}?permission=see:node")
    assert "No." in text
    assert "nobody-asks" in text


LINES = [
    # who             where                              asked under
    ("geneticist",    "/",                               "see:node"),
    ("geneticist",    "/search?q=10:94700000-94900000",  "ask:national"),
    ("geneticist",    "/variant/GRCh38/10-94781859-G-A", "ask:national"),
    ("coordinator",   "/datasets",                       "see:datasets"),
    ("pharmacist",    "/pgx/cohort",                     "ask:national"),
    ("pharmacist",    "/pgx/quality",                    "ask:quality"),
    ("controller",    "/nodes/stockholm/permits",        "see:permits"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "where", "permission"), LINES)
def test_every_line_of_coverage_leads_to_why(visitor, who, where, permission):
    one = visitor(who)
    page = one.get(where).text
    lines = re.findall(r'<p class="coverage.*?</p>', page, re.DOTALL)
    assert lines, where
    for line in lines:
        assert f'href="{WHY}?permission={permission}"' in line
    assert one.get(f"{WHY}?permission={permission}").status_code == 200


def test_no_page_shows_a_line_of_coverage_without_saying_what_was_asked():
    """In all templates: only the audit trail's own line, which asks nobody, has no permission."""
    calls = {
        (template.name, call)
        for template in (ROOT / "samvar").rglob("*.html")
        for call in re.findall(r"kit\.coverage_line\(.*?\) \}\}", template.read_text())
    }
    assert len(calls) > 10
    asked = {(name, call.rsplit(", ", 1)[1].partition(")")[0].strip('"')) for name, call in calls}
    assert {name for name, permission in asked if not permission} == {"audit.html"}
    assert {permission for _, permission in asked} - {""} <= set(PERMISSIONS)


def test_any_role_can_be_asked_about(visitor):
    text = said(visitor("patient"), f"{WHY}?permission=see:audit&role=auditor&purpose=HQUALIMP")
    assert "the data were at your own centre" in text


@pytest.mark.parametrize(
    "query",
    ["permission=rule:world", "role=astronaut", "purpose=FUN", "tier=secret", "fact=moonlight",
     "node=atlantis"],
)  # fmt: skip
def test_a_word_that_the_rules_do_not_know_is_told(visitor, query):
    assert visitor("auditor").get(f"{WHY}?{query}").status_code in (400, 404)


def test_a_refusal_leads_to_its_explanation(visitor):
    one = visitor("geneticist", centre="skane")
    for node, own in (("skane", True), ("uppsala", False)):
        refused = one.get(f"/nodes/{node}/audit")
        assert refused.status_code == 403
        (address,) = re.findall(r'href="(/policy/why[^"]*)"', refused.text.split("</header>")[1])
        address = unquote(address.replace("&amp;", "&"))
        assert ("own_centre" in address) is own
        text = said(one, address)
        assert "Read a node's audit trail" in text
        assert "No." in text


def test_a_variant_says_that_care_gets_sums_and_research_counts(visitor):
    page = "/variant/GRCh38/10-94781859-G-A"
    assert "not who" in said(visitor("geneticist"), page)
    assert "a number or an interval" in said(visitor("researcher"), page)


def test_rules_that_cannot_be_trusted_are_said_to_be(visitor, site, monkeypatch):
    closed = Policy.denying("policy", BadConfig("the rules were changed"))
    monkeypatch.setattr(site.nodes["skane"], "policy", closed)
    one = visitor("geneticist", centre="skane")
    text = said(one, f"{WHY}?permission=ask:national")
    assert "No." in text
    assert "the rules were changed" in text
    assert one.get("/nodes/skane").status_code == 403
