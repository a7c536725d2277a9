"""A classification becomes a record that ClinVar would take."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.analyse.acmg.submit import BY_ACMG, comment, condition_of, record
from samvar.focus.rare_disease.model.facts import Inheritance
from samvar.focus.rare_disease.model.verdict import CODES, Strength, met, parse_label
from samvar.focus.rare_disease.rules.acmg.criteria import source_of
from samvar.formats.clinvar.submission import Submission, write_submission
from samvar.model.errors import BadInput
from samvar.model.genome import Assembly
from samvar.model.variant import Variant

VARIANT = Variant.parse("12-102852902-C-G", Assembly.GRCh38)
TODAY = date(2026, 11, 27)


def test_a_record_says_class_reasons_and_sources() -> None:
    result = classify(
        [
            met("PM3", Strength.STRONG, "opposite another", source_of("PM3")),
            met("PM2", Strength.SUPPORTING, "absent from gnomAD", source_of("PM2")),
            met("PP3", Strength.MODERATE, "predicted to do harm", source_of("PP3")),
        ]
    )
    made = record(
        result,
        VARIANT,
        ["MONDO:0009861"],
        evaluated=TODAY,
        gene="PAH",
        inheritance=Inheritance.RECESSIVE,
        individuals=2,
    )
    whole = Submission(germline_submission=(made,), assertion_criteria=BY_ACMG)
    (sent,) = json.loads(write_submission(whole))["germlineSubmission"]
    given = sent["germlineClassification"]
    assert given["germlineClassificationDescription"] == "Likely pathogenic"
    assert given["customClassificationScore"] == 7
    assert "PM3_Strong: opposite another." in given["comment"]
    assert {"db": "DOI", "id": "10.1016/j.ajhg.2022.10.013"} in given["citation"]
    place = sent["variantSet"]["variant"][0]["chromosomeCoordinates"]
    assert (place["start"], place["stop"], place["referenceAllele"]) == (102852902, 102852902, "C")
    assert sent["recordStatus"] == "novel"


def test_an_update_names_what_it_updates() -> None:
    result = classify([parse_label("PVS1")])
    made = record(result, VARIANT, ["a disease"], evaluated=TODAY, accession="SCV000000001")
    assert made.record_status == "update"


@pytest.mark.parametrize("conditions", [[], ["one", "two"], [" "]])
def test_a_record_is_for_one_condition(conditions: list[str]) -> None:
    with pytest.raises(BadInput):
        record(classify([]), VARIANT, conditions, evaluated=TODAY)


@pytest.mark.parametrize(
    ("text", "db", "number"),
    [
        ("OMIM:261600", "OMIM", "261600"),
        ("ORPHA:716", "Orphanet", "ORPHA716"),
        ("MONDO:0009861", "MONDO", "MONDO:0009861"),
        ("HP:0001249", "HP", "HP:0001249"),
        ("MeSH:D009634", "MeSH", "D009634"),
    ],
)
def test_a_disease_by_its_number(text: str, db: str, number: str) -> None:
    found = condition_of(text)
    assert (found.db, found.id) == (db, number)


def test_a_disagreement_is_said_in_the_comment() -> None:
    said = comment(classify([parse_label("PVS1"), parse_label("PM3_VeryStrong")]))
    assert "The table of 2015 gives: Uncertain significance" in said
    assert comment(classify([])).endswith("No criterion is met.")


@given(st.sets(st.sampled_from([each for each in CODES if each not in ("PP5", "BP6")])))
def test_every_classification_can_be_submitted(codes: set[str]) -> None:
    result = classify([parse_label(code) for code in codes])
    made = record(result, VARIANT, ["a disease"], evaluated=TODAY)
    assert write_submission(Submission(germline_submission=(made,), assertion_criteria=BY_ACMG))
