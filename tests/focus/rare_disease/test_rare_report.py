"""The record of a report: signed and read again; text, FHIR and PDF are drawn from it."""

from __future__ import annotations

import io
import json
import re
import time
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from samvar.focus.rare_disease.model.report import RareReport
from samvar.focus.rare_disease.report import FORM, as_text, bundle_bytes, pdf
from samvar.govern.keys import NodeKey
from samvar.model.errors import BadFile
from samvar.present.language import Language
from tests.focus.rare_disease.rare_reports import SOLVED, STORIES, UNSOLVED

GOLDEN = Path(__file__).parents[2] / "golden"
EN, SV = Language.of("en"), Language.of("sv")
KEY = NodeKey.of(b"k" * 32)


def paper(report: RareReport, language: Language = EN, **more: str) -> tuple[list[str], PdfReader]:
    reader = PdfReader(io.BytesIO(pdf(report, language, **more)))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    return pages, reader


def resources(report: RareReport, kind: str) -> list[dict]:
    entries = json.loads(bundle_bytes(report))["entry"]
    return [e["resource"] for e in entries if e["resource"]["resourceType"] == kind]


@pytest.mark.parametrize("name", STORIES)
def test_what_is_signed_is_read_again_and_any_change_shows(name: str) -> None:
    signed = FORM.sign(STORIES[name], "stockholm", KEY)
    assert FORM.read(FORM.written(signed)) == signed
    assert FORM.verify(signed, [KEY.public])
    assert not FORM.verify(STORIES[name], [KEY.public]), "unsigned is not signed"
    assert not FORM.verify(signed, [NodeKey.of(b"o" * 32).public])
    for change in ({"outcome": "possible"}, {"patient": "STO-2"}, {"signer": "skane"}):
        assert not FORM.verify(replace(signed, **change), [KEY.public])


WRONG = [b"", b"[]", b"{}", b'{"form":"samvar/pgx-report/1"}', b'{"form":"samvar/rare-report/1"}']


@pytest.mark.parametrize("raw", WRONG)
def test_what_is_no_report_is_refused(raw: bytes) -> None:
    with pytest.raises(BadFile):
        FORM.read(raw)


def test_a_field_that_we_do_not_know_is_refused_and_never_quoted() -> None:
    document = {**json.loads(FORM.written(SOLVED)), "secret": "Anna"}
    with pytest.raises(BadFile, match="do not know") as caught:
        FORM.of_document(document)
    assert "Anna" not in str(caught.value)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("form", ["json", "en.txt", "sv.txt"])
def test_each_form_is_the_golden_one(name: str, form: str) -> None:
    report = STORIES[name]
    found = {
        "json": lambda: json.dumps(json.loads(bundle_bytes(report)), indent=1) + "\n",
        "en.txt": lambda: as_text(report, EN),
        "sv.txt": lambda: as_text(report, SV),
    }[form]()
    path = GOLDEN / f"rare_{name}.{form}"
    if not path.is_file():
        path.write_text(found)
        pytest.fail(f"{path.name} was not there; it is now: look at it")
    assert found == path.read_text()


@pytest.mark.parametrize("name", STORIES)
def test_the_bundle_is_fhir(name: str) -> None:
    found = json.loads(bundle_bytes(STORIES[name]))
    assert json.loads(Bundle.model_validate(found).model_dump_json()) == found


def test_a_zygosity_that_was_not_called_is_none_in_fhir() -> None:
    variants = [
        {c["code"]["coding"][0]["code"]: c["valueCodeableConcept"] for c in each["component"]}
        for each in resources(SOLVED, "Observation")
        if each["code"]["coding"][0]["code"] == "69548-6"
    ]
    assert [each.get("53034-5", {}).get("coding", [{}])[0].get("code") for each in variants] == [
        "LA6706-1", None,
    ]  # fmt: skip


def test_a_report_that_was_withdrawn_says_so_in_every_form() -> None:
    pages, _ = paper(SOLVED, withdrawn="2026-11-25")
    assert "Withdrawn 2026-11-25" in pages[0]
    assert "Withdrawn 2026-11-25" in as_text(SOLVED, EN, withdrawn="2026-11-25")
    (report,) = json.loads(bundle_bytes(SOLVED, withdrawn=True))["entry"][:1]
    assert report["resource"]["status"] == "entered-in-error"


LINES = [
    ("solved", "KCNQ2 20-63400000-G-A"),
    ("solved", "1 of 280 people carry it, the patient's own family included (7 of 7 centres"),
    ("solved", "Flagged (peddy flags the pair) · overridden by second-reader: few sites"),
    ("solved", "Repeat expansions were not examined. Contamination could not be assessed (son)."),
    ("unsolved", "No explanation found"),
    ("unsolved", "No consent to secondary findings was noted"),
    ("unsolved", f"This report takes the place of {SOLVED.id}"),
]


@pytest.mark.parametrize(("story", "line"), LINES)
def test_the_paper_says(story: str, line: str) -> None:
    assert line in " ".join(paper(STORIES[story])[0])


def test_the_paper_is_for_keeping_and_for_reading_aloud() -> None:
    """As the pharmacogenomic report's: PDF/A-3a, PDF/UA-1, tagged, with its bundle attached."""
    _, reader = paper(SOLVED, SV)
    root = reader.trailer["/Root"]
    assert reader.attachments["report.fhir.json"] == [bundle_bytes(SOLVED)]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("sv", True)
    metadata = re.sub(r">\s+<", "><", root["/Metadata"].get_data().decode())
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A" in metadata
    assert re.search(r"pdfuaid:part>1<", metadata)


def test_the_same_record_gives_the_same_bytes_within_a_second() -> None:
    first = pdf(SOLVED, EN)
    moved = replace(SOLVED, made=SOLVED.made.astimezone(timezone(timedelta(hours=5))))
    began = time.perf_counter()
    assert pdf(moved, EN) == first
    assert time.perf_counter() - began < 1


def test_what_people_write_is_never_code() -> None:
    hostile = '#panic("x") $x$ \\ *b* <script>alert(1)</script> @ref [a] {{7*7}} \x00\u202e 中'
    said = replace(SOLVED, patient=hostile, text=hostile, question=hostile, by=hostile)
    text = "".join(paper(said)[0])
    assert '#panic("x") $x$ \\ *b* <script>alert(1)</script> @ref [a] {{7*7}}' in text
    Bundle.model_validate(json.loads(bundle_bytes(said)))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(texts, texts, texts, st.sampled_from(["het", "unknown", "odd"]), st.sampled_from([EN, SV]))
def test_any_words_are_kept_and_set_on_paper(
    patient: str, text: str, gene: str, zygosity: str, language: Language
) -> None:
    found = replace(SOLVED.findings[0], gene=gene, zygosity=zygosity, condition=text)
    report = replace(UNSOLVED, patient=patient, text=text, findings=(found,))
    assert FORM.read(FORM.written(report)) == report
    bundle = json.loads(bundle_bytes(report))
    assert json.loads(Bundle.model_validate(bundle).model_dump_json()) == bundle
    assert pdf(report, language).startswith(b"%PDF-1.7")
    assert as_text(report, language)
