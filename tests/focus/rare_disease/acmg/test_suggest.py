"""Criteria suggested from facts; what is unknown is never "no"."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from samvar.focus.rare_disease.analyse.acmg.suggest import JUDGES, suggest
from samvar.focus.rare_disease.model.facts import Facts, Inheritance, known
from samvar.focus.rare_disease.model.verdict import CODES, State, Verdict
from samvar.focus.rare_disease.rules.acmg.criteria import CRITERIA, NOT_USED
from samvar.focus.rare_disease.rules.acmg.frequency import EXCEPTIONS, excepted, most_credible
from samvar.focus.rare_disease.rules.acmg.shelf import rules_for

MISSENSE = {"terms": ["missense_variant"]}
SILENT = {"terms": ["synonymous_variant"]}
WELL_SEEN = {"alleles": 0, "chromosomes": 1_000_000}


def judged(code: str, gene: str = "ANY", **facts: object) -> Verdict:
    read = msgspec.convert({"gene": gene, **facts}, Facts)
    rules = rules_for(gene, known(read.inheritance))
    return suggest(read, rules)[CODES.index(code)]


def said(verdict: Verdict) -> str:
    """A verdict as one word: its label, `no`, or `?` with what is missing."""
    if verdict.met:
        return verdict.label
    return "no" if verdict.state is State.NOT_MET else "? " + " ".join(verdict.missing)


def assay(*, abnormal: bool, **more: object) -> dict[str, object]:
    return {"name": "an assay", "abnormal": abnormal, **more}


CASES = [
    # code, facts, expected
    ("BA1", {}, "? gnomad"),
    ("BA1", {"gnomad": {"faf": 0.051, "chromosomes": 2000}}, "BA1"),
    ("BA1", {"gnomad": {"faf": 0.05, "chromosomes": 2000}}, "no"),
    ("BA1", {"gnomad": {"faf": 0.06, "chromosomes": 1999}}, "? more chromosomes"),
    ("BA1", {"gnomad": {"faf": 0.06}}, "? gnomad.chromosomes"),
    ("BS1", {}, "? gnomad"),
    ("BS1", {"gnomad": {"faf": 0.01}}, "? expected"),
    ("PM2", {}, "? gnomad"),
    ("PM2", {"gnomad": {"faf": 0, **WELL_SEEN}}, "PM2_Supporting"),
    ("PM2", {"gnomad": {"faf": 0, "chromosomes": 5000}}, "? gnomad.alleles"),
    ("PM2", {"gnomad": {"faf": 0, "alleles": 0}}, "? gnomad.chromosomes"),
    (
        "PM2",
        {"gnomad": {"faf": 0, "alleles": 1, "chromosomes": 9999}, "inheritance": "dominant"},
        "no",
    ),
    (
        "PM2",
        {"gnomad": {"faf": 1e-6, "alleles": 4, "chromosomes": 9999}, "inheritance": "recessive"},
        "? rules of the gene",
    ),
    ("PM2", {"gnomad": {"faf": 0, "alleles": 1}, "inheritance": "x_linked"}, "no"),
    ("PM2", {"gnomad": {"faf": 0.1}}, "? inheritance rules of the gene"),
    ("BS2", {"inheritance": "recessive"}, "? healthy gene_facts.full_penetrance_early"),
    (
        "BS2",
        {
            "inheritance": "recessive",
            "healthy": {"heterozygous": 9},
            "gene_facts": {"full_penetrance_early": True},
        },
        "no",
    ),
    (
        "BS2",
        {
            "inheritance": "dominant",
            "healthy": {"heterozygous": 1},
            "gene_facts": {"full_penetrance_early": True},
        },
        "BS2",
    ),
    ("PP3", MISSENSE, "? scores.SpliceAI scores.REVEL"),
    ("PP3", {**MISSENSE, "scores": {"REVEL": 0.643, "SpliceAI": 0.0}}, "no"),
    ("PP3", {**MISSENSE, "scores": {"REVEL": 0.644}}, "PP3"),
    ("PP3", {**MISSENSE, "scores": {"REVEL": 0.773}}, "PP3_Moderate"),
    ("PP3", {**MISSENSE, "scores": {"REVEL": 0.932}}, "PP3_Strong"),
    ("PP3", {**MISSENSE, "scores": {"REVEL": 0.1, "SpliceAI": 0.2}}, "PP3"),
    ("PP3", {**SILENT, "scores": {"SpliceAI": 0.19}}, "no"),
    ("PP3", {**MISSENSE, "scores": {"REVEL": 0.3}}, "? scores.SpliceAI"),
    ("BP4", {**MISSENSE, "scores": {"REVEL": 0.291, "SpliceAI": 0.0}}, "no"),
    ("BP4", {**MISSENSE, "scores": {"REVEL": 0.29, "SpliceAI": 0.1}}, "BP4"),
    ("BP4", {**MISSENSE, "scores": {"REVEL": 0.183, "SpliceAI": 0.0}}, "BP4_Moderate"),
    ("BP4", {**MISSENSE, "scores": {"REVEL": 0.016, "SpliceAI": 0.0}}, "BP4_Strong"),
    ("BP4", {**MISSENSE, "scores": {"REVEL": 0.003, "SpliceAI": 0.0}}, "BP4_VeryStrong"),
    ("BP4", {**MISSENSE, "scores": {"REVEL": 0.1}}, "? scores.SpliceAI"),
    ("BP4", {**MISSENSE, "scores": {"REVEL": 0.1, "SpliceAI": 0.11}}, "no"),
    ("BP4", {"terms": ["stop_gained"], "scores": {"SpliceAI": 0.0}}, "no"),
    ("BP4", {**SILENT, "scores": {"SpliceAI": 0.1}}, "BP4"),
    ("BP7", {**SILENT, "scores": {"SpliceAI": 0.1}}, "BP7"),
    ("BP7", {**SILENT, "scores": {"SpliceAI": 0.15}}, "no"),
    ("BP7", SILENT, "? scores.SpliceAI"),
    ("BP7", {**SILENT, "rna": False}, "BP7_Strong(RNA)"),
    ("BP7", {**SILENT, "rna": True, "scores": {"SpliceAI": 0.0}}, "no"),
    ("BP7", MISSENSE, "no"),
    ("BP7", {"terms": ["intron_variant"], "scores": {"SpliceAI": 0.0}}, "? intron_offset"),
    (
        "BP7",
        {"terms": ["intron_variant"], "intron_offset": 6, "scores": {"SpliceAI": 0.0}},
        "no",
    ),
    (
        "BP7",
        {"terms": ["intron_variant"], "intron_offset": -21, "scores": {"SpliceAI": 0.0}},
        "BP7",
    ),
    ("PS1", MISSENSE, "? neighbours"),
    ("PS1", SILENT, "no"),
    ("PM5", {**MISSENSE, "neighbours": []}, "no"),
    ("PM1", MISSENSE, "? domains"),
    ("PM1", {**MISSENSE, "domains": []}, "no"),
    ("PM1", {**MISSENSE, "domains": [{"name": "kinase", "benign": False}]}, "PM1"),
    ("PM1", {**MISSENSE, "domains": [{"name": "kinase", "benign": True}]}, "no"),
    ("PP2", MISSENSE, "? gene_facts.missense_z gene_facts.missense_usual"),
    ("PP2", {**MISSENSE, "gene_facts": {"missense_z": 3.09, "missense_usual": True}}, "PP2"),
    ("PP2", {**MISSENSE, "gene_facts": {"missense_z": 3.08}}, "no"),
    ("BP1", {**MISSENSE, "gene_facts": {"only_truncating": True}}, "BP1"),
    ("BP1", MISSENSE, "? gene_facts.only_truncating"),
    ("PM4", {"terms": ["stop_lost"]}, "PM4"),
    ("PM4", {"terms": ["inframe_deletion"]}, "? in_repeat"),
    ("PM4", {"terms": ["inframe_deletion"], "in_repeat": False}, "PM4"),
    ("PM4", {"terms": ["inframe_deletion"], "in_repeat": True}, "no"),
    ("BP3", {"terms": ["inframe_insertion"], "in_repeat": True}, "BP3"),
    ("PS2", {}, "? de_novo"),
    ("PS2", {"de_novo": [{"proven": True, "fit": "specific"}]}, "PS2"),
    ("PS2", {"de_novo": [{"proven": False, "fit": "specific"}]}, "no"),
    ("PM6", {"de_novo": [{"proven": False, "fit": "specific"}]}, "PM6"),
    (
        "PS2",
        {
            "de_novo": [
                {"proven": True, "fit": "specific"},
                {"proven": False, "fit": "specific"},
                {"proven": False, "fit": "specific"},
            ]
        },
        "PS2_VeryStrong",
    ),
    ("PS4", {}, "? probands"),
    ("PS4", {"probands": 20}, "? case_control rules of the gene"),
    ("PS4", {"case_control": {"odds_ratio": 5.1, "low": 1.1, "high": 20}}, "PS4"),
    ("PS4", {"case_control": {"odds_ratio": 9, "low": 0.9, "high": 20}}, "no"),
    ("PM3", {}, "? trans"),
    ("PM3", {"trans": [{"other": "pathogenic", "phase": "trans"}]}, "? inheritance"),
    (
        "PM3",
        {"trans": [{"other": "pathogenic", "phase": "trans"}], "inheritance": "recessive"},
        "PM3",
    ),
    (
        "PM3",
        {"trans": [{"other": "pathogenic", "phase": "trans"}], "inheritance": "dominant"},
        "no",
    ),
    ("BP2", {}, "? beside_pathogenic"),
    ("BP2", {"beside_pathogenic": "cis"}, "BP2"),
    ("BP2", {"beside_pathogenic": "trans", "inheritance": "recessive"}, "no"),
    (
        "BP2",
        {
            "beside_pathogenic": "trans",
            "inheritance": "dominant",
            "gene_facts": {"full_penetrance_early": True},
        },
        "BP2",
    ),
    ("PP1", {}, "? families"),
    ("PP1", {"families": [{"meioses": 5}]}, "PP1_Strong"),
    ("PP1", {"families": []}, "no"),
    ("BS4", {"families": [{"not_carrying": 1}]}, "? gene_facts.phenocopies"),
    ("BS4", {"families": [{"not_carrying": 1}], "gene_facts": {"phenocopies": False}}, "BS4"),
    ("BS4", {"families": [{"not_carrying": 1}], "gene_facts": {"phenocopies": True}}, "no"),
    ("BS4", {"families": [{"meioses": 1}]}, "no"),
    ("BS4", {"families": [{"healthy_siblings": 1}]}, "? families"),
    ("PS3", {}, "? assays"),
    ("PS3", {"assays": [assay(abnormal=True)]}, "no"),
    ("PS3", {"assays": [assay(abnormal=True, odds=20)]}, "PS3"),
    ("PS3", {"assays": [assay(abnormal=True, controls=[3, 0, 0, 3])]}, "PS3_Supporting"),
    ("PS3", {"assays": [assay(abnormal=True, controls=[10, 0, 0, 10])]}, "PS3_Moderate"),
    ("PS3", {"assays": [assay(abnormal=True, controls=[4, 0, 1, 4])]}, "PS3_Supporting"),
    ("PS3", {"assays": [assay(abnormal=True, controls=[1, 3, 3, 1])]}, "no"),
    ("PS3", {"assays": [assay(abnormal=True, controls=[20, 0, 0, 0])]}, "no"),
    ("PS3", {"assays": [assay(abnormal=True, controls=[12, 8, 8, 12])]}, "no"),
    ("BS3", {"assays": [assay(abnormal=False, controls=[30, 0, 0, 30])]}, "BS3"),
    ("BS3", {"assays": [assay(abnormal=False, odds=0.2)]}, "BS3_Moderate"),
    (
        "PS3",
        {"assays": [assay(abnormal=True, odds=20), assay(abnormal=False)]},
        "? a choice between assays",
    ),
    ("PP4", {}, "? phenotype_specific"),
    ("PP4", {"phenotype_specific": True}, "PP4"),
    ("BP5", {"solved_otherwise": True}, "BP5"),
    ("BP5", {"solved_otherwise": False}, "no"),
    ("PP5", {}, "? "),
    ("BP6", {}, "? "),
]


@pytest.mark.parametrize(("code", "facts", "expected"), CASES)
def test_suggestions(code: str, facts: dict[str, object], expected: str) -> None:
    assert said(judged(code, **facts)) == expected


def neighbour(**more: object) -> dict[str, object]:
    return {"id": "1", "pathogenic": "pathogenic", "same_change": True, "stars": 1, **more}


@pytest.mark.parametrize(
    ("neighbours", "ps1", "pm5"),
    [
        ([neighbour()], "PS1", "no"),
        ([neighbour(same_change=False)], "no", "PM5"),
        ([neighbour(stars=0)], "no", "no"),
        ([neighbour(pathogenic="likely_pathogenic")], "no", "no"),
        ([neighbour(), neighbour(id="2", same_change=False)], "PS1", "PM5"),
    ],
)
def test_what_is_classified_at_the_same_amino_acid(
    neighbours: list[dict[str, object]], ps1: str, pm5: str
) -> None:
    facts = {**MISSENSE, "neighbours": neighbours}
    assert [said(judged(code, **facts)) for code in ("PS1", "PM5")] == [ps1, pm5]


SPLICE_PS1 = [
    # terms, SpliceAI, place, class, expected (Walker 2023, table 2)
    ("intron_variant", 0.5, "nucleotide", "pathogenic", "PS1"),
    ("intron_variant", 0.5, "nucleotide", "likely_pathogenic", "PS1_Moderate"),
    ("intron_variant", 0.5, "motif", "pathogenic", "PS1_Moderate"),
    ("intron_variant", 0.5, "dinucleotide", "likely_pathogenic", "PS1_Supporting"),
    ("intron_variant", 0.1, "nucleotide", "pathogenic", "no"),
    ("splice_donor_variant", 0.9, "dinucleotide", "pathogenic", "PS1_Supporting"),
    ("splice_donor_variant", 0.9, "dinucleotide", "likely_pathogenic", "no"),
    ("splice_donor_variant", 0.9, "motif", "pathogenic", "PS1_Supporting"),
]


@pytest.mark.parametrize(("term", "splice", "place", "other", "expected"), SPLICE_PS1)
def test_the_same_effect_on_splicing(
    term: str, splice: float, place: str, other: str, expected: str
) -> None:
    facts = {
        "terms": [term],
        "scores": {"SpliceAI": splice},
        "null": {"kind": "splice", "in_frame": False, "decay": True, "exon_used": True},
        "gene_facts": {"loss": "established"},
        "splice_neighbours": [{"id": "1", "pathogenic": other, "place": place, "stars": 1}],
    }
    assert said(judged("PS1", **facts)) == expected


RARE = {"faf": 0, **WELL_SEEN}
GENES = [
    # gene, inheritance, code, facts, expected
    ("GJB2", "recessive", "BS1", {"gnomad": {"faf": 0.003}}, "BS1"),
    ("GJB2", "recessive", "BS1", {"gnomad": {"faf": 0.0007}}, "BS1_Supporting"),
    ("GJB2", "recessive", "BS1", {"gnomad": {"faf": 0.0006}}, "no"),
    ("GJB2", "recessive", "BA1", {"gnomad": {"faf": 0.005, "chromosomes": 9999}}, "BA1"),
    ("GJB2", None, "BS1", {"gnomad": {"faf": 0.01}}, "? expected"),
    ("PAH", "recessive", "BA1", {"gnomad": {"faf": 0.015, "chromosomes": 9999}}, "no"),
    ("PAH", "recessive", "BA1", {"gnomad": {"faf": 0.016, "chromosomes": 9999}}, "BA1"),
    (
        "PAH",
        "recessive",
        "PM2",
        {"gnomad": {"faf": 0.00019, "chromosomes": 9999}},
        "PM2_Supporting",
    ),
    ("PAH", "recessive", "PM2", {"gnomad": {"faf": 0.0002, "chromosomes": 9999}}, "no"),
    ("PAH", "recessive", "PM2", {"gnomad": {"faf": 0.1}}, "no"),
    ("PAH", "recessive", "PM2", {"gnomad": {"faf": 0.0001}}, "? gnomad.chromosomes"),
    ("MYH7", "dominant", "PVS1", {"terms": ["stop_gained"]}, "? "),
    ("MYH7", "dominant", "PM1", {**MISSENSE, "codon": 403}, "PM1"),
    ("MYH7", "dominant", "PM1", {**MISSENSE, "codon": 938}, "no"),
    ("MYH7", "dominant", "PM1", MISSENSE, "? codon"),
    ("MYH7", "dominant", "PS4", {"probands": 15, "gnomad": RARE}, "PS4"),
    ("MYH7", "dominant", "PS4", {"probands": 14, "gnomad": RARE}, "PS4_Moderate"),
    ("MYH7", "dominant", "PS4", {"probands": 15, "gnomad": {**RARE, "faf": 0.001}}, "no"),
    ("MYH7", "dominant", "PS4", {"probands": 15}, "? gnomad"),
    ("PTPN11", "dominant", "PS4", {"probands": 5}, "PS4"),
    ("MYH7", "dominant", "PS4", {"probands": 1}, "no"),
    ("MYH7", "dominant", "PP1", {"families": [{"meioses": 3}, {"meioses": 2}]}, "PP1_Moderate"),
    ("PTEN", "dominant", "PP3", {**MISSENSE, "scores": {"REVEL": 0.7, "SpliceAI": 0.0}}, "no"),
    ("PTEN", "dominant", "PP3", {**MISSENSE, "scores": {"REVEL": 0.71}}, "PP3"),
    ("PTEN", "dominant", "BP4", {**MISSENSE, "scores": {"REVEL": 0.49, "SpliceAI": 0.2}}, "BP4"),
    ("PTPN11", "dominant", "PVS1", {"terms": ["stop_gained"]}, "? "),
    ("BRCA1", None, "BS1", {"gnomad": {"faf": 0.0001}}, "BS1_Supporting"),
    ("BRCA1", None, "BS1", {"gnomad": {"faf": 0.00011}}, "BS1"),
    ("BRCA1", None, "BP7", {**SILENT, "scores": {"SpliceAI": 0.1}}, "BP7"),
    ("BRCA2", None, "PP3", {**MISSENSE, "scores": {"REVEL": 0.99}}, "? "),
    ("LDLR", None, "BS1", {"gnomad": {"faf": 0.002}}, "BS1"),
]


@pytest.mark.parametrize(("gene", "inheritance", "code", "facts", "expected"), GENES)
def test_what_a_panel_says_of_its_gene(
    gene: str, inheritance: str | None, code: str, facts: dict[str, object], expected: str
) -> None:
    passed_on = {} if inheritance is None else {"inheritance": inheritance}
    assert said(judged(code, gene, **passed_on, **facts)) == expected


@pytest.mark.parametrize(("gene", "change"), EXCEPTIONS)
def test_common_variants_that_cause_disease_are_no_ba1(gene: str, change: str) -> None:
    """Ghosh et al. 2018, doi:10.1002/humu.23642, table 2."""
    gnomad = {"faf": 0.2, "chromosomes": 9999}
    assert said(judged("BA1", gene, gnomad=gnomad, hgvs_c=f"NM_1.1:{change}")) == "no"
    assert said(judged("BA1", gene, gnomad=gnomad, hgvs_c="NM_1.1:c.1A>G")) == "BA1"
    assert excepted("ACAD9", "NM_014049.4:c.-44_-41dupTAAG")


def test_how_common_an_allele_can_be() -> None:
    """Whiffin et al. 2017, doi:10.1038/gim.2017.26: hypertrophic cardiomyopathy."""
    expected = {"prevalence": 0.002, "genetic": 1.0, "allelic": 0.02, "penetrance": 0.5}
    facts = {"expected": expected, "inheritance": "dominant"}
    assert said(judged("BS1", **facts, gnomad={"faf": 4.1e-5})) == "BS1"
    assert said(judged("BS1", **facts, gnomad={"faf": 3.9e-5})) == "no"
    read = msgspec.convert({"gene": "ANY", **facts}, Facts)
    model = known(read.expected)
    assert model is not None
    recessive = most_credible(model, Inheritance.RECESSIVE)
    assert recessive == pytest.approx((0.002 / 0.5) ** 0.5 * 0.02)
    assert most_credible(model, Inheritance.X_LINKED) is None


def test_nothing_known_means_nothing_met_and_nothing_excluded() -> None:
    found = suggest(Facts(gene="ANY"), rules_for("ANY", None))
    assert [each.criterion for each in found] == list(CODES)
    assert {each.state for each in found} == {State.NOT_ASSESSED}
    assert all(each.missing for each in found if each.criterion not in NOT_USED)


def test_every_criterion_has_a_judge_or_is_switched_off() -> None:
    assert set(JUDGES) | set(NOT_USED) == set(CODES) == set(CRITERIA)


def test_every_verdict_has_its_source() -> None:
    for code, facts, _ in CASES:
        verdict = judged(code, **facts)
        assert re.search(r"doi:10\.|ClinGen SVI", verdict.source), code
        assert verdict.why


def test_the_national_table_cannot_be_given_as_a_frequency() -> None:
    """It is enriched for patients: no field takes it, and none of the code asks for it."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"gene": "ANY", "national": {"faf": 0.1}}, Facts)
    rooms = Path("samvar/focus/rare_disease")
    for path in [*(rooms / "analyse/acmg").glob("*.py"), *(rooms / "rules/acmg").glob("*.py")]:
        assert not re.search(r"samvar\.(store|network|node)", path.read_text("utf-8")), path.name


def test_a_misspelt_fact_is_refused() -> None:
    for wrong in ({"gnomd": {}}, {"gnomad": {"faf": 0, "ac": 1}}, {"gnomad": {"faf": 1.5}}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"gene": "ANY", **wrong}, Facts)


def test_evidence_says_where_it_is_from() -> None:
    facts = {"gnomad": {"faf": 0.2, "chromosomes": 9999}, "sources": {"gnomad": "gnomAD 4.1"}}
    assert judged("BA1", **facts).evidence == ("filtering allele frequency 0.2 (gnomAD 4.1)",)


NEW_IN_CHILD = [
    # facts                               what is said
    ({"new_here": True}, "nobody has said how well the picture fits"),
    ({}, "the parents were not looked at, or not surely enough"),
    ({"new_here": False, "de_novo": []}, "in no patient is it new"),
]


@pytest.mark.parametrize(("facts", "why"), NEW_IN_CHILD)
@pytest.mark.parametrize("code", ["PS2", "PM6"])
def test_what_lacks_for_a_new_variant_is_said_as_it_is(code, facts, why):
    assert why in judged(code, **MISSENSE, **facts).why
