"""The steps of a referral that somebody notes by hand, and the taking back of the last one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from samvar.focus.rare_disease.model.referral import RareReferral, Step
from samvar.focus.rare_disease.records import RareReferrals
from samvar.focus.rare_disease.service.referral import find_referral, referral_of
from samvar.govern import patient
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.personal_number import PersonalNumber
from samvar.present.area import NodeLike

BY_HAND = (Step.SAMPLED, Step.SEQUENCED)
"""Steps that a person reports; loading, reading, reporting, acknowledging are acts of their own."""
UNDOABLE = BY_HAND
"""A load is undone by withdrawing it, a reading by opening it, a report by withdrawing it, an
acknowledgement by whoever gave or noted it (`receipt`)."""


def take_step(
    node: NodeLike, identifier: str, step: Step, asker: Asker, *, sample: str = ""
) -> RareReferral:
    """Note that the sample was taken, or sequenced.

    sample: the name under which it will come from the sequencer. A case whose proband has another
    is then not loaded for this referral, unless somebody says why it is the right one.

    Raises:
        Refused: the person may not. NotFound: no such referral.
        BadInput: a step that is an act of its own, or a name that cannot be one.
        Conflict: the referral is there already.
    """
    sample = sample.strip()
    if sample and (step is not Step.SAMPLED or len(sample) > 64 or not sample.isprintable()):
        raise BadInput("a sample's name of at most 64 characters is noted when it is taken")
    if PersonalNumber.recognise(sample):
        raise BadInput("a sample is not named by a personal number", remedy="use the tube's name")
    if step not in BY_HAND:
        raise BadInput(f"'{step.value}' is not noted by hand")
    found = find_referral(node, identifier)
    with changing_referral(node, asker, "answer:referral", f"referral-{step.value}", found):
        with node.records.begin() as tx:
            kept = RareReferrals(tx.connection)
            before = kept.get(found)
            if before.step.number >= step.number:
                raise Conflict(f"the referral is {before.step.value} already")
            kept.note(found, step, utc_now(), asker.user.id)
            if sample:
                kept.ask(found, msgspec.structs.replace(before.asked, sample=sample))
        return referral_of(node, found)


def undo_step(node: NodeLike, identifier: str, asker: Asker) -> RareReferral:
    """Take the last step back; it stays in the history.

    Raises:
        Refused: the person may not. NotFound: no such referral. Conflict: nothing can be undone.
    """
    found = find_referral(node, identifier)
    with changing_referral(node, asker, "answer:referral", "referral-undo", found):
        with node.records.begin() as tx:
            kept = RareReferrals(tx.connection)
            standing = [each for each in kept.get(found).events if not each.undone]
            last = standing[-1] if standing else None
            if last is None or last.step not in UNDOABLE:
                raise Conflict(
                    "the last step cannot be undone",
                    remedy="a load is withdrawn, a reading opened again, a report amended, "
                    "an acknowledgement taken back by whoever gave it",
                )
            kept.note(
                found, last.step, utc_now(), asker.user.id, report=last.report, undoes=last.number
            )
        return referral_of(node, found)


@contextmanager
def changing_referral(
    node: NodeLike,
    asker: Asker,
    permission: str,
    verb: str,
    identifier: str,
    *,
    missing: str = "",
) -> Iterator[None]:
    """`changing`, about the patient of a referral."""
    person = person_of_referral(node, identifier)
    with patient.changing_of(node, asker, permission, verb, person, missing=missing):
        yield


def person_of_referral(node: NodeLike, identifier: str) -> str | None:
    """The patient of a referral; None where there is no such referral here."""
    with node.records.read() as tx:
        try:
            return RareReferrals(tx.connection).get(identifier).person
        except NotFound:
            return None
