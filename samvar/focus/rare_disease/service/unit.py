"""The care unit of a referral, put right where the laboratory took it in under another.

The answer is for the unit that asked. Once the unit is put right, that one lists the referral,
reads the signed answer and acknowledges it; the one before finds nothing there any more, and what
it acknowledged is no receipt.
"""

from __future__ import annotations

from datetime import datetime

from samvar.focus.rare_disease.model.new_referral import unit_named
from samvar.focus.rare_disease.model.referral import RareReferral, Step, UnitChange
from samvar.focus.rare_disease.records import RareReferrals, RareUnits
from samvar.focus.rare_disease.service.referral import find_referral, open_care, referral_of
from samvar.focus.rare_disease.service.step import changing_referral, person_of_referral
from samvar.govern import patient
from samvar.govern.identity import Asker
from samvar.govern.subject import unit_of
from samvar.model.clock import utc_now
from samvar.model.errors import Conflict
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction


def correct_unit(node: NodeLike, referral: str, unit: str, asker: Asker) -> RareReferral:
    """Say which care unit sent a referral; "" for one that has no account here.

    Raises:
        Refused: the person may not take in referrals, or not see this one. NotFound: no such
        referral. BadInput: that is no name of a unit. Conflict: the referral is of that unit.
    """
    unit = unit_named(unit)
    found = find_referral(node, referral)
    _see(node, found, asker)
    with changing_referral(node, asker, "place:referral", "correct-rare-unit", found):
        with node.records.begin() as tx:
            before = RareReferrals(tx.connection).get(found)
            if before.unit == unit:
                raise Conflict("the referral is of that care unit already")
            _move(tx, before, unit, asker)
        return referral_of(node, found)


def undo_unit(node: NodeLike, referral: str, asker: Asker) -> RareReferral:
    """Take the last change of the unit back; it stays in the history.

    Raises:
        Refused: the person may not. NotFound: no such referral. Conflict: nothing was changed.
    """
    found = find_referral(node, referral)
    _see(node, found, asker)
    with changing_referral(node, asker, "place:referral", "undo-rare-unit", found):
        with node.records.begin() as tx:
            before = RareReferrals(tx.connection).get(found)
            standing = [e for e in RareUnits(tx.connection).of(found) if not e.undone]
            if not standing:
                raise Conflict("the care unit has not been changed")
            _move(tx, before, standing[-1].was, asker, undoes=standing[-1].number)
        return referral_of(node, found)


def unit_changes(node: NodeLike, referral: str) -> tuple[UnitChange, ...]:
    """Every change of a referral's unit, the oldest first. Seeing the referral is the caller's to
    have asked."""
    with node.records.read() as tx:
        return RareUnits(tx.connection).of(referral)


def _see(node: NodeLike, found: str, asker: Asker) -> None:
    """Whoever may take in referrals may yet be kept out of this patient's record."""
    person = person_of_referral(node, found)
    patient.permit_of(node, asker, "see:referrals", "see-referral", person)


def _move(
    tx: Transaction,
    before: RareReferral,
    unit: str,
    asker: Asker,
    undoes: int | None = None,
) -> None:
    now, kept = utc_now(), RareReferrals(tx.connection)
    RareUnits(tx.connection).move(before.id, before.unit, unit, now, asker.user.id, undoes=undoes)
    if before.step is Step.ACKNOWLEDGED:
        last = next(e for e in reversed(before.events) if e.step is before.step and not e.undone)
        kept.note(before.id, last.step, now, asker.user.id, report=last.report, undoes=last.number)
        tx.referrals.acknowledge(before.id, None)
    _end_care(tx, kept, before, asker, now)
    if unit and unit != unit_of(asker):
        open_care(tx, before.person, unit, before.id, asker)


def _end_care(
    tx: Transaction, kept: RareReferrals, before: RareReferral, asker: Asker, now: datetime
) -> None:
    """The unit takes no part in the care by this referral; by another of its own it still does."""
    sent = kept.of_person(before.person)
    if before.unit in ("", unit_of(asker)) or any(e.unit == before.unit for e in sent):
        return
    not_theirs = {each.id for each in sent}
    for each in tx.care.of_person(before.person):
        if each.unit == before.unit and each.source in not_theirs and each.stands(now):
            tx.care.close(each.id, now, asker.user.id)
