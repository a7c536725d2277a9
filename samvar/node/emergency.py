"""Emergency access as acts: one clinician opens one patient's record for an hour, and is reviewed.

An opening and its entry in the log are one transaction, so that nothing can be shown of which the
log does not know. What it opens is the policy's to say (`govern.subject` states the fact); that
somebody else looks at each one is held here.

Source: Patientdatalagen (2008:355) 4:1, 4:3 and 4:5; HSLF-FS 2016:40 4:9.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samvar.govern.act import permit
from samvar.govern.audit import entry
from samvar.govern.identity import Asker
from samvar.govern.patient import Keeping, facts_for
from samvar.govern.subject import unit_of
from samvar.model.clock import iso, utc_now
from samvar.model.emergency import (
    LASTS,
    LEAST_TOLD,
    MOST_TOLD,
    Cause,
    Emergency,
    EmergencyReview,
    Finding,
)
from samvar.model.errors import BadInput, Conflict, NotFound, Refused, SamvarError
from samvar.model.ids import new_id
from samvar.model.personal_number import PersonalNumber
from samvar.network.canonical import digest
from samvar.store.records.audit_entry import Recorded

BREAK, OWN, REVIEW = "break:glass", "see:emergency", "review:glass"
OPENED = "open-emergency"
"""The verb of the entry that holds an opening's digest."""
_MOST_LOOKS = 200


def open_record(
    node: Keeping, person: str, asker: Asker, cause: Cause, told: str, *, stepped_up: bool
) -> Emergency:
    """Open one patient's record to the asker for 60 minutes.

    told: the reason in words, for the reviewer; it goes into no log, address or message.
    stepped_up: the shell has seen the asker sign in moments ago.

    Raises:
        Refused: the asker may not, or nothing stands in the way that would need this.
        BadInput: a reason of no use. NotFound: no such person. Conflict: it stands open already.
    """
    told = _words(told, "the reason")
    facts = facts_for(node, asker, person, stepped_up=stepped_up)
    try:
        permit(node, asker, BREAK, OPENED, subject=person, facts=facts)
    except Refused as refusal:
        if facts.care_relation and not facts.blocked:
            raise Refused(
                "the patient is in your care, and nothing is blocked for you",
                why=refusal.why,
                remedy="open the order or the report as usual",
            ) from None
        raise
    now, user = utc_now(), asker.user
    event = Emergency(
        new_id("emergency"), person, user.account, user.id, user.role.value, unit_of(asker),
        cause, told, now, now + LASTS,
    )  # fmt: skip
    try:
        with node.records.begin() as tx:
            tx.persons.get(person)
            if person in tx.emergencies.standing(user.account, now):
                raise Conflict("the record stands open to you already", remedy="use it, or end it")
            tx.emergencies.open(event)
            tx.audit.append(
                entry(
                    node.id, asker, OPENED, "done",
                    subject=person, reason=event.id, question=event_digest(event),
                )
            )  # fmt: skip
    except SamvarError as error:
        failed = entry(node.id, asker, OPENED, "failed", subject=person, reason=error.code)
        node.audit.append(failed)
        raise
    return event


def close_record(node: Keeping, identifier: str, asker: Asker) -> Emergency:
    """End one's own opening before its time.

    Raises:
        Refused: the asker may not, or it is another's. NotFound: no such opening.
        Conflict: it is over already.
    """
    verb = "close-emergency"
    with node.records.read() as tx:
        event = tx.emergencies.get(identifier)
    permit(node, asker, OWN, verb, subject=event.person)
    if event.user != asker.user.account:
        _refuse(node, asker, verb, event, "only whoever opened it ends it", "it ends by itself")
    with node.records.begin() as tx:
        tx.emergencies.close(identifier, utc_now(), asker.user.id)
        done = entry(node.id, asker, verb, "done", subject=event.person, reason=identifier)
        tx.audit.append(done)
        return tx.emergencies.get(identifier)


def my_emergencies(node: Keeping, asker: Asker) -> tuple[Emergency, ...]:
    """The asker's own openings at this node, newest first.

    Raises:
        Refused: the asker may not.
    """
    permit(node, asker, OWN, "list-emergencies")
    with node.records.read() as tx:
        return tx.emergencies.of_user(asker.user.account)


def own_open(node: Keeping, identifier: str, asker: Asker) -> Emergency:
    """One's own opening while it stands; whether the record may be seen the policy has said.

    Raises:
        NotFound: no such opening of the asker's. Refused: it is over.
    """
    with node.records.read() as tx:
        event = tx.emergencies.get(identifier)
    if event.user != asker.user.account:
        raise NotFound("there is no such emergency access of yours at this node")
    if not event.stands(utc_now()):
        raise Refused("the emergency access is over", remedy="open it anew if it is still needed")
    return event


def review_queue(node: Keeping, asker: Asker, *, everything: bool = False) -> list[Emergency]:
    """What somebody has to look at: overdue first, then by age. everything: the settled as well.

    Raises:
        Refused: the asker may not review here.
    """
    permit(node, asker, REVIEW, "see-emergencies")
    return queue_of(node, utc_now(), everything=everything)


def queue_of(node: Keeping, now: datetime, *, everything: bool = False) -> list[Emergency]:
    """`review_queue`, for a page whose guard has asked the policy."""
    with node.records.read() as tx:
        found = list(tx.emergencies.waiting())
        if everything:
            waiting = {each.id for each in found}
            every = tx.emergencies.since(datetime.min.replace(tzinfo=now.tzinfo))
            found += [each for each in every if each.id not in waiting]
    return sorted(found, key=lambda one: (not one.overdue(now), one.reviewed))


def review_record(
    node: Keeping, identifier: str, asker: Asker, finding: Finding, note: str
) -> Emergency:
    """Say what was found of one opening; the patient is told the finding, not the note.

    Raises:
        Refused: the asker may not review here, or would review themselves.
        BadInput: a note of no use. NotFound: no such opening. Conflict: it is not over yet.
    """
    verb, now = "review-emergency", utc_now()
    note = _words(note, "the note")
    permit(node, asker, REVIEW, verb)
    with node.records.read() as tx:
        event = tx.emergencies.get(identifier)
    if event.user == asker.user.account:
        words = "nobody reviews what they did themselves"
        _refuse(node, asker, verb, event, words, "ask a colleague")
    if event.stands(now):
        raise Conflict("the emergency access is not over yet", remedy="review it when it has ended")
    with node.records.begin() as tx:
        word = EmergencyReview(identifier, finding, note, now, asker.user.id)
        tx.emergencies.review(word)
        told = f"{identifier}: {finding.value}"
        tx.audit.append(entry(node.id, asker, verb, "done", subject=event.person, reason=told))
        return tx.emergencies.get(identifier)


def looks_under(node: Keeping, event: Emergency) -> tuple[Recorded, ...]:
    """What the log holds of this person and this patient while the opening stood, oldest first."""
    with node.records.read() as tx:
        samples = [one.sample.id for one in tx.samples.of(person=event.person, state=None)]
        found = [
            one
            for subject in (event.person, *samples)
            for one in tx.audit.page(
                person=event.by,
                subject=subject,
                since=event.since,
                until=event.ends,
                limit=_MOST_LOOKS,
            )
        ]
    return tuple(sorted(found, key=lambda one: one.sequence)[:_MOST_LOOKS])


@dataclass(frozen=True, slots=True)
class Told:
    """An opening as its patient is told of it. recorded: its entry in the log, if that is kept."""

    event: Emergency
    recorded: Recorded | None


def told_to(node: Keeping, person: str) -> tuple[Told, ...]:
    """All openings of one patient's record, newest first, each with its receipt from the log."""
    with node.records.read() as tx:
        events = tx.emergencies.of_person(person)
        entries = tx.audit.page(subject=person, verb=OPENED, outcome="done", limit=1_000)
    by_digest = {one.entry.question: one for one in entries}
    return tuple(Told(event, by_digest.get(event_digest(event))) for event in events)


def event_digest(event: Emergency) -> str:
    """What the log holds of an opening. The reason in words is not in it: a hash of a few words
    could be guessed by whoever reads the log."""
    return digest(
        {
            "id": event.id,
            "person": event.person,
            "user": event.user,
            "cause": event.cause.value,
            "since": iso(event.since),
            "until": iso(event.until),
        }
    )


def _refuse(
    node: Keeping, asker: Asker, verb: str, event: Emergency, words: str, remedy: str
) -> None:
    refused = entry(node.id, asker, verb, "refused", subject=event.person, reason=event.id)
    node.audit.append(refused)
    raise Refused(words, remedy=remedy)


def _words(text: str, what: str) -> str:
    """A text that a reviewer can use.

    Raises:
        BadInput: too short, too long, unreadable, or with a personal number in it.
    """
    words = " ".join(text.split())
    if not LEAST_TOLD <= len(words) <= MOST_TOLD or not words.isprintable():
        raise BadInput(f"{what} is a text of {LEAST_TOLD} to {MOST_TOLD} letters")
    if any(PersonalNumber.recognise(each.strip(".,;:()")) for each in words.split()):
        raise BadInput(f"{what} holds a personal number", remedy="leave it out")
    return words
