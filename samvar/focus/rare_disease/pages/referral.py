"""One referral: what was asked, how far it is, and the next thing to do."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from samvar.focus.rare_disease.model.referral import Kind, RareReferral, Step
from samvar.focus.rare_disease.pages.referral_unit import PAGES as UNIT_PAGES
from samvar.focus.rare_disease.pages.referral_unit import unit_values
from samvar.focus.rare_disease.pages.referrals import due_cell, referral_path
from samvar.focus.rare_disease.service.about_referral import about_path
from samvar.focus.rare_disease.service.reading import round_of
from samvar.focus.rare_disease.service.receipt import note_receipt, undo_receipt
from samvar.focus.rare_disease.service.referral import referral_of
from samvar.focus.rare_disease.service.sign import settled_when
from samvar.focus.rare_disease.service.step import UNDOABLE, take_step, undo_step
from samvar.focus.rare_disease.service.terms import names_of
from samvar.focus.rare_disease.words import INDICATIONS, KINDS, RELATIONS, STEPS
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput
from samvar.model.place import REGIONS
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, after, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def show(reader: Reader) -> Answer:
    """The referral's page.

    Raises:
        NotFound: this node has no such referral.
    """
    found = referral_of(reader.node, reader.path["referral"])
    standing = [event for event in found.events if not event.undone]
    received = found.step is Step.ACKNOWLEDGED
    return Shown(
        "referral.html",
        found.label,
        {
            **seen_values(reader, found),
            "here": referral_path(reader, found.id),
            "diagnostic": found.kind is Kind.DIAGNOSTIC,
            "history": history_table(found, reader.language),
            "may_answer": reader.may("answer:referral"),
            **unit_values(reader, found),
            "receipt_noted": received and not found.unit,
            "undoable": bool(standing) and standing[-1].step in UNDOABLE,
        },
    )


def seen_values(reader: Reader, found: RareReferral) -> dict[str, Any]:
    """What a page says of a referral, to the laboratory and to the unit that sent it."""
    language = reader.language
    read = read_at(reader, found)
    steps = [
        (step, word(STEPS, step.value, language),
         found.at(step) or (read if step is Step.READ else None))
        for step in Step
    ]  # fmt: skip
    return {
        "referral": found,
        "steps": steps,
        "names": names_of(each.term for each in found.asked.terms),
        "due": due_cell(found, utc_now().date(), language),
        "region": REGIONS[found.referring_region].name,
        "kind": word(KINDS, found.kind.value, language),
        "indication": word(INDICATIONS, found.indication, language),
        "relation": word(RELATIONS, found.relation, language) if found.relation else "",
    }


def read_at(reader: Reader, found: RareReferral) -> datetime | None:
    """When its case's reading was settled, where no report has noted it yet."""
    if found.case is None or found.at(Step.READ) is not None:
        return None
    now = round_of(reader.node, found.case)
    return None if now.settled is None else settled_when(now)[0]


def history_table(found: RareReferral, language: Language) -> Table:
    """Every step with its moment and person, those taken back marked."""
    t = language.text
    return Table(
        t("History"),
        [Column(t("Step")), Column(t("Time"), unit="UTC"), Column(t("By")), Column(t("Note"))],
        [
            Row(
                [
                    Cell(word(STEPS, each.step.value, language)),
                    Cell(language.moment(each.at), moment=each.at.isoformat()),
                    Cell(
                        each.by,
                        data=True,
                        note=t("told: %(whom)s", whom=each.told) if each.told else "",
                    ),
                    Cell(t("taken back"), state="unknown") if each.undone else Cell(""),
                ],
                muted=each.undone,
            )
            for each in found.events
        ],
        Empty(t("Nothing has been done yet.")),
        key="history",
    )


def _step(reader: Reader, referral: str) -> None:
    try:
        step = Step(reader.form.get("step", ""))
    except ValueError:
        raise BadInput("that is not a step of a referral") from None
    sample = reader.form.get("sample", "")
    take_step(reader.node, referral, step, reader.asker, sample=sample)


def _note_receipt(reader: Reader, referral: str) -> None:
    note_receipt(reader.node, referral, reader.form.get("told", ""), reader.asker)


_act = partial(after, name="referral", to=referral_path)
_PATH = "/nodes/{node:str}/rare/referrals/{referral:str}"

PAGES: tuple[Page, ...] = (
    shows(_PATH, show, "see:referrals", "see-referral", N_("Referral"), about=about_path),
    takes(
        f"{_PATH}/step",
        _act(_step),
        "answer:referral",
        "referral-step",
        N_("Note a step"),
        about=about_path,
    ).reads("step", "sample"),
    takes(
        f"{_PATH}/acknowledge",
        _act(_note_receipt),
        "answer:referral",
        "note-rare-receipt",
        N_("Note that the answer was told"),
        about=about_path,
    ).reads("told"),
    takes(
        f"{_PATH}/unacknowledge",
        _act(lambda reader, referral: undo_receipt(reader.node, referral, reader.asker)),
        "answer:referral",
        "undo-rare-receipt",
        N_("Take the acknowledgement back"),
        about=about_path,
    ),
    takes(
        f"{_PATH}/undo",
        _act(lambda reader, referral: undo_step(reader.node, referral, reader.asker)),
        "answer:referral",
        "referral-undo",
        N_("Undo the last step"),
        about=about_path,
    ),
    *UNIT_PAGES,
)
