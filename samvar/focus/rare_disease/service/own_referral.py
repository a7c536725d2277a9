"""What the unit that refers patients sees: its own referrals, and the signed answers to them.

The policy decides by role, centre, care relation and block; beyond it, each function here keeps to
the referrals that the asker's own care unit sent. Whatever another unit sent is not there.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.referral import Kind, RareReferral
from samvar.focus.rare_disease.model.report import RareReport, StoredReport
from samvar.focus.rare_disease.records import RareReferrals, RareReports
from samvar.focus.rare_disease.service.about_referral import permit_of_report
from samvar.focus.rare_disease.service.receipt import NOT_SENT, not_sent_by, of_own_unit
from samvar.focus.rare_disease.service.referral import (
    ReferralPage,
    find_referral,
    referral_of,
    shown,
    write_referrals,
)
from samvar.focus.rare_disease.service.report import opened_report
from samvar.focus.rare_disease.service.step import person_of_referral
from samvar.govern import patient
from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.govern.subject import unit_of
from samvar.model.errors import Conflict, NotFound, UsageError
from samvar.present.area import NodeLike
from samvar.store.records.tables import referrals


def place_own(node: NodeLike, new: NewReferral, asker: Asker) -> RareReferral:
    """Send a referral for one's own unit. A relative's names the unit's own answered referral.

    Raises:
        Refused: the person may not. BadInput: it cannot be taken as it is. UsageError: the sign-in
        names no care unit. Conflict: its id has been used here, or the proband has no answer that
        stands. NotFound: the unit sent no such proband's referral.
    """
    unit = _own_unit(asker)
    with changing(node, asker, "place:own-referral", "place-own-referral"):
        case = None
        if new.kind is not Kind.DIAGNOSTIC:
            case, new = _relative_of(node, new, asker)
        checked = replace(new, unit=unit).checked()
        return write_referrals(node, [checked], [case], asker)[0]


def list_own(
    node: NodeLike, asker: Asker, *, closed: bool = False, first: int = 0, size: int = 50
) -> ReferralPage:
    """The unit's referrals: answers that wait to be acknowledged first, then the soonest due.

    closed: those acknowledged instead, the last one first. Whoever shows it as a page has been
    let in by the page's own declaration; a command calls `see_own_list` before.
    """
    allowed = seen_by(node, asker, "see:own-referrals", referrals.c.person)
    unit = _own_unit(asker)
    with node.records.read() as tx:
        kept = RareReferrals(tx.connection)
        counts = kept.counts(allowed, closed=closed, unit=unit)
        first = first if 0 <= first < counts.listed else 0
        page = kept.page(allowed, closed=closed, first=first, size=size, unit=unit)
        return ReferralPage(tuple(shown(node, tx, page)), first, counts)


def see_own_list(node: NodeLike, asker: Asker) -> None:
    """Write down that somebody looks at their unit's list from a command line.

    Raises:
        Refused: the person may not.
    """
    permit(node, asker, "see:own-referrals", "see-own-referrals")


def answers_waiting(node: NodeLike, asker: Asker) -> int:
    """How many answers to the asker's unit wait to be acknowledged, of those they may see."""
    unit = unit_of(asker)
    if not unit:
        return 0
    allowed = seen_by(node, asker, "see:own-referrals", referrals.c.person)
    with node.records.read() as tx:
        return RareReferrals(tx.connection).to_acknowledge(allowed, unit)


def see_own_referral(node: NodeLike, name: str, asker: Asker) -> RareReferral:
    """One referral of the unit, by its id or the unit's own; written down.

    Raises:
        Refused: the person may not see it. NotFound: the unit sent no such referral.
    """
    found = find_referral(node, name)
    person = person_of_referral(node, found)
    missing = not_sent_by(node, asker, found)
    patient.permit_of(node, asker, "see:own-referrals", "see-own-referral", person, missing=missing)
    return own_referral(node, found, asker)


def own_referral(node: NodeLike, identifier: str, asker: Asker) -> RareReferral:
    """One referral of the unit. Whether it may be seen is the caller's to have asked.

    Raises:
        NotFound: the unit sent no such referral.
    """
    try:
        return of_own_unit(referral_of(node, identifier), asker)
    except NotFound:
        raise NotFound(NOT_SENT) from None


def own_answers(node: NodeLike, referral: str, asker: Asker) -> tuple[StoredReport, ...]:
    """The reports that were signed for a referral of the unit, the newest first.

    Raises:
        NotFound: the unit sent no such referral.
    """
    found = own_referral(node, referral, asker)
    with node.records.read() as tx:
        signed = RareReports(tx.connection).of_person(found.person)
    mine = [each for each in signed if each.referral == found.id]
    return tuple(sorted(mine, key=lambda each: each.made, reverse=True))


def own_answer(node: NodeLike, report: str, asker: Asker) -> tuple[RareReport, StoredReport]:
    """A signed answer to the unit, its signature checked. Drafts and readings are not here.

    Raises:
        NotFound: no such report, or for another unit. CorruptStore: it is not what was signed.
    """
    with node.records.read() as tx:
        stored = RareReports(tx.connection).get(report)
    own_referral(node, stored.referral, asker)
    return opened_report(node, stored), stored


def see_own_answer(
    node: NodeLike, name: str, asker: Asker, verb: str = "see-own-answer"
) -> tuple[RareReport, StoredReport]:
    """The newest signed answer to a referral of the unit; written down.

    Raises:
        Refused: the person may not read it. NotFound: the unit sent no such referral, or nothing
        has been signed for it.
    """
    found = find_referral(node, name)
    person = person_of_referral(node, found)
    missing = not_sent_by(node, asker, found)
    patient.permit_of(node, asker, "read:own-answer", verb, person, missing=missing)
    signed = own_answers(node, found, asker)
    if not signed:
        raise NotFound("the referral has not been answered yet", remedy="see how far it is")
    return opened_report(node, signed[0]), signed[0]


def may_read(node: NodeLike, asker: Asker, person: str) -> bool:
    """Whether the asker may read and acknowledge answers about a patient; for links and buttons."""
    facts = patient.facts_for(node, asker, person)
    return node.policy.decide(asker, "acknowledge:own-answer", facts).allowed


def _own_unit(asker: Asker) -> str:
    unit = unit_of(asker)
    if not unit:
        raise UsageError(
            "your sign-in names no care unit",
            remedy="ask whoever runs your sign-in to say at which unit you work",
        )
    return unit


def _relative_of(node: NodeLike, new: NewReferral, asker: Asker) -> tuple[str, NewReferral]:
    """The proband's case, and the referral with the reported variants that are looked for."""
    of = own_referral(node, find_referral(node, new.of), asker)
    signed = [e for e in own_answers(node, of.id, asker) if e.withdrawn is None]
    if not signed:
        raise Conflict(
            "the proband's referral has no answer that stands",
            remedy="a relative is tested for what was found in the proband",
        )
    permit_of_report(node, asker, "read:own-answer", "see-own-answer", signed[0].id)
    report = opened_report(node, signed[0])
    told = tuple(e.variant for e in report.findings if e.category == "snv" and not e.secondary)
    wanted = new.asked.variants or told
    if not set(wanted) <= set(told):
        raise NotFound(
            "the answer tells of no such variant",
            remedy=f"it tells of {', '.join(told)}" if told else "it tells of no small variant",
        )
    return report.case, replace(new, asked=msgspec.structs.replace(new.asked, variants=wanted))
