"""What relatives' answers count for where a variant is classified: shown, and taken by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.focus.rare_disease.analyse.acmg.relatives import siblings_of, suggested
from samvar.focus.rare_disease.model.facts import Family, Inheritance
from samvar.focus.rare_disease.model.report import SoughtLine
from samvar.focus.rare_disease.model.verdict import State
from samvar.focus.rare_disease.service.classification import see_classification, set_criterion
from samvar.focus.rare_disease.service.relatives_seen import count_seen, take_suggested
from samvar.focus.rare_disease.service.sign import sign_report, withdraw_report
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.errors import Conflict, Refused
from samvar.node.node import Node
from tests.focus.rare_disease.test_answer import (  # noqa: F401 - fixtures by name
    ONE,
    TWO,
    VARIANT,
    WARD,
    case,
    node,
)
from tests.focus.rare_disease.test_relatives import relative

OTHER = "1-2000-C-T"
HET, HOM, NONE = "0/1", "1/1", "0/0"


def lines(ill: str, *calls: tuple[str, str]) -> dict[str, SoughtLine]:
    """One relative's answer: of each variant the genotype; "" for one that was not assessed."""
    carried = {"": "not_assessed", NONE: "not_carrier"}
    return {
        name: SoughtLine(name, carried.get(call, "carrier"), ill, "", call) for name, call in calls
    }


ILL, WELL, UNKNOWN = "affected", "unaffected", "unknown"
HOMOZYGOUS = [
    # relation       answer                              ill, well, without    why
    ("sibling", lines(ILL, (VARIANT, HOM)), (1, 0, 0), "ill with both"),
    ("sibling", lines(ILL, (VARIANT, "1|1")), (1, 0, 0), "phased"),
    ("sibling", lines(ILL, (VARIANT, HET)), (0, 0, 0), "one copy says neither"),
    ("sibling", lines(ILL, (VARIANT, NONE)), (0, 0, 1), "ill without it"),
    ("sibling", lines(WELL, (VARIANT, HET)), (0, 1, 0), "healthy with one"),
    ("sibling", lines(WELL, (VARIANT, NONE)), (0, 1, 0), "healthy without"),
    ("sibling", lines(WELL, (VARIANT, HOM)), (0, 0, 0), "healthy with both"),
    ("sibling", lines(UNKNOWN, (VARIANT, HOM)), (0, 0, 0), "nobody knows"),
    ("sibling", lines(ILL, (VARIANT, "")), (0, 0, 0), "not assessed"),
    ("sibling", lines(WELL, (VARIANT, "")), (0, 0, 0), "not assessed is not without"),
    ("sibling", lines(ILL, (VARIANT, "1")), (0, 0, 0), "one copy called"),
    ("mother", lines(ILL, (VARIANT, HOM)), (0, 0, 0), "no full sibling"),
    ("half_sibling", lines(ILL, (VARIANT, HOM)), (0, 0, 0), "no full sibling"),
    ("child", lines(WELL, (VARIANT, HET)), (0, 0, 0), "no full sibling"),
]


@pytest.mark.parametrize(("relation", "answer", "expected", "why"), HOMOZYGOUS)
def test_siblings_count_where_both_copies_have_the_variant(
    relation: str, answer: dict[str, SoughtLine], expected: tuple[int, int, int], why: str
) -> None:
    found = siblings_of([(relation, answer)], VARIANT)
    assert (found.affected_siblings, found.healthy_siblings, found.not_carrying) == expected, why


COMPOUND = [
    (ILL, HET, HET, (1, 0, 0)),
    (ILL, HET, NONE, (0, 0, 0)),
    (ILL, HET, "", (0, 0, 0)),
    (ILL, NONE, "", (0, 0, 1)),
    (WELL, HET, NONE, (0, 1, 0)),
    (WELL, NONE, "", (0, 1, 0)),
    (WELL, HET, "", (0, 0, 0)),
    (WELL, HET, HET, (0, 0, 0)),
]


@pytest.mark.parametrize(("ill", "own", "other", "expected"), COMPOUND)
def test_siblings_count_where_another_variant_lies_opposite(
    ill: str, own: str, other: str, expected: tuple[int, int, int]
) -> None:
    answer = lines(ill, (VARIANT, own), (OTHER, other))
    found = siblings_of([("sibling", answer)], VARIANT, OTHER)
    assert (found.affected_siblings, found.healthy_siblings, found.not_carrying) == expected


def test_a_healthy_sibling_with_both_keeps_all_from_counting_for_it() -> None:
    """Jarvik and Browning 2016 count what follows the disease; this one does not."""
    ill = [("sibling", lines(ILL, (VARIANT, HOM)))] * 3
    (pp1, _) = suggested("GENE1", siblings_of(ill, VARIANT))
    assert (pp1.state, pp1.label) == (State.MET, "PP1_Strong")
    spoilt = siblings_of([*ill, ("sibling", lines(WELL, (VARIANT, HOM)))], VARIANT)
    assert spoilt == Family()
    assert suggested("GENE1", spoilt)[0].state is State.NOT_MET


def test_what_is_suggested_is_shown_at_the_criterion_and_taken_by_a_reader_alone(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    for number, relation in enumerate(("sibling", "mother", "father", "child")):
        name = f"r{number}"
        found = relative(node, tmp_path / name, name, "0/1:15,14:29:60", relation=relation)
        sign_report(node, found, ONE)
    seen = see_classification(node, "fam", VARIANT, ONE)
    count, answers = count_seen(node, seen, ONE, None) or pytest.fail("no count")
    assert {each.relation for each in answers} == {"sibling", "mother", "father", "child"}
    assert [each.label for each in count.verdicts if each.state is State.MET] == ["PP1_Moderate"]
    assert not any(e.verdict.criterion == "PP1" and e.by_person for e in seen.mine.history.standing)
    for inheritance in (Inheritance.X_LINKED, Inheritance.MITOCHONDRIAL, Inheritance.RECESSIVE):
        other, _ = count_seen(node, seen, ONE, inheritance) or pytest.fail("no count")
        assert other.verdicts == (), "a heterozygous proband without an opposite, or not counted"
    with pytest.raises(Conflict, match="do not suggest"):
        take_suggested(node, "fam", VARIANT, "BS4", ONE)
    with pytest.raises(Refused):
        take_suggested(node, "fam", VARIANT, "PP1", WARD)
    taken = take_suggested(node, "fam", VARIANT, "PP1", ONE)
    (mine,) = (e for e in taken.mine.history.standing if e.verdict.criterion == "PP1")
    assert (mine.verdict.label, mine.by_person) == ("PP1_Moderate", True)
    assert any("relatives' signed answers" in each for each in mine.verdict.evidence)
    assert "REL-r0, REL-r1, REL-r2, REL-r3" in taken.mine.history.steps[-1].why


def test_what_no_longer_stands_or_may_not_be_seen_is_not_there(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    found = relative(node, tmp_path / "a", "sis", "0/1:15,14:29:60")
    report = sign_report(node, found, ONE)
    seen = see_classification(node, "fam", VARIANT, ONE)
    assert count_seen(node, seen, ONE, None) is not None
    with node.records.begin() as tx:
        block = Choice(report.person, Use.UNIT, False, utc_now(), "test", "rehabilitation")
        tx.choices.add(block)
    assert count_seen(node, seen, ONE, None) is None
    with node.records.begin() as tx:
        lift = Choice(report.person, Use.UNIT, True, utc_now(), "test", "rehabilitation")
        tx.choices.add(lift)
    assert count_seen(node, seen, ONE, None) is not None
    withdraw_report(node, report.id, "the tubes were exchanged", ONE)
    assert count_seen(node, seen, ONE, None) is None


def test_a_readers_own_word_stands_until_they_take_another(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    found = relative(node, tmp_path / "a", "sis", "0/1:15,14:29:60")
    sign_report(node, found, ONE)
    set_criterion(node, "fam", VARIANT, "PP1", State.NOT_MET, None, "one is too few", ONE)
    seen = see_classification(node, "fam", VARIANT, ONE)
    (mine,) = (e for e in seen.mine.history.standing if e.verdict.criterion == "PP1")
    assert (mine.verdict.state, mine.by_person) == (State.NOT_MET, True)
