"""Referrals as they come in, are listed and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from samvar.focus.rare_disease.intake.referral import read_referrals
from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.referral import Kind, RareReferral, ReferralEvent, Step
from samvar.focus.rare_disease.records import RareCases, RareReferrals
from samvar.focus.rare_disease.records.referrals import Counts
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import find_case, opened, small_of
from samvar.govern import patient
from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.govern.personal import person_of, register, shown_labels
from samvar.govern.subject import unit_of
from samvar.model.clock import utc_now
from samvar.model.consent import CareRelation, Reason
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.ids import new_id
from samvar.model.person import Referral
from samvar.model.variant import Variant
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction
from samvar.store.records.tables import referrals

CARE_DAYS = 365
"""How long a referral is the reason of a care relation: a setting of samvar, not of the law."""


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """A page of the queue. first: how many stand before it. counts: of all pages."""

    referrals: tuple[RareReferral, ...]
    first: int
    counts: Counts


def referrals_in(path: Path, region: str = "") -> tuple[NewReferral, ...]:
    """The referrals of a FHIR or LIMS file, each looked through; without a node.

    Raises:
        BadFile, BadInput: with file, line, and path or column.
    """
    found = tuple(each.checked() for each in read_referrals(path, region))
    labels = [each.label for each in found]
    twice = next((each for each in found if labels.count(each.label) > 1), None)
    if twice is not None:
        raise BadInput("two referrals of the file have the same id", where=twice.where)
    return found


def place_referrals(
    node: NodeLike, new: Sequence[NewReferral], asker: Asker
) -> tuple[RareReferral, ...]:
    """Write referrals, all of them or none; a patient who is known already is found.

    Raises:
        Refused: the person may not, or may not see the proband's case. BadInput: one cannot be
        taken as it is. Conflict: the sender's id has been used here. NotFound: the proband's case
        is not here, or lacks a variant that is to be looked for.
    """
    checked = [each.checked() for each in new]
    with changing(node, asker, "place:referral", "place-referral"):
        cases = [_proband_of(node, each, asker) for each in checked]
        return write_referrals(node, checked, cases, asker)


def write_referrals(
    node: NodeLike, checked: Sequence[NewReferral], cases: Sequence[str | None], asker: Asker
) -> tuple[RareReferral, ...]:
    """Keep referrals that somebody was let place. cases: of a relative's, the proband's case.

    Raises:
        Conflict: the sender's id has been used here. NotFound: the case lacks a variant.
    """
    for each, case in zip(checked, cases, strict=True):
        if case is not None:
            _has_variants(node, case, each)
    with node.records.begin() as tx:
        placed = [
            write_referral(node, tx, each, of, asker)
            for each, of in zip(checked, cases, strict=True)
        ]
    with node.records.read() as tx:
        kept = [RareReferrals(tx.connection).get(each) for each in placed]
        return tuple(shown(node, tx, kept))


def _proband_of(node: NodeLike, new: NewReferral, asker: Asker) -> str | None:
    """The case that a relative's referral belongs to."""
    if new.kind is Kind.DIAGNOSTIC:
        return None
    case = find_case(node, new.of)
    with node.records.read() as tx:
        by_referral = RareReferrals(tx.connection).find(new.of)
        if by_referral is not None and by_referral.case is not None:
            case = by_referral.case
    permit_of(node, asker, "see:referrals", "see-case", case)
    return case


def _has_variants(node: NodeLike, case: str, new: NewReferral) -> None:
    with node.records.read() as tx:
        found = RareCases(tx.connection).get(case)
    with opened(node, found, small_of(found)) as small:
        for name in new.asked.variants:
            if not small.at(Variant.parse(name, found.assembly)):
                raise NotFound(
                    "the proband's case has no such variant", where=new.where,
                    remedy="name it as the case's list does",
                )  # fmt: skip


def write_referral(
    node: NodeLike, tx: Transaction, new: NewReferral, of_case: str | None, asker: Asker
) -> str:
    """One referral into a transaction that is open; its id. of_case: as `write_referrals`.

    Raises:
        Conflict: the sender's id has been used here.
    """
    kept = RareReferrals(tx.connection)
    if kept.find(new.label) is not None:
        raise Conflict(
            "a referral of this id is here already", where=new.where,
            remedy="open it in the queue; a change is told to the laboratory, or sent anew",
        )  # fmt: skip
    now, identifier = utc_now(), new_id("referral")
    received = min(new.received or now, now)
    person = person_of(tx, node.keys, new.patient) or register(tx, node.keys, new.patient)
    question = new.asked.question or new.indication
    tx.referrals.add(
        Referral(identifier, person.id, new.referring_region, node.centre.name, question, received)
    )
    kept.add(
        RareReferral(
            id=identifier,
            label=new.label,
            person=person.id,
            patient="",
            referring_region=new.referring_region,
            kind=new.kind,
            priority=new.priority,
            indication=new.indication,
            second_reader=new.second_reader,
            asked=new.asked,
            received=received,
            by=asker.user.id,
            step=Step.RECEIVED,
            events=(ReferralEvent(0, Step.RECEIVED, received, asker.user.id),),
            of_case=of_case,
            relation=new.relation or None,
            unit=new.unit,
        )
    )
    mine = unit_of(asker)
    for unit in dict.fromkeys(each for each in (mine, new.unit) if each) or ("",):
        open_care(tx, person.id, unit, identifier, asker)
    return identifier


def open_care(tx: Transaction, person: str, unit: str, referral: str, asker: Asker) -> None:
    """A referral is the reason why a care unit takes part in a patient's care, from now on for
    `CARE_DAYS`; of the person who acts where their issuer names no unit."""
    now = utc_now()
    tx.care.open(
        CareRelation(
            new_id("care"), person, "" if unit else asker.user.account, unit, Reason.REFERRAL,
            referral, now, now + timedelta(days=CARE_DAYS), asker.user.id,
        )
    )  # fmt: skip


def list_referrals(
    node: NodeLike, asker: Asker, *, closed: bool = False, first: int = 0, size: int = 50
) -> ReferralPage:
    """The queue, as far as the person may see it: the soonest priority, then the oldest first.

    closed: those acknowledged instead, the last one first. Whoever shows it as a page has been
    let in by the page's own declaration; a command calls `see_referrals` before.
    """
    allowed = seen_by(node, asker, "see:referrals", referrals.c.person)
    with node.records.read() as tx:
        kept = RareReferrals(tx.connection)
        counts = kept.counts(allowed, closed=closed)
        first = first if 0 <= first < counts.listed else 0
        found = shown(node, tx, kept.page(allowed, closed=closed, first=first, size=size))
    return ReferralPage(tuple(found), first, counts)


def see_referrals(node: NodeLike, asker: Asker) -> None:
    """Write down that somebody looks at the queue from a command line.

    Raises:
        Refused: the person may not.
    """
    permit(node, asker, "see:referrals", "see-referrals")


def waiting_here(node: NodeLike, asker: Asker) -> int:
    """How many referrals wait for an answer, of those that `asker` may see."""
    allowed = seen_by(node, asker, "see:referrals", referrals.c.person)
    with node.records.read() as tx:
        return RareReferrals(tx.connection).waiting(allowed)


def see_referral(node: NodeLike, name: str, asker: Asker) -> RareReferral:
    """One referral, by its id or the sender's.

    Raises:
        Refused: the person may not see it. NotFound: no such referral here.
    """
    with node.records.read() as tx:
        found = RareReferrals(tx.connection).find(name)
    person = None if found is None else found.person
    patient.permit_of(node, asker, "see:referrals", "see-referral", person)
    if found is None:
        raise NotFound("there is no such referral at this node")
    return referral_of(node, found.id)


def referral_of(node: NodeLike, identifier: str) -> RareReferral:
    """One referral with its history. Whether it may be seen is the caller's to have asked.

    Raises:
        NotFound: no such referral at this node.
    """
    with node.records.read() as tx:
        return shown(node, tx, [RareReferrals(tx.connection).get(identifier)])[0]


def find_referral(node: NodeLike, name: str) -> str:
    """The id of a referral, given it or the sender's; what names nothing comes back."""
    with node.records.read() as tx:
        found = RareReferrals(tx.connection).find(name)
    return name if found is None else found.id


def relatives_of(node: NodeLike, case: str) -> tuple[RareReferral, ...]:
    """The referrals of relatives that belong to a case. Seeing them is the caller's to have asked;
    of one whose patient the reader may not see, the page links to what refuses it."""
    with node.records.read() as tx:
        return tuple(shown(node, tx, RareReferrals(tx.connection).of_relatives(case)))


def shown(node: NodeLike, tx: Transaction, found: Sequence[RareReferral]) -> list[RareReferral]:
    """Referrals with their patients named as a page names them: see `govern.personal`."""
    names = shown_labels(tx, node.keys, {each.person for each in found})
    return [replace(each, patient=names.get(each.person, "")) for each in found]
