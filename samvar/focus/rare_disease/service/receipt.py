"""The receipt of a signed answer: the unit that asked acknowledges it, nobody in its stead.

A sender without an account here is told the answer by telephone or letter; the laboratory notes who
was told, which is another act, under another permission, and stands as that in the history.
"""

from __future__ import annotations

from collections.abc import Callable

from samvar.focus.rare_disease.model.referral import RareReferral, ReferralEvent, Step
from samvar.focus.rare_disease.records import RareReferrals
from samvar.focus.rare_disease.service.referral import find_referral, referral_of
from samvar.focus.rare_disease.service.step import changing_referral
from samvar.govern.identity import Asker
from samvar.govern.subject import unit_of
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, NotFound, without_numbers
from samvar.present.area import NodeLike

_LONGEST = 200
NOT_SENT = "your care unit has sent no such referral"


def acknowledge_report(
    node: NodeLike, referral: str, asker: Asker, *, report: str = ""
) -> RareReferral:
    """The unit that sent the referral has read the answer that stands.

    report: the one that was read, where that is known; an amendment made since is not it.

    Raises:
        Refused: the person may not. NotFound: their unit sent no such referral.
        Conflict: there is no answer that waits.
    """
    found = find_referral(node, referral)
    missing = not_sent_by(node, asker, found)
    with changing_referral(
        node, asker, "acknowledge:own-answer", "acknowledge-rare-report", found, missing=missing
    ):
        return _received(node, found, asker, lambda kept: of_own_unit(kept, asker), report=report)


def note_receipt(node: NodeLike, referral: str, told: str, asker: Asker) -> RareReferral:
    """A sender without an account was told the answer; the laboratory notes who, and is named.

    told: name and place of whoever was told, such as `Dr. Berg, Visby, by telephone`.

    Raises:
        Refused: the person may not. NotFound: no such referral. BadInput: nobody is named.
        Conflict: there is no answer that waits, or the unit acknowledges it itself.
    """
    told = without_numbers(told.strip())
    if not 0 < len(told) <= _LONGEST or not told.isprintable():
        raise BadInput(
            f"an answer was told to somebody, named in at most {_LONGEST} letters",
            remedy="write who was told, and how: Dr. Berg, Visby, by telephone",
        )
    found = find_referral(node, referral)
    with changing_referral(node, asker, "answer:referral", "note-rare-receipt", found):
        return _received(node, found, asker, _without_account, told)


def undo_receipt(node: NodeLike, referral: str, asker: Asker) -> RareReferral:
    """Take an acknowledgement back: the unit its own, the laboratory what it noted.

    Raises:
        Refused: the person may not. NotFound: no such referral, or of another unit.
        Conflict: nothing was acknowledged.
    """
    found = find_referral(node, referral)
    with node.records.read() as tx:
        before = RareReferrals(tx.connection).find(found)
    own = before is None or bool(before.unit)
    permission = "acknowledge:own-answer" if own else "answer:referral"
    missing = not_sent_by(node, asker, found) if own else ""
    with changing_referral(node, asker, permission, "undo-rare-receipt", found, missing=missing):
        with node.records.begin() as tx:
            kept = RareReferrals(tx.connection)
            now = kept.get(found)
            if own:
                of_own_unit(now, asker)
            last = _standing(now, Step.ACKNOWLEDGED)
            if last is None:
                raise Conflict("the answer has not been acknowledged")
            kept.note(
                found, last.step, utc_now(), asker.user.id, report=last.report, undoes=last.number
            )
            tx.referrals.acknowledge(found, None)
        return referral_of(node, found)


def of_own_unit(found: RareReferral, asker: Asker) -> RareReferral:
    """The referral, where the asker's care unit sent it.

    Raises:
        NotFound: another unit did, or nobody knows which.
    """
    if not found.unit or found.unit != unit_of(asker):
        raise NotFound(NOT_SENT)
    return found


def not_sent_by(node: NodeLike, asker: Asker, referral: str) -> str:
    """`NOT_SENT` where the asker's care unit sent no such referral, "" where it did."""
    try:
        with node.records.read() as tx:
            of_own_unit(RareReferrals(tx.connection).get(referral), asker)
    except NotFound:
        return NOT_SENT
    return ""


def _without_account(found: RareReferral) -> None:
    if found.unit:
        raise Conflict(
            "the unit that sent the referral acknowledges the answer itself",
            remedy="ask somebody of the unit to sign in and read it",
        )


def _received(
    node: NodeLike,
    found: str,
    asker: Asker,
    check: Callable[[RareReferral], object],
    told: str = "",
    report: str = "",
) -> RareReferral:
    with node.records.begin() as tx:
        kept = RareReferrals(tx.connection)
        before = kept.get(found)
        check(before)
        standing = _standing(before, Step.REPORTED)
        if before.step is not Step.REPORTED or standing is None:
            raise Conflict("there is no report that waits to be acknowledged")
        if report and report != standing.report:
            raise Conflict(
                "the answer that was read no longer stands", remedy="read the one that stands now"
            )
        now = utc_now()
        kept.note(found, Step.ACKNOWLEDGED, now, asker.user.id, report=standing.report, told=told)
        tx.referrals.acknowledge(found, now)
    return referral_of(node, found)


def _standing(found: RareReferral, step: Step) -> ReferralEvent | None:
    return next((e for e in reversed(found.events) if e.step is step and not e.undone), None)
