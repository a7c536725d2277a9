"""Care relations as acts: opened by those who order and treat, ended by time or by hand."""

from __future__ import annotations

from datetime import timedelta

from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.patient import Keeping, changing_about
from samvar.govern.subject import unit_of
from samvar.model.clock import utc_now
from samvar.model.consent import CareRelation, Reason
from samvar.model.errors import BadInput
from samvar.model.ids import new_id

USUAL_DAYS, MOST_DAYS = 365, 1095
"""How long a relation lasts if nobody says otherwise: a setting of samvar, not of the law."""


def open_care(
    node: Keeping,
    person: str,
    asker: Asker,
    *,
    reason: Reason = Reason.VISIT,
    days: int = USUAL_DAYS,
    whole_unit: bool = False,
    source: str = "",
) -> CareRelation:
    """Note that the asker, or everybody of their unit, takes part in a patient's care.

    Whoever may order for a patient may note this; the patient sees it, and so does the review.

    Raises:
        Refused: the asker may not. NotFound: no such person. BadInput: not 1 to 1095 days.
    """
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"a care relation lasts 1 to {MOST_DAYS} days")
    unit = unit_of(asker)
    if whole_unit and not unit:
        raise BadInput("your sign-in names no care unit")
    with changing_about(node, asker, "place:referral", "open-care-relation", person):
        now = utc_now()
        relation = CareRelation(
            new_id("care"),
            person,
            "" if whole_unit else asker.user.account,
            unit,
            reason,
            source,
            now,
            now + timedelta(days=days),
            asker.user.id,
        )
        with node.records.begin() as tx:
            tx.persons.get(person)
            tx.care.open(relation)
        return relation


def close_care(node: Keeping, identifier: str, asker: Asker) -> CareRelation:
    """End a relation before its time.

    Raises:
        Refused: the asker may not. NotFound: no such relation. Conflict: it has ended by an act.
    """
    with node.records.read() as tx:
        relation = tx.care.get(identifier)
    with changing_about(node, asker, "place:referral", "close-care-relation", relation.person):
        with node.records.begin() as tx:
            tx.care.close(identifier, utc_now(), asker.user.id)
        with node.records.read() as tx:
            return tx.care.get(identifier)


def my_patients(node: Keeping, asker: Asker) -> tuple[CareRelation, ...]:
    """The relations that the asker has now: by name, through the unit, or through the centre.

    Raises:
        Refused: the asker may not.
    """
    permit(node, asker, "place:referral", "list-care-relations")
    now = utc_now()
    with node.records.read() as tx:
        found = tx.care.of(asker.user.account, unit_of(asker))
    return tuple(relation for relation in found if relation.stands(now))
