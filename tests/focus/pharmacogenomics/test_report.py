"""The record of a report: signed, kept, read again; and FHIR and PDF drawn from it alone."""

from __future__ import annotations

import io
import json
import re
import time
import warnings
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

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
from samvar.focus.pharmacogenomics.report import (
    as_document,
    bundle,
    bundle_bytes,
    canonical_bytes,
    from_bytes,
    from_document,
    pdf,
    sign,
    verify,
)
from samvar.focus.pharmacogenomics.report_text import as_text
from samvar.govern.keys import NodeKey
from samvar.model.errors import BadFile, UsageError
from samvar.present.language import Language
from tests.focus.pharmacogenomics.reports import EMPTY, INCOMPLETE, PANEL, POOR, STORIES

GOLDEN = Path(__file__).parents[2] / "golden"
EN, SV = Language.of("en"), Language.of("sv")
KEY, OTHER = NodeKey.of(b"k" * 32), NodeKey.of(b"o" * 32)


@pytest.mark.parametrize("report", STORIES.values(), ids=STORIES)
def test_a_record_comes_back_as_it_went_out(report):
    assert from_document(as_document(report)) == report
    assert from_bytes(canonical_bytes(report)) == report


def test_a_signed_report_is_genuine_for_its_key_alone():
    signed = sign(POOR, "stockholm", KEY)
    assert verify(signed, [OTHER.public, KEY.public])
    assert verify(from_bytes(canonical_bytes(signed)), [KEY.public])
    assert not verify(signed, [OTHER.public])
    assert not verify(signed, [])
    assert not verify(POOR, [KEY.public])
    assert not verify(replace(signed, signature="no hex"), [KEY.public])


def test_the_signers_name_is_said_in_every_form_and_lacks_in_a_report_from_before():
    assert "by_name" not in as_document(POOR)
    named = sign(replace(POOR, by="SE-1KQ2", by_name="Karin Holm"), "stockholm", KEY)
    assert verify(from_bytes(canonical_bytes(named)), [KEY.public])
    assert not verify(replace(named, by_name="Karin Holmberg"), [KEY.public])
    assert "Karin Holm, SE-1KQ2" in as_text(named, EN)
    who = {
        "type": "Practitioner", "display": "Karin Holm", "identifier": {"value": "SE-1KQ2"},
    }  # fmt: skip
    resources = [each["resource"] for each in bundle(named)["entry"]]
    (whole,) = (each for each in resources if each["resourceType"] == "DiagnosticReport")
    assert whole["resultsInterpreter"] == [who]
    assert "resultsInterpreter" not in canonical_bytes(POOR).decode()


def changed(value):
    """Another value of the same kind."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, int | float):
        return value + 1
    raise TypeError(value)


def leaves(value, path=()):
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, (*path, name))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from leaves(each, (*path, at))
    else:
        yield path


def test_no_field_of_a_signed_report_can_be_changed():
    document = json.loads(canonical_bytes(sign(PANEL, "stockholm", KEY)))
    tried = 0
    for path in leaves(document):
        mutant = json.loads(json.dumps(document))
        place = mutant
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = changed(place[path[-1]])
        try:
            genuine = verify(from_document(mutant), [KEY.public])
        except BadFile:
            genuine = False
        assert not genuine, path
        tried += 1
    assert tried > 300


WRONG = [
    b"", b"{", b"[]", b"5", b"{}", b'{"form":"samvar/pgx-report/1"}', b'{"form":"x"}',
    b"[" * 100_000, b'{"form":"samvar/pgx-report/1","id":' + b"9" * 400 + b"}", b"\xff\xfe",
]  # fmt: skip


@pytest.mark.parametrize("raw", WRONG)
def test_what_is_no_report_is_refused(raw):
    with pytest.raises(BadFile):
        from_bytes(raw)


def test_a_field_that_we_do_not_know_is_refused_and_never_quoted():
    document = {**json.loads(canonical_bytes(POOR)), "secret": "Anna"}
    with pytest.raises(BadFile, match="do not know") as caught:
        from_document(document)
    assert "Anna" not in str(caught.value)


def test_half_a_letter_cannot_be_signed():
    with pytest.raises(UsageError, match="surrogate"):
        sign(replace(POOR, patient="\ud800"), "stockholm", KEY)


# FHIR


@pytest.mark.parametrize("name", STORIES)
def test_the_bundle_is_the_golden_one(name):
    path, found = GOLDEN / f"pgx_{name}.json", json.loads(bundle_bytes(STORIES[name]))
    if not path.is_file():
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
        pytest.fail(f"{path.name} was not there and is written now: look at it, then keep it")
    assert found == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("report", STORIES.values(), ids=STORIES)
def test_fhir_resources_reads_the_bundle_and_writes_it_again(report):
    found = json.loads(bundle_bytes(report))
    assert json.loads(Bundle.model_validate(found).model_dump_json()) == found


def resources(report, kind):
    found = bundle(report)
    return [e["resource"] for e in found["entry"] if e["resource"]["resourceType"] == kind]


def test_an_incomplete_gene_has_no_genotype_and_no_phenotype_in_fhir():
    genotype, phenotype, *drugs = resources(INCOMPLETE, "Observation")
    for each in (genotype, phenotype, *drugs):
        assert each["status"] == "preliminary"
        assert not any(name.startswith("value") for name in each)
        assert each["dataAbsentReason"]
    assert "rs55886062" in genotype["dataAbsentReason"]["text"]
    assert genotype["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    assert "component" not in phenotype
    assert len(drugs) == 3
    assert resources(INCOMPLETE, "DiagnosticReport")[0]["status"] == "partial"
    assert not resources(INCOMPLETE, "Task")
    assert "Normal" not in bundle_bytes(INCOMPLETE).decode().replace("normal", "")


def test_positions_stand_in_the_genomic_study():
    analysis = next(r for r in resources(INCOMPLETE, "Procedure") if "code" not in r)
    regions = next(e for e in analysis["extension"] if e["url"].endswith("-regions"))["extension"]
    named = {
        url: {r["valueCodeableConcept"]["text"] for r in regions if r["url"] == url}
        for url in ("studied", "called", "uncalled")
    }
    call = INCOMPLETE.genes[0]
    assert named == {"studied": {"DPYD"}, "called": {*call.tested}, "uncalled": {*call.untested}}


def test_the_patient_is_the_pseudonym_and_nothing_else():
    patient = resources(PANEL, "Patient")[0]
    assert patient.keys() == {"resourceType", "id", "identifier"}
    assert patient["identifier"] == [{"value": PANEL.person}]
    assert PANEL.patient not in bundle_bytes(PANEL).decode()


def test_only_advice_that_acts_is_a_task():
    tasks = [(t["code"]["text"], t["meta"]["profile"][0]) for t in resources(PANEL, "Task")]
    guide = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"
    medication = f"{guide}medication-recommendation|3.0.0"
    follow_up = f"{guide}followup-recommendation|3.0.0"
    assert tasks == [
        ("clopidogrel: Consider alternative medication", medication),
        ("clopidogrel: see the description", follow_up),
        ("omeprazole: Decrease dose", medication),
        ("codeine: Consider alternative medication", medication),
        ("azathioprine: Decrease dose", medication),
        ("voriconazole: see the description", follow_up),
    ]


# paper


def paper(report, language=EN):
    """The text of the PDF, its blanks made one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = PdfReader(io.BytesIO(pdf(report, language, bundle_bytes(report))))
        pages = [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]
        return pages, reader


LINES = [
    ("poor", "capecitabine Avoid By mouth"),
    ("poor", "Avoid use of 5-fluorouracil or 5-fluorouracil prodrug-based regimens."),
    ("poor", "strong · DPYD 0.0 · CPIC on DPYD, 2.1, section 3, doi:10.1002/cpt.911 · release"),
    ("poor", "Planned first dose 2026-11-28"),
    ("poor", "Poor metaboliser 0 Called 8 of 8"),
    ("poor", "severe toxicity raises the suspicion of DPD deficiency whatever this test said"),
    ("incomplete", "Fast report: DPYD alone, before a fluoropyrimidine Amends report report_00"),
    ("incomplete", "capecitabine No advice may be given"),
    ("incomplete", "DPYD is incomplete; not tested: rs55886062. No standard dose may be concluded"),
    ("incomplete", "DPYD is incomplete; not tested: rs55886062. fluorouracil, tegafur"),
    ("incomplete", "agrees so far with Reference/ Reference not known Incomplete 7 of 8"),
    ("incomplete", "Draft: not signed"),
    ("ambiguous", "TPMT is ambiguous: its readings differ in what they mean. No standard dose"),
    ("ambiguous", "*1/*3A | *3B/*3C not known Ambiguous 3 of 3"),
    ("ambiguous", "The release says nothing of: atenolol"),
    ("panel", "The bodies disagree: read both lines."),
    ("panel", "(If indication acs-pci)"),
    ("panel", "▸ omeprazole is a strong CYP2C19 inhibitor"),
    ("panel", "HLA-B was not called. abacavir, carbamazepine"),
    ("panel", "*4/*4 Poor metaboliser 0 Called not known"),
    ("panel", "paroxetine is a strong CYP2D6 inhibitor"),
    ("panel", "Nothing was tested: HLA-B"),
    ("panel", "samvar is not a medical device"),
]  # fmt: skip


@pytest.mark.parametrize(("story", "line"), LINES)
def test_the_paper_says(story, line):
    assert line in " ".join(paper(STORIES[story])[0])


@pytest.mark.parametrize("story", ["poor", "incomplete", "ambiguous"])
@pytest.mark.parametrize("language", [EN, SV], ids=["en", "sv"])
def test_the_usual_patient_needs_one_page(story, language):
    assert len(paper(STORIES[story], language)[0]) == 1


def test_a_second_page_names_patient_and_report():
    pages, _ = paper(replace(PANEL, advice=PANEL.advice * 3))
    assert len(pages) > 1
    assert all(PANEL.patient in page and PANEL.id in page for page in pages[1:])


def test_the_paper_carries_its_bundle_and_says_its_language():
    _, reader = paper(POOR, SV)
    (name,) = reader.attachments
    assert reader.attachments[name] == [bundle_bytes(POOR)]
    assert reader.trailer["/Root"]["/Lang"] == "sv"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A" in re.sub(r">\s+<", "><", metadata)
    assert re.search(r"pdfuaid:part>1<", metadata)


def test_the_same_record_gives_the_same_bytes_wherever_the_clock_stands():
    first = pdf(POOR, EN, bundle_bytes(POOR))
    moved = replace(POOR, made=POOR.made.astimezone(timezone(timedelta(hours=5))))
    assert pdf(POOR, EN, bundle_bytes(POOR)) == first
    assert pdf(moved, EN, bundle_bytes(moved)) == first


def test_one_patient_is_on_paper_within_a_second():
    pdf(PANEL, EN, bundle_bytes(PANEL))
    began = time.perf_counter()
    pdf(PANEL, EN, bundle_bytes(PANEL))
    assert time.perf_counter() - began < 1


HOSTILE = (
    '#panic("x") $x$ \\ *b* _i_ <script>alert(1)</script> @ref [a] "q" {{7*7}} \x00\x1b\u202e 中'
)


def test_what_people_write_is_never_code():
    said = replace(
        PANEL, patient=HOSTILE, by=HOSTILE, medications=(HOSTILE,), software=HOSTILE, id=HOSTILE,
        genes=tuple(replace(g, gene=HOSTILE, warnings=(HOSTILE,)) for g in PANEL.genes[:1]),
        advice=tuple(replace(a, notes=(HOSTILE,)) for a in PANEL.advice),
    )  # fmt: skip
    text = "".join(paper(said)[0])
    assert '#panic("x") $x$ \\ *b* _i_ <script>alert(1)</script> @ref [a] "q" {{7*7}}' in text
    assert "<U+0000><U+001B><U+202E>" in text
    found = json.loads(bundle_bytes(said))
    assert json.loads(Bundle.model_validate(found).model_dump_json()) == found
    assert "\\u0000" not in bundle_bytes(said).decode()


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
names = st.lists(texts, max_size=4).map(tuple)
diplotypes = st.builds(Diplotype, names, st.integers(0, 99), st.booleans())
calls = st.builds(
    GeneCall, texts, st.sampled_from(Status), st.lists(diplotypes, max_size=3).map(tuple),
    st.none() | st.just("Normal Metabolizer") | texts, st.none() | st.floats(-9, 9), names, names,
    names,
)  # fmt: skip
lines = st.builds(
    Advice, texts, texts, texts, st.sampled_from(Action), st.dictionaries(texts, texts, max_size=2),
    texts, texts, texts, texts, names, names, st.none() | texts,
)  # fmt: skip
occasions = st.builds(Occasion, texts, *(st.none() | texts for _ in range(4)))
drugs = st.builds(
    DrugAdvice, occasions, st.lists(lines, max_size=3).map(tuple),
    st.dictionaries(texts, st.sampled_from(Withheld), max_size=2), st.booleans(), names,
    st.booleans(),
)  # fmt: skip
sources = st.builds(Source, texts, texts, texts, texts, texts)
moments = st.datetimes(timezones=st.just(UTC))
reports = st.builds(
    Report, texts, st.none() | texts, texts, texts, texts, st.sampled_from(["full", "dpyd"]),
    moments, texts, texts, texts, texts, texts, st.none() | st.dates(), names,
    st.lists(calls, max_size=3).map(tuple), st.lists(drugs, max_size=3).map(tuple),
    st.lists(sources, max_size=2).map(tuple), texts, st.none() | texts, texts, texts,
)  # fmt: skip


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(reports, st.sampled_from([EN, SV]))
def test_any_record_is_kept_parsed_and_set_on_paper(report, language):
    assert from_bytes(canonical_bytes(report)) == report
    found = json.loads(bundle_bytes(report))
    assert json.loads(Bundle.model_validate(found).model_dump_json()) == found
    assert pdf(report, language, bundle_bytes(report)).startswith(b"%PDF-1.7")
    assert as_text(report, language)


@given(calls)
def test_no_incomplete_gene_ever_has_a_value_in_fhir(call):
    report = replace(EMPTY, genes=(replace(call, status=Status.INCOMPLETE),))
    for each in resources(report, "Observation"):
        assert each["dataAbsentReason"]
        assert not any(name.startswith("value") for name in each)
        parts = [part["code"]["coding"][0]["code"] for part in each.get("component", [])]
        assert set(parts) <= {"48018-6"}


def test_an_empty_record_has_every_form():
    bare = replace(EMPTY, order=None, person="", sample="", by="", centre="", laboratory="",
                   referring_region="", software="", sources=(), first_dose=None)  # fmt: skip
    Bundle.model_validate(bundle(bare))
    assert "No drug is named in the order" in paper(bare)[0][0]
