"""What the demo's patients have said, who treats them, and which of them the persona is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from samvar.demo.pharmacogenomics.draw import Drawn
from samvar.demo.pharmacogenomics.order import BY
from samvar.focus.pharmacogenomics.records import Orders
from samvar.govern.identity import PERSONAS
from samvar.model.clock import utc_now
from samvar.model.consent import CareRelation, Choice, How, Reason, Use
from samvar.model.ids import new_ids
from samvar.node.care import USUAL_DAYS
from samvar.node.node import Node

_ASKED = "Får vi höra av oss igen om kunskapen ändras? (informationsblad PGX-1, 2026)"


def account_of(node: Node) -> str:
    """The persona of a patient, as this node's own issuer names it."""
    return PERSONAS["patient"].at(node.id).account


def is_said(node: Node) -> bool:
    """Whether the node knows who the persona is."""
    with node.records.read() as tx:
        return tx.accounts.person_of(account_of(node)) is not None


def write_said(node: Node, patients: Sequence[Drawn]) -> None:
    """Every order has opened a care relation; the patient who carries a passport has spoken.

    That patient is the persona `patient`: there is a report to read and somebody who has looked.
    """
    now = utc_now()
    with node.records.read() as tx:
        orders = Orders(tx.connection).all()
    carrier = next(each.order for each in patients if each.passport)
    person = next(order.person for order in orders if order.id == carrier)
    with node.records.begin() as tx:
        for order, name in zip(orders, new_ids("care", len(orders)), strict=True):
            until = order.ordered + timedelta(days=USUAL_DAYS)
            tx.care.open(
                CareRelation(
                    name, order.person, "", "", Reason.ORDER, order.id, order.ordered, until, BY
                )
            )
        tx.choices.add(Choice(person, Use.RECONTACT, True, now, BY, how=How.SPOKEN, asked=_ASKED))
        tx.accounts.link(account_of(node), person, now, BY)
