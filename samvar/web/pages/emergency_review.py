"""Each emergency access, looked at by somebody else: the queue, overdue first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from samvar.govern.route import declare
from samvar.model.clock import iso, utc_now
from samvar.model.emergency import LEAST_TOLD, MOST_TOLD, REVIEW_WITHIN, Emergency, Finding
from samvar.model.errors import BadInput, Conflict, NotFound, SamvarError
from samvar.node.emergency import looks_under, queue_of, review_record
from samvar.node.node import Node
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import EMERGENCY_CAUSES, EMERGENCY_FINDINGS, ROLES, word
from samvar.store.records.audit_entry import Recorded
from samvar.web.form import Form
from samvar.web.menu import on_menu
from samvar.web.pages.emergency import review_cell
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit

_PATH = "/nodes/{node:str}/emergency-reviews"


@get(
    _PATH,
    opt=on_menu(
        "review:glass", "see-emergencies", N_("Review emergency access"), group="node", order=56
    ),
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str]) -> Response[str]:
    """Every use of this node's, those that wait before those that are settled."""
    return _shown(visit, visit.node_named(node), {})


@post(
    f"{_PATH}/note",
    opt={
        **declare("review:glass", None, "review-emergency", N_("Note a finding")),
        "reads": ("emergency", "finding", "note"),
    },
    sync_to_thread=True,
)
def note(visit: Here, node: FromPath[str], form: Form) -> Response[str] | Redirect:
    """Say what was found of one use.

    Raises:
        Refused: the use is the reviewer's own.
    """
    here = visit.node_named(node)
    try:
        review_record(
            here, form.get("emergency", ""), visit.asker, _finding(form), form.get("note", "")
        )
    except (BadInput, NotFound, Conflict) as error:
        return _shown(visit, here, form, fault=error, status=422)
    return onward(f"/nodes/{here.id}/emergency-reviews")


def _shown(
    visit: Visit,
    node: Node,
    given: Mapping[str, str],
    *,
    fault: SamvarError | None = None,
    status: int = 200,
) -> Response[str]:
    now = utc_now()
    found = queue_of(node, now, everything=True)
    waiting = [each for each in found if each.waits]
    ready = [each for each in waiting if not each.stands(now)]
    return page(
        visit,
        "emergency_reviews.html",
        title=visit.language.text("Review emergency access"),
        status=status,
        node=node,
        fault=fault,
        given=given,
        waiting=sum(not each.reviewed for each in waiting),
        overdue=sum(each.overdue(now) for each in waiting),
        open_now=sum(each.stands(now) for each in waiting),
        days=REVIEW_WITHIN.days,
        table=_table(found, visit.language),
        ready=[(each, _looks(looks_under(node, each), visit.language)) for each in ready],
        findings=EMERGENCY_FINDINGS,
        causes=EMERGENCY_CAUSES,
        least=LEAST_TOLD,
        most=MOST_TOLD,
    )


def _table(found: Sequence[Emergency], language: Language) -> Table:
    t, now = language.text, utc_now()
    rows = [
        Row(
            [
                Cell(each.id, mono=True, note=each.person),
                Cell(
                    language.moment(each.since),
                    moment=iso(each.since),
                    note=t("ended by hand") if each.closed else "",
                ),
                Cell(each.user, data=True, note=word(ROLES, each.role, language)),
                Cell(word(EMERGENCY_CAUSES, each.cause.value, language)),
                Cell(t("open"), state="late") if each.stands(now) else review_cell(each, language),
                Cell(each.reviews[-1].note if each.reviews else "", data=True),
                Cell(each.reviews[-1].by if each.reviews else "", data=True),
                Cell(language.moment(each.due), moment=iso(each.due)),
            ],
            muted=not each.waits,
        )
        for each in found
    ]
    return Table(
        t("Every emergency access at this centre"),
        [
            Column(t("Use"), unit=t("the patient's opaque id")),
            Column(t("From"), unit=t("UTC; for 60 minutes")),
            Column(t("Who")),
            Column(t("Why")),
            Column(t("Review")),
            Column(t("Note")),
            Column(t("By")),
            Column(t("Review by"), unit="UTC"),
        ],
        rows,
        Empty(t("No record has been opened in an emergency here.")),
        key="emergency-reviews",
        caption_hidden=True,
    )


def _looks(found: Sequence[Recorded], language: Language) -> Sequence[str]:
    """What the log holds of the person and the patient while the record stood open."""
    return [
        f"{language.moment(one.entry.at)} · {one.entry.verb} · {one.entry.outcome}" for one in found
    ]


def _finding(form: Mapping[str, str]) -> Finding:
    try:
        return Finding(form.get("finding", ""))
    except ValueError:
        raise BadInput("choose a finding") from None
