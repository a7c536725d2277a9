"""A signed report, as a page and as files: PDF, JSON, FHIR."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.report import bundle_bytes, canonical_bytes, pdf
from samvar.focus.pharmacogenomics.report_view import view
from samvar.focus.pharmacogenomics.service import about_path, report_of
from samvar.present.language import N_
from samvar.present.page import Answer, Download, Page, Reader, Shown, shows


def show(reader: Reader) -> Answer:
    """The report as it was signed.

    Raises:
        NotFound: no such report. CorruptStore: it is not what was signed.
    """
    report = report_of(reader.node, reader.path["report"])
    return Shown(
        "report.html",
        report.patient,
        {"report": report, "view": view(report, reader.language)},
    )


def as_pdf(reader: Reader) -> Answer:
    """The same, for paper, with the FHIR bundle attached."""
    report = report_of(reader.node, reader.path["report"])
    content = pdf(report, reader.language, bundle_bytes(report))
    return Download(f"{report.id}.pdf", "application/pdf", content, inline=True)


def as_json(reader: Reader) -> Answer:
    """The signed record itself."""
    report = report_of(reader.node, reader.path["report"])
    return Download(f"{report.id}.json", "application/json", canonical_bytes(report))


def as_fhir(reader: Reader) -> Answer:
    """A FHIR R4 bundle of the Genomics Reporting guide."""
    report = report_of(reader.node, reader.path["report"])
    return Download(f"{report.id}.fhir.json", "application/fhir+json", bundle_bytes(report))


_PATH = "/nodes/{node:str}/pgx/reports/{report:str}"

PAGES: tuple[Page, ...] = (
    shows(_PATH, show, "see:referrals", "see-report", N_("Report"), about=about_path),
    shows(
        f"{_PATH}/pdf",
        as_pdf,
        "take:report",
        "see-report-pdf",
        N_("Report as PDF"),
        about=about_path,
    ).gives("application/pdf"),
    shows(
        f"{_PATH}/json",
        as_json,
        "take:report",
        "see-report-json",
        N_("Report as JSON"),
        about=about_path,
    ).gives("application/json"),
    shows(
        f"{_PATH}/fhir",
        as_fhir,
        "take:report",
        "see-report-fhir",
        N_("Report as FHIR"),
        about=about_path,
    ).gives("application/fhir+json"),
)
