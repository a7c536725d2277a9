"""Opening one patient's record in an emergency, and what it shows for an hour: the ward's side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from samvar.govern.personal import person_of
from samvar.govern.purpose import Purpose
from samvar.govern.route import declare
from samvar.model.clock import iso, utc_now
from samvar.model.emergency import LEAST_TOLD, MOST_TOLD, Cause, Emergency
from samvar.model.errors import BadInput, Conflict, NotFound, SamvarError
from samvar.node.emergency import close_record, my_emergencies, open_record, own_open
from samvar.node.node import Node
from samvar.node.own import sheets_of
from samvar.present.area import NodeLike, Sheet
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import EMERGENCY_CAUSES, EMERGENCY_FINDINGS, word
from samvar.web.form import Form
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit, home_issuer, signed_in_now

_PATH = "/nodes/{node:str}/emergency"


def _about(node: NodeLike, path: Mapping[str, str]) -> str | None:
    """The patient whose record was opened."""
    with node.records.read() as tx:
        try:
            return tx.emergencies.get(path["emergency"]).person
        except NotFound:
            return None


@get(
    _PATH,
    opt=on_menu(
        "see:emergency", "list-emergencies", N_("Emergency access"), group="node", order=16
    ),
    sync_to_thread=True,
)
def show_all(visit: Here, node: FromPath[str]) -> Response[str]:
    """The visitor's own openings, and the form for another."""
    return _listed(visit, visit.node_named(node), {})


@post(
    f"{_PATH}/open",
    opt={
        **declare("break:glass", None, "open-emergency", N_("Open a record in an emergency")),
        "reads": ("label", "cause", "told"),
    },
    sync_to_thread=True,
)
def begin(visit: Here, node: FromPath[str], form: Form) -> Response[str] | Redirect:
    """Open one patient's record for an hour, and go on to it."""
    here = visit.node_named(node)
    try:
        with here.records.read() as tx:
            known = person_of(tx, here.keys, form.get("label", "").strip())
        if known is None:
            raise NotFound("nobody at this node has that label")
        # The guard has let nobody in here whose sign-in is older than 15 minutes.
        event = open_record(
            here, known.id, visit.asker, _cause(form), form.get("told", ""), stepped_up=True
        )
    except (BadInput, NotFound, Conflict) as error:
        return _listed(visit, here, form, fault=error, status=422)
    return onward(f"/nodes/{here.id}/emergency/{event.id}")


@get(
    f"{_PATH}/{{emergency:str}}",
    opt={
        **declare("see:referrals", None, "see-in-emergency", N_("Record opened in an emergency")),
        "about": _about,
    },
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str], emergency: FromPath[str]) -> Response[str]:
    """What the centre has of the patient, while the opening stands.

    Raises:
        NotFound: no such opening of the visitor's. Refused: it is over.
    """
    here = visit.node_named(node)
    event = own_open(here, emergency, visit.asker)
    with here.records.read() as tx:
        label = tx.persons.labels([event.person]).get(event.person, "")
    left = event.ends - utc_now()
    return page(
        visit,
        "emergency_open.html",
        title=visit.language.text("Record opened in an emergency"),
        node=here,
        event=event,
        label=label,
        minutes=int(left.total_seconds() // 60) + 1,
        cause=word(EMERGENCY_CAUSES, event.cause.value, visit.language),
        table=_sheets(sheets_of(here, event.person), visit.language),
    )


@post(
    f"{_PATH}/{{emergency:str}}/close",
    opt={
        **declare("see:emergency", None, "close-emergency", N_("End the emergency access")),
        "about": _about,
    },
    sync_to_thread=True,
)
def close(
    visit: Here,
    node: FromPath[str],
    emergency: FromPath[str],
    form: Form,  # noqa: ARG001 - proof
) -> Redirect:
    """End one's own opening before its time."""
    here = visit.node_named(node)
    close_record(here, emergency, visit.asker)
    return onward(f"/nodes/{here.id}/emergency")


def _listed(
    visit: Visit,
    node: Node,
    given: Mapping[str, str],
    *,
    fault: SamvarError | None = None,
    status: int = 200,
) -> Response[str]:
    found = my_emergencies(node, visit.asker)
    with node.records.read() as tx:
        labels = tx.persons.labels(each.person for each in found)
    return page(
        visit,
        "emergency.html",
        title=visit.language.text("Emergency access"),
        status=status,
        node=node,
        table=_own(node, found, labels, visit.language),
        causes=EMERGENCY_CAUSES,
        given=given,
        fault=fault,
        may_open=may(visit, node, "break:glass").allowed,
        other_purpose=visit.asker.purpose is not Purpose.ETREAT,
        fresh=signed_in_now(visit.site, visit.session),
        issuer=home_issuer(visit.site),
        least=LEAST_TOLD,
        most=MOST_TOLD,
    )


def _own(
    node: Node, found: Sequence[Emergency], labels: Mapping[str, str], language: Language
) -> Table:
    t, now = language.text, utc_now()
    rows = [
        Row(
            [
                Cell(
                    labels.get(each.person, each.person),
                    href=f"/nodes/{node.id}/emergency/{each.id}" if each.stands(now) else "",
                    data=True,
                ),
                Cell(language.moment(each.since), moment=iso(each.since)),
                Cell(
                    language.moment(each.ends),
                    moment=iso(each.ends),
                    note=t("ended by hand") if each.closed else "",
                ),
                Cell(t("open"), state="late") if each.stands(now) else Cell(t("over")),
                Cell(word(EMERGENCY_CAUSES, each.cause.value, language)),
                review_cell(each, language),
            ],
            muted=not each.stands(now),
        )
        for each in found
    ]
    return Table(
        t("My emergency accesses, newest first"),
        [
            Column(t("Patient"), unit=t("the laboratory's label")),
            Column(t("From"), unit="UTC"),
            Column(t("Until"), unit="UTC"),
            Column(t("State")),
            Column(t("Because of")),
            Column(t("Review")),
        ],
        rows,
        Empty(t("You have opened no record in an emergency here.")),
        key="emergencies",
    )


def review_cell(event: Emergency, language: Language) -> Cell:
    """What a reviewer said last; not reviewed is not the same as overdue."""
    if event.reviews:
        finding = event.reviews[-1].finding.value
        return Cell(word(EMERGENCY_FINDINGS, finding, language), state=_FOUND[finding])
    if event.overdue(utc_now()):
        return Cell(language.text("overdue"), state="down")
    return Cell(language.text("not reviewed yet"), state="unknown")


_FOUND = {"justified": "answered", "not_justified": "down", "follow_up": "late"}


def _sheets(found: Sequence[Sheet], language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(t(each.title), href=each.path),
                Cell(each.label, data=True),
                Cell(language.moment(each.made), moment=iso(each.made)),
            ]
        )
        for each in found
    ]
    return Table(
        t("Orders and reports of this patient"),
        [Column(t("What")), Column(t("Label")), Column(t("Time"), unit="UTC")],
        rows,
        Empty(t("This centre has no order or report of the patient.")),
        key="sheets",
    )


def _cause(form: Mapping[str, str]) -> Cause:
    try:
        return Cause(form.get("cause", ""))
    except ValueError:
        raise BadInput("choose why the record is opened") from None
