"""Fluoropyrimidines and flucytosine: what a DPYD result, or none, is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samvar.focus.pharmacogenomics.model import Diplotype, Occasion, Status, Withheld
from samvar.knowledge.pharmacogenomics.own import own_release
from tests.focus.pharmacogenomics.telling import IM, NM, PM, actions, gene, told

DPYD = [
    # score, phenotype, CPIC,       Swedish draft
    (2.0, NM, "standard", "standard"),
    (1.5, IM, "reduce", "reduce"),
    (1.0, IM, "reduce", "reduce"),
    (0.5, PM, "avoid", None),
    (0.0, PM, "avoid", "avoid"),
]


@pytest.mark.parametrize(("score", "phenotype", "cpic", "swedish"), DPYD)
def test_each_activity_score_of_dpyd(
    score: float, phenotype: str, cpic: str, swedish: str | None
) -> None:
    found = told(own_release(), "capecitabine", gene("DPYD", phenotype, score))
    assert (actions(found), actions(found, "SE")) == ([cpic], [swedish] if swedish else [])
    assert (found.withheld, found.disagree) == ({}, False)
    assert any("severe toxicity" in note for note in found.notes), "printed whatever the score"
    assert any("flucytosine is never delayed" in note for note in found.notes)


HAPB3 = "c.1129-5923C>G, c.1236G>A (HapB3)"
UNSURE_DPYD = [
    # status,            the readings' alleles,                      at most
    (Status.INCOMPLETE, ("Reference", "Reference"), None),
    (Status.INCOMPLETE, ("Reference", HAPB3), 1.5),
    (Status.INCOMPLETE, ("Reference", "c.1905+1G>A (*2A)"), 1.0),
    (Status.INCOMPLETE, ("c.1905+1G>A (*2A)", "c.1905+1G>A (*2A)"), 0.0),
    (Status.AMBIGUOUS, (HAPB3, "c.2846A>T"), 1.0),
    (Status.NOT_CALLED, (), None),
]


@pytest.mark.parametrize(("status", "alleles", "at_most"), UNSURE_DPYD)
@pytest.mark.parametrize("drug", ["capecitabine", "tegafur", "fluorouracil"])
def test_dpyd_that_is_not_certain_has_no_dose_but_a_caution_that_is(
    drug: str, status: Status, alleles: tuple[str, ...], at_most: float | None
) -> None:
    found = told(own_release(), drug, gene("DPYD", None, None, *alleles, status=status))
    why = Withheld.NOT_TESTED if status is Status.NOT_CALLED else Withheld[status.name]
    assert (found.lines, dict(found.withheld)) == ((), {"DPYD": why})
    caution = [note for note in found.notes if "at most" in note]
    assert len(caution) == (at_most is not None)
    if at_most is not None:
        assert f"at most {at_most:g}: reduced DPD activity is certain" in caution[0]
        assert found.notes[0] == caution[0], "before all else"


def test_an_ambiguous_dpyd_is_at_most_its_highest_reading() -> None:
    """In trans 1.0, in cis 1.5: both readings stand, and neither is normal."""
    call = gene("DPYD", None, None, HAPB3, "c.2846A>T", status=Status.AMBIGUOUS)
    cis = Diplotype(("Reference", "c.2846A>T"), 2, False)
    both = replace(call, diplotypes=(*call.diplotypes, cis))
    assert "at most 1.5" in told(own_release(), "capecitabine", both).notes[0]


ROUTES = [
    # drug,          route,         lines, condition,          whether DPYD is spoken of
    ("fluorouracil", "intravenous", 1, (), True),
    ("fluorouracil", None, 1, ("route systemic",), True),
    ("fluorouracil", "topical", 0, (), False),
    ("fluorouracil", "cutaneous", 0, (), False),
    ("5-Fluorouracil", "topical", 0, (), False),
    ("capecitabine", "oral", 1, (), True),
    ("capecitabine", None, 1, (), True),
]


@pytest.mark.parametrize(("drug", "route", "lines", "condition", "spoken"), ROUTES)
@pytest.mark.parametrize("status", [Status.CALLED, Status.INCOMPLETE])
def test_fluorouracil_on_the_skin_has_no_dpyd_advice(
    drug: str, route: str | None, lines: int, condition: tuple[str, ...], spoken: bool,
    status: Status,
) -> None:  # fmt: skip
    call = gene("DPYD", IM, 1.0, "Reference", "c.1905+1G>A (*2A)", status=status)
    found = told(own_release(), Occasion(drug, route=route), call)
    if status is Status.CALLED:
        assert [line.condition for line in found.lines if line.body == "CPIC"] == [
            condition
        ] * lines
        assert not found.withheld
    else:
        assert found.lines == ()
        assert bool(found.withheld) == spoken
    assert any("on the skin" in note for note in found.notes) != spoken
    assert any("severe toxicity" in note for note in found.notes) == spoken


@pytest.mark.parametrize("status", [Status.CALLED, Status.INCOMPLETE, Status.NOT_CALLED])
def test_flucytosine_is_never_delayed(status: Status) -> None:
    call = gene("DPYD", PM, 0.0, "c.1905+1G>A (*2A)", "c.1905+1G>A (*2A)", status=status)
    found = told(own_release(), "J02AX01", call)
    assert (found.occasion.drug, found.lines, found.withheld) == ("flucytosine", (), {})
    assert any("never delayed" in note for note in found.notes)
