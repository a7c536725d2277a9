"""Sampling reviews of a node's audit trail, as the auditor's work list."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from samvar.govern.route import declare
from samvar.model.clock import iso
from samvar.model.errors import UsageError
from samvar.node.review import draw_now, mark
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import OUTCOMES, PURPOSES, REVIEW_MARKS, ROLES, word
from samvar.store.records.reviews import Review
from samvar.web.form import Form
from samvar.web.menu import on_menu
from samvar.web.render import onward, page
from samvar.web.visit import Here

_STATES = {"fine": "answered", "explain": "late", "reported": "down"}


@get(
    "/nodes/{node:str}/reviews",
    opt=on_menu("see:reviews", "see-reviews", N_("Reviews"), group="node", order=55),
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str]) -> Response[str]:
    """The newest reviews, those that wait before those that are closed."""
    here = visit.node_named(node)
    with here.records.read() as tx:
        found = tx.reviews.newest()
        draw, waiting = tx.reviews.last_draw(), tx.reviews.waiting()
    waits = sorted(found, key=lambda one: not one.open)
    return page(
        visit,
        "reviews.html",
        title=visit.language.text("Reviews"),
        node=here,
        draw=draw,
        waiting=waiting,
        table=_table(waits, visit.language),
        open_numbers=[one.number for one in waits if one.open],
        marks=REVIEW_MARKS,
    )


@post(
    "/nodes/{node:str}/reviews/draw",
    opt=declare("do:review", None, "draw-reviews", N_("Draw a sample")),
    sync_to_thread=True,
)
def draw(visit: Here, node: FromPath[str], form: Form) -> Redirect:  # noqa: ARG001 - proof
    """Draw from everything since the last draw."""
    here = visit.node_named(node)
    draw_now(here, visit.asker)
    return onward(f"/nodes/{here.id}/reviews")


@post(
    "/nodes/{node:str}/reviews/mark",
    opt={
        **declare("do:review", None, "mark-review", N_("Note a finding")),
        "reads": ("review", "mark", "reason"),
    },
    sync_to_thread=True,
)
def note(visit: Here, node: FromPath[str], form: Form) -> Redirect:
    """Say what a review found.

    Raises:
        UsageError: no such mark, or no reason. NotFound: no such review.
        Refused: the reviewed act is the reviewer's own.
    """
    here = visit.node_named(node)
    number = form.get("review", "")
    if not number.isdecimal() or len(number) > 15:
        raise UsageError("a review has a number")
    mark(here, visit.asker, int(number), form.get("mark", ""), form.get("reason", ""))
    return onward(f"/nodes/{here.id}/reviews")


def _table(found: Sequence[Review], language: Language) -> Table:
    t = language.text
    rows = []
    for one in found:
        entry, newest = one.recorded.entry, one.marks[-1] if one.marks else None
        rows.append(
            Row(
                [
                    Cell(language.number(one.number), data=True),
                    Cell(language.number(one.recorded.sequence), data=True),
                    Cell(language.moment(entry.at), moment=iso(entry.at)),
                    Cell(entry.person, data=True),
                    Cell(word(ROLES, entry.role, language)),
                    Cell(word(PURPOSES, entry.purpose, language)),
                    Cell(entry.verb, data=True),
                    Cell(word(OUTCOMES, entry.outcome, language)),
                    Cell(
                        word(REVIEW_MARKS, newest.mark, language) if newest else t("waits"),
                        state=_STATES[newest.mark] if newest else "unknown",
                    ),
                    Cell(newest.reason if newest else "", data=True),
                    Cell(newest.by if newest else "", data=True),
                ],
                muted=not one.open,
            )
        )
    return Table(
        t("Entries to be reviewed"),
        [
            Column(t("Review"), align="number"),
            Column(t("Entry"), align="number"),
            Column(t("Time"), unit="UTC"),
            Column(t("Person")),
            Column(t("Role")),
            Column(t("Purpose")),
            Column(t("Act")),
            Column(t("Outcome")),
            Column(t("Finding")),
            Column(t("Reason")),
            Column(t("By")),
        ],
        rows,
        Empty(t("Nothing has been drawn for review yet.")),
        key="reviews",
        caption_hidden=True,
    )
