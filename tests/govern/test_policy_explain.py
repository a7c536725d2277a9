"""Why yes, why no, how far from the other, and what another law would change."""

from __future__ import annotations

from itertools import product

import pytest

from samvar.govern.identity import Role
from samvar.govern.policy import Ground, Policy
from samvar.govern.policy.compare import compare
from samvar.govern.policy.explain import explain
from samvar.govern.policy.matrix.cell import AXES, PURPOSES
from samvar.govern.route import PERMISSIONS
from samvar.model.errors import BadConfig
from samvar.present.language import Language
from samvar.present.why import FACTS, way_in_words
from samvar.present.why import PERMISSIONS as WORDS

EN, SV = Language.of("en"), Language.of("sv")
HOME = Ground("TREAT", own_centre=True, disclosure="registered")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.load()


NEAREST = [
    # role                  permission        ground                          what would open it
    ("pharmacist",          "see:referrals",  Ground("TREAT"),
     [{"own_centre": True}]),
    ("pharmacist",          "see:referrals",  HOME._replace(blocked=True),
     [{"blocked": False}]),
    ("researcher",          "ask:regional",   Ground("HRESCH"),
     [{"grants": frozenset({"ask:regional"})}]),
    ("patient",             "see:own-access", Ground("PATRQT"),
     [{"subject_is_self": True}]),
    ("clinical_geneticist", "query:rows",     HOME,
     [{"purpose": "HRESCH", "grants": frozenset({"query:rows"})}]),
    ("clinical_geneticist", "break:glass",    Ground("TREAT"),
     [{"purpose": "ETREAT", "own_centre": True, "stepped_up": True}]),
    ("anonymous",           "see:node",       Ground("TREAT"),                []),
    ("it_operator",         "decide:permit",  HOME,                           []),
]  # fmt: skip


@pytest.mark.parametrize(("role", "permission", "ground", "expected"), NEAREST)
def test_a_no_names_the_nearest_yes(policy, role, permission, ground, expected):
    found = explain(policy, Role(role), permission, ground)
    assert not found.decision.allowed
    assert [dict(way.changes) for way in found.ways] == expected
    for way in found.ways:
        there = policy.judge(Role(role), permission, ground.but(way.changes))
        assert (there.allowed, there.reasons) == (True, way.rules)


def test_no_nearer_way_is_passed_over(policy):
    """The naive twin: with one fact fewer changed, nothing is allowed."""
    ground = Ground("TREAT", disclosure="registered")
    for role, permission in product(list(Role), PERMISSIONS):
        found = explain(policy, role, permission, ground)
        if not found.ways or len(found.ways[0].changes) != 2:
            continue
        values = {"purpose": PURPOSES, **{k: v for k, v in AXES.items() if k != "disclosure"}}
        for name, several in values.items():
            for value in several:
                if name == "grants" and value not in (frozenset(), frozenset({permission})):
                    continue
                near = policy.judge(role, permission, ground.but({name: value}))
                assert not near.allowed, (role, permission, name, value)


def test_a_yes_names_its_rules_their_laws_and_who_else_may(policy):
    found = explain(policy, Role.PHARMACIST, "read:passport", HOME)
    assert found.decision.allowed
    assert [rule.law.split()[0] for rule in found.rules] == ["SVOD"]
    assert {one.value for one in found.roles} == {"clinical_geneticist", "molecular_pathologist"}
    assert found.ways == ()


def test_care_is_told_that_it_gets_sums_only(policy):
    found = explain(policy, Role.CLINICAL_GENETICIST, "ask:national", HOME)
    assert [limit.id for limit in found.limits] == ["care-gets-sums"]
    assert "inte vilka" in found.limits[0].sv


def test_a_law_that_cannot_be_trusted_explains_itself_and_shows_no_way():
    closed = Policy.denying("policy", BadConfig("the rules were changed"))
    found = explain(closed, Role.PHARMACIST, "open", HOME)
    assert (found.ways, found.roles, found.limits, found.rules) == ((), (), (), ())
    assert "the rules were changed" in found.decision.en
    assert "går inte att lita på" in found.decision.sv


@pytest.mark.parametrize("name", [name for name in AXES if name not in ("disclosure", "grants")])
def test_each_fact_has_words_for_yes_and_no_in_both_languages(policy, name):
    from samvar.govern.policy.explain import Way

    said = {
        way_in_words(Way({name: value}, ()), language)
        for value in (True, False)
        for language in (EN, SV)
    }
    assert len(said) == 4
    assert SV.text(FACTS[name]) != FACTS[name]


def test_a_way_is_a_sentence_in_swedish(policy):
    (way,) = explain(policy, Role.CLINICAL_GENETICIST, "break:glass", Ground("TREAT")).ways
    assert way_in_words(way, SV) == (
        "ändamålet var ”Akut vård”, och uppgifterna fanns vid ditt eget centrum, "
        "och du hade loggat in starkt inom 15 minuter"
    )


def test_the_words_of_the_pages_are_the_sentences_of_the_permissions():
    assert dict(WORDS) == dict(PERMISSIONS)
    assert all(SV.text(sentence) != sentence for sentence in WORDS.values())


def test_a_profile_differs_from_itself_in_nothing(policy):
    assert compare(policy, Policy.load()) == ()


def test_the_inquirys_proposal_opens_searches_for_ones_own_patient_and_nothing_else(policy):
    found = compare(policy, Policy.load("se-sou2023-76"))
    assert {(one.opens, one.permission, one.purposes) for one in found} == {
        (True, "query:rows", ("TREAT",)),
        (True, "ask:regional", ("TREAT",)),
    }
    assert {role for one in found for role in one.roles} == {
        "clinical_geneticist", "molecular_pathologist", "microbiologist",
    }  # fmt: skip


def test_the_health_data_space_opens_sums_under_a_permit_and_closes_files(policy):
    found = compare(policy, Policy.load("ehds-2029"))
    closes = [one for one in found if not one.opens]
    assert [(one.permission, one.rules) for one in closes] == [
        ("export:data", ("ehds-nothing-leaves-the-environment",))
    ]
    sums = next(one for one in found if one.permission == "ask:national")
    assert sums.purposes == ("PUBHLTH", "HQUALIMP", "TRAIN")


def test_differences_are_counted_as_in_the_whole_matrix(policy):
    """The naive twin: every ground of the matrix, for one permission and role."""
    from samvar.govern.policy.matrix.cell import grounds

    other = Policy.load("se-sou2023-76")
    naive = sum(
        policy.judge(role, "query:rows", there).allowed
        is not other.judge(role, "query:rows", there).allowed
        for role in (Role.MICROBIOLOGIST, Role.PHARMACIST)
        for purpose in ("TREAT", "ETREAT")
        for there in (ground._replace(purpose=purpose) for ground in grounds())
    )
    (found,) = [one for one in compare(policy, other) if one.permission == "query:rows"]
    assert naive > 0
    assert found.cells == naive * len(found.roles)  # the pharmacist gets none of them


def test_closing_is_named_by_the_rule_that_did_permit():
    from dataclasses import replace

    from samvar.govern.policy.profile import shipped

    known = shipped("se-current")
    fewer = {name: rule for name, rule in known.rules.items() if name != "own-access"}
    (one,) = compare(Policy.of(known), Policy.of(replace(known, rules=fewer)))
    assert (one.opens, one.rules, one.roles) == (False, ("own-access",), ("patient",))
    back = compare(Policy.of(replace(known, rules=fewer)), Policy.of(known))
    assert [each.opens for each in back] == [True]
