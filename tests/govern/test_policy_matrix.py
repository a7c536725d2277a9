"""The policy against the table of facts, and faults written into the rules on purpose."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import cedarpy
import pytest

from samvar.govern.identity import Role
from samvar.govern.policy import Policy
from samvar.govern.policy.decide import _principals
from samvar.govern.policy.matrix.cell import Cell, cell, grounds, neighbours, size, triples
from samvar.govern.policy.matrix.check import check, sample
from samvar.govern.policy.matrix.oracle import Oracle
from samvar.govern.policy.profile import shipped
from samvar.govern.route import PERMISSIONS
from samvar.model.errors import BadConfig
from tests.govern.mutant import Mutant, mutants

MOST_OTHERS = 120
"""Of the many mutants inside conditions, so many are tried at each commit; nightly, all."""


@cache
def oracle() -> Oracle:
    return Oracle.read()


@cache
def asked() -> dict[str, list[tuple[Cell, bool]]]:
    """The cells of the sample that runs per commit, with the table's answers, by permission."""
    found = defaultdict(list)
    blocks = [oracle().block(role.value, p, purpose) for role, p, purpose in triples()]
    for number in sample(oracle()):
        block, place = divmod(number, len(grounds()))
        one = cell(number)
        found[one.permission].append((one, bool(blocks[block] >> place & 1)))
    return found


@cache
def every_mutant() -> tuple[Mutant, ...]:
    rules = shipped("se-current").rules.values()
    return tuple(mutant for rule in rules for mutant in mutants(rule))


def touched(mutant: Mutant) -> list[str]:
    """The permissions over which the rule, before or after, has a say."""
    before = shipped("se-current").rules[mutant.rule]
    after = mutant.changed or before
    return [p for p in PERMISSIONS if before.decides(p) or after.decides(p)]


def caught(mutant: Mutant) -> bool:
    policy = mutant.policy(shipped("se-current"))
    return any(
        policy.judge(one.role, one.permission, one.ground).allowed is not expected
        for permission in touched(mutant)
        for one, expected in asked()[permission]
    )


def test_the_matrix_is_as_large_as_promised_and_every_permission_is_somebodys():
    assert size() >= 900_000
    allowed = {p for role, p, purpose in triples() if oracle().block(role.value, p, purpose)}
    assert allowed == set(PERMISSIONS)


def test_the_policy_says_what_the_table_says_at_the_border_and_at_random():
    report = check(Policy.load(), oracle(), sample(oracle(), 5_000))
    assert report.cells > 40_000
    assert report.mismatches == ()
    assert report.uncovered == ()


@pytest.mark.nightly
def test_the_policy_says_what_the_table_says_in_every_cell():
    report = check(Policy.load(), oracle())
    assert (report.cells, report.mismatches, report.uncovered) == (size(), (), ())


def test_the_table_does_not_read_the_rules(monkeypatch):
    """With no engine and no bundle at hand, it says the same."""
    for name in ("is_authorized", "policies_to_json_str", "validate_policies"):
        monkeypatch.setattr(cedarpy, name, None)
    monkeypatch.setattr("samvar.govern.policy.rule.read_rules", None)
    fresh = Oracle.read()
    assert fresh.block("pharmacist", "see:referrals", "TREAT")
    assert not fresh.block("patient", "see:referrals", "TREAT")


def _unsliced() -> Iterator[tuple[Cell, bool, bool]]:
    """Cells with the answer of the whole bundle to all facts, and that of `Policy`."""
    policy, profile = Policy.load(), shipped("se-current")
    whole = cedarpy.PolicySet.from_str("\n".join(rule.text for rule in profile.rules.values()))
    draw = random.Random(4)
    numbers = [draw.randrange(size()) for _ in range(700)]
    numbers += draw.sample(sample(oracle()), 700)
    for one in map(cell, numbers):
        request = {
            "principal": {"type": "User", "id": one.role.value},
            "action": {"type": "Action", "id": one.permission},
            "resource": {"type": "Node", "id": "skane"},
            "context": one.ground.plain(frozenset(one.ground._fields)),
        }
        answer = cedarpy.is_authorized(request, whole, _principals())
        yield one, answer.allowed, policy.judge(one.role, one.permission, one.ground).allowed


def test_asking_with_some_rules_and_some_facts_gives_what_all_of_them_give():
    """The naive twin: every rule, every fact, nothing remembered."""
    answers = list(_unsliced())
    assert [one for one, whole, quick in answers if whole is not quick] == []
    assert {whole for _, whole, _ in answers} == {True, False}


def test_cells_are_numbered_without_gaps_and_neighbours_differ_in_one_fact():
    assert cell(0) != cell(size() - 1)
    assert cell(0).role is Role.CLINICAL_GENETICIST
    for place in (0, 7, len(grounds()) - 1):
        for other in neighbours(place):
            pairs = zip(grounds()[place], grounds()[other], strict=True)
            assert sum(a != b for a, b in pairs) == 1


EQUIVALENT = {
    # The rule that nobody asks without a name forbids it anyway.
    "status-for-staff": {"left of || dropped"},
    "knowledge-is-no-record": {"left of || dropped"},
    "oversight-is-published": {"left of || dropped"},
    # All other roles may see a node's status by another rule; nobody without a name may.
    "status-for-patients": {"its role forgotten"},
    # Its condition names the same three actions again.
    "permit-rows": {"its actions forgotten"},
    # Whoever may see referrals in care at the own centre may do so behind the glass; the rule
    # adds the microbiologist. It names them all, because it says whom the law lets in.
    "behind-the-glass": {
        "left of || dropped", "right of || dropped", "|| made &&", "clinical_geneticist changed",
        "molecular_pathologist changed", "pharmacist changed",
    },
}  # fmt: skip
"""Faults that change no cell, with the reason; that they change none is shown below."""


def _known_to_be_equivalent(mutant: Mutant) -> bool:
    return mutant.what.partition(" at ")[0] in EQUIVALENT.get(mutant.rule, ())


WHOLE = ("dropped", "permit made", "forbid made", "its '", "its role", "its actions")


def _per_commit() -> list[Mutant]:
    """Every fault in a rule as a whole, and a seeded choice of those inside its conditions."""
    whole = [one for one in every_mutant() if one.what.startswith(WHOLE)]
    others = [one for one in every_mutant() if not one.what.startswith(WHOLE)]
    return whole + random.Random(4).sample(others, MOST_OTHERS)


def test_the_sample_of_each_commit_catches_the_faults_that_somebody_could_write():
    tried = _per_commit()
    kinds = {one.what.partition(" at ")[0] for one in tried}
    assert {"dropped", "== made !=", "&& made ||", "permit made forbid"} <= kinds
    assert len(tried) > 250
    assert {one.rule for one in tried} == set(shipped("se-current").rules)
    missed = [one.name for one in tried if not caught(one) and not _known_to_be_equivalent(one)]
    assert missed == []


def _same_everywhere(mutant: Mutant) -> bool:
    """Whether no cell of the whole matrix is decided otherwise."""
    policy = mutant.policy(shipped("se-current"))
    return all(
        policy.judge(role, p, ground._replace(purpose=purpose)).allowed is bool(answers >> n & 1)
        for role, p, purpose in triples()
        if p in touched(mutant)
        for answers in (oracle().block(role.value, p, purpose),)
        for n, ground in enumerate(grounds())
    )


@pytest.mark.nightly
def test_all_faults_are_caught_by_that_sample_but_those_that_change_no_cell():
    missed = [one for one in every_mutant() if not caught(one)]
    assert len(every_mutant()) > 700
    assert [one.name for one in missed if not _known_to_be_equivalent(one)] == []
    assert [one.name for one in missed if not _same_everywhere(one)] == []


@pytest.mark.parametrize(
    "change",
    [
        ('"researcher"', '"sorcerer"'),
        ('"own stepped blocked"', '"own stepped bewitched"'),
        ("[law]", "[lore]"),
        ("may = [", "may = [["),
    ],
)
def test_a_table_with_a_word_that_is_nobodys_name_is_refused(change):
    from importlib import resources

    text = resources.files("samvar.govern.policy.matrix").joinpath("table.toml").read_text("utf-8")
    text = text.replace('["ask:national", "scientists"', '["ask:national", "researcher"')
    assert change[0] in text
    with pytest.raises(BadConfig, match="no table of facts"):
        Oracle.read(text.replace(*change))


def test_a_rule_that_looks_at_a_fact_which_the_matrix_does_not_vary_is_told():
    rules = "\n".join(rule.text for rule in shipped("se-current").rules.values())
    odd = (
        '@id("odd") @sv("S.") @en("S.") permit (principal, action == Action::"open", resource) '
        'when { context.operation == "variant_keys" };'
    )
    report = check(Policy("odd", rules + odd), oracle(), [0])
    assert report.uncovered == ("operation",)
    assert not report.agrees
