"""All requests for contact that concern a centre: its own, and those of others to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from samvar.focus.rare_disease.model.contact import (
    AnswerRow,
    ContactAnswer,
    Request,
    RequestRow,
)
from samvar.focus.rare_disease.records.contacts import ContactAnswers, Contacts
from samvar.focus.rare_disease.records.matching import Matching
from samvar.focus.rare_disease.service.contact_answer import believed, case_behind
from samvar.focus.rare_disease.share.contact import request_row
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.model.clock import utc_now
from samvar.network.ask import Network
from samvar.network.limit import too_many
from samvar.network.merge import NationalAnswer
from samvar.present.area import NodeLike
from samvar.store.records.tables import cases as house

_waiting: dict[str, int] = {}
"""By node, how many requests of others waited when somebody last looked."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Another centre's request. case: ours, and its label; None where nobody here is meant any
    more. said: our newest word."""

    row: RequestRow
    case: str | None
    label: str
    said: ContactAnswer | None

    @property
    def waits(self) -> bool:
        """Whether it is our turn."""
        return not self.row.ending and (self.said is None or self.said.accepted is None)

    def overdue(self, today: date) -> bool:
        """Whether it is our turn, and its day has passed."""
        return self.waits and today.isoformat() > self.row.due


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request of ours. answer: the other centre's newest word, None where it has said nothing or
    was not heard. changed: it answered another text."""

    request: Request
    label: str
    answer: AnswerRow | None
    changed: bool

    @property
    def answered(self) -> bool:
        """Whether a yes or no stands."""
        return self.answer is not None and self.answer.accepted is not None

    def overdue(self, today: date) -> bool:
        """Whether we still wait after its day."""
        return not self.answered and self.request.overdue(today)


@dataclass(frozen=True, slots=True)
class ContactDesk:
    """Both sides, the newest first, and what was heard of the country for each."""

    incoming: tuple[Incoming, ...]
    outgoing: tuple[Outgoing, ...]
    requests: NationalAnswer
    answers: NationalAnswer


def see_contacts(
    node: NodeLike, network: Network, asker: Asker, deadline_s: float = 2.0
) -> ContactDesk:
    """The requests that this person may see.

    Raises:
        Refused: the person may see none at all.
    """
    permit(node, asker, "see:referrals", "see-contacts")
    return contact_desk(node, network, asker, deadline_s)


def contact_desk(
    node: NodeLike, network: Network, asker: Asker, deadline_s: float = 2.0
) -> ContactDesk:
    """The same. Whether it may be seen is the caller's to have asked.

    Of a patient whom the person may not see there is no line.
    """
    requests = network.ask_now("contact_requests", {}, asker, deadline_s)
    answers = network.ask_now("contact_answers", {}, asker, deadline_s)
    for each in (requests, answers):
        often = too_many(each.value, each.missing)
        if often is not None:
            raise often
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    with node.records.read() as tx:
        labels = Matching(tx.connection).labels(seen)
        made = Contacts(tx.connection).seen(seen)
    incoming = _incoming(node, network, requests, labels)
    _waiting[node.id] = sum(each.waits for each in incoming)
    said = {row.request: row for row in (answers.value or {}).values()}
    outgoing = tuple(
        _outgoing(node, each, labels.get(each.case, ""), said.get(each.id)) for each in made
    )
    return ContactDesk(incoming, outgoing, requests, answers)


def contacts_waiting(node: NodeLike, asker: Asker) -> int:
    """For the menu: our requests that are overdue, and those of others that waited when somebody
    here last looked. It asks nobody."""
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    with node.records.read() as tx:
        late = Contacts(tx.connection).overdue(seen, utc_now().date())
    return late + _waiting.get(node.id, 0)


def is_answered(network: Network, made: Request, asker: Asker, deadline_s: float) -> bool:
    """Whether the other centre says now that it has answered."""
    found = network.ask_now("contact_answers", {"ids": (made.id,)}, asker, deadline_s)
    return any(
        row.node == made.node and row.accepted is not None for row in (found.value or {}).values()
    )


def _incoming(
    node: NodeLike, network: Network, answer: NationalAnswer, labels: Mapping[str, str]
) -> tuple[Incoming, ...]:
    found = []
    for row in believed(answer, network.roster, node):
        case = case_behind(node, row)
        if case is not None and case not in labels:
            continue
        with node.records.read() as tx:
            said = ContactAnswers(tx.connection).find(row.node, row.id)
        found.append(Incoming(row, case, labels.get(case or "", ""), said))
    return tuple(sorted(found, key=lambda each: (each.row.at, each.row.id), reverse=True))


def _outgoing(node: NodeLike, made: Request, label: str, row: AnswerRow | None) -> Outgoing:
    if row is None or row.node != made.node:
        return Outgoing(made, label, None, changed=False)
    return Outgoing(made, label, row, row.digest != request_row(node.id, made).digest)
