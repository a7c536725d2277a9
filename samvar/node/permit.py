"""Applying for a permit at one's own node, and deciding on one at the controller's.

Nobody writes into another node: an application is kept where it was made, each controller reads
it there (`node.permit_follow`), and writes its own copy down together with its own decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.model.clock import iso, utc_now
from samvar.model.errors import BadInput, Conflict, Refused
from samvar.model.ids import new_id
from samvar.model.permit import Application, Outcome, PermitDecision, moment
from samvar.node.node import Node

APPLY, DECIDE = "apply:permit", "decide:permit"
_LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What an applicant writes; the node adds who, where, when and an id."""

    title: str
    purpose: str
    ethics: str
    asks: tuple[str, ...]
    until: datetime
    holders: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    diseases: tuple[str, ...] = ()
    visas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a controller says. grants, until: only with a grant, and no more than is asked for."""

    outcome: Outcome
    reason: str = ""
    grants: tuple[str, ...] = ()
    until: datetime | None = None


def place_to_apply(nodes: Mapping[str, Node], asker: Asker, usual: Node) -> Node:
    """Where an applicant's application is kept: at the own centre's node; for people who belong
    to no centre, at a node here that vouches for them."""
    if asker.user.centre is not None:
        return nodes.get(asker.user.centre, usual)
    return next((each for each in nodes.values() if each.config.nationwide_issuer), usual)


def apply(node: Node, draft: Draft, asker: Asker, *, dry_run: bool = False) -> Application:
    """Write an application down at the applicant's own node. The applicant is always a holder.

    Raises:
        Refused: policy says no, or this is another centre's node. BadInput: a field is wrong.
    """
    account = asker.user.account
    if asker.user.centre not in (None, node.centre.id):
        raise Refused(
            "one applies at the node of one's own centre",
            remedy="the other centres read the application there",
        )
    if asker.user.centre is None and not node.config.nationwide_issuer:
        raise Refused(
            "this node does not vouch for people who belong to no centre",
            remedy="apply at the node that does",
        )
    made = Application(
        id=new_id("permit"),
        node=node.id,
        applicant=account,
        title=draft.title.strip(),
        purpose=draft.purpose.replace("\r\n", "\n").strip(),
        holders=tuple(dict.fromkeys((account, *draft.holders))),
        ethics=draft.ethics.strip(),
        asks=draft.asks,
        until=iso(draft.until),
        at=iso(utc_now()),
        datasets=draft.datasets,
        uses=draft.uses,
        diseases=draft.diseases,
        visas=draft.visas,
    )
    if dry_run:
        permit(node, asker, APPLY, "rehearse-apply-permit")
        return made.checked()
    with changing(node, asker, APPLY, "apply-permit"):
        made.checked()
        with node.records.begin() as tx:
            tx.permits.keep(made)
    return made


def decide(
    node: Node, application: Application, verdict: Verdict, asker: Asker, *, dry_run: bool = False
) -> PermitDecision:
    """Write down what this controller says; it holds for the very next question.

    application: as it was read where it was made, or as it is kept here.

    Raises:
        Refused: policy says no. BadInput: the verdict does not fit the application.
        Conflict: another application of this id is kept here, or there is nothing to withdraw.
    """
    verb = f"permit-{verdict.outcome.value}"
    if dry_run:
        permit(node, asker, DECIDE, f"rehearse-{verb}", question=application.digest)
        return _decision(application.checked(), verdict, asker, utc_now())
    with changing(node, asker, DECIDE, verb):
        made = _decision(application.checked(), verdict, asker, utc_now())
        with node.records.begin() as tx:
            tx.permits.keep(application)
            before = tx.permits.standing().get(application.id)
            if made.outcome is Outcome.WITHDRAWN and (
                before is None or before.outcome is not Outcome.GRANTED
            ):
                raise Conflict("this node has granted nothing that it could withdraw")
            return msgspec.structs.replace(made, number=tx.permits.decide(made))


def _decision(
    application: Application, verdict: Verdict, asker: Asker, now: datetime
) -> PermitDecision:
    """The verdict as an event.

    Raises:
        BadInput: it grants more than is asked for, or says no without a reason.
    """
    reason, granted = verdict.reason.strip(), verdict.outcome is Outcome.GRANTED
    if len(reason) > _LONGEST_REASON or not all(c.isprintable() or c in "\r\n" for c in reason):
        raise BadInput(f"a reason is a text of at most {_LONGEST_REASON:,} letters")
    if not granted and not reason:
        raise BadInput("whoever does not grant says why", remedy="give a reason")
    if granted != bool(verdict.grants) or granted != (verdict.until is not None):
        raise BadInput("a grant, and nothing else, says what it opens and until when")
    if set(verdict.grants) - set(application.asks):
        raise BadInput("the decision grants what nobody asked for")
    if verdict.until is not None and not (
        now < verdict.until <= moment(application.until, "the last moment")
    ):
        raise BadInput("a permit ends after now, and not later than it is asked for")
    return PermitDecision(
        permit=application.id,
        digest=application.digest,
        outcome=verdict.outcome,
        by=asker.user.account,
        at=now,
        grants=verdict.grants,
        until=verdict.until,
        reason=reason,
    )
