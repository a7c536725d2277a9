"""A report names every sample that it speaks from, gene by gene, in each of its forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

from samvar.focus.pharmacogenomics.model import Report
from samvar.focus.pharmacogenomics.passport import read, verify_passport, write
from samvar.focus.pharmacogenomics.report import (
    bundle,
    canonical_bytes,
    from_bytes,
    sign,
    verify,
)
from samvar.focus.pharmacogenomics.report_text import as_text
from samvar.focus.pharmacogenomics.report_view import view
from samvar.focus.pharmacogenomics.service import issue_passport, passport_here, report_of
from samvar.model.errors import Conflict
from samvar.model.genome import Assembly
from samvar.node.withdraw import withdraw
from samvar.present.language import Language
from tests.focus.pharmacogenomics.laboratory import Laboratory, laboratory

EN = Language.of("en")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Laboratory]:
    with laboratory(tmp_path, others=("skane",)) as one:
        yield one


@pytest.fixture
def report(lab: Laboratory) -> Report:
    """Anna's, from a panel of last year in GRCh37 with outside calls of now, in GRCh38."""
    lab.load(Assembly.GRCh37, ANNA={"rs3918290": "0/1"})
    lab.load(ANNA={"rs3918290": "0/1"})
    lab.call_outside("ANNA", "CYP2D6\t*4/*4\n")
    return lab.report("ANNA")


def test_both_samples_stand_in_the_record_and_each_gene_knows_its_own(report: Report) -> None:
    newest, oldest = report.samples
    assert (newest.assembly, oldest.assembly) == ("GRCh38", "GRCh37")
    assert newest.called > oldest.called
    assert report.samples_of("DPYD") == (newest.sample, oldest.sample)
    assert report.samples_of("CYP2D6") == (newest.sample,)
    assert (report.sample, report.assembly) == (newest.sample, "GRCh38")


def test_page_paper_and_text_show_them(report: Report) -> None:
    shown = view(report, EN)
    (head,) = [pair.value for pair in shown.head if pair.label == "Sample"]
    for number, each in enumerate(report.samples, start=1):
        assert f"{number}: {each.sample} ({each.assembly})" in head
    rows = {row.gene: row.samples for row in shown.genes}
    assert (rows["DPYD"], rows["CYP2D6"]) == ("Sample 1, 2", "Sample 1")
    assert "Sample 1, 2" in as_text(report, EN)


def test_the_bundle_has_a_specimen_for_each(report: Report) -> None:
    found = bundle(report)
    Bundle.model_validate(found)
    entries = [each["resource"] for each in found["entry"]]
    kept = {
        f"urn:uuid:{e['id']}": e["identifier"][0]["value"]
        for e in entries
        if e["resourceType"] == "Specimen"
    }
    assert set(kept.values()) == {each.sample for each in report.samples}
    (whole,) = [e for e in entries if e["resourceType"] == "DiagnosticReport"]
    assert [kept[each["reference"]] for each in whole["specimen"]] == [
        each.sample for each in report.samples
    ]
    older = report.samples[1].sample
    notes = [n["text"] for e in entries for n in e.get("note", ()) if older in n["text"]]
    assert notes
    assert all("also speaks from sample" in note for note in notes)


def test_the_passport_names_them_and_goes_when_one_of_them_does(
    lab: Laboratory, report: Report
) -> None:
    sealed = read(write(issue_passport(lab.node, report.id, ["skane"], lab.pharmacist)))
    genes = {each.gene: each.samples for each in sealed.passport.genes}
    assert genes["DPYD"] == report.samples_of("DPYD")
    assert verify_passport(sealed, lab.site.network("uppsala").roster).good
    older = report.samples[1].sample
    withdraw(lab.node, (older,), lab.asker("geneticist"))
    kept = passport_here(lab.node, sealed.passport.id)
    assert kept.revoked is not None
    assert kept.document == ""
    with pytest.raises(Conflict, match="withdrawn"):
        issue_passport(lab.node, report.id, ["skane"], lab.pharmacist)


def test_a_report_from_before_samples_were_kept_is_still_what_was_signed(
    lab: Laboratory, report: Report
) -> None:
    before = sign(replace(report, samples=()), lab.node.id, lab.node.key)
    raw = canonical_bytes(before)
    assert b'"samples"' not in raw
    again = from_bytes(raw)
    assert again == before
    assert verify(again, [lab.node.key.public])
    assert view(again, EN).genes[0].samples == ""
    tampered = replace(report_of(lab.node, report.id), samples=())
    assert not verify(tampered, [lab.node.key.public])  # leaving them out is a change


def test_one_sample_needs_no_number(lab: Laboratory) -> None:
    lab.load(BERIT={})
    shown = view(lab.report("BERIT"), EN)
    assert {row.samples for row in shown.genes} == {""}
