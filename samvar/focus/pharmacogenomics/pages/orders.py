"""The queue of orders, and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samvar.focus.pharmacogenomics.model import Occasion, Order
from samvar.focus.pharmacogenomics.service import (
    NewOrder,
    Queue,
    changed_here,
    current_release,
    place_order,
    queue,
)
from samvar.focus.pharmacogenomics.service.queue import SOON_DAYS
from samvar.focus.pharmacogenomics.words import (
    AGE_GROUPS,
    EXPOSURES,
    INDICATIONS,
    ROUTES,
    STEP_MARKS,
    STEPS,
    STEPS_TO_COME,
)
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict
from samvar.model.place import REGIONS
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, Waits, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table, paged
from samvar.present.words import word

NEAR_DAYS = 7
"""A planned first dose nearer than these many days is marked near, or urgent before `SOON_DAYS`."""
SIZE = 50
"""Orders on one page."""


def show_queue(reader: Reader) -> Answer:
    """Who must be read again, then who waits, the nearest first dose first; `?offset=` pages."""
    closed = reader.query.get("show") == "closed"
    offset = reader.query.get("offset", "")
    first = int(offset) if offset.isascii() and offset.isdecimal() else 0
    found = queue(reader.node, reader.asker, closed=closed, first=first, size=SIZE)
    t = reader.language.text
    return Shown(
        "orders.html",
        t("Orders"),
        {
            "table": orders_table(reader, found, closed=closed),
            "closed": closed,
            "counts": found.counts,
            "may_order": reader.may("place:referral"),
        },
    )


def orders_table(reader: Reader, found: Queue, *, closed: bool = False) -> Table:
    """Orders as a table: the patient is the link. Those that changed after they were read stand
    apart, first; those whose dose was given, last.
    """
    t = reader.language.text
    today = utc_now().date()
    address = f"/nodes/{reader.node.id}/pgx/orders?{'show=closed&' if closed else ''}offset="
    groups = dict.fromkeys((_group(each, reader) for each in found.orders), True)
    if [*groups] == [t("Waiting")]:  # all alike: no block needs a name
        groups.clear()
    rows = [
        Row(
            [
                Cell(order.label, href=order_path(reader, order.id), data=True),
                dose_cell(order, today, reader.language),
                Cell(", ".join(each.drug for each in order.occasions), data=True),
                step_cell(order, reader),
                Cell(REGIONS[order.referring_region].name, data=True),
                Cell(
                    reader.language.moment(order.ordered),
                    note=_waited(order, today, reader.language),
                    moment=order.ordered.isoformat(),
                ),
            ],
            muted=closed,
            group="" if closed or not groups.pop(name := _group(order, reader), False) else name,
        )
        for order in found.orders
    ]
    return Table(
        t("Closed orders") if closed else t("Orders that wait for an answer"),
        [
            Column(t("Patient"), unit=t("the laboratory's label")),
            Column(t("Planned first dose")),
            Column(t("Drugs to be given")),
            Column(t("Step")),
            Column(t("Referring region")),
            Column(t("Ordered"), unit="UTC"),
        ],
        rows,
        Empty(
            t("No order has been closed yet.") if closed else t("Nobody waits for an answer."),
            t("New order") if reader.may("place:referral") else "",
            f"/nodes/{reader.node.id}/pgx/new-order" if reader.may("place:referral") else "",
        ),
        paged(found.first, len(rows), found.counts.listed, address + "{offset}", SIZE),
        key="orders",
        caption_hidden=True,
    )


def _group(order: Order, reader: Reader) -> str:
    """The block of the queue that an order stands in."""
    t = reader.language.text
    if order.changed:
        return t("Changed after it was reported: to be read again")
    return t("The first dose has been given") if order.given is not None else t("Waiting")


def order_path(reader: Reader, order: str) -> str:
    """The address of an order's page, by its id."""
    return f"/nodes/{reader.node.id}/pgx/orders/{order}"


def step_cell(order: Order, reader: Reader) -> Cell:
    """How far the order has come, and what that leaves for somebody here to do.

    Of one that changed: in which genes, and whether it was the reader's own order.
    """
    language, step = reader.language, order.step.value
    if order.changed:
        genes = dict.fromkeys(one.gene for each in order.changed for one in each.found)
        mine = order.events[0].by == reader.asker.user.id if order.events else False
        said = language.text("you ordered it") if mine else ""
        note = " · ".join(filter(None, (", ".join(genes), said)))
        return Cell(language.text("Changed after it was read"), note=note, state="down")
    note = word(STEPS_TO_COME, step, language) if step in STEPS_TO_COME else ""
    return Cell(word(STEPS, step, language), note=note, state=STEP_MARKS[step])


def dose_cell(order: Order, today: date, language: Language) -> Cell:
    """The planned first dose with the days that are left, marked when they are few."""
    left = order.days_left(today)
    if order.first_dose is None or left is None:
        return Cell(language.text("no day planned"))
    day = order.first_dose.isoformat()
    if order.given is not None:
        note = language.text("given %(day)s", day=order.given.isoformat())
        return Cell(day, note=note, data=True)
    if left < 0:
        note = language.count("%(n)s day ago", "%(n)s days ago", -left)
    elif left == 0:
        note = language.text("today")
    else:
        note = language.count("in %(n)s day", "in %(n)s days", left)
    state = "down" if left <= SOON_DAYS else "late" if left <= NEAR_DAYS else ""
    return Cell(day, note=note, state=state, data=True)


def _waited(order: Order, today: date, language: Language) -> str:
    days = (today - order.ordered.date()).days
    return language.count("%(n)s day", "%(n)s days", days).replace(" ", "\u00a0")


def show_form(reader: Reader, given: Mapping[str, str] | None = None, fault: Any = None) -> Answer:
    """The order form; with what was written and why it was not taken, after a fault."""
    t = reader.language.text
    knowledge = current_release(reader.node).knowledge
    drugs = sorted({each.drug for each in knowledge.recommendations})
    return Shown(
        "order_new.html",
        t("New order"),
        {
            "given": given or {},
            "fault": fault,
            "drugs": drugs,
            "genes": [gene.name for gene in knowledge.genes],
            "regions": [REGIONS[code] for code in reader.node.centre.regions],
            "others": [r for code, r in REGIONS.items() if code not in reader.node.centre.regions],
            "routes": ROUTES,
            "indications": INDICATIONS,
            "age_groups": AGE_GROUPS,
            "exposures": EXPOSURES,
        },
        422 if fault else 200,
    )


def begin(reader: Reader) -> Answer:
    """Take an order; go on to its page."""
    try:
        order = place_order(reader.node, new_order(reader.form), reader.asker)
    except (BadInput, Conflict) as error:
        return show_form(reader, reader.form, error)
    return Onward(order_path(reader, order.id))


def new_order(form: Mapping[str, str]) -> NewOrder:
    """An order from the form's words.

    Raises:
        BadInput: the day is none.
    """
    text = form.get("first_dose", "").strip()
    try:
        first_dose = date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput("the planned first dose is not a day", remedy="write YYYY-MM-DD") from None
    occasions = tuple(
        Occasion(
            drug,
            route=form.get("route") or None,
            indication=form.get("indication") or None,
            age_group=form.get("age_group") or None,
            exposure=form.get("exposure") or None,
        )
        for drug in words_of(form.get("drugs", ""))
    )
    return NewOrder(
        patient=form.get("patient", ""),
        referring_region=form.get("region", ""),
        occasions=occasions,
        medications=words_of(form.get("medications", "")),
        genes=tuple(name.upper() for name in words_of(form.get("genes", ""))),
        first_dose=first_dose,
    )


def words_of(text: str) -> tuple[str, ...]:
    """Names with commas or lines between, in lower case, each once.

    >>> words_of("Capecitabine, clopidogrel\\ncapecitabine")
    ('capecitabine', 'clopidogrel')
    """
    parts = [part.strip().lower() for line in text.splitlines() for part in line.split(",")]
    return tuple(dict.fromkeys(part for part in parts if part))


PAGES: tuple[Page, ...] = (
    shows(
        "/nodes/{node:str}/pgx/orders",
        show_queue,
        "see:referrals",
        "see-orders",
        N_("Orders"),
        menu=("pharmacogenomics", 10),
        waits=Waits(changed_here, N_("to be read again")),
    ).reads("show", "offset"),
    shows(
        "/nodes/{node:str}/pgx/new-order",
        show_form,
        "place:referral",
        "see-order-form",
        N_("New order"),
        menu=("pharmacogenomics", 20),
    ),
    takes(
        "/nodes/{node:str}/pgx/orders", begin, "place:referral", "place-order", N_("New order")
    ).reads(
        "patient",
        "region",
        "drugs",
        "route",
        "indication",
        "age_group",
        "exposure",
        "medications",
        "genes",
        "first_dose",
    ),
)
