"""Signing: the report of an order is made, signed, kept, and the order is reported."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.model import Order, Report, Step
from samvar.focus.pharmacogenomics.records import Calls, Orders, Reports, StoredReport
from samvar.focus.pharmacogenomics.report import canonical_bytes, from_bytes, sign
from samvar.focus.pharmacogenomics.service.about import changing_of
from samvar.focus.pharmacogenomics.service.change import note_amended
from samvar.focus.pharmacogenomics.service.order import shown
from samvar.focus.pharmacogenomics.service.report import FAST, FULL, draft_report
from samvar.govern.identity import Asker
from samvar.model.errors import Conflict
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction


def sign_report(
    node: NodeLike, order_id: str, asker: Asker, *, kind: str = FULL, release: str | None = None
) -> Report:
    """Make, sign and keep the report of an order; the order is then reported.

    A second report of an order supersedes the first, and waits to be acknowledged anew.

    Raises:
        Refused: the person may not. NotFound: no such order, or nobody was called.
        Conflict: a fast report after a full one; or a call, a report or a step of the order came
            in while this one was made.
    """
    with changing_of(node, asker, "answer:referral", "sign-report", order_id):
        with node.records.read() as tx:
            order, rests_on = _rests_on(node, tx, order_id)
            earlier = Reports(tx.connection).of_order(order_id)
        if kind == FAST and any(each.kind == FULL for each in map(_opened, earlier)):
            raise Conflict(
                "the order has a full report, which says more than one of DPYD alone",
                remedy="sign a full report",
            )
        draft = draft_report(
            node, order, kind=kind, by=asker.user.id, by_name=asker.user.name, release=release
        )
        signed = sign(draft, node.id, node.key)
        with node.records.begin() as tx:
            if _rests_on(node, tx, order_id)[1] != rests_on:
                raise Conflict(
                    "more has become known of the order in the meantime",
                    remedy="look at it again, and sign what it says now",
                )
            Reports(tx.connection).add(
                StoredReport(
                    signed.id,
                    order.id,
                    order.person,
                    signed.made,
                    canonical_bytes(signed).decode(),
                    signed.signature,
                    signed.supersedes,
                )
            )
            if earlier:
                note_amended(tx, order, _opened(earlier[0]), signed, asker.user.id)
            Orders(tx.connection).note(order.id, Step.REPORTED, signed.made, asker.user.id)
            tx.referrals.answer(order.id, signed.made)
        return signed


def _rests_on(node: NodeLike, tx: Transaction, order_id: str) -> tuple[Order, tuple[object, ...]]:
    """An order, and all rows that its report would be made from."""
    order = shown(node, tx, [Orders(tx.connection).get(order_id)])[0]
    calls = Calls(tx.connection).ids_of_person(order.person)
    reports = [each.id for each in Reports(tx.connection).of_order(order_id)]
    return order, (order, calls, *reports)


def _opened(stored: StoredReport) -> Report:
    return from_bytes(stored.document.encode())
