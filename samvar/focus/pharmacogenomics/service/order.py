"""An order as it is placed and read: by whom, for whom, and what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from samvar.focus.pharmacogenomics.model import Event, Occasion, Order, Step
from samvar.focus.pharmacogenomics.records import Orders
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.focus.pharmacogenomics.service.release import current_release
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.govern.personal import person_of, register, shown_labels
from samvar.govern.subject import unit_of
from samvar.model.clock import utc_now
from samvar.model.consent import CareRelation, Reason
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.ids import new_id
from samvar.model.person import Referral
from samvar.model.place import REGIONS
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction

CARE_DAYS = 365
"""How long an order is the reason of a care relation: a setting of samvar, not of the law."""
_MOST_DRUGS, _LONGEST_DRUG = 64, 100


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What a clinician writes. patient: the laboratory's label of a person, or a personal number,
    known or new."""

    patient: str
    referring_region: str
    occasions: tuple[Occasion, ...]
    medications: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()
    first_dose: date | None = None

    def checked(self) -> NewOrder:
        """Itself, once its words have been looked at.

        Raises:
            BadInput: no patient, no drug, an unknown region; or a label or drug that nobody can
                read, for it goes into pages, terminals and PDFs.
        """
        if not 0 < len(self.patient.strip()) <= 64 or not self.patient.strip().isprintable():
            raise BadInput("an order is for a patient, by a label of at most 64 characters")
        if not self.occasions:
            raise BadInput("an order names at least one drug", remedy="say what is to be given")
        drugs = (*(each.drug for each in self.occasions), *self.medications)
        if len(drugs) > _MOST_DRUGS or not all(
            0 < len(drug) <= _LONGEST_DRUG and drug.isprintable() for drug in drugs
        ):
            raise BadInput(
                "a drug's name cannot be read, or there are too many",
                remedy=f"at most {_MOST_DRUGS} names of at most {_LONGEST_DRUG} letters",
            )
        if self.referring_region not in REGIONS:
            raise BadInput(
                f"'{self.referring_region[:10]}' is not a region",
                remedy="use a county code, such as 01 for Stockholm",
            )
        return self


def place_order(node: NodeLike, new: NewOrder, asker: Asker) -> Order:
    """Write an order; a patient who has been called already is found at once.

    Raises:
        Refused: the person may not. BadInput: the order cannot be taken as it is, or names a gene
            that the release in use does not know. Conflict: the same order of the same patient
            waits for its report.
    """
    new = new.checked()
    with changing(node, asker, "place:referral", "place-order"):
        _know_genes(node, new.genes)
        now, identifier = utc_now(), new_id("referral")
        with node.records.begin() as tx:
            label = new.patient.strip()
            known = person_of(tx, node.keys, label)
            person = known or register(tx, node.keys, label)
            if known is not None and any(
                _is_same(new, each) for each in Orders(tx.connection).of_person(known.id)
            ):
                raise Conflict(
                    "the same order of this patient waits already",
                    remedy="open it in the queue; a change of drug or day is another order",
                )
            tx.referrals.add(
                Referral(
                    identifier,
                    person.id,
                    new.referring_region,
                    node.centre.name,
                    "pharmacogenomics",
                    now,
                )
            )
            order = Order(
                id=identifier,
                person=person.id,
                label=label,
                referring_region=new.referring_region,
                laboratory=node.centre.name,
                ordered=now,
                occasions=new.occasions,
                medications=new.medications,
                genes=new.genes,
                first_dose=new.first_dose,
                given=None,
                step=Step.ORDERED,
                events=(Event(0, Step.ORDERED, now, asker.user.id),),
            )
            Orders(tx.connection).add(order)
            tx.care.open(_relation(order, asker))
        return order_of(node, identifier)


def _relation(order: Order, asker: Asker) -> CareRelation:
    """An order is the beginning of a care relation: of the unit that ordered, or of the orderer."""
    unit = unit_of(asker)
    return CareRelation(
        new_id("care"),
        order.person,
        "" if unit else asker.user.account,
        unit,
        Reason.ORDER,
        order.id,
        order.ordered,
        order.ordered + timedelta(days=CARE_DAYS),
        asker.user.id,
    )


def _know_genes(node: NodeLike, names: Sequence[str]) -> None:
    known = {gene.name for gene in whole(current_release(node)).genes} if names else set()
    strange = [name for name in names if name not in known]
    if strange:
        raise BadInput(
            f"the release in use does not know gene '{strange[0][:40]}'",
            remedy=f"one of {', '.join(sorted(known))}, or none for all of them",
        )


def _is_same(new: NewOrder, order: Order) -> bool:
    """Whether an order that waits for its report asks for nothing else."""
    asked = (new.occasions, new.medications, new.genes, new.first_dose)
    waits = order.step.number < Step.REPORTED.number
    return waits and asked == (order.occasions, order.medications, order.genes, order.first_dose)


def order_of(node: NodeLike, identifier: str) -> Order:
    """One order with its history. Whether it may be seen is the caller's to have asked.

    Raises:
        NotFound: no such order at this node.
    """
    with node.records.read() as tx:
        return shown(node, tx, [Orders(tx.connection).get(identifier)])[0]


def shown(node: NodeLike, tx: Transaction, orders: Sequence[Order]) -> list[Order]:
    """Orders with their patients named as a page names them: see `govern.personal`."""
    names = shown_labels(tx, node.keys, {order.person for order in orders})
    return [replace(order, label=names.get(order.person, "")) for order in orders]


def find_person(node: NodeLike, label: str) -> str:
    """The opaque id of a label, or of a personal number.

    Raises:
        NotFound: nobody here has it.
    """
    with node.records.read() as tx:
        known = person_of(tx, node.keys, label)
    if known is None:
        raise NotFound("nobody at this node has that label")
    return known.id
