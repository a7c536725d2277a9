"""How a node answers: five steps in one order, and nothing leaves before it is written down."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from samvar.govern.audit import AuditLog, entry
from samvar.govern.disclosure import FLOOR_CARRIERS, has_floor, tier
from samvar.govern.identity import ANONYMOUS, Asker, Role
from samvar.govern.keys import NodeKey
from samvar.govern.policy import Decision, Facts, Policy
from samvar.govern.purpose import Purpose
from samvar.model.clock import utc_now
from samvar.model.contribution import Scope
from samvar.model.errors import Incompatible, Refused, SamvarError, TooMany
from samvar.network.census import Census
from samvar.network.draft import Draft, claimed, entries
from samvar.network.kind import Sum
from samvar.network.limit import Limits, entry_of, remember
from samvar.network.masks.door import MaskDoor
from samvar.network.masks.house import Admitted
from samvar.network.masks.message import is_masked
from samvar.network.message import (
    REPLY,
    Envelope,
    Question,
    Reply,
    ReplyEnvelope,
    read_sealed,
    request_digest,
    seal,
)
from samvar.network.nonce import NonceMemory
from samvar.network.operation import Operation, Registry
from samvar.network.proof import Keys, Proofs, pinned
from samvar.network.roster import Roster
from samvar.network.sparing import Sparing
from samvar.network.spend import Till
from samvar.network.spent import LedgerDoor, is_ledger
from samvar.network.stranger import Strangers
from samvar.network.verify import Verifier
from samvar.network.view import Live, View
from samvar.network.warrant import milliseconds


class Answerer:
    """One node's door to the network. Safe from any number of threads.

    masks_only: sums are given under masks or not at all, so that nobody can ask past them.
    floor: carriers below which this centre lets nothing out of a national sum, for tiers that
    have a floor; the largest of all nodes' wins. keys: the public keys of a trusted issuer.
    till: what research pays for its figures; None for a node that has no ledger. limits: how often
    one person asks under care; None: as often as they like.
    """

    def __init__(
        self,
        node_id: str,
        centre: str,
        key: NodeKey,
        roster: Callable[[], Roster],
        registry: Registry,
        policy: Policy,
        audit: AuditLog,
        live: Live,
        *,
        floor: int = FLOOR_CARRIERS,
        masks_only: bool = False,
        clock: Callable[[], datetime] = utc_now,
        keys: Keys = pinned,
        till: Till | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.node_id, self.centre = node_id, centre
        self._key, self._roster = key, roster
        self._policy, self._audit, self._live = policy, audit, live
        self._floor, self._clock, self._till = floor, clock, till
        self._limits, self._sparing = limits, Sparing()
        self._ledgers = LedgerDoor(node_id, key, roster, till.ledger, clock) if till else None
        now = milliseconds(clock())
        nonces = NonceMemory(now)
        self._strangers = Strangers()
        self._verifier = Verifier(node_id, registry, Proofs(roster, keys), nonces)
        self._census = Census(live)
        self._masks_only = masks_only
        self.masks = MaskDoor(self, node_id, key, roster, audit, nonces, clock=clock)

    def handle(self, raw: bytes) -> bytes:
        """A sealed envelope in, a sealed envelope out.

        Raises:
            BadInput: not a message of ours; there is nobody to reply to.
            StoreUnavailable: the audit log could not be written; then nothing is answered.
        """
        if self._ledgers is not None and is_ledger(raw):
            return self._ledgers.handle(raw)
        if is_masked(raw):
            return self.masks.handle(raw)
        sealed = read_sealed(raw)
        try:
            envelope = self._verifier.open(raw, self._roster(), self._clock())
        except SamvarError as error:
            self.remember_stranger(sealed.sender, error)
            return self._seal(
                sealed.sender, b"", sealed.payload, [], error=(error.code, str(error))
            )
        replies = self.answer(envelope) if envelope.questions else []
        return self._seal(envelope.sender, envelope.nonce, sealed.payload, replies)

    def answer(self, envelope: Envelope) -> list[Reply]:
        """The five steps: verify, decide, restrict, compute, remember. Only then the replies.

        Raises:
            StoreUnavailable: the audit log could not be written; then nothing is answered.
        """
        now = self._clock()
        drafts: list[Draft] = []
        for question in envelope.questions:
            began = time.perf_counter_ns()
            draft = Draft(question, claimed(question), f"ask-{question.operation[:60]}")
            try:
                operation, args = self._verifier.question(question, envelope.sender, now)  # 1
                draft.verb = operation.verb
                self._may_be_open(operation, draft.asker)
                draft.why = ", ".join(self._decide(draft, operation, now).reasons)  # 2
                self._limit(draft, now)
                self._sparing.check(operation, args, draft.asker, now)
                view = self._live.view(draft.asker.purpose.scope, draft.asker)  # 3
                self._spend(draft, operation, args, view, envelope.sender, now)
                draft.value = operation.kind.pack(operation.answer(args, view))  # 4
                draft.epoch, draft.individuals = self.people(view, operation.denominator(args))
                draft.state = "answered"
            except TooMany as error:
                draft.reason, draft.why = str(error), entry_of(error)
                draft.refused_often = True
            except (Refused, Incompatible) as error:
                draft.state = "incompatible" if isinstance(error, Incompatible) else "refused"
                draft.reason, draft.why = str(error), f"{error.code}: {error.why or ''}"[:200]
            except Exception as error:
                # What it was may hold a record; only its class is told.
                draft.state, draft.reason = "down", "the node failed to compute the answer"
                draft.why = f"failed: {type(error).__name__}"
            draft.took_us = (time.perf_counter_ns() - began) // 1000
            drafts.append(draft)
        receipts = remember(self._limits, drafts, partial(self._write, now=now))  # 5
        return [d.reply(receipt) for d, receipt in zip(drafts, receipts, strict=True)]

    def _limit(self, draft: Draft, now: datetime) -> None:
        """Count a question under care, or `TooMany`."""
        if self._limits is not None:
            self._limits.check(draft.asker, draft.tier, now)

    def _may_be_open(self, operation: Operation, asker: Asker) -> None:
        """Refuse an open sum where the centre wants masks; releases are made openly, by mandate."""
        mandated = asker.user.role is Role.MANDATE
        if self._masks_only and isinstance(operation.kind, Sum) and not mandated:
            raise Refused(
                "this centre gives its part of a sum under masks only", remedy="ask under masks"
            )

    def admit(self, question: Question, sender: str, now: datetime) -> Admitted:
        """Steps 1 and 2 of a question under masks: verify and decide, or `Refused`."""
        operation, args = self._verifier.question(question, sender, now)
        return self._admitted(question, operation, args, now, counted=True)

    def admit_again(
        self, question: Question, operation: Operation, args: Any, now: datetime
    ) -> Admitted:
        """Step 2 once more, on what holds now."""
        return self._admitted(question, operation, args, now, counted=False)

    def _admitted(
        self, question: Question, operation: Operation, args: Any, now: datetime, *, counted: bool
    ) -> Admitted:
        draft = Draft(question, claimed(question), operation.verb)
        why = ", ".join(self._decide(draft, operation, now).reasons)
        if counted:
            self._limit(draft, now)
            self._sparing.check(operation, args, draft.asker, now)
        draft.regional = False  # under masks nobody sees a part
        self._spend(draft, operation, args, self.look(draft.asker), question.warrant.issuer, now)
        return Admitted(operation, args, draft.asker, why, draft.floor)

    def look(self, asker: Asker) -> View:
        """Step 3."""
        return self._live.view(asker.purpose.scope, asker)

    def _decide(self, draft: Draft, operation: Operation, now: datetime) -> Decision:
        """Yes, or `Refused`. Whether the part may be seen as a region's is decided here too."""
        draft.asker = asker = draft.question.warrant.asker
        facts = Facts(self.node_id, self.centre, operation.name, operation.disclosure)
        decision = self._policy.decide(asker, operation.permission, facts, now)
        decision.require()
        grants = self._policy.permits.grants(asker.permit, asker.user.account, now)
        shown = tier(asker, permit_is_valid=bool(grants))
        floored = has_floor(shown, operation.permission)
        draft.tier, draft.floor = shown, self._floor if floored else 0
        draft.regional = self._policy.decide(asker, "ask:regional", facts, now).allowed
        return decision

    def _spend(
        self, draft: Draft, operation: Operation, args: Any, view: View, sender: str, now: datetime
    ) -> None:
        """Take from research what the answer will tell, or `Refused`."""
        if self._till is not None:
            self._till.spend(
                operation,
                args,
                draft.asker,
                draft.tier,
                epoch=view.snapshot.epoch,
                asked_by=sender,
                regional=draft.regional,
                now=now,
            )

    def _write(self, drafts: Sequence[Draft], now: datetime) -> list[tuple[int, str]]:
        """The receipts of entries that are durable."""
        made = self._audit.append_many(entries(self.node_id, drafts, now))
        return [(one.sequence, one.leaf) for one in made]

    def remember_stranger(self, sender: str, error: SamvarError) -> None:
        """Write down a message whose sender could not be proven; the entry names nobody.

        Anybody can send rubbish, so a flood of it becomes one entry with its number.
        """
        missed = self._strangers.admit(self._clock())
        if missed is None:
            return
        more = f", and {missed} more since the entry before" if missed else ""
        self._audit.append(
            entry(
                self.node_id,
                Asker(ANONYMOUS, Purpose.PATRQT),
                "network-message",
                "refused",
                reason=f"{error.code}: claims to come from {sender[:40]}{more}",
            )
        )

    def _seal(
        self,
        audience: str,
        nonce: bytes,
        request: bytes,
        replies: Sequence[Reply],
        error: tuple[str, str] | None = None,
    ) -> bytes:
        epoch, census = 0, dict[str, int]()
        if error is None:
            view = self._live.view(Scope.CARE)
            epoch, census = view.snapshot.epoch, self._census.told(view)
        body = ReplyEnvelope(
            self.node_id,
            audience,
            nonce,
            request_digest(request),
            milliseconds(self._clock()),
            epoch,
            census,
            list(replies),
            error,
        )
        return seal(body, self.node_id, self._key, REPLY)

    def people(self, view: View, label: str | None) -> tuple[int, int | None]:
        """The commit behind a value, and the people who could have been in it."""
        return view.snapshot.epoch, None if label is None else self._census.of(view, label)
