"""Who has looked at a patient's data: Patientdatalagen 8:5, HSLF-FS 2016:40 4:10."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from samvar.model.clock import iso
from samvar.node.emergency import Told, told_to
from samvar.node.own import looks_at
from samvar.present.coverage import centre_name
from samvar.present.language import N_, Language
from samvar.present.own_words import ACTS, EMERGENCIES, unit_in_words
from samvar.present.table import Cell, Column, Empty, Page, Row, Table
from samvar.present.words import PURPOSES, ROLES, word
from samvar.store.records.audit_entry import Recorded
from samvar.web.menu import on_menu
from samvar.web.pages.emergency import review_cell
from samvar.web.pages.me import person_of
from samvar.web.render import page
from samvar.web.visit import Here

SIZE = 50
Number = Annotated[int | None, QueryParameter(ge=0, le=2**63 - 1)]


@get(
    "/me/access",
    opt={
        **on_menu("see:own-access", "see-own-access", N_("Who has looked"), group="mine", order=20),
        "own": True,
    },
    sync_to_thread=True,
)
def show(visit: Here, before: Number = None) -> Response[str]:
    """Every look and every act, newest first; that this list was read is in it too."""
    found = looks_at(visit.node, person_of(visit), before=before, limit=SIZE + 1)
    return page(
        visit,
        "me_access.html",
        title=visit.language.text("Who has looked at my data"),
        table=_table(found, visit.language),
        emergencies=_emergencies(told_to(visit.node, person_of(visit)), visit.language),
        centre=visit.node.centre,
    )


def _table(found: tuple[Recorded, ...], language: Language) -> Table:
    t = language.text
    shown = found[:SIZE]
    following = f"?before={found[SIZE - 1].sequence}" if len(found) > SIZE else ""
    rows = [
        Row(
            [
                Cell(language.moment(one.entry.at), moment=iso(one.entry.at)),
                _who(one, language),
                Cell(
                    centre_name(one.entry.centre) if one.entry.centre else "–",
                    data=True,
                    note=unit_in_words(one.entry.unit, language),
                ),
                Cell(word(PURPOSES, one.entry.purpose, language)),
                Cell(word(ACTS, one.entry.verb, language)),
                Cell(*_outcome(one.entry.outcome, language)),
                Cell(str(one.sequence), data=True),
                Cell(one.leaf[:12], mono=True),
            ]
        )
        for one in shown
    ]
    return Table(
        t("Looks and acts, newest first"),
        [
            Column(t("Time"), unit="UTC"),
            Column(t("Who")),
            Column(t("Centre")),
            Column(t("Why")),
            Column(t("What")),
            Column(t("How it ended")),
            Column(t("Entry")),
            Column(t("Receipt"), unit="SHA-256"),
        ],
        rows,
        Empty(t("Nobody has looked at your data here.")),
        Page(1, len(shown), len(shown), "", following) if following else None,
        key="looks",
        caption_hidden=True,
    )


def _emergencies(found: tuple[Told, ...], language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(language.moment(one.event.since), moment=iso(one.event.since)),
                Cell(language.moment(one.event.ends), moment=iso(one.event.ends)),
                Cell(
                    word(ROLES, one.event.role, language),
                    note=" ".join(
                        filter(None, (one.event.by, unit_in_words(one.event.unit, language)))
                    ),
                ),
                Cell(word(EMERGENCIES, one.event.cause.value, language)),
                review_cell(one.event, language),
                Cell(str(one.recorded.sequence) if one.recorded else "–", data=True),
                Cell(one.recorded.leaf[:12] if one.recorded else "–", mono=True),
            ]
        )
        for one in found
    ]
    return Table(
        t("Opened in an emergency, newest first"),
        [
            Column(t("From"), unit="UTC"),
            Column(t("Until"), unit="UTC"),
            Column(t("Who")),
            Column(t("Why")),
            Column(t("What a reviewer found")),
            Column(t("Entry")),
            Column(t("Receipt"), unit="SHA-256"),
        ],
        rows,
        Empty(t("Nobody has opened your record here in an emergency.")),
        key="emergencies",
        caption_hidden=True,
    )


def _who(one: Recorded, language: Language) -> Cell:
    if one.entry.role == "patient":
        return Cell(language.text("You"))
    return Cell(word(ROLES, one.entry.role, language), note=one.entry.person)


def _outcome(outcome: str, language: Language) -> tuple[str, str, str]:
    """Words, no link, and a mark."""
    if outcome == "refused":
        return language.text("was refused"), "", "refused"
    if outcome == "failed":
        return language.text("did not succeed"), "", "late"
    return language.text("was allowed"), "", "answered"
