"""How a result is looked up: HLA by its typing, enzymes by score or phenotype."""

from __future__ import annotations

import pytest

from samvar.focus.pharmacogenomics.model import Occasion, Status, Withheld
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from tests.focus.pharmacogenomics.telling import IM, NM, PM, UM, UNSURE, actions, gene, told

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
    assert (found.lines, dict(found.withheld)) == ((), {"CYP2D6": Withheld.UNSAID})
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
