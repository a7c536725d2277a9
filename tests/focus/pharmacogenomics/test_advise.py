"""What is advised, in tables that a pharmacist can read.

The texts are CPIC's, version 1.20.0; what is tested is which of them a patient is told, and
above all that an unknown result is never told the usual dose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from samvar.focus.pharmacogenomics.analyse.advise import advise
from samvar.focus.pharmacogenomics.model import (
    Action,
    Diplotype,
    DrugAdvice,
    GeneCall,
    Occasion,
    Status,
    Withheld,
)
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.knowledge.pharmacogenomics.model import Key, Knowledge, Recommendation, Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import CorruptStore

NM, IM, PM = "Normal Metabolizer", "Intermediate Metabolizer", "Poor Metabolizer"
RM, UM, UNSURE = "Rapid Metabolizer", "Ultrarapid Metabolizer", "Indeterminate"
POSSIBLE = "Possible Intermediate Metabolizer"


def gene(
    name: str,
    phenotype: str | None = None,
    score: float | None = None,
    *alleles: str,
    status: Status = Status.CALLED,
    warnings: tuple[str, ...] = (),
) -> GeneCall:
    """A call, made up: only what an advice looks at."""
    pair = (Diplotype(alleles, 2, True),) if alleles else ()
    return GeneCall(name, status, pair, phenotype, score, (), warnings)


def told(
    release: Release, drug: Occasion | str, *calls: GeneCall, taken: Sequence[str] = ()
) -> DrugAdvice:
    """What is said of one drug that is about to be given."""
    occasion = Occasion(drug) if isinstance(drug, str) else drug
    found = advise(calls, whole(release), [occasion], taken, release.name)
    return next(one for one in found if one.on_list and one.occasion.drug not in taken)


def actions(advice: DrugAdvice, body: str = "CPIC") -> list[str]:
    return [line.action.value for line in advice.lines if line.body == body]


# DPYD ------------------------------------------------------------------------------------------

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


# Clopidogrel: the indication ---------------------------------------------------------------------

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


# Thiopurines: two genes ---------------------------------------------------------------------------

THIOPURINES = [
    # TPMT, NUDT15,   what CPIC says of azathioprine
    (NM, NM, "standard"), (NM, IM, "reduce"), (NM, POSSIBLE, "reduce"), (NM, PM, "reduce"),
    (IM, NM, "reduce"), (IM, IM, "reduce"), (IM, POSSIBLE, "reduce"), (IM, PM, "reduce"),
    (PM, NM, "reduce"), (PM, IM, "reduce"), (PM, POSSIBLE, "reduce"), (PM, PM, "reduce"),
    (NM, UNSURE, "monitor"), (IM, UNSURE, "reduce"), (PM, UNSURE, "reduce"),
]  # fmt: skip


@pytest.mark.parametrize("drug", ["azathioprine", "mercaptopurine", "thioguanine"])
@pytest.mark.parametrize(("tpmt", "nudt15", "expected"), THIOPURINES)
def test_the_grid_of_tpmt_and_nudt15(drug: str, tpmt: str, nudt15: str, expected: str) -> None:
    found = told(own_release(), drug, gene("TPMT", tpmt), gene("NUDT15", nudt15))
    assert actions(found) == [expected]
    (line,) = [line for line in found.lines if line.body == "CPIC"]
    assert line.genes == {"TPMT": tpmt, "NUDT15": nudt15}
    assert not found.withheld


@pytest.mark.parametrize("drug", ["azathioprine", "mercaptopurine", "thioguanine"])
def test_two_intermediate_enzymes_are_told_the_lower_dose_of_2024(
    drug: str, release: Release
) -> None:
    """CPIC's file of 2022 says 30-80 %; beside it stands that CPIC has lowered that."""
    calls = gene("TPMT", IM), gene("NUDT15", IM)
    old, own = told(release, drug, *calls), told(own_release(), drug, *calls)
    assert "20-50%" in next(line.text for line in own.lines if line.body == "CPIC")
    assert "%-80%" in old.lines[0].text or "50% to 80%" in old.lines[0].text
    for found in (old, own):
        assert any("CPIC starts at 20-50 %" in note for note in found.notes)
    one = told(release, drug, gene("TPMT", IM), gene("NUDT15", NM))
    assert not any("20-50 %" in note for note in one.notes)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (Status.NOT_CALLED, Withheld.NOT_TESTED),
        (Status.INCOMPLETE, Withheld.INCOMPLETE),
        (Status.AMBIGUOUS, Withheld.AMBIGUOUS),
    ],
)
@pytest.mark.parametrize("known", ["TPMT", "NUDT15"])
def test_one_gene_alone_may_caution_and_never_gives_the_usual_dose(
    known: str, status: Status, why: Withheld
) -> None:
    other = "NUDT15" if known == "TPMT" else "TPMT"
    for phenotype, expected in ((NM, []), (IM, ["reduce"]), (PM, ["reduce"])):
        calls = [gene(known, phenotype), gene(other, None, status=status)]
        found = told(own_release(), "azathioprine", *calls)
        assert actions(found) == expected, phenotype
        assert dict(found.withheld) == {other: why}
        assert not {Action.STANDARD, Action.MONITOR} & {line.action for line in found.lines}
        if expected:
            assert any(f"by {known} alone, {other} without a usable" in n for n in found.notes)


def test_an_ambiguous_call_on_which_the_likeliest_readings_agree_may_caution() -> None:
    """TPMT *1/*3A without phase: intermediate, and *3B/*3C (poor) is not excluded."""
    note = "not excluded: *3B/*3C would be Poor Metabolizer"
    unphased = gene("TPMT", IM, None, "*1", "*3A", status=Status.AMBIGUOUS, warnings=(note,))
    found = told(own_release(), "azathioprine", unphased, gene("NUDT15", NM))
    assert actions(found) == ["reduce"]
    assert dict(found.withheld) == {"TPMT": Withheld.AMBIGUOUS}
    assert f"TPMT: {note}" in found.notes
    normal = gene("TPMT", NM, None, "*1", "*1", status=Status.AMBIGUOUS)
    assert told(own_release(), "azathioprine", normal, gene("NUDT15", NM)).lines == ()


# HLA: by typing alone -----------------------------------------------------------------------------

HLA = [
    # drug,         alleles of HLA-B,            action,     withheld
    ("abacavir", ("*07:02", "*57:01"), "avoid", None),
    ("abacavir", ("*07:02", "*57:01:01"), "avoid", None),
    ("abacavir", ("*57:01", "*57:01"), "avoid", None),
    ("abacavir", ("*07:02", "*08:01"), "standard", None),
    ("abacavir", ("*07", "*08"), "standard", None),
    ("abacavir", ("*07:02", "*57"), None, Withheld.NO_PHENOTYPE),
    ("abacavir", ("*07:02",), None, Withheld.NO_PHENOTYPE),
    ("abacavir", ("*57:01",), "avoid", None),
    ("allopurinol", ("*58:01", "*07:02"), "avoid", None),
    ("oxcarbazepine", ("*15:02", "*07:02"), "avoid", None),
]


@pytest.mark.parametrize(("drug", "alleles", "expected", "why"), HLA)
def test_hla_is_read_from_the_typing_and_a_coarse_one_is_not_negative(
    drug: str, alleles: tuple[str, ...], expected: str | None, why: Withheld | None,
    release: Release,
) -> None:  # fmt: skip
    occasion = Occasion(drug, exposure="naive")
    found = told(release, occasion, gene("HLA-B", None, None, *alleles))
    assert actions(found) == ([expected] if expected else [])
    assert dict(found.withheld) == ({"HLA-B": why} if why else {})


def test_an_hla_gene_that_was_not_typed_is_not_negative(release: Release) -> None:
    for calls in ([], [gene("HLA-B", status=Status.NOT_CALLED)]):
        found = told(release, "abacavir", *calls)
        assert (found.lines, dict(found.withheld)) == ((), {"HLA-B": Withheld.NOT_TESTED})


def test_an_allele_status_that_was_handed_over_stands(release: Release) -> None:
    assert actions(told(release, "abacavir", gene("HLA-B", "*57:01 positive"))) == ["avoid"]
    found = told(release, "allopurinol", gene("HLA-B", "*57:01 positive"))
    assert dict(found.withheld) == {"HLA-B": Withheld.NO_PHENOTYPE}, "it says nothing of *58:01"


CARBAMAZEPINE = [
    # HLA-A *31:01, HLA-B *15:02, exposure,  actions,                           withheld
    ("negative", "negative", "naive", ["standard", "standard"], []),
    ("negative", "positive", "naive", ["avoid", "avoid"], []),
    ("positive", "negative", "naive", ["avoid", "monitor"], []),
    ("negative", "positive", "exposed", ["other"], []),
    (None, "positive", "naive", ["avoid", "avoid"], ["HLA-A"]),
    (None, "negative", "naive", [], ["HLA-A"]),
    ("positive", None, "naive", ["avoid"], ["HLA-B"]),
    (None, None, "naive", [], ["HLA-A", "HLA-B"]),
]


@pytest.mark.parametrize(("a", "b", "exposure", "expected", "missing"), CARBAMAZEPINE)
def test_carbamazepine_by_two_hla_genes_and_earlier_use(
    a: str | None, b: str | None, exposure: str, expected: list[str], missing: list[str],
    release: Release,
) -> None:  # fmt: skip
    calls = []
    if a:
        calls.append(gene("HLA-A", None, None, "*31:01" if a == "positive" else "*01:01", "*02:01"))
    if b:
        calls.append(gene("HLA-B", None, None, "*15:02" if b == "positive" else "*07:02", "*08:01"))
    found = told(release, Occasion("carbamazepine", exposure=exposure), *calls)
    assert sorted(actions(found)) == expected
    assert sorted(found.withheld) == missing
    for line in found.lines:
        assert "exposed" not in line.condition
        assert "naive" not in line.condition


# Age and exposure ---------------------------------------------------------------------------------

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


# Activity scores ----------------------------------------------------------------------------------

CODEINE = [
    # score, phenotype, key,    action
    (0.0, PM, "0", "avoid"),
    (0.25, IM, "0.25", "monitor"),
    (1.0, IM, "1", "monitor"),
    (1.25, NM, "1.25", "standard"),
    (2.0, NM, "2", "standard"),
    (2.25, NM, "2.25", "standard"),
    (2.5, UM, "2.5", "avoid"),
    (3.0, UM, "3", "avoid"),
    (3.25, UM, "≥3.25", "avoid"),
    (3.75, UM, "≥3.5", "avoid"),
    (4.25, UM, "≥4", "avoid"),
    (12.0, UM, "≥6", "avoid"),
    (None, UNSURE, "n/a", "none"),
    (None, PM, "0", "avoid"),  # handed over alone: poor has one score, the others several
]


@pytest.mark.parametrize(("score", "phenotype", "key", "expected"), CODEINE)
@pytest.mark.parametrize("own", [True, False])
def test_codeine_by_every_form_of_activity_score(
    score: float | None, phenotype: str, key: str, expected: str, own: bool, release: Release
) -> None:
    known = own_release() if own else release
    found = told(known, "codeine", gene("CYP2D6", phenotype, score))
    (line,) = [line for line in found.lines if line.body == "CPIC"]
    assert (line.genes, line.action.value) == ({"CYP2D6": key}, expected)


def test_a_score_that_no_line_is_for_is_said_and_nothing_is_guessed() -> None:
    found = told(own_release(), "codeine", gene("CYP2D6", None, 2.75))
    assert (found.lines, dict(found.withheld)) == ((), {"CYP2D6": Withheld.NO_PHENOTYPE})
    assert any("CYP2D6 has: activity score 2.75" in note for note in found.notes)


def test_a_phenotype_that_was_handed_over_alone_is_no_score(release: Release) -> None:
    found = told(release, "codeine", gene("CYP2D6", UM))
    assert (found.lines, dict(found.withheld)) == ((), {"CYP2D6": Withheld.NO_PHENOTYPE})


def test_a_diplotype_without_a_phenotype_has_no_advice() -> None:
    strange = gene("CYP2D6", None, None, "*1", "*22")
    found = told(own_release(), "codeine", strange)
    assert (found.lines, dict(found.withheld)) == ((), {"CYP2D6": Withheld.NO_PHENOTYPE})


def test_every_key_of_the_public_file_can_be_looked_up(release: Release) -> None:
    """Each single-gene line is found by the call that its key describes."""
    found = 0
    for line in release.knowledge.recommendations:
        if len(line.genes) > 1:
            continue
        ((name, key),) = line.genes.items()
        if key.startswith("*"):
            wanted, status = key.split()
            call = gene(name, None, None, wanted if status == "positive" else "*00:00", "*00:01")
        elif key == "n/a":
            call = gene(name, UNSURE)
        elif key[0] in "≥0123456789":
            least = float(key.lstrip("≥"))
            exact = {each.genes[name] for each in release.knowledge.recommendations
                     if each.drug == line.drug}  # fmt: skip
            if key.startswith("≥") and f"{least:g}" in exact:
                least += 0.01  # the exact score has a line of its own
            call = gene(name, "any", least)
        else:
            call = gene(name, key)
        lines = told(release, line.drug, call).lines
        assert line.advice in {each.text for each in lines if each.genes == line.genes}, line
        found += 1
    assert found > 600


# Other drugs, bodies, order -----------------------------------------------------------------------


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
