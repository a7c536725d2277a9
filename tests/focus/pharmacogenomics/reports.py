"""Reports as a laboratory would sign them: four stories that the tests of its forms share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from samvar.focus.pharmacogenomics.model import (
    Action,
    Advice,
    Diplotype,
    DrugAdvice,
    GeneCall,
    Occasion,
    Report,
    Source,
    Status,
    Withheld,
)
from samvar.focus.pharmacogenomics.rules import dpyd
from samvar.focus.pharmacogenomics.rules.tier1 import MINIMUM

RELEASE = Source(
    "test-2026", "2026-11-26", "3f" * 32, "CC0-1.0", "invented lines that quote CPIC's titles"
)
EMPTY = Report(
    id="report_01", order="ref_01", person="person_01", sample="sample_01", patient="STO-PGX-01",
    kind="full", made=datetime(2026, 11, 26, 9, 30, 15, 250_000, tzinfo=UTC), by="pharmacist",
    centre="GMC Stockholm", laboratory="stockholm", referring_region="09", assembly="GRCh38",
    first_dose=date(2026, 11, 28), medications=(), genes=(), advice=(), sources=(RELEASE,),
    software="samvar test",
)  # fmt: skip

DPYD = MINIMUM["DPYD"]
TWO_A = "c.1905+1G>A (*2A)"


def call(gene, pairs, phenotype=None, score=None, *, status=Status.CALLED, untested=(),
         warnings=(), tested=("rs1",)):  # fmt: skip
    """A gene's call; pairs: `*1/*2`."""
    named = tuple(Diplotype(tuple(pair.split("/")), len(tested), False) for pair in pairs)
    return GeneCall(gene, status, named, phenotype, score, untested, warnings, tested)


def advice(body, text, action, genes, *, strength="Strong", condition=()):
    """One body's line."""
    return Advice(
        body, text, strength, action, genes, RELEASE.name, f"{body} on {'/'.join(genes)}", "2.1",
        "section 3, doi:10.1002/cpt.911", condition,
    )  # fmt: skip


def drug(name, lines=(), withheld=None, *, mine=False, notes=(), disagree=False, route=None):
    """A drug and what is said of it."""
    return DrugAdvice(
        Occasion(name, route), tuple(lines), withheld or {}, disagree, tuple(notes), mine
    )


_NO = "Avoid use of 5-fluorouracil or 5-fluorouracil prodrug-based regimens."
_FLUORO = (
    advice("CPIC", _NO, Action.AVOID, {"DPYD": "0.0"}),
    advice("SE", "Contraindicated in complete DPD deficiency.", Action.AVOID, {"DPYD": "0.0"},
           strength=""),
)  # fmt: skip

POOR = replace(
    EMPTY,
    genes=(
        call("DPYD", [f"{TWO_A}/{TWO_A}"], "Poor Metabolizer", 0.0, warnings=dpyd.ALWAYS,
             tested=DPYD),
    ),
    advice=(
        drug("capecitabine", _FLUORO, mine=True, notes=dpyd.ALWAYS, route="oral"),
        drug("fluorouracil", _FLUORO, notes=dpyd.ALWAYS),
    ),
)  # fmt: skip
"""A DPYD poor metaboliser two days before capecitabine."""

_UNTESTED = "untested: rs55886062; without it no phenotype and no standard dose"
INCOMPLETE = replace(
    EMPTY,
    kind="dpyd",
    supersedes="report_00",
    genes=(
        call("DPYD", ["Reference/Reference"], status=Status.INCOMPLETE, untested=("rs55886062",),
             warnings=(_UNTESTED, *dpyd.ALWAYS),
             tested=tuple(name for name in DPYD if name != "rs55886062")),
    ),
    advice=tuple(
        drug(name, (), {"DPYD": Withheld.INCOMPLETE}, mine=name == "capecitabine")
        for name in ("capecitabine", "fluorouracil", "tegafur")
    ),
)  # fmt: skip
"""The panel of 1000 Genomes phase 3: *13 was not looked at, all else is reference."""

AMBIGUOUS = replace(
    EMPTY,
    first_dose=None,
    medications=("azathioprine", "atenolol"),
    genes=(
        call("TPMT", ["*1/*3A", "*3B/*3C"], status=Status.AMBIGUOUS,
             warnings=("not excluded: *3B/*3C would be Poor Metabolizer",), tested=MINIMUM["TPMT"]),
        call("NUDT15", ["*1/*1"], "Normal Metabolizer", tested=MINIMUM["NUDT15"]),
    ),
    advice=(drug("azathioprine", (), {"TPMT": Withheld.AMBIGUOUS}, mine=True),),
)  # fmt: skip
"""TPMT without phase."""

_OUTSIDE = "an outside call: what was tested is known to the method that made it"
_PAROXETINE = "paroxetine is a strong CYP2D6 inhibitor"
_OMEPRAZOLE = "omeprazole is a strong CYP2C19 inhibitor"
_OTHER = "Choose another antiplatelet drug."
PANEL = replace(
    EMPTY,
    medications=("clopidogrel", "omeprazole", "paroxetine", "phenytoin", "warfarin", "tacrolimus",
                 "metformin", "atenolol"),
    genes=(
        *POOR.genes,
        call("CYP2C19", ["*2/*2"], "Poor Metabolizer", untested=("rs3758581",),
             tested=MINIMUM["CYP2C19"]),
        call("CYP2C9", ["*1/*2"], "Intermediate Metabolizer", 1.5, tested=MINIMUM["CYP2C9"]),
        call("CYP2D6", ["*4/*4"], "Poor Metabolizer", 0.0, warnings=(_OUTSIDE,), tested=()),
        call("CYP3A5", ["*3/*3"], "Poor Metabolizer", tested=MINIMUM["CYP3A5"]),
        call("NUDT15", ["*1/*3"], "Intermediate Metabolizer", tested=MINIMUM["NUDT15"]),
        call("SLCO1B1", ["*5/*5"], "Poor Function", tested=MINIMUM["SLCO1B1"]),
        call("TPMT", ["*1/*3A"], "Intermediate Metabolizer", tested=MINIMUM["TPMT"]),
        call("UGT1A1", ["*28/*28"], "Poor Metabolizer", tested=MINIMUM["UGT1A1"]),
        call("VKORC1", ["rs9923231 variant (T)/rs9923231 variant (T)"],
             tested=MINIMUM["VKORC1"]),
        call("HLA-B", [], status=Status.NOT_CALLED, tested=()),
    ),
    advice=(
        drug("clopidogrel", (
            advice("CPIC", "Avoid standard dose (75 mg) clopidogrel if possible.", Action.AVOID,
                   {"CYP2C19": "Poor Metabolizer"}, condition=("indication acs-pci",)),
            advice("SE", _OTHER, Action.OTHER, {"CYP2C19": "Poor Metabolizer"}, strength=""),
        ), mine=True, disagree=True),
        drug("omeprazole", (
            advice("CPIC", "Consider 50% reduction in daily dose.", Action.REDUCE,
                   {"CYP2C19": "Poor Metabolizer"}, strength="Moderate"),
        ), mine=True, notes=(_OMEPRAZOLE,)),
        drug("phenytoin", (
            advice("CPIC", "No adjustments needed.", Action.STANDARD, {"CYP2C9": "1.5"}),
        ), mine=True),
        drug("warfarin", (), {"VKORC1": Withheld.NO_PHENOTYPE}, mine=True),
        drug("metformin", (), mine=True),
        drug("codeine", (
            advice("CPIC", "Avoid codeine use.", Action.AVOID, {"CYP2D6": "0.0"}),
        ), notes=(_PAROXETINE,)),
        drug("azathioprine", (
            advice("CPIC", "Start with reduced starting doses.", Action.REDUCE,
                   {"TPMT": "Intermediate Metabolizer", "NUDT15": "Intermediate Metabolizer"}),
        )),
        drug("voriconazole", (
            advice("CPIC", "Watch the level.", Action.MONITOR, {"CYP2C19": "Poor Metabolizer"}),
        )),
        drug("ivacaftor", (
            advice("CPIC", "As usual.", Action.STANDARD, {"CYP2C19": "Poor Metabolizer"}),
        )),
        drug("abacavir", (), {"HLA-B": Withheld.NOT_TESTED}),
        drug("carbamazepine", (), {"HLA-B": Withheld.NOT_TESTED}),
    ),
)  # fmt: skip
"""Eleven genes, eight medications, every kind of line."""

STORIES = {"poor": POOR, "incomplete": INCOMPLETE, "ambiguous": AMBIGUOUS, "panel": PANEL}
