"""The audit trail of one node: who did what, when, why, what came of it, and who vouches for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from samvar.model.clock import iso, utc_now
from samvar.model.emergency import Emergency
from samvar.present.language import N_, Language
from samvar.present.own_words import unit_in_words
from samvar.present.table import Cell, Column, Empty, Page, Row, Table
from samvar.present.words import ALARMS, EMERGENCY_CAUSES, OUTCOMES, PURPOSES, ROLES, word
from samvar.store.records.audit_entry import Recorded
from samvar.store.records.witnessed import Alarm
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.pages.emergency import review_cell
from samvar.web.render import page
from samvar.web.visit import Here

SIZE = 50
Number = Annotated[int | None, QueryParameter(ge=0, le=2**63 - 1)]
Text = Annotated[str, QueryParameter(max_length=200)]

_MARKS = {"allowed": "answered", "answered": "answered", "done": "answered", "failed": "late"}


@get(
    "/nodes/{node:str}/audit",
    opt=on_menu("see:audit", "see-audit", N_("Audit trail"), group="node", order=50),
    sync_to_thread=True,
)
def show(
    visit: Here,
    node: FromPath[str],
    person: Text = "",
    verb: Text = "",
    purpose: Text = "",
    outcome: Text = "",
    before: Number = None,
) -> Response[str]:
    """Entries newest first; every filter stands in the address."""
    here = visit.node_named(node)
    given = {"person": person, "verb": verb, "purpose": purpose, "outcome": outcome}
    now = utc_now()
    asked = {name: value.strip() for name, value in given.items() if value.strip()}
    with here.records.read() as tx:
        total = tx.audit.count()
        checkpoint = tx.checkpoints.newest(lambda one: one.witnesses > 0)
        alarms = tx.witnessed.alarms()
        waiting = tx.reviews.waiting()
        emergencies = tx.emergencies.waiting()
        found = tx.audit.page(
            before=before,
            limit=SIZE + 1,
            person=asked.get("person"),
            verb=asked.get("verb"),
            purpose=asked.get("purpose"),
            outcome=asked.get("outcome"),
        )
    following = ""
    if len(found) > SIZE:
        following = "?" + urlencode({**asked, "before": found[SIZE - 1].sequence})
    return page(
        visit,
        "audit.html",
        title=visit.language.text("Audit trail"),
        node=here,
        table=_table(found[:SIZE], visit.language, total, following, bool(asked)),
        given=given,
        total=total,
        checkpoint=checkpoint,
        needed=visit.site.watch.log(here.id).circle.needed,
        alarms=_alarms(alarms, visit.language) if alarms else None,
        open_alarms=sum(one.settled is None for one in alarms),
        waiting=waiting,
        emergencies=_emergencies(emergencies, visit.language) if emergencies else None,
        open_now=sum(one.stands(now) for one in emergencies),
        overdue=sum(one.overdue(now) for one in emergencies),
        may_review_emergencies=may(visit, here, "review:glass").allowed,
        may_review=may(visit, here, "see:reviews").allowed,
        purposes=PURPOSES,
        outcomes=OUTCOMES,
    )


def _emergencies(found: Sequence[Emergency], language: Language) -> Table:
    """Who has opened a record in an emergency, until somebody has had the last word; no patient."""
    t, now = language.text, utc_now()
    rows = [
        Row(
            [
                Cell(one.id, mono=True),
                Cell(language.moment(one.since), moment=iso(one.since)),
                Cell(one.user, data=True, note=word(ROLES, one.role, language)),
                Cell(word(EMERGENCY_CAUSES, one.cause.value, language)),
                Cell(t("open"), state="late") if one.stands(now) else review_cell(one, language),
                Cell(language.moment(one.due), moment=iso(one.due)),
            ]
        )
        for one in found
    ]
    return Table(
        t("Emergency access that waits for review"),
        [
            Column(t("Use")),
            Column(t("From"), unit="UTC"),
            Column(t("Who")),
            Column(t("Why")),
            Column(t("Review")),
            Column(t("Review by"), unit="UTC"),
        ],
        rows,
        Empty(t("No emergency access waits for review.")),
        key="emergencies",
    )


def _alarms(found: Sequence[Alarm], language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(language.number(one.number), data=True),
                Cell(one.node, data=True),
                Cell(word(ALARMS, one.kind, language), state="answered" if one.settled else "down"),
                Cell(language.moment(one.at), moment=iso(one.at)),
                Cell(language.moment(one.settled) if one.settled else t("open")),
                Cell(one.reason or "", data=True),
            ]
        )
        for one in found
    ]
    return Table(
        t("Logs that contradicted themselves"),
        [
            Column(t("Number"), align="number"),
            Column(t("Log of")),
            Column(t("What was found")),
            Column(t("Time"), unit="UTC"),
            Column(t("Settled"), unit="UTC"),
            Column(t("Reason")),
        ],
        rows,
        Empty(t("No log that was seen contradicts itself.")),
        key="alarms",
    )


def _table(
    found: tuple[Recorded, ...], language: Language, total: int, following: str, filtered: bool
) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(language.number(one.sequence), data=True),
                Cell(language.moment(one.entry.at), moment=iso(one.entry.at)),
                Cell(one.entry.person, data=True, note=word(ROLES, one.entry.role, language)),
                Cell(
                    one.entry.centre or "–", data=True, note=unit_in_words(one.entry.unit, language)
                ),
                Cell(word(PURPOSES, one.entry.purpose, language)),
                Cell(one.entry.verb, data=True),
                Cell(
                    word(OUTCOMES, one.entry.outcome, language),
                    state=_MARKS.get(one.entry.outcome, one.entry.outcome),
                ),
                Cell(one.entry.reason or "", data=True),
                Cell(one.leaf[:12], mono=True),
            ]
        )
        for one in found
    ]
    if filtered:
        empty = Empty(t("No entry meets all these conditions."), t("Show all entries"), "?")
    else:
        empty = Empty(t("Nothing has happened at this node yet."))
    return Table(
        t("What happened at this node, newest first"),
        [
            Column(t("Number"), align="number"),
            Column(t("Time"), unit="UTC"),
            Column(t("Person")),
            Column(t("Centre")),
            Column(t("Purpose")),
            Column(t("Act")),
            Column(t("Outcome")),
            Column(t("Reason")),
            Column(t("Leaf hash"), unit="SHA-256"),
        ],
        rows,
        empty,
        Page(found[0].sequence, found[-1].sequence, total, "", following) if found else None,
        key="audit",
        caption_hidden=True,
    )
