"""Reading applications where they were made, and what each of the seven has said to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samvar.govern.act import permit
from samvar.govern.duo import Advice, advise
from samvar.govern.identity import Asker
from samvar.govern.permit import may_follow
from samvar.model.errors import Conflict, NotFound, SamvarError
from samvar.model.permit import Application, Outcome, PermitDecision, moment
from samvar.network.ask import Network
from samvar.network.merge import Coverage, Missing, NationalAnswer, Receipt
from samvar.network.operations.permit_decisions import DecisionRow
from samvar.network.roster import Roster
from samvar.node.node import Node
from samvar.store.records.datasets import Dataset

SEE = "see:permits"


@dataclass(frozen=True, slots=True)
class Case:
    """An application before one controller, and the newest word that this one has said."""

    application: Application
    said: PermitDecision | None

    def waits(self, now: datetime) -> bool:
        """Whether it is the controller's turn: nothing said yet, and time left."""
        ends = moment(self.application.until, "the last moment")
        return self.said is None and now < ends


@dataclass(frozen=True, slots=True)
class Desk:
    """All that one controller has before them, newest first, and which nodes were heard."""

    cases: tuple[Case, ...]
    coverage: Coverage
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What one of the seven says. state: an `Outcome`, `waiting`, `expired`, or why it is silent.

    changed: it decided on another text than the applicant's node shows now.
    """

    node: str
    state: str
    row: DecisionRow | None = None
    changed: bool = False

    @property
    def granted(self) -> bool:
        """Whether the permit opens something at this node now."""
        return self.state == Outcome.GRANTED.value and not self.changed


@dataclass(frozen=True, slots=True)
class Followed:
    """An application with the seven answers, in the order of the roster."""

    application: Application
    replies: tuple[Reply, ...]
    receipts: tuple[Receipt, ...] = ()

    @property
    def granting(self) -> tuple[str, ...]:
        """The nodes at which the permit opens something now."""
        return tuple(reply.node for reply in self.replies if reply.granted)

    def opens(self, permission: str) -> bool:
        """Whether at least one node grants this permission now."""
        return any(r.granted and r.row and permission in r.row.grants for r in self.replies)


def desk(node: Node, network: Network, asker: Asker) -> Desk:
    """Every application in the country that this controller can decide on.

    Those of nodes that are silent are shown as they were when they were decided on here.
    """
    answer = network.ask_now("permit_applications", {}, asker, node.config.deadline_s)
    found = {each.id: each for each in _honest(answer, network.roster)}
    with node.records.read() as tx:
        said = tx.permits.standing()
        # What was decided on here stays as it was, whatever its node says of it today.
        found |= {each.id: each for each in tx.permits.applications()}
    cases = [Case(each, said.get(each.id)) for each in found.values()]
    cases.sort(key=lambda case: (case.application.at, case.application.id), reverse=True)
    return Desk(tuple(cases), answer.coverage, answer.missing)


def find(node: Node, network: Network, permit_id: str, asker: Asker) -> Application:
    """One application: as it is kept here, else as its own node shows it.

    Raises:
        NotFound: nobody who answers knows it, or it is not this asker's to see.
        Refused: policy says no. Conflict: two nodes claim it.
    """
    permit(node, asker, SEE, "see-permit")
    with node.records.read() as tx:
        try:
            kept: Application | None = tx.permits.get(permit_id)
        except NotFound:
            kept = None
    if kept is not None and may_follow(asker, kept):
        return kept
    answer = network.ask_now(
        "permit_applications", {"ids": (permit_id,)}, asker, node.config.deadline_s
    )
    there = _honest(answer, network.roster)
    if len(there) > 1:
        raise Conflict("two nodes claim an application of this id")
    if not there:
        raise NotFound("there is no such application, or it is not yours to see")
    return there[0]


def follow(
    node: Node, network: Network, application: Application, asker: Asker, now: datetime
) -> Followed:
    """What each of the seven has said: granted, refused, asked for more, nothing, or no answer."""
    args = {"ids": (application.id,)}
    answer = network.ask_now("permit_decisions", args, asker, node.config.deadline_s)
    rows: dict[str, DecisionRow] = {row.node: row for row in (answer.value or {}).values()}
    silent = {each.node: each.state for each in answer.missing}
    replies = tuple(
        Reply(member.id, silent[member.id])
        if member.id in silent
        else _reply(member.id, rows.get(member.id), application, now)
        for member in network.roster.nodes
    )
    return Followed(application, replies, answer.receipts)


def mine(node: Node, network: Network, asker: Asker) -> tuple[Application, ...]:
    """All applications that name the asker, newest first."""
    answer = network.ask_now("permit_applications", {}, asker, node.config.deadline_s)
    found = [each for each in _honest(answer, network.roster) if may_follow(asker, each)]
    return tuple(sorted(found, key=lambda each: (each.at, each.id), reverse=True))


def _reply(node: str, row: DecisionRow | None, application: Application, now: datetime) -> Reply:
    if row is None:
        return Reply(node, "waiting")
    state = row.outcome
    if state == Outcome.GRANTED.value and (
        row.until is None or now >= moment(row.until, "the last moment")
    ):
        state = "expired"
    return Reply(node, state, row, row.digest != application.digest)


def _honest(answer: NationalAnswer, roster: Roster) -> Sequence[Application]:
    """Rows that their node may vouch for: applicants of its own centre, or of none where it may
    speak for those. A node that says more is not believed in that."""
    rows: list[Application] = list((answer.value or {}).values())
    believed = []
    for row in rows:
        member = roster.find(row.node)
        centre = row.applicant.rpartition("@")[2]
        if member is None or (
            centre != member.centre
            and (centre or not any(issuer.nationwide for issuer in member.issuers))
        ):
            continue
        try:
            believed.append(row.checked())
        except SamvarError:
            continue
    return believed


def advice_here(
    node: Node, application: Application
) -> tuple[tuple[Dataset, tuple[Advice, ...]], ...]:
    """What the terms of this node's datasets say to an application: those that it asks for, by id
    or name; all of them where it asks for none by name."""
    with node.records.read() as tx:
        known = tx.datasets.all()
    wanted = frozenset(application.datasets)
    asked = [each for each in known if {each.id, each.name} & wanted] or known
    return tuple((each, advise(each.duo, application)) for each in asked)
