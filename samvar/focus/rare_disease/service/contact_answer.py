"""Answering another centre's request about a patient of ours: yes with a route, or no with why."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from samvar.focus.rare_disease.model.contact import (
    ContactAnswer,
    EarlierAnswer,
    RequestRow,
    ToldAnswer,
)
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.records.contacts import ContactAnswers
from samvar.focus.rare_disease.records.matching import Matching
from samvar.focus.rare_disease.service.about import changing_of
from samvar.focus.rare_disease.service.contact import written
from samvar.focus.rare_disease.share.known import HANDLES, handle
from samvar.focus.rare_disease.tables import cases
from samvar.govern.identity import Asker
from samvar.govern.keyed import keyed
from samvar.govern.row_filter import counted, refusing
from samvar.model.clock import iso, utc_now
from samvar.model.consent import Use
from samvar.model.contribution import Scope
from samvar.model.errors import Conflict, NotFound
from samvar.network.ask import Network
from samvar.network.merge import NationalAnswer
from samvar.network.roster import Roster
from samvar.present.area import NodeLike
from samvar.store.records.tables import cases as house

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is written. person, route: of a yes; reason: of a no."""

    accepted: bool
    person: str = ""
    route: str = ""
    words: str = ""
    reason: str = ""


def answer_contact(
    node: NodeLike,
    network: Network,
    place: tuple[str, str],
    said: Said,
    asker: Asker,
    deadline_s: float = 2.0,
) -> ContactAnswer:
    """Answer a request. place: the node where it was made, and its id.

    Raises:
        Refused: the person may not. NotFound: no such request to this centre, or its patient is
        not here. Conflict: it is closed, or the patient has said no since. BadInput: see `written`.
    """
    row = find_request(network, place, node, asker, deadline_s)
    case = case_behind(node, row)
    if case is None:
        raise NotFound("nobody here is meant by this request any more")
    verb = "contact-accept" if said.accepted else "contact-decline"
    with changing_of(node, asker, "answer:referral", verb, case):
        if row.ending:
            raise Conflict("the request is closed")
        if said.accepted and not may_be_told_of(node, case):
            raise Conflict("the patient has said no to other care providers since")
        told = ToldAnswer(
            person=written(said.person, "name", _LONGEST_NAME) if said.accepted else "",
            route=written(said.route, "way to reach them", _LONGEST_NAME) if said.accepted else "",
            words=written(said.words, "message", needed=False),
            reason="" if said.accepted else written(said.reason, "reason"),
            earlier=_earlier(node, place),
        )
        made = ContactAnswer(
            row.id, row.node, case, row.digest, asker.user.id, said.accepted, told, utc_now(),
            asker.user.id,
        )  # fmt: skip
        _keep(node, made, Verb.CONTACT_ACCEPT if said.accepted else Verb.CONTACT_DECLINE)
        return made


def take_back_answer(node: NodeLike, place: tuple[str, str], asker: Asker) -> None:
    """The answer no longer holds. What the other centre has read already it has read.

    Raises:
        Refused: the person may not. NotFound: nothing was answered. Conflict: taken back already.
    """
    with node.records.read() as tx:
        before = ContactAnswers(tx.connection).find(*place)
    if before is None:
        raise NotFound("there is no answer to that request")
    with changing_of(node, asker, "answer:referral", "contact-take-back", before.case):
        if before.accepted is None:
            raise Conflict("it is taken back already")
        made = ContactAnswer(
            before.request, before.node, before.case, before.digest, before.owner, None,
            ToldAnswer(earlier=_earlier(node, place)), utc_now(), asker.user.id,
        )  # fmt: skip
        _keep(node, made, Verb.CONTACT_BACK)


def find_request(
    network: Network, place: tuple[str, str], node: NodeLike, asker: Asker, deadline_s: float
) -> RequestRow:
    """A request to this centre, as the node where it was made shows it now.

    Raises:
        NotFound: nobody who answers knows it, or it is another centre's.
    """
    answer = network.ask_now("contact_requests", {"ids": (place[1],)}, asker, deadline_s)
    for row in believed(answer, network.roster, node):
        if (row.node, row.id) == place:
            return row
    raise NotFound("there is no such request to this centre", remedy="look again later")


def believed(answer: NationalAnswer, roster: Roster, node: NodeLike) -> list[RequestRow]:
    """Requests that their node may vouch for: to this centre, by somebody of its own."""
    found = []
    for row in (answer.value or {}).values():
        member = roster.find(row.node)
        own = member is not None and row.account.rpartition("@")[2] == member.centre
        if own and row.to == node.id:
            found.append(row)
    return found


def case_behind(node: NodeLike, row: RequestRow) -> str | None:
    """Our case that a request means; None where it is nobody's, or theirs who have left."""
    key = keyed(node, HANDLES)
    with node.records.read() as tx:
        ids = Matching(tx.connection).ids()
    return next(
        (id for id in ids if handle(key, row.question, row.account, id) == row.handle), None
    )


def may_be_told_of(node: NodeLike, case: str) -> bool:
    """Whether the patient of a case still allows what a row of similar patients rests on."""
    person = house.c.proband
    wanted = (
        select(cases.c.id)
        .join(house, cases.c.house == house.c.id)
        .where(
            cases.c.id == case,
            counted(person, Scope.CARE),
            person.not_in(refusing(Use.UNIT, None)),
            person.not_in(refusing(Use.COHERENT_CARE)),
        )
    )
    with node.records.read() as tx:
        return tx.connection.execute(wanted).first() is not None


def _earlier(node: NodeLike, place: tuple[str, str]) -> tuple[EarlierAnswer, ...]:
    """All that was said to a request, to be kept beside what is said now."""
    with node.records.read() as tx:
        last = ContactAnswers(tx.connection).find(*place)
    if last is None:
        return ()
    told = last.told
    said = EarlierAnswer(
        accepted=last.accepted, person=told.person, route=told.route, words=told.words,
        reason=told.reason, at=iso(last.at), by=last.by,
    )  # fmt: skip
    return (*told.earlier, said)


def _keep(node: NodeLike, made: ContactAnswer, verb: Verb) -> None:
    with node.records.begin() as tx:
        ContactAnswers(tx.connection).put(made)
        RareCases(tx.connection).note(made.case, made.at, made.by, verb, text=made.node)
