"""What is advised, in tables that a pharmacist can read.

The texts are CPIC's, version 1.20.0; what is tested is which of them a patient is told, and
above all that an unknown result is never told the usual dose.
"""

from __future__ import annotations

import pytest

from samvar.focus.pharmacogenomics.analyse.advise import advise
from samvar.focus.pharmacogenomics.model import Action, Occasion, Status
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.knowledge.pharmacogenomics.model import Key, Knowledge, Recommendation, Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import CorruptStore
from tests.focus.pharmacogenomics.telling import NM, PM, actions, gene, told


def test_codeine_beside_paroxetine_keeps_its_phenotype_and_gets_a_note() -> None:
    found = told(own_release(), "codeine", gene("CYP2D6", NM, 2.0), taken=["N06AB05"])
    assert actions(found) == ["standard"], "the genotype's own phenotype is never rewritten"
    (note,) = [note for note in found.notes if "paroxetine" in note]
    assert "strong CYP2D6 inhibitor: an activity score of 0" in note
    assert "while it is taken" in note
    alone = told(own_release(), "codeine", gene("CYP2D6", NM, 2.0))
    assert not any("inhibitor" in note for note in alone.notes)


def test_a_drug_does_not_inhibit_itself(release: Release) -> None:
    found = told(release, "paroxetine", gene("CYP2D6", NM, 2.0))
    assert not any("inhibitor" in note for note in found.notes)


def line_of(body: str, action: str, **key: tuple[str, ...]) -> Recommendation:
    return Recommendation(
        drug="a drug", drug_id="", population="as its key says", genes={"CYP2C19": PM},
        advice=f"{body} says {action}", strength="strong", action=action,
        key=Key(body=body, **key),
    )  # fmt: skip


ADULT, CHILD = {"age_groups": ("adult",)}, {"age_groups": ("child",)}
SKIN, MOUTH, BODY = ({"routes": (route,)} for route in ("topical", "oral", "systemic"))
NAIVE, STROKE = {"exposures": ("naive",)}, {"indications": ("neurovascular",)}
DISAGREEMENT = [
    # one body's line,           another's,                flagged
    (("CPIC", "avoid", {}), ("DPWG", "avoid", {}), False),
    (("CPIC", "avoid", {}), ("DPWG", "reduce", {}), True),
    (("CPIC", "avoid", {}), ("CPIC", "reduce", {}), False),
    (("CPIC", "avoid", ADULT), ("SE", "reduce", CHILD), False),
    (("CPIC", "avoid", ADULT), ("SE", "reduce", {}), True),
    (("CPIC", "avoid", SKIN), ("SE", "reduce", BODY), False),
    (("CPIC", "avoid", MOUTH), ("SE", "reduce", BODY), True),
    (("CPIC", "standard", NAIVE), ("SE", "avoid", STROKE), True),
]


@pytest.mark.parametrize(("one", "other", "flagged"), DISAGREEMENT)
def test_bodies_disagree_where_both_could_hold_and_their_actions_differ(
    one: tuple[str, str, dict[str, tuple[str, ...]]],
    other: tuple[str, str, dict[str, tuple[str, ...]]],
    flagged: bool,
) -> None:
    lines = tuple(line_of(body, action, **key) for body, action, key in (one, other))
    found = advise([gene("CYP2C19", PM)], Knowledge((), lines), (), (), "made up")
    assert found[0].disagree == flagged
    assert len(found[0].lines) == 2


def test_the_fresh_install_shows_a_disagreement() -> None:
    """EMA's product information does not forbid clopidogrel to a poor metaboliser; CPIC does."""
    found = told(own_release(), Occasion("clopidogrel", indication="acs-pci"), gene("CYP2C19", PM))
    assert (actions(found), actions(found, "SE")) == (["avoid"], ["other"])
    assert found.disagree
    swedish = next(line for line in found.lines if line.body == "SE")
    assert swedish.translations["sv"].startswith("Vid rekommenderad dos")
    assert "4.4" in swedish.source
    assert "https://www.ema.europa.eu" in swedish.source


def test_the_patients_own_drugs_come_first_and_the_most_urgent_of_them() -> None:
    calls = [
        gene("DPYD", None, None, "Reference", "Reference", status=Status.INCOMPLETE),
        gene("CYP2C19", PM),
        gene("CYP2D6", NM, 2.0),
        gene("SLCO1B1", "Poor Function"),
        gene("UGT1A1", NM),
    ]
    occasions = [Occasion("capecitabine"), Occasion("clopidogrel")]
    found = advise(calls, whole(own_release()), occasions, ["codeine", "paracetamol"], "own")
    assert [(one.occasion.drug, one.on_list) for one in found][:4] == [
        ("clopidogrel", True),
        ("capecitabine", True),
        ("codeine", True),
        ("paracetamol", True),
    ]
    rest = [one for one in found if not one.on_list]
    assert rest[0].occasion.drug == "simvastatin"
    assert found[3].notes == ("the release says nothing of this drug",)
    assert {"azathioprine", "abacavir"}.isdisjoint(one.occasion.drug for one in found)


def test_the_same_drug_may_be_given_in_two_ways() -> None:
    occasions = [
        Occasion("fluorouracil", route="topical"),
        Occasion("fluorouracil", route="intravenous"),
    ]
    found = advise([gene("DPYD", PM, 0.0)], whole(own_release()), occasions, ["5-FU"], "own")
    mine = [(one.occasion.route, actions(one)) for one in found if one.on_list]
    assert mine == [("intravenous", ["avoid"]), ("topical", [])]


def test_an_unknown_population_stops_the_advice() -> None:
    line = Recommendation(
        drug="a drug", drug_id="", population="somebody else", genes={"TPMT": PM},
        advice="Avoid.", strength="Strong",
    )  # fmt: skip
    with pytest.raises(CorruptStore, match="somebody else"):
        advise([gene("TPMT", PM)], Knowledge((), (line,)), (), (), "old")


@pytest.mark.parametrize("status", [Status.INCOMPLETE, Status.NOT_CALLED, Status.AMBIGUOUS])
def test_no_drug_of_any_release_has_the_usual_dose_beside_an_unknown_gene(
    status: Status, release: Release
) -> None:
    """Every gene in turn unknown, all the others normal."""
    usual = {
        "CYP2D6": gene("CYP2D6", NM, 2.0),
        "CYP2C9": gene("CYP2C9", NM, 2.0),
        "DPYD": gene("DPYD", NM, 2.0),
        "HLA-A": gene("HLA-A", None, None, "*01:01", "*02:01"),
        "HLA-B": gene("HLA-B", None, None, "*07:02", "*08:01"),
        **{name: gene(name, NM) for name in ("CYP2C19", "TPMT", "NUDT15", "UGT1A1", "CYP2B6")},
        **{name: gene(name, "Normal Function") for name in ("SLCO1B1", "ABCG2")},
        "G6PD": gene("G6PD", "Normal"),
        "CYP3A5": gene("CYP3A5", PM),
    }
    for known in (release, own_release()):
        for name in usual:
            calls = [*(one for key, one in usual.items() if key != name), gene(name, status=status)]
            drugs = {line.drug for line in known.knowledge.recommendations if name in line.genes}
            for one in advise(calls, whole(known), (), (), known.name):
                if one.occasion.drug in drugs:
                    assert name in one.withheld
                    assert {line.action for line in one.lines} <= {Action.AVOID, Action.REDUCE}
