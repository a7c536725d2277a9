"""The key of an advice is drug, route, indication, age group and exposure: not the drug alone."""

from __future__ import annotations

import pytest

from samvar.focus.pharmacogenomics.model import Action, Occasion, Withheld
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from tests.focus.pharmacogenomics.telling import IM, NM, PM, RM, UM, actions, gene, told

CLOPIDOGREL = [
    # phenotype, acs-pci,    neurovascular, other cardiovascular
    (UM, "standard", "none", "none"),
    (RM, "standard", "none", "none"),
    (NM, "standard", "standard", "standard"),
    (IM, "avoid", "avoid", "none"),
    (PM, "avoid", "avoid", "avoid"),
]


@pytest.mark.parametrize(("phenotype", "acs", "stroke", "other"), CLOPIDOGREL)
def test_clopidogrel_depends_on_what_it_is_given_for(
    phenotype: str, acs: str, stroke: str, other: str
) -> None:
    call = gene("CYP2C19", phenotype)
    each = {"acs-pci": acs, "neurovascular": stroke, "non-acs-non-pci": other}
    for indication, expected in each.items():
        found = told(own_release(), Occasion("clopidogrel", indication=indication), call)
        assert actions(found) == [expected], indication
        assert all(line.condition == () for line in found.lines)
    for unsaid in (None, "in the guideline of another body"):
        found = told(own_release(), Occasion("clopidogrel", indication=unsaid), call)
        cpic = [line for line in found.lines if line.body == "CPIC"]
        assert {line.condition[0]: line.action.value for line in cpic} == {
            f"indication {word}": action for word, action in each.items()
        }


VORICONAZOLE = [
    # phenotype, adult,     child
    (UM, "avoid", "avoid"),
    (RM, "avoid", "monitor"),
    (NM, "standard", "standard"),
    (IM, "standard", "standard"),
    (PM, "avoid", "avoid"),
]


@pytest.mark.parametrize(("phenotype", "adult", "child"), VORICONAZOLE)
def test_voriconazole_differs_between_adults_and_children(
    phenotype: str, adult: str, child: str, release: Release
) -> None:
    call = gene("CYP2C19", phenotype)
    for age, expected in (("adult", adult), ("child", child)):
        found = told(release, Occasion("voriconazole", age_group=age), call)
        assert actions(found) == [expected], age
        assert found.lines[0].condition == ()
    unsaid = told(release, "voriconazole", call)
    assert {(line.condition, line.action.value) for line in unsaid.lines} == {
        (("adult",), adult),
        (("child",), child),
    }


def test_a_child_is_not_known_to_weigh_over_40_kg(release: Release) -> None:
    call = gene("CYP2B6", PM)
    for age, condition in (
        ("adult", ()),
        ("child", ("child over 40 kg",)),
        ("child over 40 kg", ()),
        (None, ("adult or child over 40 kg",)),
    ):
        (line,) = told(release, Occasion("efavirenz", age_group=age), call).lines
        assert (line.action, line.condition) == (Action.REDUCE, condition)


PHENYTOIN = [
    # CYP2C9, HLA-B *15:02, naive,      exposed
    (2.0, "negative", "standard", "standard"),
    (1.5, "negative", "standard", "standard"),
    (1.0, "negative", "reduce", "reduce"),
    (0.5, "negative", "reduce", "reduce"),
    (0.0, "negative", "reduce", "reduce"),
    (2.0, "positive", "avoid", "other"),
    (0.0, "positive", "avoid", "other"),
    (2.0, None, None, None),
    (0.0, None, "reduce", "reduce"),
]


@pytest.mark.parametrize(("score", "hla", "naive", "exposed"), PHENYTOIN)
def test_phenytoin_naive_and_exposed(
    score: float, hla: str | None, naive: str | None, exposed: str | None, release: Release
) -> None:
    calls = [gene("CYP2C9", "as it may be", score)]
    if hla:
        calls.append(
            gene("HLA-B", None, None, "*15:02" if hla == "positive" else "*07:02", "*08:01")
        )
    for exposure, expected in (("naive", naive), ("exposed", exposed)):
        found = told(release, Occasion("phenytoin", exposure=exposure), *calls)
        assert actions(found) == ([expected] if expected else []), exposure
        assert dict(found.withheld) == ({} if hla else {"HLA-B": Withheld.NOT_TESTED})


def test_a_dose_that_an_occasion_cannot_say_is_a_condition(release: Release) -> None:
    found = told(release, "aspirin", gene("G6PD", "Deficient"))
    assert found.lines[0].condition == ("at most 1 g per day",)
