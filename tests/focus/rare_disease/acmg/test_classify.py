"""Table, points and posterior side by side; what counts twice is told and counts once."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.analyse.acmg.prior import without_phenotype
from samvar.focus.rare_disease.model.classified import Class, Result
from samvar.focus.rare_disease.model.verdict import (
    CODES,
    State,
    Strength,
    Verdict,
    parse_label,
    usual_strength,
)
from samvar.focus.rare_disease.rules.acmg.points import class_of_points, posterior
from samvar.model.errors import BadInput

P, LP, VUS, LB, B = Class
GRADES = [each for each in Strength if each is not Strength.STAND_ALONE]


def of(labels: str) -> Result:
    return classify([parse_label(each) for each in labels.split()])


SIDE_BY_SIDE = [
    # labels                          table  points class  posterior why
    ("PVS1 PM3_VeryStrong", VUS, 16, P, 1.000, "no rule for two very strong"),
    ("PVS1 PM2_Supporting", VUS, 9, LP, 0.988, "enough since 2020"),
    ("PM1_Strong PM2_Supporting PP4 PP1", LP, 7, LP, 0.949, ""),
    ("PM3_VeryStrong", VUS, 8, LP, 0.975, "before strengths could move"),
    ("PVS1 PM1", LP, 10, P, 0.994, "different places"),
    ("PS1 PS3", P, 8, LP, 0.975, "different places"),
    ("PVS1 PS2", P, 12, P, 0.999, ""),
    ("PS3 PM1", LP, 6, LP, 0.900, ""),
    ("PM1 PM4 PM5", LP, 6, LP, 0.900, ""),
    ("PS3 PP3", VUS, 5, VUS, 0.812, ""),
    ("BS1", VUS, -4, LB, 0.006, "different places"),
    ("BP4", VUS, -1, LB, 0.051, "different places"),
    ("BS1 BS2", B, -8, B, 0.000, ""),
    ("BS1 BP1", LB, -5, LB, 0.003, ""),
    ("BA1", B, 0, B, 0.1, ""),
    ("PVS1 PS3 BS2", P, 8, LP, 0.975, "does not weigh one side against the other"),
    ("PVS1 PS3 BS2 BS4", VUS, 4, VUS, 0.675, ""),
    ("PS2 PS3 BP2 BP4", VUS, 6, LP, 0.9, "stops where both sides make a class"),
]


@pytest.mark.parametrize(("labels", "table", "points", "by_points", "chance", "why"), SIDE_BY_SIDE)
def test_three_readings_of_the_same_evidence(
    labels: str, table: Class, points: int, by_points: Class, chance: float, why: str
) -> None:
    """Tavtigian et al. 2018, doi:10.1038/gim.2017.210, and 2020, doi:10.1002/humu.24088."""
    found = of(labels)
    assert (found.by_table, found.points, found.by_points) == (table, points, by_points)
    assert found.posterior == pytest.approx(chance, abs=5e-4)
    assert (why in found.disagreement) if why else found.disagreement == ""


def test_the_borders_of_the_points() -> None:
    classes = {points: class_of_points(points) for points in range(-12, 20)}
    assert [min(p for p, c in classes.items() if c is each) for each in (P, LP, VUS, LB)] == [
        10,
        6,
        0,
        -6,
    ]
    assert classes[-7] is B


ONCE = [
    # labels              what goes      because
    ("PVS1 PP3", "PP3", "PVS1"),
    ("PVS1 PM4", "PM4", "PVS1"),
    ("PS1 PM5", "PM5", "PS1"),
    ("PS2 PM6", "PM6", "PS2"),
    ("PS2_Supporting PM6_Strong", "PS2_Supporting", "PM6_Strong"),
    ("BA1 BS1", "BS1", "BA1"),
    ("PM4 BP3", "BP3", "PM4"),
    ("PP2 BP1", "BP1", "PP2"),
    ("PP5 PM1", "PP5", "another's class"),
    ("BP6 BP4", "BP6", "another's class"),
]


@pytest.mark.parametrize(("labels", "gone", "because"), ONCE)
def test_what_counts_twice_counts_once_and_is_told(labels: str, gone: str, because: str) -> None:
    found = of(labels)
    assert [(each.before, each.after) for each in found.adjustments] == [(gone, "")]
    assert because in found.adjustments[0].why
    assert found.adjustments[0].source
    assert found.points == sum(parse_label(each).points for each in found.labels)
    assert gone not in found.labels


@pytest.mark.parametrize(
    ("labels", "left", "points"),
    [
        ("PM1 PP3_Strong", "PM1 PP3_Moderate", 4),
        ("PM1 PP3_Moderate", "PM1 PP3_Moderate", 4),
        ("PM1_Strong PP3", "PM1_Strong", 4),
        ("PM1_Supporting PP3_Strong", "PP3_Strong", 4),
        ("PM1_Supporting PP3_Moderate", "PM1_Supporting PP3_Moderate", 3),
    ],
)
def test_domain_and_prediction_weigh_four_points_at_most(
    labels: str, left: str, points: int
) -> None:
    """Pejaver et al. 2022, doi:10.1016/j.ajhg.2022.10.013."""
    found = of(labels)
    assert (" ".join(found.labels), found.points) == (left, points)


def test_two_comparisons_of_their_own_both_count() -> None:
    same = parse_label("PS1")
    other = parse_label("PM5")
    told = [
        Verdict(**{**_parts(same), "evidence": ("variation 1",)}),
        Verdict(**{**_parts(other), "evidence": ("variation 2",)}),
    ]
    assert classify(told).labels == ("PS1", "PM5")


def test_contradictions_are_shown_to_a_person() -> None:
    assert of("PS3 BS3").conflicts == ("PS3 and BS3: assays disagree",)
    assert of("PVS1 PM2_Supporting").conflicts == ()


def test_a_criterion_is_given_once() -> None:
    with pytest.raises(BadInput, match="PM2 is given twice"):
        of("PM2 PM2_Supporting")


@pytest.mark.parametrize("text", ["PM9", "PVS2", "PM2_Big", "BS1_StandAlone", "PM2(RNA)", "", "-"])
def test_what_is_no_label_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_label(text)


@pytest.mark.parametrize("code", CODES)
def test_a_label_is_read_back(code: str) -> None:
    for strength in [Strength.STAND_ALONE] if code == "BA1" else GRADES:
        verdict = Verdict(criterion=code, state=State.MET, strength=strength, why="")
        assert parse_label(verdict.label).strength is strength
    assert parse_label(code).strength is usual_strength(code)


def test_the_combined_score_does_not_see_the_phenotype() -> None:
    with_it = [parse_label(each) for each in ["PVS1", "PM2_Supporting", "PP4", "BS4"]]
    assert without_phenotype(with_it) == posterior(9)
    assert without_phenotype([*with_it, parse_label("BA1")]) == 0.0


def _parts(verdict: Verdict) -> dict[str, object]:
    return {name: getattr(verdict, name) for name in verdict.__struct_fields__}


@st.composite
def met_some(draw: st.DrawFn, codes: tuple[str, ...] = CODES) -> list[Verdict]:
    chosen = draw(st.lists(st.sampled_from(codes), unique=True))
    return [
        Verdict(
            criterion=code,
            state=State.MET,
            why="drawn",
            strength=Strength.STAND_ALONE if code == "BA1" else draw(st.sampled_from(GRADES)),
        )
        for code in chosen
    ]


def test_a_weak_pvs1_gives_way_to_more_of_the_same_evidence() -> None:
    assert of("PVS1_Supporting PM4 PP3").labels == ("PM4", "PP3")
    assert of("PVS1_Moderate PM1_Strong PP3_Moderate PM4_Supporting").points == 6


def test_no_evidence_added_or_made_stronger_lowers_the_sum() -> None:
    """Exhaustive over the four criteria that exclude or cap one another."""
    codes = ("PVS1", "PP3", "PM4", "PM1")
    sums = {}
    for strengths in product([None, *GRADES], repeat=len(codes)):
        given_now = [
            Verdict(criterion=code, state=State.MET, strength=strength, why="")
            for code, strength in zip(codes, strengths, strict=True)
            if strength
        ]
        sums[strengths] = classify(given_now).points
    stronger = dict(pairwise([None, *GRADES]))
    for strengths, points in sums.items():
        for place, strength in enumerate(strengths):
            if strength in stronger:
                more = (*strengths[:place], stronger[strength], *strengths[place + 1 :])
                assert sums[more] >= points, (strengths, more)


@given(met_some(), st.sampled_from([c for c in CODES if c[0] == "P"]), st.sampled_from(GRADES))
def test_more_pathogenic_evidence_never_lowers_the_points(
    verdicts: list[Verdict], code: str, strength: Strength
) -> None:
    if any(each.criterion == code for each in verdicts):
        return
    more = Verdict(criterion=code, state=State.MET, strength=strength, why="more")
    assert classify([*verdicts, more]).points >= classify(verdicts).points


@given(met_some())
def test_the_order_of_the_evidence_does_not_matter(verdicts: list[Verdict]) -> None:
    assert classify(verdicts) == classify(verdicts[::-1])


@given(met_some())
def test_classes_points_and_posterior_go_up_together(verdicts: list[Verdict]) -> None:
    found = classify(verdicts)
    assert 0 <= found.posterior <= 1
    assert posterior(found.points + 1) > found.posterior or found.posterior == 1
    alone = any(each.criterion == "BA1" for each in verdicts)
    assert found.by_points is (B if alone else class_of_points(found.points))
    assert bool(found.disagreement) == (found.by_table is not found.by_points)
