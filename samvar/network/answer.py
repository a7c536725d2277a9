"""How a node answers: five steps in one order, and nothing leaves before it is written down."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from samvar.govern.audit import AuditLog, entry
from samvar.govern.disclosure import FLOOR_CARRIERS, Tier, has_floor, tier
from samvar.govern.identity import ANONYMOUS, Asker, Role
from samvar.govern.keys import NodeKey
from samvar.govern.policy import Decision, Facts, Policy
from samvar.govern.purpose import Purpose
from samvar.model.clock import utc_now
from samvar.model.contribution import Scope
from samvar.model.errors import BadInput, BadSignature, Incompatible, Refused, SamvarError, TooMany
from samvar.model.ids import new_ids
from samvar.network.census import Census
from samvar.network.kind import Sum
from samvar.network.limit import Limits, entry_of, remember
from samvar.network.masks.door import Admitted, MaskDoor
from samvar.network.masks.message import is_masked
from samvar.network.message import (
    ASK,
    MOST_QUESTIONS,
    REPLY,
    Envelope,
    Question,
    Reply,
    ReplyEnvelope,
    open_sealed,
    read_sealed,
    request_digest,
    seal,
)
from samvar.network.nonce import NonceMemory
from samvar.network.operation import Operation, Registry
from samvar.network.proof import Keys, Proofs, pinned
from samvar.network.roster import Roster
from samvar.network.spend import Till
from samvar.network.spent import LedgerDoor, is_ledger
from samvar.network.stranger import Strangers
from samvar.network.view import Live, View
from samvar.network.warrant import milliseconds
from samvar.network.wire import UNREADABLE
from samvar.store.records.audit import Entry


@dataclass(slots=True)
class _Draft:
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
        self._key, self._roster, self._registry = key, roster, registry
        self._policy, self._audit, self._live = policy, audit, live
        self._floor, self._clock, self._till = floor, clock, till
        self._limits = limits
        self._ledgers = LedgerDoor(node_id, key, roster, till.ledger, clock) if till else None
        now = milliseconds(clock())
        self._nonces = NonceMemory(now)
        self._strangers = Strangers()
        self._proofs = Proofs(roster, keys)
        self._census = Census(live)
        self._masks_only = masks_only
        self.masks = MaskDoor(self, node_id, key, roster, audit, self._nonces, clock=clock)

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
            envelope = self._open(raw)
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
        drafts: list[_Draft] = []
        for question in envelope.questions:
            began = time.perf_counter_ns()
            draft = _Draft(question, _claimed(question), f"ask-{question.operation[:60]}")
            try:
                operation, args = self._verify(question, envelope.sender, now)  # 1
                draft.verb = operation.verb
                self._may_be_open(operation, draft.asker)
                draft.why = ", ".join(self._decide(draft, operation, now).reasons)  # 2
                self._limit(draft, now)
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
        return [
            Reply(
                d.question.warrant.jti,
                d.state,
                d.value,
                d.regional,
                d.floor,
                d.reason,
                receipt,
                d.epoch,
                d.individuals,
                d.took_us,
            )
            for d, receipt in zip(drafts, receipts, strict=True)
        ]

    def _limit(self, draft: _Draft, now: datetime) -> None:
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
        operation, args = self._verify(question, sender, now)
        return self._admitted(question, operation, args, now, counted=True)

    def admit_again(
        self, question: Question, operation: Operation, args: Any, now: datetime
    ) -> Admitted:
        """Step 2 once more, on what holds now."""
        return self._admitted(question, operation, args, now, counted=False)

    def _admitted(
        self, question: Question, operation: Operation, args: Any, now: datetime, *, counted: bool
    ) -> Admitted:
        draft = _Draft(question, _claimed(question), operation.verb)
        why = ", ".join(self._decide(draft, operation, now).reasons)
        if counted:
            self._limit(draft, now)
        draft.regional = False  # under masks nobody sees a part
        self._spend(draft, operation, args, self.look(draft.asker), question.warrant.issuer, now)
        return Admitted(operation, args, draft.asker, why, draft.floor)

    def look(self, asker: Asker) -> View:
        """Step 3."""
        return self._live.view(asker.purpose.scope, asker)

    def _open(self, raw: bytes) -> Envelope:
        """Who sends, to whom, when, for the first time: all proven before anything is read."""
        sealed = read_sealed(raw)
        sender = self._roster().find(sealed.sender)
        if sender is None:
            raise BadSignature("the sender is not in the roster")
        envelope = open_sealed(sealed, sender.public_keys, ASK, Envelope)
        if envelope.sender != sealed.sender or envelope.audience != self.node_id:
            raise BadSignature("the message is addressed to another node, or sent by another")
        if len(envelope.nonce) != 16 or len(envelope.questions) > MOST_QUESTIONS:
            raise BadInput("the message has no nonce, or too many questions")
        now = milliseconds(self._clock())
        self._nonces.accept(envelope.sender, envelope.nonce, sent_ms=envelope.sent_ms, now_ms=now)
        return envelope

    def _verify(self, question: Question, sender: str, now: datetime) -> tuple[Operation, Any]:
        operation = self._registry.find(question.operation, question.version)
        try:
            args = msgspec.msgpack.decode(question.args, type=operation.args)
        except UNREADABLE as error:
            raise Incompatible(
                "the arguments have another form here", why=str(error)[:120]
            ) from None
        warrant, now_ms = question.warrant, milliseconds(now)
        asked = operation.hash(args)
        warrant.check(sender=sender, here=self.node_id, question=asked, now_ms=now_ms)
        self._proofs.check(warrant, sender=sender, operation=operation.name, now=now)
        self._nonces.accept(sender, warrant.jti.encode(), sent_ms=warrant.issued_ms, now_ms=now_ms)
        try:
            operation.check(args)
        except SamvarError as error:
            raise Refused(f"the question makes no sense: {error.what}", why=error.code) from None
        return operation, args

    def _decide(self, draft: _Draft, operation: Operation, now: datetime) -> Decision:
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
        self, draft: _Draft, operation: Operation, args: Any, view: View, sender: str, now: datetime
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

    def _write(self, drafts: Sequence[_Draft], now: datetime) -> list[tuple[int, str]]:
        """The receipts of entries that are durable."""
        made = self._audit.append_many(self._remembered(drafts, now))
        return [(one.sequence, one.leaf) for one in made]

    def _remembered(self, drafts: Sequence[_Draft], now: datetime) -> list[Entry]:
        return [
            entry(
                self.node_id,
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


def _claimed(question: Question) -> Asker:
    """Who a question says to come from, for the audit entry of a refusal."""
    try:
        return question.warrant.asker
    except Refused:
        return Asker(ANONYMOUS, Purpose.PATRQT)
