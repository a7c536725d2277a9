"""A node's side of the messages: verify, decide, restrict, compute, remember; then one step on.

The warrant is verified and policy asked before a key is given, policy again before the part is,
and an entry is durable before keys, part or shares leave. A refusal at any step ends the question
at this node.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from samvar.govern.audit import AuditLog, entry
from samvar.govern.identity import ANONYMOUS, Asker
from samvar.govern.keys import NodeKey, PublicKey
from samvar.govern.purpose import Purpose
from samvar.model.clock import utc_now
from samvar.model.errors import (
    BadInput,
    BadSignature,
    Incompatible,
    Refused,
    SamvarError,
    StoreUnavailable,
    TooMany,
    UsageError,
)
from samvar.model.shape import learned
from samvar.network.masks.house import House
from samvar.network.masks.maskable import must_be_maskable, terms_for
from samvar.network.masks.message import (
    ASK,
    MOST_ASIDE,
    REPLY,
    Body,
    Boxes,
    Card,
    Denied,
    Keys,
    Lift,
    Mask,
    Masked,
    MaskEnvelope,
    MaskReply,
    Share,
    Shares,
    Sign,
    Signature,
    args_of,
    read_masked,
    seal_masked,
)
from samvar.network.masks.participant import Participant
from samvar.network.masks.session import Audiences, Session, Sessions
from samvar.network.masks.unmask import one_vector
from samvar.network.message import Question, Sealed, open_sealed, request_digest
from samvar.network.nonce import NonceMemory
from samvar.network.roster import Roster
from samvar.network.warrant import milliseconds
from samvar.network.wire import UNREADABLE
from samvar.store.records.audit_entry import Recorded

_GRACE_S = 5.0
_VERB = "network-masks"


@dataclass(slots=True)
class _Step:
    """One message being answered, and what the entry about it will say."""

    envelope: MaskEnvelope
    now: datetime
    asker: Asker = Asker(ANONYMOUS, Purpose.PATRQT)  # noqa: RUF009 - frozen
    verb: str = _VERB
    question: str | None = None


class MaskDoor:
    """Answers the five steps. Safe from any number of threads."""

    def __init__(
        self,
        house: House,
        node_id: str,
        key: NodeKey,
        roster: Callable[[], Roster],
        audit: AuditLog,
        nonces: NonceMemory,
        *,
        clock: Callable[[], datetime] = utc_now,
        seconds: Callable[[], float] = time.monotonic,
        participant: Callable[..., Participant] = Participant,
    ) -> None:
        self._house, self.node_id, self._key = house, node_id, key
        self._roster, self._audit, self._nonces = roster, audit, nonces
        self._clock, self._seconds, self._participant = clock, seconds, participant
        self.sessions, self.audiences = Sessions(), Audiences()

    def handle(self, raw: bytes) -> bytes:
        """A sealed step in, a sealed reply out.

        Raises:
            BadInput: not a message of ours; there is nobody to reply to.
            StoreUnavailable: the audit log could not be written; then nothing is given.
        """
        sealed = read_masked(raw)
        try:
            envelope = self._open(sealed)
        except SamvarError as error:
            self._house.remember_stranger(sealed.sender, error)
            return self._seal(sealed, b"", Denied("refused", str(error)))
        return self._seal(sealed, envelope.nonce, self._take(envelope))

    def _open(self, sealed: Sealed) -> MaskEnvelope:
        envelope = open_sealed(sealed, self._keys_of(sealed.sender), ASK, MaskEnvelope)
        if envelope.sender != sealed.sender or envelope.audience != self.node_id:
            raise BadSignature("the message is addressed to another node, or sent by another")
        aside = len(sealed.payload) - len(args_of(envelope.step))
        if len(envelope.nonce) != 16 or aside > MOST_ASIDE:
            raise BadInput("the message has no nonce, or more than any step has")
        self._nonces.accept(
            envelope.sender,
            envelope.nonce,
            sent_ms=envelope.sent_ms,
            now_ms=milliseconds(self._clock()),
        )
        return envelope

    def _take(self, envelope: MaskEnvelope) -> Body:
        step = _Step(envelope, self._clock())
        try:
            match envelope.step:
                case Keys() as keys:
                    return self._give_keys(step, keys)
                case Share(cards):
                    return Boxes(self._session(step).participant.share(cards))
                case Mask() as mask:
                    return self._give_part(step, mask)
                case Sign(survivors):
                    return self._sign(step, survivors)
                case Lift(signatures):
                    return self._give_shares(step, signatures)
        except StoreUnavailable:
            self.sessions.drop(envelope.sender, envelope.id)
            raise
        except Exception as error:
            self.sessions.drop(envelope.sender, envelope.id)
            return self._deny(step, error)

    def _give_keys(self, step: _Step, asked: Keys) -> Card:
        question, sender, id_ = asked.question, step.envelope.sender, step.envelope.id
        step.verb, step.question = f"ask-{question.operation[:60]}", question.warrant.question
        step.asker = _claimed(question)
        admitted = self._house.admit(question, sender, step.now)
        operation, step.asker, step.verb = (
            admitted.operation,
            admitted.asker,
            admitted.operation.verb,
        )
        terms = terms_for(operation, admitted.args, step.asker, self._roster(), sender, id_)
        # An id counts once, for as long as its warrant could be shown again.
        issued, now = question.warrant.issued_ms, milliseconds(step.now)
        self._nonces.accept(sender, b"masks" + id_, sent_ms=issued, now_ms=now)
        participant = self._participant(self.node_id, terms, self._key, self._keys_of)
        until = self._seconds() + min(question.deadline_ms / 1000, 300.0) + _GRACE_S
        kept = msgspec.structs.replace(question, args=b"")
        session = Session(participant, kept, operation, step.asker, until)
        self.sessions.add(sender, id_, session, self._seconds())
        card = participant.keys()
        step.verb = _VERB
        self._write(step, "done", f"{admitted.why}; keys for {operation.name} under masks")
        return Card(card)

    def _give_part(self, step: _Step, asked: Mask) -> Masked:
        session = self._session(step)
        operation, kind = session.operation, must_be_maskable(session.operation)
        step.verb = operation.verb
        args = self._same_args(session, asked.args)
        admitted = self._house.admit_again(session.question, operation, args, step.now)
        view = self._house.look(session.asker)
        value = one_vector(kind, operation.answer(args, view))
        part = session.participant.mask(asked.boxes, value)
        epoch, individuals = self._house.people(view, operation.denominator(args))
        receipt = self._write(step, "answered", f"{admitted.why}; under masks")
        return Masked(
            part.astype("<u8", copy=False).tobytes(),
            admitted.floor,
            (receipt.sequence, receipt.leaf),
            epoch,
            individuals,
        )

    def _sign(self, step: _Step, survivors: list[str]) -> Signature:
        participant = self._session(step).participant
        signature = participant.sign(survivors)
        terms = participant.terms
        self.audiences.admit(terms.question, terms.scope, survivors, self._seconds())
        return Signature(signature)

    def _give_shares(self, step: _Step, signatures: dict[str, bytes]) -> Shares:
        participant = self._session(step).participant
        lifted = participant.lift(signatures)
        in_sum, roster = len(participant.survivors), len(participant.terms.nodes)
        self._write(step, "done", f"masks lifted from the sum of {in_sum} of {roster} centres")
        self.sessions.drop(step.envelope.sender, step.envelope.id)
        return Shares(dict(lifted.seeds), dict(lifted.pairs))

    def _session(self, step: _Step) -> Session:
        envelope = step.envelope
        session = self.sessions.find(envelope.sender, envelope.id, self._seconds())
        step.asker, step.question = session.asker, session.participant.terms.question
        return session

    @staticmethod
    def _same_args(session: Session, raw: bytes) -> Any:
        try:
            args = msgspec.msgpack.decode(raw, type=learned(session.operation.args))
            same = session.operation.hash(args) == session.participant.terms.question
        except (*UNREADABLE, UsageError):
            same = False
        if not same:
            raise Refused("the arguments are not those that the warrant is for")
        return args

    def _deny(self, step: _Step, error: Exception) -> Denied:
        """A refusal that is written down. Of a failure only the class is told."""
        if isinstance(error, Refused | BadInput | UsageError | Incompatible):
            state = "incompatible" if isinstance(error, Incompatible) else "refused"
            if isinstance(error, TooMany) and error.missed is None:
                return Denied(state, str(error))  # an entry of this minute stands for it
            self._write(step, state, f"{error.code}: {error.what}"[:200])
            return Denied(state, str(error))
        self._write(step, "failed", f"failed: {type(error).__name__}")
        return Denied("down", "the node failed to compute the answer")

    def _write(self, step: _Step, outcome: str, why: str) -> Recorded:
        made = entry(
            self.node_id,
            step.asker,
            step.verb,
            outcome,
            question=step.question,
            reason=why,
            at=step.now,
        )
        return self._audit.append_many([made])[0]

    def _keys_of(self, node: str) -> tuple[PublicKey, ...]:
        known = self._roster().find(node)
        return () if known is None else known.public_keys

    def _seal(self, asked: Sealed, nonce: bytes, body: Body) -> bytes:
        reply = MaskReply(self.node_id, asked.sender, nonce, request_digest(asked.payload), body)
        return seal_masked(reply, self.node_id, self._key, REPLY)


def _claimed(question: Question) -> Asker:
    """Who a question says to come from, for the entry of a refusal."""
    try:
        return question.warrant.asker
    except Refused:
        return Asker(ANONYMOUS, Purpose.PATRQT)
