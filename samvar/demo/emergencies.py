"""The demo's emergency accesses: one open, one that a reviewer settled, one overdue, one waiting.

They are told from the moment when the demo is made, so that the open one is open for an hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from samvar.focus.pharmacogenomics.records import Orders
from samvar.govern.audit import entry
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.govern.subject import unit_of
from samvar.model.clock import utc_now
from samvar.model.emergency import LASTS, Cause, Emergency, EmergencyReview, Finding
from samvar.model.ids import new_id
from samvar.node.emergency import OPENED, event_digest
from samvar.node.node import Node
from samvar.store.records.engine import Transaction


@dataclass(frozen=True, slots=True)
class Story:
    """One use: who, so long before the demo was made, why, and what a reviewer found since."""

    persona: str
    ago: timedelta
    cause: Cause
    told: str
    found: Finding | None = None
    note: str = ""


_SETTLED = Story(
    "geneticist",
    timedelta(days=20, hours=3),
    Cause.CANNOT_ASK,
    "Unconscious in the emergency room; codeine was given, and breathing is shallow.",
    Finding.JUSTIFIED,
    "On call that night; the record shows the admission.",
)
_OVERDUE = Story(
    "microbiologist",
    timedelta(days=11, hours=6),
    Cause.NOT_YET_OURS,
    "Septic shock at admission, no referral had been written yet.",
)
_OPEN = Story(
    "pathologist",
    timedelta(minutes=5),
    Cause.CANNOT_ASK,
    "In surgery under anaesthesia, needs fluorouracil to be ruled out.",
)
_WAITING = Story(
    "pharmacist",
    timedelta(days=2),
    Cause.CONSENTS,
    "Said yes at the desk; the block is by another unit.",
)
EMERGENCIES: Mapping[str, tuple[Story, ...]] = {
    "stockholm": (_SETTLED, _OVERDUE, _OPEN),
    "skane": (_SETTLED, _WAITING),
    "uppsala": (_SETTLED,),
}
"""By node, oldest first; the first is about the person that the demo's patient is."""


def plant_emergencies(nodes: Mapping[str, Node]) -> None:
    """Write them, with their entries in the log, into nodes that have just been filled."""
    now = utc_now()
    for name, stories in EMERGENCIES.items():
        node = nodes[name]
        with node.records.begin() as tx:
            for story, person in zip(stories, _people(tx, name), strict=False):
                _plant(node, tx, story, person, now)


def _plant(node: Node, tx: Transaction, story: Story, person: str, now: datetime) -> None:
    user = PERSONAS[story.persona].at(node.centre.id)
    asker = Asker(user, Purpose.ETREAT)
    since = now - story.ago
    event = Emergency(
        new_id("emergency"), person, user.account, user.id, user.role.value, unit_of(asker),
        story.cause, story.told, since, since + LASTS,
    )  # fmt: skip
    tx.emergencies.open(event)
    digest = event_digest(event)
    tx.audit.append(
        entry(
            node.id, asker, OPENED, "done",
            subject=person, reason=event.id, question=digest, at=since,
        )
    )  # fmt: skip
    if story.found is not None:
        auditor, at = Asker.of(PERSONAS["auditor"].at(node.centre.id)), since + timedelta(days=2)
        word = EmergencyReview(event.id, story.found, story.note, at, auditor.user.id)
        tx.emergencies.review(word)
        told = f"{event.id}: {story.found.value}"
        tx.audit.append(
            entry(node.id, auditor, "review-emergency", "done", subject=person, reason=told, at=at)
        )


def _people(tx: Transaction, name: str) -> list[str]:
    """The demo's patient first, then others with an order, always the same ones."""
    own = tx.accounts.person_of(f"patient@{name}")
    ordered = sorted(Orders(tx.connection).all(), key=lambda order: order.label)
    others = dict.fromkeys(order.person for order in ordered if order.person != own)
    return [*([own] if own else []), *others]
