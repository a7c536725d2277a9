"""Who may do what under se-current, as a table that does not read the bundle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import cedarpy
import pytest

from samvar.demo.permits import DEMO_PERMITS
from samvar.govern.identity import ANONYMOUS, PERSONAS, RELEASE_MANDATE, Asker, User
from samvar.govern.permit import PermitBook
from samvar.govern.policy import Facts, Policy
from samvar.govern.policy.profile import shipped
from samvar.govern.purpose import Purpose
from samvar.govern.route import PERMISSIONS
from samvar.model.errors import BadConfig, Refused

HERE = Facts("stockholm", "stockholm")
THERE = Facts("skane", "skane")
WARD = {"load:data", "withdraw:sample", "see:jobs", "run:job", "beacon:node"}
STAFF = {"see:node", "see:datasets"}
OPEN = {"open", "beacon:nation"}
READING = {"see:knowledge"}
PUBLISHED = {"ask:oversight"}
BASE = STAFF | OPEN | READING | PUBLISHED
ORDERS = {"see:referrals", "take:report", "place:referral", "acknowledge:report"}
ANSWERS = {"see:referrals", "take:report", "answer:referral", "issue:passport"}
EMERGENCY = {"see:emergency"}
PASSPORT, QUALITY, KNOWLEDGE = {"read:passport"}, {"ask:quality"}, {"change:knowledge", "see:jobs"}
BEDSIDE = ORDERS | ANSWERS | PASSPORT | EMERGENCY
DAY = BEDSIDE | QUALITY | KNOWLEDGE
LAB = ANSWERS | QUALITY | KNOWLEDGE
ASK = {"ask:national"}
OWN_UNIT = {"see:own-referrals", "place:own-referral"}
ROWS = {"query:rows", "export:data"}
OPERATE = {
    "load:data", "withdraw:sample", "see:jobs", "run:job", "change:node", "see:audit",
    "rotate:keys",
}  # fmt: skip
APPLY = {"apply:permit", "see:permits"}
REVIEW = {"see:audit", "see:jobs", "see:reviews", "do:review", "review:glass"}
ANSWER_FOR = {"see:audit", "see:jobs", "decide:permit", "change:policy"}
READ_APPLICATIONS = {"see:permits"}
GRANTED = {"ask:national", "ask:regional", "query:rows", "beacon:node"}

MATRIX = [
    # persona          purpose    permit                may, at a node of one's own centre
    ("geneticist",       "TREAT",    None,                 WARD | BASE | ASK | DAY),
    ("geneticist",       "ETREAT",   None,                 WARD | BASE | ASK | BEDSIDE),
    ("geneticist",       "HRESCH",   None,                 BASE | ASK | APPLY),
    ("geneticist",       "TRAIN",    None,                 BASE),
    ("pathologist",      "TREAT",    None,    WARD | BASE | ASK | ORDERS | PASSPORT | EMERGENCY),
    ("microbiologist",   "TREAT",    None,                 BASE | ASK | EMERGENCY),
    ("pharmacist",       "TREAT",    None,                 BASE | ASK | DAY),
    ("pharmacist",       "HQUALIMP", None,                 BASE | QUALITY),
    ("pharmacist",       "HRESCH",   None,                 BASE),
    ("referring-clinician", "TREAT", None,                 BASE | OWN_UNIT),
    ("referring-clinician", "ETREAT", None,                BASE | OWN_UNIT),
    ("referring-clinician", "HRESCH", None,                BASE),
    ("bioinformatician", "TREAT",    None,                 WARD | BASE | ASK | ROWS | LAB),
    ("bioinformatician", "HOPERAT",  None,                 WARD | BASE | ROWS | KNOWLEDGE),
    ("researcher",       "HRESCH",   None,                 BASE | ASK | APPLY),
    ("researcher",       "TREAT",    None,                 BASE),
    ("researcher",       "HRESCH",   "permit-pgx-regions", BASE | GRANTED | APPLY),
    ("researcher",       "HRESCH",   "permit-industry",    BASE | APPLY),
    ("industry",         "HRESCH",   None,                 BASE | APPLY),
    ("industry",         "HRESCH",   "permit-industry",    BASE | ASK | APPLY),
    ("coordinator",      "HQUALIMP", None,                 BASE | QUALITY | {"release:make"}),
    ("operator",         "HOPERAT",  None,                 BASE | OPERATE),
    ("operator",         "TREAT",    None,                 BASE),
    ("auditor",          "HQUALIMP", None,                 BASE | REVIEW),
    ("auditor",          "TREAT",    None,                 BASE),
    ("controller",       "HOPERAT",  None,                 BASE | ANSWER_FOR | READ_APPLICATIONS),
    ("controller",       "HRESCH",   None,                 BASE),
    ("patient",          "PATRQT",   None,                 OPEN | PUBLISHED | {"see:node"}),
    ("patient",          "TREAT",    None,                 OPEN | PUBLISHED | {"see:node"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.load(permits=PermitBook(DEMO_PERMITS))


@pytest.mark.parametrize(("persona", "purpose", "permit", "expected"), MATRIX)
def test_each_persona_may_do_exactly_this_at_home(policy, persona, purpose, permit, expected):
    asker = Asker(PERSONAS[persona], Purpose(purpose), permit)
    home = Facts("home", PERSONAS[persona].centre or "stockholm")
    assert {p for p in PERMISSIONS if policy.decide(asker, p, home).allowed} == expected


BOUND_TO_OWN_CENTRE = (
    WARD
    | EMERGENCY
    | ORDERS
    | ANSWERS
    | KNOWLEDGE
    | REVIEW
    | ANSWER_FOR
    | OPERATE
    | OWN_UNIT
    | {"query:rows", "export:data"}
)


@pytest.mark.parametrize(("persona", "purpose", "permit", "expected"), MATRIX)
def test_work_on_records_stops_at_the_border_of_the_own_centre(
    policy, persona, purpose, permit, expected
):
    asker = Asker(PERSONAS[persona], Purpose(purpose), permit)
    allowed = {p for p in PERMISSIONS if policy.decide(asker, p, THERE).allowed}
    by_permit = {"query:rows", "beacon:node"} if permit == "permit-pgx-regions" else set()
    unbound = expected - BOUND_TO_OWN_CENTRE
    assert allowed == unbound | (by_permit & expected)


def test_nobody_without_a_name_sees_more_than_releases(policy):
    for purpose in Purpose:
        for permit in (None, *(p.id for p in DEMO_PERMITS)):
            asker = Asker(ANONYMOUS, purpose, permit)
            assert {p for p in PERMISSIONS if policy.decide(asker, p, HERE).allowed} == OPEN


def test_a_user_without_a_centre_is_at_home_nowhere(policy):
    homeless = Asker(User("x", "", PERSONAS["operator"].role, None), Purpose.HOPERAT)
    assert not policy.decide(homeless, "change:node", Facts("skane", "")).allowed


def test_the_release_mandate_asks_and_releases_and_nothing_else(policy):
    allowed = {p for p in PERMISSIONS if policy.decide(Asker.of(RELEASE_MANDATE), p, HERE).allowed}
    assert allowed == OPEN | STAFF | {"ask:national", "release:make"}


KEYS = Facts("skane", "skane", "variant_keys", "permit")


@pytest.mark.parametrize(
    ("persona", "permit", "expected"),
    [
        ("geneticist", None, True),
        ("researcher", None, False),
        ("researcher", "permit-pgx-regions", True),
        ("coordinator", None, False),
    ],
)
def test_a_list_of_keys_needs_care_or_a_permit(policy, persona, permit, expected):
    asker = Asker.of(PERSONAS[persona], permit)
    assert policy.decide(asker, "ask:national", KEYS).allowed is expected


def test_an_expired_permit_is_refused_and_said_to_be(policy):
    asker = Asker.of(PERSONAS["researcher"], "permit-pgx-regions")
    late = policy.decide(asker, "ask:national", THERE, datetime(2030, 1, 1, tzinfo=UTC))
    assert (late.allowed, late.reasons) == (False, ("permit-not-valid",))
    assert "gått ut" in late.sv
    with pytest.raises(Refused, match="has expired"):
        late.require()


def test_a_permit_of_another_person_opens_nothing(policy):
    thief = Asker.of(PERSONAS["geneticist"], "permit-pgx-regions")
    research = Asker(thief.user, Purpose.HRESCH, thief.permit)
    assert policy.decide(research, "ask:regional", THERE).reasons == ("permit-not-valid",)


def test_a_decision_names_its_rule_and_its_sentence(policy):
    yes = policy.decide(Asker.of(PERSONAS["pharmacist"]), "ask:national", HERE)
    assert yes.reasons == ("care-sums",)
    assert yes.sv.startswith("Vård av egen patient")
    assert policy.rules["care-sums"].law.startswith("PDL 4:1")


def test_an_engine_that_fails_denies(policy, monkeypatch):
    broken = Policy.load(permits=PermitBook(DEMO_PERMITS))

    def fail(*_: object) -> None:
        raise RuntimeError("engine is out")

    monkeypatch.setattr(cedarpy, "is_authorized", fail)
    decision = broken.decide(Asker.of(PERSONAS["geneticist"]), "open", HERE)
    assert (decision.allowed, decision.reasons) == (False, ("engine-failed",))


def test_an_action_that_does_not_exist_is_denied(policy):
    assert not policy.decide(Asker.of(PERSONAS["geneticist"]), "rule:world", HERE).allowed


def test_a_failed_decision_is_not_remembered(monkeypatch):
    policy = Policy.load(permits=PermitBook(DEMO_PERMITS))
    asker = Asker.of(PERSONAS["geneticist"])
    with monkeypatch.context() as patch:
        patch.setattr(cedarpy, "is_authorized", lambda *_: 1 / 0)
        assert not policy.decide(asker, "open", HERE).allowed
    assert policy.decide(asker, "open", HERE).allowed


SCHEMA = (
    "entity Role; entity User in [Role]; entity Node; "
    'action "open" appliesTo {principal: [User], resource: [Node], context: {purpose: String}};'
)


def test_a_rule_that_errs_denies_even_where_another_permits():
    """Cedar skips a rule that fails; a skipped `forbid` would open a door."""
    bundle = """
        @id("yes") @sv("Ja.") @en("Yes.") permit (principal, action, resource);
        @id("no") @sv("Nej.") @en("No.")
        forbid (principal, action, resource) when { 9223372036854775807 + 1 > 0 };
    """
    policy = Policy("test", bundle, SCHEMA, PermitBook())
    assert policy.decide(Asker.of(PERSONAS["auditor"]), "open", HERE).reasons == ("engine-failed",)


@pytest.mark.parametrize(
    "bundle",
    [
        "permit (principal, action, resource);",
        '@id("a") @en("A.") permit (principal, action, resource);',
        '@id("a") @sv("A.") @en("A.") permit (principal, action, resource) '
        "when { context.mood == 1 };",
    ],
    ids=["no id", "no Swedish", "unknown fact"],
)
def test_a_bundle_that_cannot_be_explained_or_checked_is_refused(bundle):
    with pytest.raises(BadConfig):
        Policy("test", bundle, SCHEMA, PermitBook())


def test_two_rules_of_one_id_are_refused():
    rule = '@id("a") @sv("A.") @en("A.") permit (principal, action, resource);'
    with pytest.raises(BadConfig):
        Policy("test", rule + rule, SCHEMA, PermitBook())


def test_an_unknown_profile_is_refused():
    with pytest.raises(BadConfig, match="no legal profile"):
        Policy.load("atlantis")


def test_the_forbid_of_the_anonymous_wins_over_any_permit():
    rules = "\n".join(rule.text for rule in shipped("se-current").rules.values())
    lax = rules + '@id("lax") @sv("Allt.") @en("All.") permit (principal, action, resource);'
    policy = Policy("lax", lax)
    assert policy.decide(Asker.of(PERSONAS["patient"]), "see:audit", HERE).allowed
    assert not policy.decide(Asker.of(ANONYMOUS), "see:audit", HERE).allowed


ABOUT_A_PATIENT = [
    # persona        purpose    permission              facts                                may
    ("geneticist",   "TREAT",   "see:referrals",        {},                                  True),
    ("geneticist",   "TREAT",   "see:referrals",        {"blocked"},                         False),
    ("geneticist",   "ETREAT",  "see:referrals",        {"blocked"},                         False),
    ("geneticist",   "ETREAT",  "see:referrals",        {"blocked", "break_glass"},          True),
    ("geneticist",   "TREAT",   "see:referrals",        {"blocked", "break_glass"},          False),
    ("microbiologist", "ETREAT", "see:referrals",       {"break_glass"},                     True),
    ("referring-clinician", "TREAT", "read:own-answer", {"care_relation"},                   True),
    ("referring-clinician", "TREAT", "read:own-answer", {},                                  False),
    ("referring-clinician", "TREAT", "read:own-answer", {"care_relation", "blocked"},        False),
    ("referring-clinician", "TREAT", "acknowledge:own-answer", {"care_relation"},            True),
    ("referring-clinician", "TREAT", "acknowledge:own-answer", {},                           False),
    ("referring-clinician", "TREAT", "see:own-referrals", {"blocked"},                       False),
    ("referring-clinician", "TREAT", "see:referrals",   {"care_relation"},                   False),
    ("referring-clinician", "TREAT", "take:report",     {"care_relation"},                   False),
    ("geneticist",   "TREAT",   "acknowledge:own-answer", {"care_relation"},                 False),
    ("pathologist",  "TREAT",   "acknowledge:own-answer", {"care_relation"},                 False),
    ("geneticist",   "ETREAT",  "take:report",          set(),                               True),
    ("geneticist",   "ETREAT",  "take:report",          {"blocked"},                         False),
    ("geneticist",   "ETREAT",  "take:report",          {"blocked", "break_glass"},          False),
    ("geneticist",   "TREAT",   "take:report",          {"break_glass"},                     False),
    ("microbiologist", "ETREAT", "take:report",         {"break_glass"},                     False),
    ("geneticist",   "ETREAT",  "issue:passport",       {"blocked", "break_glass"},          False),
    ("researcher",   "ETREAT",  "see:referrals",        {"break_glass"},                     False),
    ("geneticist",   "TREAT",   "place:referral",       {"blocked"},                         True),
    ("bioinformatician", "TREAT", "export:data",        set(),                               True),
    ("bioinformatician", "TREAT", "export:data",        {"break_glass"},                     False),
    ("geneticist",   "ETREAT",  "break:glass",          {"stepped_up"},                      True),
    ("geneticist",   "ETREAT",  "break:glass",          {"blocked"},                         False),
    ("geneticist",   "ETREAT",  "break:glass",          {"stepped_up", "care_relation"},     False),
    ("geneticist",   "ETREAT",  "break:glass",          {"stepped_up", "care_relation",
                                                         "blocked"},                         True),
    ("geneticist",   "TREAT",   "break:glass",          {"stepped_up"},                      False),
    ("operator",     "ETREAT",  "break:glass",          {"stepped_up"},                      False),
    ("geneticist",   "TREAT",   "change:choices",       {"care_relation"},                   True),
    ("geneticist",   "TREAT",   "change:choices",       {},                                  False),
    ("patient",      "PATRQT",  "see:own-access",       {"subject_is_self"},                 True),
    ("patient",      "PATRQT",  "see:own-access",       {},                                  False),
    ("patient",      "PATRQT",  "change:own-choices",   {"subject_is_self"},                 True),
    ("geneticist",   "PATRQT",  "see:own-access",       {"subject_is_self"},                 False),
    ("patient",      "PATRQT",  "erase:contribution",   {"subject_is_self", "stepped_up"},   True),
    ("patient",      "PATRQT",  "erase:contribution",   {"subject_is_self"},                 False),
    ("geneticist",   "TREAT",   "erase:contribution",   {"care_relation"},                   True),
    ("geneticist",   "TREAT",   "erase:contribution",   {},                                  False),
    ("controller",   "HOPERAT", "erase:contribution",   {"stepped_up"},                      True),
    ("controller",   "HOPERAT", "destroy:record",       {"stepped_up"},                      True),
    ("controller",   "HOPERAT", "destroy:record",       {},                                  False),
    ("geneticist",   "TREAT",   "destroy:record",       {"care_relation", "stepped_up"},     False),
    ("patient",      "PATRQT",  "destroy:record",       {"subject_is_self", "stepped_up"},   False),
    ("coordinator",  "HOPERAT", "decide:permit",        {"stepped_up"},                      False),
    ("operator",     "HOPERAT", "change:policy",        {"stepped_up"},                      False),
]  # fmt: skip


@pytest.mark.parametrize(("persona", "purpose", "permission", "facts", "may"), ABOUT_A_PATIENT)
def test_what_concerns_one_patient_depends_on_facts_of_that_patient(
    policy, persona, purpose, permission, facts, may
):
    asker = Asker(PERSONAS[persona].at("stockholm"), Purpose(purpose))
    stated = replace(HERE, **dict.fromkeys(facts, True))
    assert policy.decide(asker, permission, stated).allowed is may
