"""Scores over patients and families: borders and caps as their documents give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.model.facts import DeNovo, Family, Fit, Other, Phase, Trans
from samvar.focus.rare_disease.model.verdict import Strength
from samvar.focus.rare_disease.rules.acmg.counts import (
    DE_NOVO,
    TRANS,
    de_novo_points,
    functional,
    odds_path,
    segregation,
    segregation_bits,
    strength_of,
    trans_points,
)
from samvar.model.errors import BadInput

VS, S, M, P = (
    Strength.VERY_STRONG,
    Strength.STRONG,
    Strength.MODERATE,
    Strength.SUPPORTING,
)
SPECIFIC, CONSISTENT, BROAD, NO = Fit

NEW = [
    # proven, fit, patients, points, strength
    (True, SPECIFIC, 1, 2.0, S),
    (True, SPECIFIC, 2, 4.0, VS),
    (True, CONSISTENT, 1, 1.0, M),
    (True, BROAD, 1, 0.5, P),
    (True, BROAD, 5, 1.0, M),
    (True, NO, 9, 0.0, None),
    (False, SPECIFIC, 1, 1.0, M),
    (False, SPECIFIC, 2, 2.0, S),
    (False, CONSISTENT, 1, 0.5, P),
    (False, BROAD, 1, 0.25, None),
    (False, BROAD, 9, 1.0, M),
]


@pytest.mark.parametrize(("proven", "fit", "patients", "points", "strength"), NEW)
def test_new_in_the_patient(
    proven: bool, fit: Fit, patients: int, points: float, strength: Strength | None
) -> None:
    """ClinGen SVI, de novo criteria, version 1.1, tables 1 and 2."""
    found = de_novo_points([DeNovo(proven=proven, fit=fit)] * patients)
    assert (found, strength_of(found, DE_NOVO)) == (points, strength)


ACROSS = [
    # other, phase, patients, points, strength
    (Other.PATHOGENIC, Phase.TRANS, 1, 1.0, M),
    (Other.LIKELY_PATHOGENIC, Phase.TRANS, 2, 2.0, S),
    (Other.PATHOGENIC, Phase.TRANS, 4, 4.0, VS),
    (Other.PATHOGENIC, Phase.UNKNOWN, 1, 0.5, P),
    (Other.LIKELY_PATHOGENIC, Phase.UNKNOWN, 1, 0.25, None),
    (Other.LIKELY_PATHOGENIC, Phase.UNKNOWN, 2, 0.5, P),
    (Other.UNCERTAIN, Phase.TRANS, 1, 0.25, None),
    (Other.UNCERTAIN, Phase.TRANS, 9, 0.5, P),
    (Other.UNCERTAIN, Phase.UNKNOWN, 9, 0.0, None),
    (Other.HOMOZYGOUS, Phase.UNKNOWN, 1, 0.5, P),
    (Other.HOMOZYGOUS, Phase.UNKNOWN, 9, 1.0, M),
    (Other.PATHOGENIC, Phase.CIS, 3, 0.0, None),
]


@pytest.mark.parametrize(("other", "phase", "patients", "points", "strength"), ACROSS)
def test_opposite_another_variant(
    other: Other, phase: Phase, patients: int, points: float, strength: Strength | None
) -> None:
    """ClinGen SVI, in trans criterion PM3, version 1.0, tables 1 and 2."""
    found = trans_points([Trans(other=other, phase=phase)] * patients)
    assert (found, strength_of(found, TRANS)) == (points, strength)


FAMILIES = [
    # meioses of each family, strength
    ([2], None),
    ([3], P),
    ([4], M),
    ([5], S),
    ([1, 1], P),
    ([2, 1], M),
    ([2, 2], S),
    ([], None),
    ([3, 0], P),
]


@pytest.mark.parametrize(("meioses", "strength"), FAMILIES)
def test_segregation_by_chance(meioses: list[int], strength: Strength | None) -> None:
    """Jarvik and Browning 2016, doi:10.1016/j.ajhg.2016.04.003."""
    assert segregation([Family(meioses=each) for each in meioses]) is strength


def test_segregation_of_a_recessive_disease() -> None:
    assert segregation_bits([Family(affected_siblings=1)]) == 2
    with_healthy = segregation_bits([Family(affected_siblings=1, healthy_siblings=2)])
    assert 2**-with_healthy == pytest.approx(0.25 * 0.75**2)
    assert segregation([Family(affected_siblings=2)]) is M


ASSAYS = [
    # odds, abnormal, strength
    (2.1, True, None),
    (2.2, True, P),
    (4.4, True, M),
    (18.8, True, S),
    (351, True, VS),
    (0.48, False, None),
    (0.47, False, P),
    (0.22, False, M),
    (0.052, False, S),
]


@pytest.mark.parametrize(("odds", "abnormal", "strength"), ASSAYS)
def test_odds_of_an_assay(odds: float, abnormal: bool, strength: Strength | None) -> None:
    """Brnich et al. 2019, doi:10.1186/s13073-019-0690-2, table 3."""
    assert functional(odds, abnormal=abnormal) is strength


def test_controls_of_one_kind_give_no_odds() -> None:
    with pytest.raises(BadInput, match="pathogenic and benign controls"):
        odds_path(5, 0, 0, 0)


@given(*[st.integers(1, 50)] * 4)
def test_odds_by_the_formula(a: int, b: int, c: int, d: int) -> None:
    """OddsPath = P2 (1 - P1) / ((1 - P2) P1), P2 among those with the result."""
    before = (a + b) / (a + b + c + d)
    abnormal, normal = a / (a + c), b / (b + d)
    wanted = [p * (1 - before) / ((1 - p) * before) for p in (abnormal, normal)]
    assert list(odds_path(a, b, c, d)) == pytest.approx(wanted)


@given(st.lists(st.builds(DeNovo, proven=st.booleans(), fit=st.sampled_from(Fit))))
def test_a_patient_more_never_lowers_the_sum(cases: list[DeNovo]) -> None:
    sums = [de_novo_points(cases[:number]) for number in range(len(cases) + 1)]
    assert sums == sorted(sums)
