"""The queue of orders, and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samvar.focus.pharmacogenomics.model import Occasion, Order
from samvar.focus.pharmacogenomics.service import (
    NewOrder,
    current_release,
    open_to,
    place_order,
    queue,
)
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
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

SOON_DAYS, NEAR_DAYS = 2, 7
"""Planned first doses nearer than these many days are marked urgent, and near."""


def show_queue(reader: Reader) -> Answer:
    """Who waits, the nearest first dose first, those who have had it last."""
    closed = reader.query.get("show") == "closed"
    every = queue(reader.node, closed=closed)
    here = open_to(reader.node, reader.asker, (order.person for order in every))
    found = tuple(order for order in every if order.person in here)
    t = reader.language.text
    return Shown(
        "orders.html",
        t("Orders"),
        {
            "table": orders_table(reader, found, closed=closed),
            "closed": closed,
            "urgent": sum(_is_urgent(order) for order in found) if not closed else 0,
            "waiting": len(found),
            "blocked": len(every) - len(found),
            "may_order": reader.may("place:referral"),
        },
    )


def orders_table(reader: Reader, found: tuple[Order, ...], *, closed: bool = False) -> Table:
    """Orders as a table: the patient is the link; those whose dose was given stand apart, last."""
    t = reader.language.text
    today = utc_now().date()
    given = [] if closed else [order for order in found if order.given is not None]
    rows = [
        Row(
            [
                Cell(order.label, href=order_path(reader, order), data=True),
                dose_cell(order, today, reader.language),
                Cell(", ".join(each.drug for each in order.occasions), data=True),
                step_cell(order, reader.language),
                Cell(REGIONS[order.referring_region].name, data=True),
                Cell(reader.language.moment(order.ordered), moment=order.ordered.isoformat()),
                Cell(_waited(order, today, reader.language)),
            ],
            muted=closed,
            group=t("The first dose has been given") if order in given[:1] else "",
        )
        for order in found
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
            Column(t("Since the order"), align="number"),
        ],
        rows,
        Empty(
            t("No order has been closed yet.") if closed else t("Nobody waits for an answer."),
            t("New order") if reader.may("place:referral") else "",
            f"/nodes/{reader.node.id}/pgx/new-order" if reader.may("place:referral") else "",
        ),
        key="orders",
        caption_hidden=True,
    )


def order_path(reader: Reader, order: Order) -> str:
    """The address of an order's page."""
    return f"/nodes/{reader.node.id}/pgx/orders/{order.id}"


def step_cell(order: Order, language: Language) -> Cell:
    """How far the order has come, and what that leaves for somebody here to do."""
    step = order.step.value
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


def _is_urgent(order: Order) -> bool:
    left = order.days_left(utc_now().date())
    return left is not None and left <= SOON_DAYS and order.given is None


def _waited(order: Order, today: date, language: Language) -> str:
    days = (today - order.ordered.date()).days
    return language.count("%(n)s day", "%(n)s days", days)


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
    return Onward(order_path(reader, order))


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
    ).reads("show"),
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
