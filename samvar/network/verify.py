"""The first step of an answer: who sends, who asks and what, proven before anything is read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from samvar.model.errors import BadInput, BadSignature, Incompatible, Refused, SamvarError
from samvar.model.shape import learned
from samvar.network.message import ASK, MOST_QUESTIONS, Envelope, Question, open_sealed, read_sealed
from samvar.network.nonce import NonceMemory
from samvar.network.operation import Operation, Registry
from samvar.network.proof import Proofs
from samvar.network.roster import Roster
from samvar.network.warrant import milliseconds
from samvar.network.wire import UNREADABLE


class Verifier:
    """What one node demands of a message and of each question in it."""

    def __init__(
        self, node_id: str, registry: Registry, proofs: Proofs, nonces: NonceMemory
    ) -> None:
        self._node_id, self._registry = node_id, registry
        self._proofs, self._nonces = proofs, nonces

    def open(self, raw: bytes, roster: Roster, now: datetime) -> Envelope:
        """Who sends, to whom, when, for the first time: all proven before anything is read.

        Raises:
            BadSignature: the sender is not who it says, or the message is for another node.
            BadInput: no message of ours, no nonce, or too many questions.
            SamvarError: it is too old, or was here before: see `NonceMemory.accept`.
        """
        sealed = read_sealed(raw)
        sender = roster.find(sealed.sender)
        if sender is None:
            raise BadSignature("the sender is not in the roster")
        envelope = open_sealed(sealed, sender.public_keys, ASK, Envelope)
        if envelope.sender != sealed.sender or envelope.audience != self._node_id:
            raise BadSignature("the message is addressed to another node, or sent by another")
        if len(envelope.nonce) != 16 or len(envelope.questions) > MOST_QUESTIONS:
            raise BadInput("the message has no nonce, or too many questions")
        self._nonces.accept(
            envelope.sender, envelope.nonce, sent_ms=envelope.sent_ms, now_ms=milliseconds(now)
        )
        return envelope

    def question(self, question: Question, sender: str, now: datetime) -> tuple[Operation, Any]:
        """The operation and its arguments, once warrant and proof hold for exactly them.

        Raises:
            Incompatible: this node has no such operation, or reads its arguments in another form.
            Refused: the warrant or the asker's own token does not hold, or the question makes no
                sense.
        """
        operation = self._registry.find(question.operation, question.version)
        try:
            args = msgspec.msgpack.decode(question.args, type=learned(operation.args))
        except UNREADABLE as error:
            raise Incompatible(
                "the arguments have another form here", why=str(error)[:120]
            ) from None
        warrant, now_ms = question.warrant, milliseconds(now)
        asked = operation.hash(args)
        warrant.check(sender=sender, here=self._node_id, question=asked, now_ms=now_ms)
        self._proofs.check(warrant, sender=sender, operation=operation.name, now=now)
        self._nonces.accept(sender, warrant.jti.encode(), sent_ms=warrant.issued_ms, now_ms=now_ms)
        try:
            operation.check(args)
        except SamvarError as error:
            raise Refused(f"the question makes no sense: {error.what}", why=error.code) from None
        return operation, args
