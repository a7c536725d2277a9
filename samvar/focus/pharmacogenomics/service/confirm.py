"""The second step where a sample is in doubt: somebody looks, and says whose it is and why."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.model import Order
from samvar.focus.pharmacogenomics.records import Calls, Identities, Orders
from samvar.focus.pharmacogenomics.service.about import changing_of
from samvar.focus.pharmacogenomics.service.attach import attach
from samvar.focus.pharmacogenomics.service.change import note_changes
from samvar.focus.pharmacogenomics.service.identity import against_earlier
from samvar.focus.pharmacogenomics.service.order import order_of
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.present.area import NodeLike

LONGEST_REASON = 500


def confirm_sample(node: NodeLike, order_id: str, sample: str, reason: str, asker: Asker) -> Order:
    """Say that a held sample is the patient's; its calls are then told, counted and attached.

    Genotypes that contradict another sample cannot be talked away: one of the two is somebody
    else's, and must be withdrawn first.

    Raises:
        Refused: the person may not. NotFound: no such order, or its patient has no such held
            sample. BadInput: no reason. Conflict: it is confirmed already, or its genotypes still
            contradict another sample of the patient.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON or not reason.isprintable():
        raise BadInput(
            "a sample is confirmed with a reason",
            remedy=f"say how you know whose it is, in at most {LONGEST_REASON} letters",
        )
    with changing_of(node, asker, "answer:referral", "confirm-sample", order_id):
        contributions = node.contributions()
        with node.records.begin() as tx:
            order = Orders(tx.connection).get(order_id)
            identities, calls = Identities(tx.connection), Calls(tx.connection)
            held = identities.among([sample]).get(sample)
            kept = calls.of_samples([sample])
            if held is None or held.person != order.person or not kept:
                raise NotFound("the order's patient has no such sample that is held")
            if held.confirmed is not None:
                raise Conflict("the sample has been confirmed already")
            if against_earlier(kept[0], calls.observed_of({order.person})):
                raise Conflict(
                    "the genotypes still contradict another sample of this patient",
                    remedy="withdraw the sample that is not the patient's, then confirm the other",
                )
            identities.confirm(sample, utc_now(), asker.user.id, reason)
            counts = sample in contributions and contributions[sample].counts
            calls.add_many(kept[:1], frozenset({sample}) if counts else frozenset())
            attach(tx, kept[:1], confirmed=True)
            note_changes(node, tx, {order.person}, asker.user.id)
        node.new_epoch()
        return order_of(node, order_id)
