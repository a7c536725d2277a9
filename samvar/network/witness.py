"""A node as witness of the other nodes' audit logs: it remembers, cosigns, and keeps evidence.

A log shows its state in a sealed message, with a nonce and its time, to one witness; the witness's
word is bound to those very bytes. What it has seen is durable before its word leaves. The messages
have domain words of their own: none can pass for a question, a reply, or a checkpoint.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import msgspec

from samvar.govern.audit import AuditLog, entry
from samvar.govern.keys import NodeKey
from samvar.govern.log.circle import Circle
from samvar.govern.log.judge import ALARMS, COSIGNED, Seen, Shown, judge
from samvar.govern.log.mandate import LOG_MANDATE
from samvar.govern.log.note import Checkpoint, Note, cosign, origin, witness_name
from samvar.govern.log.tree import HASH_BYTES, LONGEST_PROOF
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, BadSignature, Replayed, SamvarError
from samvar.network.message import open_sealed, read_sealed, request_digest, seal
from samvar.network.nonce import NonceMemory
from samvar.network.roster import Roster
from samvar.network.warrant import milliseconds
from samvar.store.records.engine import Records, Transaction
from samvar.store.records.witnessed import Alarm, WitnessedLog

SHOW, WORD = b"samvar/witness/1\0", b"samvar/witnessed/1\0"
MOST_BYTES = 65_536
_MOST_NONCES = 100_000
_LARGEST = 1 << 53


class Showing(msgspec.Struct, frozen=True, array_like=True):
    """A log's state, said to one witness.

    note: the signed checkpoint to cosign, or empty: then only what the witness has is asked for.
    old, proof: consistency from the size that the witness saw last. root: 32 bytes.
    """

    node: str
    audience: str
    sent_ms: int
    nonce: bytes
    generation: int
    size: int
    root: bytes
    note: str = ""
    old: int = 0
    proof: list[bytes] = []


class Word(msgspec.Struct, frozen=True, array_like=True):
    """A witness's word on one showing.

    verdict: see `govern.log.judge`; `refused` where the message itself was. kept: the newest
    checkpoint of this log that the witness cosigned before, or empty. size: that one's size.
    cosigned: the note with the witness's line, if it cosigned. error: why it was refused.
    """

    witness: str
    audience: str
    nonce: bytes
    request: bytes
    sent_ms: int
    verdict: str
    size: int = 0
    kept: str = ""
    cosigned: str = ""
    error: str = ""


def circle_of(roster: Roster) -> Circle:
    """The nodes of a roster as logs and witnesses."""
    return Circle({node.id: node.public_keys for node in roster.nodes})


class WitnessDoor:
    """Where other nodes show their logs. Safe from any number of threads."""

    def __init__(
        self,
        node_id: str,
        key: NodeKey,
        roster: Callable[[], Roster],
        records: Records,
        audit: AuditLog,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.node_id = node_id
        self._key, self._roster, self._records = key, roster, records
        self._audit, self._clock = audit, clock
        self._nonces = NonceMemory(milliseconds(clock()), _MOST_NONCES)

    def handle(self, raw: bytes) -> bytes:
        """A sealed showing in, a sealed word out.

        Raises:
            BadInput: not a message of ours. StoreUnavailable: nothing can be kept, so nothing
            is cosigned.
        """
        sealed = read_sealed(raw, MOST_BYTES)
        about = request_digest(sealed.payload)
        nonce = b""
        try:
            member = self._roster().find(sealed.sender)
            if member is None:
                raise BadSignature("the sender is not in the roster")
            shown = open_sealed(sealed, member.public_keys, SHOW, Showing)
            nonce = shown.nonce
            self._admit(shown, sealed.sender)
            word = self._word(shown, about, raw)
        except (SamvarError, ValueError) as error:
            if isinstance(error, SamvarError) and error.status >= 500:
                raise
            told = error.what if isinstance(error, SamvarError) else "not a checkpoint"
            word = self._say(sealed.sender, nonce, about, "refused", error=told)
        return seal(word, self.node_id, self._key, WORD)

    def _admit(self, shown: Showing, sender: str) -> None:
        if shown.node != sender or shown.audience != self.node_id or sender == self.node_id:
            raise BadSignature("the message is addressed to another node, or sent by another")
        possible = 0 < shown.generation < 1 << 31 and 0 <= shown.size < _LARGEST
        if not possible or len(shown.nonce) != 16 or len(shown.root) != HASH_BYTES:
            raise BadInput("the message says what cannot be")
        if len(shown.proof) > LONGEST_PROOF or any(len(p) != HASH_BYTES for p in shown.proof):
            raise BadInput("the message has no proof of consistency")
        now_ms = milliseconds(self._clock())
        self._nonces.accept(sender, shown.nonce, sent_ms=shown.sent_ms, now_ms=now_ms)
        if shown.note:
            note = Note.read(shown.note)
            told = Checkpoint(origin(sender, shown.generation), shown.size, shown.root)
            if Checkpoint.read(note.text) != told:
                raise BadInput("the checkpoint is not what the message says")
            if not circle_of(self._roster()).is_signed(note, sender, shown.generation):
                raise BadSignature("the checkpoint is not signed by the log it names")

    def _word(self, shown: Showing, about: bytes, raw: bytes) -> Word:
        now = self._clock()
        fresh = False
        with self._records.begin() as tx:
            kept = tx.witnessed.of(shown.node)
            if kept is not None and shown.sent_ms < kept.heard_ms:
                raise Replayed("a newer message of this log came before this one")
            seen = Seen(kept.generation, kept.size, bytes.fromhex(kept.root)) if kept else None
            verdict = judge(
                seen,
                Shown(
                    shown.generation, shown.size, shown.root, shown.old, shown.proof,
                    bool(shown.note),
                ),
            )  # fmt: skip
            cosigned = ""
            if verdict == COSIGNED:
                cosigned = self._cosign(tx, shown, now)
            elif kept is not None:
                tx.witnessed.put(replace(kept, heard_ms=shown.sent_ms))
                if verdict in ALARMS:
                    fresh = tx.witnessed.raise_alarm(_alarm(shown, verdict, kept, raw, now))
        if fresh:
            told = f"{verdict}: {shown.node} generation {shown.generation} size {shown.size}"
            self._audit.append(
                entry(self.node_id, LOG_MANDATE, "witness-log", "refused", reason=told)
            )
        size, note = (kept.size, kept.note) if kept else (0, "")
        return self._say(shown.node, shown.nonce, about, verdict, size, note, cosigned)

    def _cosign(self, tx: Transaction, shown: Showing, now: datetime) -> str:
        note = Note.read(shown.note)
        line = cosign(note.text, witness_name(self.node_id), self._key, now)
        tx.witnessed.put(
            WitnessedLog(
                shown.node,
                shown.generation,
                shown.size,
                shown.root.hex(),
                shown.note,
                now,
                shown.sent_ms,
            )
        )
        return Note(note.text, (line,)).write()

    def _say(
        self,
        audience: str,
        nonce: bytes,
        about: bytes,
        verdict: str,
        size: int = 0,
        kept: str = "",
        cosigned: str = "",
        error: str = "",
    ) -> Word:
        now_ms = milliseconds(self._clock())
        return Word(
            self.node_id, audience, nonce, about, now_ms, verdict, size, kept, cosigned, error
        )


def _alarm(shown: Showing, verdict: str, kept: WitnessedLog, raw: bytes, now: datetime) -> Alarm:
    message = base64.b64encode(raw).decode()
    return Alarm(shown.node, verdict, shown.generation, kept.note, shown.note, message, now)
