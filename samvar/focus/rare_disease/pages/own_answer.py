"""A signed answer as the unit that asked reads it: a page, and as files PDF and FHIR."""

from __future__ import annotations

from samvar.focus.rare_disease.model.report import StoredReport
from samvar.focus.rare_disease.pages.report_shown import shown
from samvar.focus.rare_disease.report import bundle_bytes, pdf
from samvar.focus.rare_disease.service.about_referral import about_path, not_own
from samvar.focus.rare_disease.service.own_referral import own_answer, own_referral
from samvar.present.language import N_
from samvar.present.page import Answer, Download, Page, Reader, Shown, shows


def answer_path(reader: Reader, report: str) -> str:
    """The address of a signed answer's page."""
    return f"/nodes/{reader.node.id}/rare/own-referrals/answers/{report}"


def show(reader: Reader) -> Answer:
    """The answer as it was signed, and whether it waits to be acknowledged.

    Raises:
        NotFound: no such answer to the unit. CorruptStore: it is not what was signed.
    """
    report, stored = own_answer(reader.node, reader.path["report"], reader.asker)
    referral = own_referral(reader.node, stored.referral, reader.asker)
    return Shown(
        "own_answer.html",
        report.patient,
        {
            "report": report,
            "stored": stored,
            "referral": referral,
            "own": f"/nodes/{reader.node.id}/rare/own-referrals/{referral.id}",
            "waits": referral.waits_to_be_read and referral.report == report.id,
            "newer": referral.report if referral.report != report.id else "",
            **shown(report, reader.language, withdrawn=_withdrawn(stored)),
        },
    )


def as_pdf(reader: Reader) -> Answer:
    """The same, for paper, with the FHIR bundle attached."""
    report, stored = own_answer(reader.node, reader.path["report"], reader.asker)
    content = pdf(report, reader.language, withdrawn=_withdrawn(stored))
    return Download(f"{report.id}.pdf", "application/pdf", content, inline=True)


def as_fhir(reader: Reader) -> Answer:
    """A FHIR R4 bundle of the Genomics Reporting guide."""
    report, stored = own_answer(reader.node, reader.path["report"], reader.asker)
    content = bundle_bytes(report, withdrawn=stored.withdrawn is not None)
    return Download(f"{report.id}.fhir.json", "application/fhir+json", content)


def _withdrawn(stored: StoredReport) -> str:
    return "" if stored.withdrawn is None else stored.withdrawn.date().isoformat()


_PATH = "/nodes/{node:str}/rare/own-referrals/answers/{report:str}"

PAGES: tuple[Page, ...] = (
    shows(
        _PATH,
        show,
        "read:own-answer",
        "see-own-answer",
        N_("Answer"),
        about=about_path,
        missing=not_own,
    ),
    shows(
        f"{_PATH}/pdf",
        as_pdf,
        "read:own-answer",
        "see-own-answer-pdf",
        N_("Report as PDF"),
        about=about_path,
        missing=not_own,
    ).gives("application/pdf"),
    shows(
        f"{_PATH}/fhir",
        as_fhir,
        "read:own-answer",
        "see-own-answer-fhir",
        N_("Report as FHIR"),
        about=about_path,
        missing=not_own,
    ).gives("application/fhir+json"),
)
