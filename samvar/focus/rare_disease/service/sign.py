"""Signing and withdrawing the answer to a referral."""

from __future__ import annotations

from datetime import datetime

from samvar.focus.rare_disease.model.reading import ReadingAct
from samvar.focus.rare_disease.model.reading_round import Round
from samvar.focus.rare_disease.model.referral import RareReferral, Step
from samvar.focus.rare_disease.model.report import RareReport, StoredReport
from samvar.focus.rare_disease.records import RareCases, RareReferrals, RareReports, Readings
from samvar.focus.rare_disease.report import FORM
from samvar.focus.rare_disease.service.about import changing_of
from samvar.focus.rare_disease.service.case import find_case
from samvar.focus.rare_disease.service.quality import blocking
from samvar.focus.rare_disease.service.referral import open_care, referral_of
from samvar.focus.rare_disease.service.report import draft_report
from samvar.focus.rare_disease.service.report_basis import Basis, basis_of
from samvar.focus.rare_disease.service.report_findings import Ask
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.consent import Use
from samvar.model.errors import BadInput, Conflict, NotFound, without_numbers
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction

_LONGEST = 1_000


def sign_report(
    node: NodeLike, identifier: str, asker: Asker, ask: Ask | None = None
) -> RareReport:
    """Make, sign and keep the report of a case; its referral is then reported.

    A second report supersedes the one that stands, and waits to be acknowledged anew.

    Raises:
        Refused: the person may not. NotFound: no such case. Conflict: the reading is not settled,
            a question of quality holds, the signer has not read the case, nothing has changed
            since the report that stands, or something came in while this one was made.
    """
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", "sign-rare-report", case):
        basis = basis_of(node, case)
        _let_sign(basis, asker)
        draft = draft_report(node, basis, asker.user, ask)
        signed = FORM.sign(draft, node.id, node.key)
        with node.records.begin() as tx:
            _unchanged(tx, basis)
            RareReports(tx.connection).add(
                StoredReport(
                    signed.id, case, basis.referral.id, signed.person, signed.made,
                    signed.outcome, FORM.written(signed).decode(), signed.signature,
                    signed.supersedes,
                )
            )  # fmt: skip
            kept = RareReferrals(tx.connection)
            _take_back(kept, basis.referral, (Step.ACKNOWLEDGED,), signed.made, asker.user.id)
            tx.referrals.acknowledge(basis.referral.id, None)
            settled_at, settled_by = settled_when(basis.round)
            if basis.referral.at(Step.READ) != settled_at:
                kept.note(basis.referral.id, Step.READ, settled_at, settled_by)
            kept.note(
                basis.referral.id, Step.REPORTED, signed.made, asker.user.id, report=signed.id
            )
            tx.referrals.answer(basis.referral.id, signed.made)
            _let_unit_read(tx, kept.get(basis.referral.id), asker)
        return signed


def withdraw_report(node: NodeLike, report: str, why: str, asker: Asker) -> RareReferral:
    """Take a report back with a reason. It stays, marked; the referral waits for another.

    Raises:
        Refused: the person may not. NotFound: no such report. BadInput: no reason.
        Conflict: it was withdrawn already, or another one has taken its place.
    """
    why = without_numbers(why.strip())
    if not 0 < len(why) <= _LONGEST or not why.replace("\n", "").isprintable():
        raise BadInput(f"a report is withdrawn with a reason, of at most {_LONGEST:,} letters")
    with node.records.read() as tx:
        stored = RareReports(tx.connection).get(report)
    with changing_of(node, asker, "answer:referral", "withdraw-rare-report", stored.case):
        with node.records.begin() as tx:
            reports = RareReports(tx.connection)
            newest = reports.of_case(stored.case)[0]
            if newest.id != report or newest.withdrawn is not None:
                raise Conflict(
                    "the report no longer stands", remedy="open the newest one of the case"
                )
            now = utc_now()
            reports.withdraw(report, now, asker.user.id, why)
            kept = RareReferrals(tx.connection)
            steps = (Step.ACKNOWLEDGED, Step.REPORTED)
            _take_back(kept, kept.get(stored.referral), steps, now, asker.user.id)
            tx.referrals.acknowledge(stored.referral, None)
            tx.referrals.unanswer(stored.referral)
        return referral_of(node, stored.referral)


def why_not_signed(basis: Basis, asker: Asker) -> tuple[str, ...]:
    """What keeps somebody from signing, by key: `held`, `quality`, `not_reader`; () for nothing."""
    found = []
    if basis.held:
        found.append("held")
    if blocking(basis.asked, asker.user.id):
        found.append("quality")
    if basis.round.readers and asker.user.account not in basis.round.readers:
        found.append("not_reader")
    return tuple(found)


def settled_when(now: Round) -> tuple[datetime, str]:
    """When a round's reading was settled, and by whose act (a user's id).

    Raises:
        NotFound: it is not settled.
    """
    if now.settled is None:
        raise NotFound("the case's reading is not settled")
    acts = (ReadingAct.CONCLUDED, ReadingAct.ADJUDICATED, ReadingAct.CONFIRMED)
    standing = [s for s in now.steps if s.act in acts and s.number not in now.undone]
    last = max(standing, key=lambda step: step.number)
    return last.at, last.said.by or last.reader.partition("@")[0]


def _let_sign(basis: Basis, asker: Asker) -> None:
    keeps = why_not_signed(basis, asker)
    if "held" in keeps:
        raise Conflict(
            "the case's reading is not settled",
            why=", ".join(each.value.replace("_", " ") for each in basis.held),
        )
    if "quality" in keeps:
        raise Conflict(
            "a question of quality keeps the report from being signed",
            why="; ".join(each.gate.gate for each in blocking(basis.asked, asker.user.id)),
            remedy="resolve it, or have a second person override it with a reason",
        )
    if "not_reader" in keeps:
        raise Conflict(
            "a report is signed by somebody who has read the case", remedy="let a reader sign it"
        )


def _let_unit_read(tx: Transaction, referral: RareReferral, asker: Asker) -> None:
    """The answer is for the unit that asked, however long ago: it takes part in the care again."""
    if not referral.unit:
        return
    now = utc_now()
    standing = (
        each
        for each in tx.care.of_person(referral.person)
        if not each.user and each.unit == referral.unit and each.stands(now)
    )
    if next(standing, None) is None:
        open_care(tx, referral.person, referral.unit, referral.id, asker)


def _unchanged(tx: Transaction, basis: Basis) -> None:
    case = basis.case.id
    found = RareCases(tx.connection).get(case)
    steps = tuple(
        each
        for each in Readings(tx.connection).of_cases([case]).get(case, ())
        if each.round == basis.round.number
    )
    same = (
        (found.digest, found.load, found.events)
        == (basis.case.digest, basis.case.load, basis.case.events)
        and steps == basis.round.steps
        and RareReports(tx.connection).of_case(case) == basis.earlier
        and RareReferrals(tx.connection).get(found.referral).events == basis.referral.events
        and tx.choices.allows(found.person, Use.SECONDARY) == basis.consented
    )
    if not same:
        raise Conflict(
            "more has become known of the case in the meantime",
            remedy="look at it again, and sign what it says now",
        )


def _take_back(
    kept: RareReferrals, referral: RareReferral, steps: tuple[Step, ...], at: datetime, by: str
) -> None:
    for event in referral.events:
        if event.step in steps and not event.undone:
            kept.note(referral.id, event.step, at, by, report=event.report, undoes=event.number)
