"""The table of 2015, checked against its 18 rules in plain words (Richards et al., table 5)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.verdict import CODES, State, Strength, Verdict, parse_label
from samvar.focus.rare_disease.rules.acmg.table import BENIGN, PATHOGENIC, classify_by_table

P, LP, VUS, LB, B = Class

EXAMPLES = [
    # labels                                expected  rule
    ("PVS1 PS3", P, "Pathogenic (i)(a)"),
    ("PVS1 PM1 PM2_Moderate", P, "Pathogenic (i)(b)"),
    ("PVS1 PM1 PP3", P, "Pathogenic (i)(c)"),
    ("PVS1 PP1 PP3", P, "Pathogenic (i)(d)"),
    ("PS1 PS3", P, "Pathogenic (ii)"),
    ("PS3 PM1 PM2 PM5", P, "Pathogenic (iii)(a)"),
    ("PS3 PM1 PM5 PP1 PP3", P, "Pathogenic (iii)(b)"),
    ("PS3 PM1 PP1 PP2 PP3 PP4", P, "Pathogenic (iii)(c)"),
    ("PVS1 PM1", LP, "Likely pathogenic (i)"),
    ("PS3 PM1", LP, "Likely pathogenic (ii)"),
    ("PS3 PM1 PM5", LP, "Likely pathogenic (ii)"),
    ("PS3 PP1 PP3", LP, "Likely pathogenic (iii)"),
    ("PM1 PM4 PM5", LP, "Likely pathogenic (iv)"),
    ("PM1 PM5 PP1 PP3", LP, "Likely pathogenic (v)"),
    ("PM1 PP1 PP2 PP3 PP4", LP, "Likely pathogenic (vi)"),
    ("BA1", B, "Benign (i)"),
    ("BS1 BS3", B, "Benign (ii)"),
    ("BS1 BP4", LB, "Likely benign (i)"),
    ("BP4 BP7", LB, "Likely benign (ii)"),
    ("", VUS, ""),
    ("PVS1", VUS, ""),
    ("PVS1 PM2_Supporting", VUS, ""),
    ("PVS1 PM3_VeryStrong", VUS, ""),
    ("PS3 PP3", VUS, ""),
    ("BS1", VUS, ""),
    ("BP4_Moderate", VUS, ""),
    ("BP4_VeryStrong BP7", LB, "Likely benign (i)"),
    ("PVS1 PS3 BS1 BS2", VUS, "Uncertain (ii)"),
    ("PVS1 PS3 BP4", P, "Pathogenic (i)(a)"),
    ("PVS1 PS3 BA1", VUS, "Uncertain (ii)"),
]


@pytest.mark.parametrize(("labels", "expected", "rule"), EXAMPLES)
def test_each_rule_of_the_table(labels: str, expected: Class, rule: str) -> None:
    assert classify_by_table([parse_label(each) for each in labels.split()]) == (expected, rule)


def test_there_are_eighteen_rules() -> None:
    assert len(PATHOGENIC) + len(BENIGN) + len(["BA1 alone"]) == 18


def in_plain_words(strengths: list[tuple[bool, Strength]]) -> Class:
    """The same table, written as its sentences and not as data."""
    worse = Counter(strength for pathogenic, strength in strengths if pathogenic)
    very, strong, moderate, supporting = (
        worse[each]
        for each in (
            Strength.VERY_STRONG,
            Strength.STRONG,
            Strength.MODERATE,
            Strength.SUPPORTING,
        )
    )
    better = Counter(strength for pathogenic, strength in strengths if not pathogenic)
    alone = better[Strength.STAND_ALONE]
    benign_strong = better[Strength.STRONG] + better[Strength.VERY_STRONG]
    benign_little = better[Strength.SUPPORTING] + better[Strength.MODERATE]

    pathogenic = (
        (very >= 1 and strong >= 1)
        or (very >= 1 and moderate >= 2)
        or (very >= 1 and moderate >= 1 and supporting >= 1)
        or (very >= 1 and supporting >= 2)
        or strong >= 2
        or (strong >= 1 and moderate >= 3)
        or (strong >= 1 and moderate >= 2 and supporting >= 2)
        or (strong >= 1 and moderate >= 1 and supporting >= 4)
    )
    likely_pathogenic = (
        (very >= 1 and moderate >= 1)
        or (strong >= 1 and moderate >= 1)
        or (strong >= 1 and supporting >= 2)
        or moderate >= 3
        or (moderate >= 2 and supporting >= 2)
        or (moderate >= 1 and supporting >= 4)
    )
    benign = alone >= 1 or benign_strong >= 2
    likely_benign = (benign_strong >= 1 and benign_little >= 1) or benign_little >= 2
    if (pathogenic or likely_pathogenic) and (benign or likely_benign):
        return VUS
    if pathogenic:
        return P
    if likely_pathogenic:
        return LP
    if benign:
        return B
    return LB if likely_benign else VUS


@st.composite
def some_verdicts(draw: st.DrawFn) -> list[Verdict]:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True))
    usual = [each for each in Strength if each is not Strength.STAND_ALONE]
    return [
        Verdict(
            criterion=code,
            state=State.MET,
            why="drawn",
            strength=Strength.STAND_ALONE if code == "BA1" else draw(st.sampled_from(usual)),
        )
        for code in codes
    ]


@given(some_verdicts())
def test_the_table_is_what_its_sentences_say(verdicts: list[Verdict]) -> None:
    plain = in_plain_words([(v.pathogenic, v.strength) for v in verdicts if v.strength])
    assert classify_by_table(verdicts)[0] is plain
