"""Orders of invented patients with a past, as `service` would have written them then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from samvar.demo.pharmacogenomics.case import Plan
from samvar.demo.pharmacogenomics.draw import Drawn
from samvar.focus.pharmacogenomics.model import Event, Order, Report, Step
from samvar.focus.pharmacogenomics.records import Orders, Reports, StoredReport
from samvar.focus.pharmacogenomics.report import canonical_bytes, sign
from samvar.focus.pharmacogenomics.service import draft_report
from samvar.govern.identity import PERSONAS
from samvar.model.clock import utc_now
from samvar.model.ids import new_ids
from samvar.model.person import Person, Referral
from samvar.node.node import Node
from samvar.store.records.engine import Transaction
from samvar.store.records.persons import Registered

BY = PERSONAS["pharmacist"].id
_SHARE = {Step.ORDERED: 0.0, Step.SAMPLED: 0.2, Step.SEQUENCED: 0.6, Step.CALLED: 0.8}
"""How much of the time from the order to the report a step came after."""
_READ_AFTER = timedelta(hours=5)


def write_orders(node: Node, patients: Sequence[Drawn]) -> None:
    """Write the orders of patients with their steps, and the signed reports of those reported.

    Patients who were tested must be here; the others are registered by their label.
    """
    now = utc_now()
    with node.records.read() as tx:
        people = dict(tx.persons.by_labels(each.patient.label for each in patients))
    new = [each for each in patients if each.patient.label not in people]
    for each, identifier in zip(new, new_ids("person", len(new)), strict=True):
        patient = each.patient
        people[patient.label] = Person(identifier, patient.sex, patient.ancestry)
    with node.records.read() as tx:
        samples = {s.sample.person: s.sample.id for s in tx.samples.of() if s.live}
    orders = [
        order_of(each, node.centre.name, people[each.patient.label].id, samples, now)
        for each in patients
    ]
    reports = [
        _report(node, order) for order in orders if order.step.number >= Step.REPORTED.number
    ]  # fmt: skip
    with node.records.begin() as tx:
        tx.persons.add_many([Registered(people[e.patient.label], e.patient.label) for e in new])
        _write(tx, orders)
        for report in reports:
            Reports(tx.connection).add(
                StoredReport(
                    report.id,
                    report.order,
                    report.person,
                    report.made,
                    canonical_bytes(report).decode(),
                    report.signature,
                )
            )


def write_past(node: Node, past: Sequence[Drawn]) -> None:
    """Write closed orders that have no report here, each of a person of its own."""
    now = utc_now()
    people = [
        Registered(Person(identifier, each.patient.sex, each.patient.ancestry), each.patient.label)
        for each, identifier in zip(past, new_ids("person", len(past)), strict=True)
    ]
    orders = [
        order_of(each, node.centre.name, known.person.id, {}, now)
        for each, known in zip(past, people, strict=True)
    ]
    with node.records.begin() as tx:
        tx.persons.add_many(people)
        _write(tx, orders)


def order_of(
    drawn: Drawn, laboratory: str, person: str, samples: dict[str, str], now: datetime
) -> Order:
    """An order as it stands at a moment. samples: by person, of those who were tested."""
    plan = drawn.plan
    return Order(
        id=drawn.order,
        person=person,
        label=drawn.patient.label,
        referring_region=drawn.region,
        laboratory=laboratory,
        ordered=_after(now, plan.ordered),
        occasions=(plan.occasion,),
        medications=plan.medications,
        genes=plan.genes,
        first_dose=_day(now, plan.first_dose),
        given=_day(now, plan.given),
        step=plan.reached,
        events=tuple(Event(0, step, at, BY) for step, at in _steps(plan, now)),
        sample=samples.get(person) if drawn.tested else None,
    )


def _steps(plan: Plan, now: datetime) -> list[tuple[Step, datetime]]:
    ordered = _after(now, plan.ordered)
    took = timedelta(days=-plan.ordered if plan.reported is None else plan.reported)
    found: list[tuple[Step, datetime]] = []
    for step in list(Step)[: plan.reached.number + 1]:
        if step is Step.ACKNOWLEDGED:
            found.append((step, ordered + took + _READ_AFTER))
        else:
            found.append((step, ordered + took * _SHARE.get(step, 1.0)))
    return found


def _report(node: Node, order: Order) -> Report:
    made = next(each.at for each in order.events if each.step is Step.REPORTED)
    draft = draft_report(node, order, by=BY, by_name=PERSONAS[BY].name)
    return sign(replace(draft, made=made), node.id, node.key)


def _write(tx: Transaction, orders: Sequence[Order]) -> None:
    tx.referrals.add_many(
        [
            Referral(
                order.id,
                order.person,
                order.referring_region,
                order.laboratory,
                "pharmacogenomics",
                order.ordered,
                answered=order.at(Step.REPORTED),
                acknowledged=order.at(Step.ACKNOWLEDGED),
            )
            for order in orders
        ]
    )
    Orders(tx.connection).add_many(orders)


def _after(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def _day(now: datetime, days: int | None) -> date | None:
    return None if days is None else _after(now, days).date()
