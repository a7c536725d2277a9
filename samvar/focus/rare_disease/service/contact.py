"""Asking another centre about a patient of theirs: the request, its closing, and its way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from samvar.focus.rare_disease.model.contact import Ending, Request, ToldRequest
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.records.contacts import Contacts
from samvar.focus.rare_disease.service.about import changing_of
from samvar.focus.rare_disease.service.case import find_case
from samvar.focus.rare_disease.share.similar_patients import SimilarRow
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.ids import new_id
from samvar.model.personal_number import PersonalNumber
from samvar.network.ask import Network
from samvar.present.area import NodeLike

DAYS, MOST_DAYS = 14, 180
_LONGEST, _LONGEST_NAME = 2_000, 200
_NUMBER = re.compile(r"(?:\d{2})?\d{6}[-+]?\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is written. question: the hash of the question that `row` answers.

    owner: who follows it up and how they are reached, as the other centre reads it. due: by when
    an answer is hoped for.
    """

    row: SimilarRow
    question: str
    text: str
    owner: str
    due: date | None = None


def ask_contact(
    node: NodeLike, network: Network, identifier: str, new: NewRequest, asker: Asker
) -> Request:
    """Write a request down. The other centre reads it here when it next looks.

    Raises:
        Refused: the person may not. NotFound: no such case, or no such centre.
        BadInput: a text is missing, too long, or holds a personal number; the day makes no sense.
        Conflict: there is an open request about that patient.
    """
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", "contact-ask", case):
        today = utc_now().date()
        due = new.due or today + timedelta(days=DAYS)
        if not today <= due <= today + timedelta(days=MOST_DAYS):
            raise BadInput(f"an answer is hoped for from today on, within {MOST_DAYS} days")
        if network.roster.find(new.row.node) is None:
            raise NotFound("there is no such centre in the network")
        row, at = new.row, utc_now()
        told = ToldRequest(
            question=new.question, account=asker.user.account, text=written(new.text, "request"),
            band=row.band, gene=row.gene, variant=row.variant, zygosity=row.zygosity,
        )  # fmt: skip
        owner = written(new.owner, "name", _LONGEST_NAME)
        made = Request(
            new_id("contact"), case, row.node, row.handle, told, owner, due, at, asker.user.id
        )
        with node.records.begin() as tx:
            RareCases(tx.connection).get(case)
            contacts = Contacts(tx.connection)
            if any(
                each.closed is None and (each.node, each.handle) == (row.node, row.handle)
                for each in contacts.of_case(case)
            ):
                raise Conflict("there is an open request about that patient already")
            contacts.add(made)
            RareCases(tx.connection).note(case, at, asker.user.id, Verb.CONTACT_ASK, text=row.node)
        return made


def withdraw_contact(
    node: NodeLike, identifier: str, asker: Asker, answered: Callable[[Request], bool]
) -> None:
    """Take a request back before it is answered. answered: whether the other centre has.

    Raises:
        Refused: the person may not. NotFound: no such request here. Conflict: it is answered, or
        closed already.
    """
    made = request_of(node, identifier)
    with changing_of(node, asker, "answer:referral", "contact-withdraw", made.case):
        if answered(made):
            raise Conflict("it is answered already", remedy="close it")
        _end(node, made, Ending.WITHDRAWN, asker)


def close_contact(node: NodeLike, identifier: str, asker: Asker) -> None:
    """Nothing more is waited for.

    Raises:
        Refused: the person may not. NotFound: no such request here. Conflict: it is closed.
    """
    made = request_of(node, identifier)
    with changing_of(node, asker, "answer:referral", "contact-close", made.case):
        _end(node, made, Ending.DONE, asker)


def open_contact(node: NodeLike, identifier: str, asker: Asker) -> None:
    """Open a closed or withdrawn request again.

    Raises:
        Refused: the person may not. NotFound: no such request here. Conflict: it is open.
    """
    made = request_of(node, identifier)
    changing = changing_of(node, asker, "answer:referral", "contact-open", made.case)
    with changing, node.records.begin() as tx:
        if Contacts(tx.connection).get(identifier).closed is None:
            raise Conflict("it is open")
        Contacts(tx.connection).open_again(identifier)
        at, by = utc_now(), asker.user.id
        RareCases(tx.connection).note(made.case, at, by, Verb.CONTACT_OPEN, text=made.node)


def request_of(node: NodeLike, identifier: str) -> Request:
    """A request that was made here. Whether it may be seen is the caller's to have asked.

    Raises:
        NotFound: there is none.
    """
    with node.records.read() as tx:
        return Contacts(tx.connection).get(identifier)


def written(text: str, what: str, longest: int = _LONGEST, *, needed: bool = True) -> str:
    """A text for another centre.

    Raises:
        BadInput: missing, too long, unreadable, or with a personal number in it.
    """
    found = text.replace("\r\n", "\n").strip()
    if needed and not found:
        raise BadInput(f"the {what} is missing")
    if len(found) > longest or (not found.replace("\n", "").isprintable() and found):
        raise BadInput(f"a {what} has at most {longest:,} readable letters")
    if any(PersonalNumber.recognise(each) for each in _NUMBER.findall(found)):
        raise BadInput(
            "a personal number is in the text",
            why="the other centre reads it before anybody has agreed to anything",
            remedy="write without naming the patient",
        )
    return found


def _end(node: NodeLike, made: Request, ending: Ending, asker: Asker) -> None:
    with node.records.begin() as tx:
        if Contacts(tx.connection).get(made.id).closed is not None:
            raise Conflict("it is closed already")
        at = utc_now()
        Contacts(tx.connection).close(made.id, ending, at, asker.user.id)
        RareCases(tx.connection).note(
            made.case, at, asker.user.id, Verb.CONTACT_CLOSE, text=made.node
        )
