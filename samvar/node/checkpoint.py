"""A node's log and its witnesses: learn what they have seen, sign, have it cosigned.

A log that signed one history must never sign another. So before its first checkpoint a process
hears what the witnesses have, and it compares every checkpoint with the one before; where they
disagree it signs nothing and raises an alarm about itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import msgspec

from samvar.govern.audit import entry
from samvar.govern.log.circle import Circle
from samvar.govern.log.mandate import LOG_MANDATE
from samvar.govern.log.note import Checkpoint, Note, origin, read_origin, sign, witness_name
from samvar.govern.log.tree import EMPTY, STEP, consistency, growth, root
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, BadSignature, PeerUnavailable, Refused
from samvar.network.roster import Roster
from samvar.network.witness import Word, circle_of
from samvar.network.witnessing import Told, Witnesses
from samvar.node.node import Node
from samvar.store.records.checkpoints import Checkpoints, Kept
from samvar.store.records.witnessed import Alarm
from samvar.store.variants.disk import exclusive

LOCK_WAIT_S = 60.0
_BATCH = 64
"""Stored hashes made in one transaction: 16,384 entries, some tens of milliseconds."""


class CheckpointReport(msgspec.Struct, frozen=True, kw_only=True):
    """One round. cosigned: whether enough witnesses did; silent: who said no, and why."""

    origin: str
    size: int
    root: str
    cosigned: bool
    needed: int
    witnesses: list[str]
    silent: dict[str, str]


@dataclass(frozen=True, slots=True)
class _State:
    """The log as it is now."""

    generation: int
    size: int
    root: bytes


class Log:
    """One node's log, shown to its witnesses. One process's worth of memory: who has seen what."""

    def __init__(
        self,
        node: Node,
        roster: Callable[[], Roster],
        witnesses: Witnesses,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.node = node
        self._roster, self._witnesses, self._clock = roster, witnesses, clock
        self._seen: dict[str, int] = {}

    @property
    def circle(self) -> Circle:
        """Whose signatures count."""
        return circle_of(self._roster())

    def checkpoint(self) -> CheckpointReport:
        """Sign the log as it is now, and have it cosigned by every witness that answers.

        Raises:
            Refused: the log contradicts what it signed before; nothing was signed.
            PeerUnavailable: there are witnesses, and none has said what it has seen.
        """
        with self._turn():
            state = self._grow()
            self._compare_with_own(state)
            silent = self._learn(state)
            note = self._sign(state)
            return self._ask(state, note, silent)

    def learn(self) -> Mapping[str, str]:
        """Hear from every witness what it has seen of this log; sign nothing.

        Raises:
            Refused: a witness has seen what contradicts this log.
        """
        with self._turn():
            self._seen.clear()
            return self._learn(self._grow())

    def close(self) -> None:
        """Let go of connections."""
        self._witnesses.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One round of this log at a time, whichever process: an overtaken message looks like a
        rollback."""
        with exclusive(self.node.folder / ".log-lock", timeout_s=LOCK_WAIT_S):
            yield

    def _grow(self) -> _State:
        """Bring the stored hashes up to the log, and take its root."""
        with self.node.records.read() as tx:
            size, generation = tx.audit.count(), tx.checkpoints.generation()
        grow(self.node, size)
        with self.node.records.read() as tx:
            return _State(generation, size, root(tx.checkpoints, size))

    def _compare_with_own(self, state: _State) -> None:
        with self.node.records.read() as tx:
            kept = tx.checkpoints.newest(lambda one: one.generation == state.generation)
            if kept is None:
                return
            before = Checkpoint.read(Note.read(kept.note).text)
            same = _at(tx.checkpoints, state, before.size) == before.root
        if not same:
            kind = "rollback" if before.size > state.size else "fork"
            self._contradicts(state, kind, kept.note)

    def _learn(self, state: _State) -> dict[str, str]:
        """Ask who has not said yet what it has seen; compare that with what is here."""
        told = Told(state.generation, state.size, state.root)
        missing = [name for name in self._witnesses.names if name not in self._seen]
        silent: dict[str, str] = {}
        for name, word in self._witnesses.show(dict.fromkeys(missing, told)).items():
            if isinstance(word, str) or word.verdict == "refused":
                silent[name] = word if isinstance(word, str) else word.error
            else:
                self._heard(name, word, state)
        if self._witnesses.names and not self._seen:
            raise PeerUnavailable(
                "no witness has said what it has seen of this log, so nothing is signed",
                why="; ".join(f"{name}: {why}" for name, why in silent.items())[:300],
                remedy="try again when other nodes can be reached",
            )
        return silent

    def _heard(self, name: str, word: Word, state: _State) -> None:
        """What a witness kept counts only with this node's own signature under it."""
        try:
            note = Note.read(word.kept) if word.kept else None
            tree = Checkpoint.read(note.text) if note else None
            generation = read_origin(tree.origin)[1] if tree else state.generation
            if note and not self.circle.is_signed(note, self.node.id, generation):
                return
        except (BadInput, BadSignature):
            return
        if tree is None:
            self._seen[name] = 0
        elif generation > state.generation:
            self._contradicts(state, "superseded", word.kept)
        elif generation < state.generation:
            self._seen[name] = 0  # has not accepted the new log yet, and will say so
        else:
            with self.node.records.read() as tx:
                same = _at(tx.checkpoints, state, tree.size) == tree.root
            if not same:
                kind = "rollback" if tree.size > state.size else "fork"
                self._contradicts(state, kind, word.kept)
            self._seen[name] = tree.size

    def _contradicts(self, state: _State, kind: str, kept: str) -> None:
        now = self._clock()
        alarm = Alarm(self.node.id, kind, state.generation, kept, "", "", now)
        with self.node.records.begin() as tx:
            fresh = tx.witnessed.raise_alarm(alarm)
        if fresh:
            told = f"{kind}: {self.node.id} generation {state.generation} size {state.size}"
            self.node.audit.append(
                entry(self.node.id, LOG_MANDATE, "witness-log", "failed", reason=told)
            )
        raise Refused(
            "the audit log contradicts what it signed before, so nothing is signed",
            why=f"{kind}, at {state.size} entries",
            remedy="see 'samvar audit alarms' and the page on the audit log",
        )

    def _sign(self, state: _State) -> Note:
        name = origin(self.node.id, state.generation)
        text = Checkpoint(name, state.size, state.root).write()
        with self.node.records.read() as tx:
            kept = tx.checkpoints.newest(lambda one: one.generation == state.generation)
        note = Note(text, (sign(text, name, self.node.key),))
        if kept is not None and kept.size == state.size:
            return Note.read(kept.note).with_signature(*note.signatures)
        self._keep(state, note, 0)
        return note

    def _ask(self, state: _State, note: Note, silent: dict[str, str]) -> CheckpointReport:
        own = origin(self.node.id, state.generation)
        bare = Note(note.text, tuple(s for s in note.signatures if s.name == own))
        todo = [name for name in self._witnesses.names if name in self._seen]
        for _ in range(2):  # a witness that is elsewhere than we thought says so, once
            words = self._witnesses.show({name: self._told(state, bare, name) for name in todo})
            todo = []
            for name, word in words.items():
                if isinstance(word, str):
                    silent[name] = word
                elif word.verdict == "cosigned":
                    note = self._cosigned(note, name, word, silent)
                    self._seen[name] = state.size
                elif word.verdict == "behind" and 0 <= word.size < state.size:
                    self._seen[name] = word.size
                    todo.append(name)
                else:
                    silent[name] = word.error or word.verdict
                    self._seen.pop(name, None)  # to be heard again, and compared, next time
            if not todo:
                break
        found = self.circle.standing(note)
        self._keep(state, note, len(found.witnesses))
        return CheckpointReport(
            origin=found.checkpoint.origin,
            size=state.size,
            root=state.root.hex(),
            cosigned=found.cosigned,
            needed=found.needed,
            witnesses=sorted(found.witnesses),
            silent=silent,
        )

    def _told(self, state: _State, note: Note, name: str) -> Told:
        old = self._seen[name]
        with self.node.records.read() as tx:
            proof = consistency(tx.checkpoints, old, state.size)
        return Told(state.generation, state.size, state.root, note.write(), old, tuple(proof))

    def _cosigned(self, note: Note, name: str, word: Word, silent: dict[str, str]) -> Note:
        """The note with this witness's line, if the line is true."""
        try:
            lines = [s for s in Note.read(word.cosigned).signatures if s.name == witness_name(name)]
            more = note.with_signature(*lines[:1])
            if name in self.circle.standing(more).witnesses:
                return more
        except (BadInput, BadSignature):
            pass
        silent[name] = "its cosignature is false"
        return note

    def _keep(self, state: _State, note: Note, witnesses: int) -> None:
        with self.node.records.begin() as tx:
            tx.checkpoints.put(
                Kept(state.generation, state.size, self._clock(), note.write(), witnesses)
            )


def grow(node: Node, size: int) -> None:
    """Store the hashes of subtrees that are complete at `size` entries, in short transactions."""
    level = STEP
    while whole := size >> level:
        with node.records.read() as tx:
            done = tx.checkpoints.stored(level)
        for start in range(done, whole, _BATCH):
            end = min(start + _BATCH, whole)
            with node.records.read() as tx:
                made = list(growth(tx.checkpoints, level, start, end))
            with node.records.begin() as tx:
                if tx.checkpoints.stored(level) == start:
                    tx.checkpoints.store(level, start, made)
        level += STEP


def _at(nodes: Checkpoints, state: _State, size: int) -> bytes | None:
    """The root that the log had at a size; None where it is shorter."""
    if size > state.size:
        return None
    return root(nodes, size) if size else EMPTY
