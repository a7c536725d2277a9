"""The steps of an order: what was done for it, what was read, and when the first dose was given."""

from __future__ import annotations

from datetime import date, timedelta

from samvar.focus.pharmacogenomics.model import Order, Step
from samvar.focus.pharmacogenomics.records import Changes, Identities, Orders
from samvar.focus.pharmacogenomics.service.about import changing_of
from samvar.focus.pharmacogenomics.service.order import order_of
from samvar.govern.identity import Asker
from samvar.govern.personal import Numbers
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict
from samvar.present.area import NodeLike

_BY_HAND = (Step.SAMPLED, Step.SEQUENCED)
"""Steps that a person reports; calling, reporting and acknowledging are acts of their own."""

_AHEAD_OF_UTC = timedelta(hours=14)
"""No ward's day is further ahead than this."""


def take_step(
    node: NodeLike, identifier: str, step: Step, asker: Asker, *, sample: str = ""
) -> Order:
    """Note that the sample was taken, or sequenced.

    sample: the name under which the sample that was taken will come from the sequencer, as on
    its tube. One of another name is then held until somebody confirms it.

    Raises:
        Refused: the person may not. NotFound: no such order.
        BadInput: a step that is an act of its own, or a name that cannot be one.
        Conflict: the order is there already.
    """
    sample = sample.strip()
    if sample and (step is not Step.SAMPLED or len(sample) > 64 or not sample.isprintable()):
        raise BadInput("a sample's name of at most 64 characters is noted when it is taken")
    if step not in _BY_HAND:
        raise BadInput(f"'{step.value}' is not noted by hand")
    with changing_of(node, asker, "answer:referral", f"order-{step.value}", identifier):
        with node.records.begin() as tx:
            orders = Orders(tx.connection)
            order = orders.get(identifier)
            if order.step.number >= step.number:
                raise Conflict(f"the order is {order.step.value} already")
            orders.note(identifier, step, utc_now(), asker.user.id)
            if sample:
                kept = Numbers(tx, node.keys).shown(sample)
                Identities(tx.connection).expect(identifier, kept)
        return order_of(node, identifier)


def undo_step(node: NodeLike, identifier: str, asker: Asker) -> Order:
    """Take the last step back; it stays in the history.

    Raises:
        Refused: the person may not. NotFound: no such order. Conflict: nothing can be undone:
            a signed report is amended, not undone.
    """
    with changing_of(node, asker, "answer:referral", "order-undo", identifier):
        with node.records.begin() as tx:
            orders = Orders(tx.connection)
            standing = [e for e in orders.get(identifier).events if not e.undone]
            last = standing[-1] if standing else None
            if last is None or last.step in (Step.ORDERED, Step.CALLED, Step.REPORTED):
                raise Conflict(
                    "the last step cannot be undone",
                    remedy="a report is amended by a new one; a call by a new call",
                )
            orders.note(identifier, last.step, utc_now(), asker.user.id, undoes=last.number)
            if last.step is Step.SAMPLED:
                Identities(tx.connection).expect(identifier, None)
            if last.step is Step.ACKNOWLEDGED:
                tx.referrals.acknowledge(identifier, None)
                Changes(tx.connection).reopen(identifier, last.number)
        return order_of(node, identifier)


def acknowledge(node: NodeLike, identifier: str, asker: Asker) -> Order:
    """The referrer has read the answer, and what changed after an earlier reading.

    Raises:
        Refused: the person may not. NotFound: no such order. Conflict: there is no answer yet,
            or it is acknowledged already.
    """
    with changing_of(node, asker, "acknowledge:report", "acknowledge-report", identifier):
        with node.records.begin() as tx:
            orders = Orders(tx.connection)
            if orders.get(identifier).step is not Step.REPORTED:
                raise Conflict("there is no report that waits to be acknowledged")
            now = utc_now()
            event = orders.note(identifier, Step.ACKNOWLEDGED, now, asker.user.id)
            Changes(tx.connection).settle(identifier, event)
            tx.referrals.acknowledge(identifier, now)
        return order_of(node, identifier)


def give_first_dose(node: NodeLike, identifier: str, day: date, asker: Asker) -> Order:
    """Note when the first dose was in fact given: what the indicator is counted from.

    Raises:
        Refused: the person may not. NotFound: no such order. BadInput: a day to come.
    """
    with changing_of(node, asker, "acknowledge:report", "order-first-dose", identifier):
        if day > (utc_now() + _AHEAD_OF_UTC).date():
            raise BadInput(
                "a first dose that was given is noted, and that day has not come yet",
                remedy="a planned day belongs to the order",
            )
        with node.records.begin() as tx:
            Orders(tx.connection).change(identifier, given=day)
        return order_of(node, identifier)
