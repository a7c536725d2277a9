"""The referring unit's pages: its referrals, the form of a new one, the signed answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from msgspec import structs

from samvar.focus.rare_disease.model.referral import RareReferral, Step
from samvar.focus.rare_disease.model.report import StoredReport
from samvar.focus.rare_disease.pages.own_answer import PAGES as ANSWER_PAGES
from samvar.focus.rare_disease.pages.own_answer import answer_path
from samvar.focus.rare_disease.pages.referral import history_table, seen_values
from samvar.focus.rare_disease.pages.referrals import (
    FIELDS,
    SIZE,
    first_of,
    form_page,
    new_referral,
    referrals_table,
)
from samvar.focus.rare_disease.service.about_referral import about_path, not_own
from samvar.focus.rare_disease.service.own_referral import (
    answers_waiting,
    list_own,
    may_read,
    own_answers,
    own_referral,
    place_own,
)
from samvar.focus.rare_disease.service.receipt import acknowledge_report, undo_receipt
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.present.language import N_
from samvar.present.page import (
    Answer,
    Onward,
    Page,
    Reader,
    Shown,
    Waits,
    after,
    shows,
    takes,
)
from samvar.present.table import Cell, Column, Empty, Row, Table


def own_path(reader: Reader, referral: str = "") -> str:
    """The address of the unit's list, or of one of its referrals."""
    return f"/nodes/{reader.node.id}/rare/own-referrals{f'/{referral}' if referral else ''}"


def show_list(reader: Reader) -> Answer:
    """The unit's referrals, what waits to be read first; `?show=closed` those acknowledged."""
    closed = reader.query.get("show") == "closed"
    found = list_own(reader.node, reader.asker, closed=closed, first=first_of(reader), size=SIZE)
    new = f"/nodes/{reader.node.id}/rare/new-own-referral"
    return Shown(
        "referrals.html",
        reader.language.text("My unit's referrals"),
        {
            "table": referrals_table(
                reader, found, closed=closed, here=own_path(reader),
                new=new if reader.may("place:own-referral") else "",
            ),
            "closed": closed,
            "counts": found.counts,
            "to_read": answers_waiting(reader.node, reader.asker),
            "new_path": new if reader.may("place:own-referral") else "",
        },
    )  # fmt: skip


def show_one(reader: Reader) -> Answer:
    """One referral of the unit: what was asked, how far it is, and the answers to it.

    Raises:
        NotFound: the unit sent no such referral.
    """
    found = own_referral(reader.node, reader.path["referral"], reader.asker)
    signed = own_answers(reader.node, found.id, reader.asker)
    return Shown(
        "own_referral.html",
        found.label,
        {
            **seen_values(reader, found),
            "here": own_path(reader, found.id),
            "answers": answers_table(reader, signed),
            "newest": answer_path(reader, signed[0].id) if signed else "",
            "history": history_table(found, reader.language),
            "may_undo": found.step is Step.ACKNOWLEDGED
            and may_read(reader.node, reader.asker, found.person),
        },
    )


def answers_table(reader: Reader, signed: tuple[StoredReport, ...]) -> Table:
    """The signed answers, the newest first; which one stands."""
    t, language = reader.language.text, reader.language
    rows = []
    for number, each in enumerate(signed):
        if each.withdrawn is not None:
            state = Cell(t("withdrawn"), state="down", note=each.withdrawn_why or "")
        elif number == 0:
            state = Cell(t("stands"), state="answered")
        else:
            state = Cell(t("superseded"), state="late")
        made = Cell(
            language.moment(each.made),
            moment=each.made.isoformat(),
            href=answer_path(reader, each.id),
        )
        rows.append(Row([made, state]))
    return Table(
        t("Answers"),
        [Column(t("Signed"), unit="UTC"), Column(t("Standing"))],
        rows,
        Empty(t("The laboratory has not answered yet.")),
        key="answers",
    )


def show_form(reader: Reader, given: Mapping[str, str] | None = None, fault: Any = None) -> Answer:
    """The form of a referral of the unit."""
    return form_page(reader, own_path(reader), given, fault, own=True)


def begin(reader: Reader) -> Answer:
    """Take a referral of the unit; go on to its page."""
    try:
        new = new_referral(reader.form)
        asked = structs.replace(new.asked, requester=new.asked.requester or reader.asker.user.name)
        placed = place_own(reader.node, replace(new, asked=asked), reader.asker)
    except (BadInput, Conflict, NotFound) as error:
        return show_form(reader, reader.form, error)
    return Onward(own_path(reader, placed.id))


def _acknowledge(reader: Reader, referral: str) -> RareReferral:
    report = reader.form.get("report", "")
    return acknowledge_report(reader.node, referral, reader.asker, report=report)


_act = partial(after, name="referral", to=own_path)
_LIST = "/nodes/{node:str}/rare/own-referrals"
_ONE = f"{_LIST}/{{referral:str}}"

PAGES: tuple[Page, ...] = (
    shows(
        _LIST,
        show_list,
        "see:own-referrals",
        "see-own-referrals",
        N_("My unit's referrals"),
        menu=("rare_disease", 5),
        waits=Waits(answers_waiting, N_("answers wait to be read")),
    ).reads("show", "offset"),
    shows(
        "/nodes/{node:str}/rare/new-own-referral",
        show_form,
        "place:own-referral",
        "see-own-referral-form",
        N_("New referral"),
        menu=("rare_disease", 6),
    ).reads("of"),
    takes(_LIST, begin, "place:own-referral", "place-own-referral", N_("New referral")).reads(
        *FIELDS
    ),
    shows(
        _ONE,
        show_one,
        "see:own-referrals",
        "see-own-referral",
        N_("Referral"),
        about=about_path,
        missing=not_own,
    ),
    takes(
        f"{_ONE}/acknowledge",
        _act(_acknowledge),
        "acknowledge:own-answer",
        "acknowledge-rare-report",
        N_("Acknowledge the report"),
        about=about_path,
        missing=not_own,
    ).reads("report"),
    takes(
        f"{_ONE}/undo",
        _act(lambda reader, referral: undo_receipt(reader.node, referral, reader.asker)),
        "acknowledge:own-answer",
        "undo-rare-receipt",
        N_("Take the acknowledgement back"),
        about=about_path,
        missing=not_own,
    ),
    *ANSWER_PAGES,
)
