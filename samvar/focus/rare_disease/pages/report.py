"""The report of a case: what keeps it from being signed, the draft, what was signed."""

from __future__ import annotations

from collections.abc import Callable

from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.pages.report_shown import shown
from samvar.focus.rare_disease.service.about_referral import about_path
from samvar.focus.rare_disease.service.quality import Asked, override, undo_override
from samvar.focus.rare_disease.service.report import draft_report, opened_report
from samvar.focus.rare_disease.service.report_basis import Basis, basis_of
from samvar.focus.rare_disease.service.sign import sign_report, why_not_signed, withdraw_report
from samvar.focus.rare_disease.words import GATES, STANDING_MARKS, STANDINGS, UNSETTLED
from samvar.model.errors import Conflict
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def show(reader: Reader) -> Answer:
    """The case's page of its report; `?show=draft` what an amended one would say.

    Raises:
        NotFound: this node has no such case.
    """
    basis = basis_of(reader.node, reader.path["case"])
    language, standing = reader.language, basis.standing
    signed = None if standing is None else opened_report(reader.node, standing)
    asked = reader.query.get("show")
    draft = None
    if basis.round.settled is not None and (signed is None or asked == "draft"):
        draft = draft_report(reader.node, basis, reader.asker.user, reader.ask)
    told = draft or signed
    keeps = why_not_signed(basis, reader.asker)
    return Shown(
        "case_report.html",
        language.text("Report of %(case)s", case=basis.case.label),
        {
            **frame(reader, basis.case, "report"),
            "basis": basis,
            "signed": signed,
            "draft": draft,
            "keeps": keeps,
            "unsettled": [word(UNSETTLED, each.value, language) for each in basis.held],
            "questions": questions_table(basis, language),
            "open": [each for each in basis.asked if each.holds],
            "may_answer": reader.may("answer:referral"),
            "here": f"/nodes/{reader.node.id}/rare",
            "history": history_table(reader, basis),
            "withheld": withheld(basis),
            **(shown(told, language) if told is not None else {"view": None}),
        },
    )


def withheld(basis: Basis) -> int:
    """Secondary findings of the reading that no consent lets be told."""
    settled = basis.round.settled
    if settled is None or basis.consented:
        return 0
    return sum(each.secondary for each in settled.findings)


def questions_table(basis: Basis, language: Language) -> Table:
    """The questions of quality that hold the report, and what stands against each."""
    t = language.text
    return Table(
        t("Questions of quality"),
        [Column(t("Asked")), Column(t("Of")), Column(t("Answer")), Column(t("Overridden"))],
        [
            Row(
                [
                    Cell(word(GATES, each.gate.gate, language)),
                    Cell(" – ".join(each.gate.members), data=True),
                    Cell(
                        word(STANDINGS, each.gate.standing, language),
                        state=STANDING_MARKS.get(each.gate.standing, "unknown"),
                        note="; ".join(each.gate.reasons),
                    ),
                    _override_cell(each, language),
                ]
            )
            for each in basis.asked
            if each.holds
        ],
        Empty(t("No question of quality holds the report.")),
        key="questions",
        caption_hidden=True,
    )


def _override_cell(asked: Asked, language: Language) -> Cell:
    if asked.override is None:
        return Cell(language.text("no"), state="down")
    return Cell(asked.override.by, note=asked.why, data=True)


def history_table(reader: Reader, basis: Basis) -> Table:
    """All reports of the case, the newest first."""
    t, language = reader.language.text, reader.language
    newest = basis.standing.id if basis.standing is not None else ""
    rows = []
    for each in basis.earlier:
        if each.withdrawn is not None:
            state = Cell(t("withdrawn"), state="down", note=each.withdrawn_why or "")
        elif each.id == newest:
            state = Cell(t("stands"), state="answered")
        else:
            state = Cell(t("superseded"), state="late")
        href = f"/nodes/{reader.node.id}/rare/reports/{each.id}"
        made = Cell(language.moment(each.made), moment=each.made.isoformat())
        rows.append(Row([Cell(each.id, href=href, data=True, mono=True), made, state]))
    return Table(
        t("Reports of the case"),
        [Column(t("Report")), Column(t("Signed"), unit="UTC"), Column(t("Standing"))],
        rows,
        Empty(t("None has been signed yet.")),
        key="reports",
    )


def act(change: Callable[[Reader, str], object]) -> Callable[[Reader], Answer]:
    """A form's answer: the change, then the page of the report again."""

    def answer(reader: Reader) -> Answer:
        case = reader.path["case"]
        change(reader, case)
        return Onward(case_path(reader, case, "report"))

    return answer


def _withdraw(reader: Reader, case: str) -> None:
    standing = basis_of(reader.node, case).standing
    if standing is None:
        raise Conflict("the case has no report that stands")
    withdraw_report(reader.node, standing.id, reader.form.get("why", ""), reader.asker)


def _override(reader: Reader, case: str) -> None:
    name, why = reader.form.get("question", ""), reader.form.get("why", "")
    override(reader.node, case, name, why, reader.asker)


_PATH = "/nodes/{node:str}/rare/cases/{case:str}/report"

PAGES: tuple[Page, ...] = (
    shows(
        _PATH, show, "see:referrals", "see-rare-report-draft", N_("Report"), about=about_path
    ).reads("show"),
    takes(
        f"{_PATH}/sign",
        act(lambda reader, case: sign_report(reader.node, case, reader.asker, reader.ask)),
        "answer:referral",
        "sign-rare-report",
        N_("Sign the report"),
        about=about_path,
    ),
    takes(
        f"{_PATH}/withdraw",
        act(_withdraw),
        "answer:referral",
        "withdraw-rare-report",
        N_("Withdraw the report"),
        about=about_path,
    ).reads("why"),
    takes(
        f"{_PATH}/override",
        act(_override),
        "answer:referral",
        "case-override",
        N_("Override a question of quality"),
        about=about_path,
    ).reads("question", "why"),
    takes(
        f"{_PATH}/undo-override",
        act(
            lambda reader, case: undo_override(
                reader.node, case, reader.form.get("question", ""), reader.asker
            )
        ),
        "answer:referral",
        "case-override-undo",
        N_("Take an override back"),
        about=about_path,
    ).reads("question"),
)
