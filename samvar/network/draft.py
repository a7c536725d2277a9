"""A reply while it is made: drafted, written down, and only then sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samvar.govern.audit import entry
from samvar.govern.disclosure import Tier
from samvar.govern.identity import ANONYMOUS, Asker
from samvar.govern.purpose import Purpose
from samvar.model.errors import Refused
from samvar.model.ids import new_ids
from samvar.network.message import Question, Reply
from samvar.store.records.audit_entry import Entry


@dataclass(slots=True)
class Draft:
    """A reply that may not leave yet, and the entry that must be durable first."""

    question: Question
    asker: Asker
    verb: str
    state: str = "refused"
    value: bytes | None = None
    tier: Tier = Tier.PUBLIC
    regional: bool = False
    floor: int = 0
    reason: str | None = None
    why: str | None = None
    epoch: int = 0
    individuals: int | None = None
    took_us: int = 0
    refused_often: bool = False
    """Of a person who asks too often: one entry a minute stands for all of them."""

    def reply(self, receipt: tuple[int, str]) -> Reply:
        """What leaves. receipt: number and leaf of the entry that is durable."""
        return Reply(
            self.question.warrant.jti,
            self.state,
            self.value,
            self.regional,
            self.floor,
            self.reason,
            receipt,
            self.epoch,
            self.individuals,
            self.took_us,
        )


def claimed(question: Question) -> Asker:
    """Who a question says to come from, for the audit entry of a refusal."""
    try:
        return question.warrant.asker
    except Refused:
        return Asker(ANONYMOUS, Purpose.PATRQT)


def entries(node: str, drafts: Sequence[Draft], now: datetime) -> list[Entry]:
    """The audit entries of drafts, one for each, in their order."""
    return [
        entry(
            node,
            draft.asker,
            draft.verb,
            draft.state,
            question=draft.question.warrant.question,
            reason=draft.why,
            at=now,
            identifier=identifier,
        )
        for draft, identifier in zip(drafts, new_ids("entry", len(drafts)), strict=True)
    ]
