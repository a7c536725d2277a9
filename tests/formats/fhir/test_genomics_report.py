"""FHIR Genomics Reporting: the guide's codes, and the bundle's inner order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st

from samvar.formats.fhir.code import BUILDS, GENES, LOINC, PHENOTYPES, gene, phenotype, position
from samvar.formats.fhir.genomics_report import bundle_of
from samvar.formats.fhir.report import (
    Absent,
    Change,
    Citation,
    GeneFinding,
    GenomicsReport,
    Implication,
    Unanswered,
)
from samvar.formats.fhir.tidy import tidy

CITED = Citation("release x", "CPIC, section 3", "https://doi.org/10.1002/cpt.911")
FOUND = GeneFinding(
    "CYP2C19", ("*2/*2",), "Poor Metabolizer", None, None, "", False, ("rs4244285",), ("rs1",)
)
ABSENT = GeneFinding(
    "DPYD", (), None, None, Absent.NOT_PERFORMED, "rs55886062 not tested", True, (), ("rs55886062",)
)
LINE = Implication(
    "clopidogrel", {"CYP2C19": "Poor Metabolizer"}, "CPIC", "Avoid it.", "Strong",
    Change.ALTERNATIVE, CITED, ("adult",),
)  # fmt: skip
REPORT = GenomicsReport(
    "r1", "partial", datetime(2026, 11, 26, 9, 30, 1, 999, tzinfo=UTC), "p1", "s1", "o1", "anna",
    "GMC", "lab", "GRCh38", "samvar", (FOUND, ABSENT), (LINE,),
    (Unanswered("capecitabine", {"DPYD": "DPYD is incomplete"}),), (CITED,), ("Not a device.",),
    "r0",
)  # fmt: skip


def kinds(bundle, kind):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def references(value):
    if isinstance(value, dict):
        if "reference" in value:
            yield value["reference"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_reference_is_answered_within_the_bundle():
    bundle = bundle_of(REPORT)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert set(references(bundle)) <= set(urls)
    for entry in bundle["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"


def test_the_report_lists_every_observation_and_every_task():
    bundle = bundle_of(REPORT)
    (report,) = kinds(bundle, "DiagnosticReport")
    listed = {each["reference"][9:] for each in report["result"]}
    assert listed == {each["id"] for each in kinds(bundle, "Observation")}
    actions = [e for e in report["extension"] if e["url"].endswith("/recommended-action")]
    assert [a["valueReference"]["reference"][9:] for a in actions] == [
        each["id"] for each in kinds(bundle, "Task")
    ]


def test_the_same_report_has_the_same_ids_and_another_has_others():
    assert bundle_of(REPORT) == bundle_of(REPORT)
    other = bundle_of(replace(REPORT, id="r2"))
    mine = {entry["fullUrl"] for entry in bundle_of(REPORT)["entry"]}
    assert not mine & {entry["fullUrl"] for entry in other["entry"]}


def test_an_implication_says_its_condition_source_and_phenotype():
    (line,) = [o for o in kinds(bundle_of(REPORT), "Observation") if "extension" in o]
    parts = {p["code"]["coding"][0]["code"]: p for p in line["component"]}
    assert parts["51963-7"]["valueCodeableConcept"]["text"] == "clopidogrel"
    assert parts["conclusion-string"]["valueString"] == "If adult: Avoid it."
    answer = parts["therapeutic-implication"]["valueCodeableConcept"]["coding"][0]
    assert (answer["system"], answer["code"]) == (LOINC, "LA9657-3")
    artifact = line["extension"][0]["valueRelatedArtifact"]
    assert artifact["url"] == CITED.url


def test_status_and_dates_are_as_fhir_writes_them():
    bundle = bundle_of(REPORT)
    assert bundle["timestamp"] == "2026-11-26T09:30:01Z"
    assert [o["status"] for o in kinds(bundle, "Observation")] == [
        "final", "final", "preliminary", "preliminary", "final", "preliminary",
    ]  # fmt: skip


CODES = [
    # phenotype, answer of genetic-therapeutic-implications-vs (IG 3.0.0)
    ("Ultrarapid Metabolizer", "LA10315-2"),
    ("Rapid Metabolizer", "LA25390-8"),
    ("Normal Metabolizer", "LA25391-6"),
    ("Intermediate Metabolizer", "LA10317-8"),
    ("Poor Metabolizer", "LA9657-3"),
    ("Decreased Function", "LA25395-7"),
    ("Poor Function", "LA25394-0"),
]


@pytest.mark.parametrize(("words", "code"), CODES)
def test_a_phenotype_has_the_guides_answer(words, code):
    assert phenotype(words)["coding"][0]["code"] == code


@pytest.mark.parametrize(
    "words", ["Likely Poor Metabolizer", "Possible Normal Metabolizer", "-1639"]
)
def test_a_phenotype_without_an_answer_is_only_words(words):
    assert phenotype(words) == {"text": words}


def test_codes_are_not_given_twice():
    assert len({code for code, _ in PHENOTYPES.values()}) == len(PHENOTYPES)
    assert len(set(GENES.values())) == len(GENES)
    assert gene("CYP4F2") == {"text": "CYP4F2"}
    assert position("g.123A>G") == {"text": "g.123A>G"}
    assert position("rs1x") == {"text": "rs1x"}
    assert position("rs123")["coding"][0]["code"] == "rs123"


def test_the_guides_own_oncology_report_holds_what_we_assume(shared_data):
    """Structure and codes that we rely on, in HL7's example of the guide (2021)."""
    raw = (shared_data / "cancer/hl7/oncology-report-example.json").read_bytes()
    found = json.loads(raw)
    Bundle.model_validate(found)
    urls = [entry["fullUrl"] for entry in found["entry"]]
    assert all(url.startswith("urn:uuid:") for url in urls)
    assert set(references(found)) <= set(urls)
    (report,) = kinds(found, "DiagnosticReport")
    assert report["category"][0]["coding"][0]["code"] == "GE"
    observations = kinds(found, "Observation")
    listed = {each["reference"][9:] for each in report["result"]}
    assert listed == {o.get("id", e["fullUrl"][9:]) for o, e in zip(
        observations,
        (e for e in found["entry"] if e["resource"]["resourceType"] == "Observation"),
        strict=True,
    )}  # fmt: skip
    assert all(o["category"][0]["coding"][0]["code"] == "laboratory" for o in observations)
    parts = {}
    for each in observations:
        for part in each.get("component", []):
            for coding in part.get("valueCodeableConcept", {}).get("coding", []):
                code = part["code"]["coding"][0]["code"]
                parts.setdefault(code, set()).add((coding.get("code"), coding.get("display")))
    assert any(code == BUILDS["GRCh37"] for code, _ in parts["62374-4"])
    assert all(code.startswith("HGNC:") for code, _ in parts["48018-6"])


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner),
)


def empties(value):
    if isinstance(value, str):
        return (
            value.strip() != value or not value or any(c < " " and c not in "\t\r\n" for c in value)
        )
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return not value or any(each is None or empties(each) for each in inner)
    return False


@given(values)
def test_tidied_json_holds_nothing_empty(value):
    found = tidy(value)
    assert found is None or not empties(found)
    assert tidy(found) == found
