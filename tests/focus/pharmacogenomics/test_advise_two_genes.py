"""Drugs that two genes are asked for: one of them alone may caution, and nothing else."""

from __future__ import annotations

import pytest

from samvar.focus.pharmacogenomics.model import Action, Status, Withheld
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from tests.focus.pharmacogenomics.telling import IM, NM, PM, POSSIBLE, UNSURE, actions, gene, told

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
