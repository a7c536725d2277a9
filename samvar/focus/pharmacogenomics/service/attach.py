"""A called sample and the orders that waited for it."""

from __future__ import annotations

from collections.abc import Sequence

from samvar.focus.pharmacogenomics.model import Step
from samvar.focus.pharmacogenomics.records import Identities, Orders, StoredCall
from samvar.focus.pharmacogenomics.service.identity import is_waited_for
from samvar.store.records.engine import Transaction


def attach(tx: Transaction, stored: Sequence[StoredCall], *, confirmed: bool = False) -> None:
    """Open orders of these people are sequenced and called now.

    An order that expects a sample of another name waits on. confirmed: somebody has said that it
    is the right one all the same.
    """
    orders, identities = Orders(tx.connection), Identities(tx.connection)
    newest = {each.person: each for each in stored}
    waiting = [each for each in orders.of_people(newest) if is_waited_for(each)]
    expected = identities.expected(each.id for each in waiting)
    names = tx.samples.by_ids(each.sample for each in newest.values()) if expected else {}
    for order in waiting:
        call = newest[order.person]
        genes = {each.gene for each in call.genes if each.telling}
        if order.genes and not genes & {*order.genes}:
            continue
        if order.id in expected:
            name = names[call.sample].sample.name
            if name != expected[order.id] and not confirmed:
                continue
            identities.expect(order.id, None)
        orders.change(order.id, sample=call.sample)
        for step in (Step.SAMPLED, Step.SEQUENCED, Step.CALLED):
            if order.at(step) is None:
                orders.note(order.id, step, call.at, call.by)
