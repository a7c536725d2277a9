"""The signed record of a report, and the forms that are drawn from it: JSON, FHIR, PDF.

The record is the report; every form is made of it and of nothing else: see `present.signed`.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from samvar.focus.pharmacogenomics.model import Report
from samvar.focus.pharmacogenomics.report_fhir import as_genomics_report
from samvar.focus.pharmacogenomics.report_view import view
from samvar.formats.fhir.genomics_report import bundle_of
from samvar.network.canonical import canonical
from samvar.present.language import Language
from samvar.present.pdf import Attachment, make_pdf
from samvar.present.signed import Form

FORM = "samvar/pgx-report/1"
_LATER = ("samples", "by_name")
_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def _trimmed(fields: dict[str, Any]) -> dict[str, Any]:
    """What reports did not pin from the start is left out where it is empty."""
    return {n: value for n, value in fields.items() if value or n not in _LATER}


_FORM = Form(FORM, Report, "pharmacogenomic report", _trimmed)

as_document = _FORM.document
from_document = _FORM.of_document
canonical_bytes = _FORM.written
from_bytes = _FORM.read
sign = _FORM.sign
verify = _FORM.verify


def bundle(report: Report) -> dict[str, Any]:
    """The report as a FHIR R4 Bundle of the Genomics Reporting guide (STU 3)."""
    return bundle_of(as_genomics_report(report))


def bundle_bytes(report: Report) -> bytes:
    """The same as JSON, in canonical form."""
    return canonical(bundle(report))


def pdf(report: Report, language: Language, fhir: bytes | None) -> bytes:
    """The report for paper, PDF/A-3a and PDF/UA-1: the same record gives the same bytes.

    fhir: a bundle to attach, as a receiver's system may want to read it.
    """
    shown = view(report, language)
    attached = []
    if fhir is not None:
        name = f"{report.kind}.fhir.json"
        attached.append(Attachment(name, "application/fhir+json", shown.words["fhir"], fhir))
    return make_pdf(_TEMPLATE, asdict(shown), report.made, language.code, attached)
