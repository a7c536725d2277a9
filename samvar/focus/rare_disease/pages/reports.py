"""A signed report, as a page and as files: PDF, JSON, FHIR."""

from __future__ import annotations

from samvar.focus.rare_disease.model.report import StoredReport
from samvar.focus.rare_disease.pages.report_shown import shown
from samvar.focus.rare_disease.report import FORM, bundle_bytes, pdf
from samvar.focus.rare_disease.service.about_referral import about_path
from samvar.focus.rare_disease.service.report import report_of
from samvar.present.language import N_
from samvar.present.page import Answer, Download, Page, Reader, Shown, shows


def show(reader: Reader) -> Answer:
    """The report as it was signed.

    Raises:
        NotFound: no such report. CorruptStore: it is not what was signed.
    """
    report, stored = report_of(reader.node, reader.path["report"])
    return Shown(
        "signed_report.html",
        report.patient,
        {
            "report": report,
            "stored": stored,
            "may_take": reader.may("take:report"),
            **shown(report, reader.language, withdrawn=_withdrawn(stored)),
        },
    )


def as_pdf(reader: Reader) -> Answer:
    """The same, for paper, with the FHIR bundle attached."""
    report, stored = report_of(reader.node, reader.path["report"])
    content = pdf(report, reader.language, withdrawn=_withdrawn(stored))
    return Download(f"{report.id}.pdf", "application/pdf", content, inline=True)


def as_json(reader: Reader) -> Answer:
    """The signed record itself."""
    report, _ = report_of(reader.node, reader.path["report"])
    return Download(f"{report.id}.json", "application/json", FORM.written(report))


def as_fhir(reader: Reader) -> Answer:
    """A FHIR R4 bundle of the Genomics Reporting guide."""
    report, stored = report_of(reader.node, reader.path["report"])
    content = bundle_bytes(report, withdrawn=stored.withdrawn is not None)
    return Download(f"{report.id}.fhir.json", "application/fhir+json", content)


def _withdrawn(stored: StoredReport) -> str:
    return "" if stored.withdrawn is None else stored.withdrawn.date().isoformat()


_PATH = "/nodes/{node:str}/rare/reports/{report:str}"
_FILES = (
    ("pdf", as_pdf, N_("Report as PDF"), "application/pdf"),
    ("json", as_json, N_("Report as JSON"), "application/json"),
    ("fhir", as_fhir, N_("Report as FHIR"), "application/fhir+json"),
)

PAGES: tuple[Page, ...] = (
    shows(_PATH, show, "see:referrals", "see-report", N_("Report"), about=about_path),
    *(
        shows(
            f"{_PATH}/{name}", answer, "take:report", f"see-report-{name}", title, about=about_path
        ).gives(kind)
        for name, answer, title, kind in _FILES
    ),
)
