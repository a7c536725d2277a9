"""Finding a person of this node by their personal number: read from a form or a stream, never
from an address or an argument, and never written down."""

from __future__ import annotations

import msgspec

from samvar.govern.act import permit
from samvar.govern.audit import entry
from samvar.govern.identity import Asker
from samvar.govern.personal import Numbers, shown_labels
from samvar.model.errors import NotFound
from samvar.model.personal_number import PersonalNumber
from samvar.node.node import Node


class FoundPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Who has a number here: the opaque id, and how the person is named on a page."""

    person: str
    shown: str
    kind: str
    samples: int


def find_by_number(node: Node, text: str, asker: Asker) -> FoundPerson:
    """The person of this node who has a number.

    The audit log says that a number was looked up, by whom and why, and whom it named.

    Raises:
        Refused: the asker may not. BadInput: it is no personal number; it is not repeated.
        NotFound: nobody here has it.
    """
    permit(node, asker, "see:referrals", "find-person")
    number = PersonalNumber.parse(text)
    with node.records.read() as tx:
        person = Numbers(tx, node.keys).find([number]).get(number)
        samples = len(tx.samples.of(person=person)) if person else 0
        shown = shown_labels(tx, node.keys, [person]).get(person, "") if person else ""
    outcome = "done" if person else "failed"
    node.audit.append(entry(node.id, asker, "find-person", outcome, subject=person))
    if person is None:
        raise NotFound("nobody at this node has that personal number")
    return FoundPerson(person=person, shown=shown, kind=number.kind, samples=samples)
