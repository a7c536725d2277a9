"""What other drugs do to an enzyme: said beside the advice, never instead of the phenotype."""

from __future__ import annotations

import pytest

from samvar.focus.pharmacogenomics.rules.drug import named
from samvar.focus.pharmacogenomics.rules.phenoconversion import INDUCERS, INHIBITORS, notes_for

TAKEN = [
    # gene,     drug on the list,  what is said
    ("CYP2D6", "bupropion", "strong CYP2D6 inhibitor: an activity score of 0"),
    ("CYP2D6", "fluoxetine", "strong CYP2D6 inhibitor: an activity score of 0"),
    ("CYP2D6", "paroxetine", "strong CYP2D6 inhibitor: an activity score of 0"),
    ("CYP2D6", "quinidine", "strong CYP2D6 inhibitor: an activity score of 0"),
    ("CYP2D6", "terbinafine", "strong CYP2D6 inhibitor: an activity score of 0"),
    ("CYP2D6", "duloxetine", "moderate CYP2D6 inhibitor: the enzyme does less"),
    ("CYP2D6", "mirabegron", "moderate CYP2D6 inhibitor: the enzyme does less"),
    ("CYP2C19", "fluvoxamine", "strong CYP2C19 inhibitor: the enzyme does less"),
    ("CYP2C19", "Rifampin", "strong CYP2C19 inducer: the enzyme does more"),
    ("CYP2C9", "amiodarone", "moderate CYP2C9 inhibitor: the enzyme does less"),
    ("CYP2C9", "rifampicin", "moderate CYP2C9 inducer: the enzyme does more"),
    ("CYP3A5", "clarithromycin", "strong CYP3A inhibitor: the enzyme does less"),
    ("CYP3A4", "N03AF01", "strong CYP3A inducer: the enzyme does more"),
    ("CYP3A5", "cyclosporine", "moderate CYP3A inhibitor: the enzyme does less"),
    ("CYP2D6", "sertraline", None),
    ("CYP2C9", "paroxetine", None),
    ("DPYD", "paroxetine", None),
]


@pytest.mark.parametrize(("gene", "drug", "says"), TAKEN)
def test_what_a_drug_does_to_an_enzyme(gene: str, drug: str, says: str | None) -> None:
    found = notes_for(gene, [named(drug)])
    assert len(found) == (says is not None)
    if says is not None:
        assert says in found[0]
        assert "while it is taken" in found[0]
        assert "FDA, Table of Substrates, Inhibitors and Inducers" in found[0]


def test_the_strongest_is_said_first() -> None:
    found = notes_for("CYP2C19", ["enzalutamide", "felbamate", "fluoxetine", "rifampicin"])
    assert [note.split()[0] for note in found] == [
        "fluoxetine", "felbamate", "rifampicin", "enzalutamide",
    ]  # fmt: skip


def test_a_drug_stands_once_for_an_enzyme_and_by_the_name_that_is_looked_up() -> None:
    for table in (INHIBITORS, INDUCERS):
        for enzyme, strengths in table.items():
            drugs = [drug for listed in strengths.values() for drug in listed]
            assert len(drugs) == len(set(drugs)), enzyme
            assert [named(drug) for drug in drugs] == drugs
            both = set(drugs) & {
                drug
                for listed in (INDUCERS if table is INHIBITORS else INHIBITORS)
                .get(enzyme, {})
                .values()
                for drug in listed
            }
            assert both == set()
