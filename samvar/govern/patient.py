"""Acts about one patient: decided on what the node knows between asker and patient right now.

The entry in the log names the patient by the opaque id; from these entries the patient's own
view of who has looked is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import ColumnElement

from samvar.govern.act import Acting, changing, permit
from samvar.govern.identity import Asker
from samvar.govern.policy import Facts
from samvar.govern.row_filter import visible
from samvar.govern.subject import NOBODY, SubjectFacts, facts_about, is_patient
from samvar.model.clock import utc_now
from samvar.store.records.engine import Records, Transaction


class Keeping(Acting, Protocol):
    """A node with its records, from which the facts about a patient come."""

    @property
    def records(self) -> Records: ...


def facts_for(
    node: Keeping, asker: Asker, person: str | None, *, stepped_up: bool = False
) -> Facts:
    """All that the policy is told of an act about `person`, who may be nobody.

    A patient who names nobody means themselves. stepped_up: the shell has seen the asker sign in
    moments ago.
    """
    if person is None and not is_patient(asker):
        return _facts(node, NOBODY, stepped_up=stepped_up)
    with node.records.read() as tx:
        who = person or tx.accounts.person_of(asker.user.account)
        if who is None:
            return _facts(node, NOBODY, stepped_up=stepped_up)
        found = facts_about(tx, asker, [who], node.centre.id, utc_now())
    return _facts(node, found[who], stepped_up=stepped_up)


def own_person(node: Keeping, asker: Asker) -> str | None:
    """Which person at this node a signed-in patient is; None for all others."""
    if not is_patient(asker):
        return None
    with node.records.read() as tx:
        return tx.accounts.person_of(asker.user.account)


def permit_about(
    node: Keeping,
    asker: Asker,
    permission: str,
    verb: str,
    person: str,
    *,
    stepped_up: bool = False,
) -> None:
    """Let `asker` go on with an act about a patient, or refuse; written down either way.

    Raises:
        Refused: policy says no.
    """
    facts = facts_for(node, asker, person, stepped_up=stepped_up)
    permit(node, asker, permission, verb, subject=person, facts=facts)


@contextmanager
def changing_about(
    node: Keeping,
    asker: Asker,
    permission: str,
    verb: str,
    person: str,
    *,
    stepped_up: bool = False,
) -> Iterator[None]:
    """`act.changing`, about a patient."""
    facts = facts_for(node, asker, person, stepped_up=stepped_up)
    with changing(node, asker, permission, verb, subject=person, facts=facts):
        yield


def permit_of(
    node: Keeping,
    asker: Asker,
    permission: str,
    verb: str,
    person: str | None,
    *,
    missing: str = "",
) -> None:
    """`permit_about`, or plain `permit` where what was named is nobody's here.

    Then the policy decides on the rest, and the act itself finds nothing. missing: as in `permit`.

    Raises:
        Refused: policy says no, or the patient has blocked it. NotFound: `missing`.
    """
    facts = None if person is None else facts_for(node, asker, person)
    permit(node, asker, permission, verb, subject=person, facts=facts, missing=missing)


@contextmanager
def changing_of(
    node: Keeping,
    asker: Asker,
    permission: str,
    verb: str,
    person: str | None,
    *,
    missing: str = "",
) -> Iterator[None]:
    """`changing_about`, or plain `changing` where what was named is nobody's here."""
    facts = None if person is None else facts_for(node, asker, person)
    with changing(node, asker, permission, verb, subject=person, facts=facts, missing=missing):
        yield


def seen_by(
    node: Keeping, asker: Asker, permission: str, person: ColumnElement[str]
) -> ColumnElement[bool]:
    """A condition for SQL: whose rows of a list `asker` may see under `permission`.

    person: a column that holds a person's id.
    """

    def verdict(about: SubjectFacts) -> bool:
        return node.policy.decide(asker, permission, _facts(node, about)).allowed

    return visible(verdict, asker, node.centre.id, person, utc_now())


def hidden_among(
    tx: Transaction, node: Keeping, asker: Asker, permission: str, persons: Any
) -> frozenset[str]:
    """Those of the people whose record `asker` may not see under `permission`."""
    found = facts_about(tx, asker, persons, node.centre.id, utc_now())
    verdicts: dict[SubjectFacts, bool] = {}
    for facts in found.values():
        if facts not in verdicts:
            decision = node.policy.decide(asker, permission, _facts(node, facts))
            verdicts[facts] = decision.allowed
    return frozenset(person for person, facts in found.items() if not verdicts[facts])


def _facts(node: Keeping, about: SubjectFacts, *, stepped_up: bool = False) -> Facts:
    return Facts(
        node.id,
        node.centre.id,
        care_relation=about.care_relation,
        blocked=about.blocked,
        break_glass=about.break_glass,
        stepped_up=stepped_up,
        subject_is_self=about.subject_is_self,
    )


__all__ = [
    "NOBODY",
    "Keeping",
    "changing_about",
    "facts_for",
    "hidden_among",
    "own_person",
    "permit_about",
    "seen_by",
]
