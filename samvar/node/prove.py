"""Verifying a whole log, and proving one entry of it to somebody who trusts no node."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from samvar.govern.log.circle import Circle
from samvar.govern.log.note import Checkpoint, Note, origin
from samvar.govern.log.receipt import Receipt
from samvar.govern.log.tree import EMPTY, STEP, fold, inclusion
from samvar.model.errors import BadInput, Conflict, CorruptStore, NotFound
from samvar.node.node import Node
from samvar.store.records.audit_entry import canonical_entry
from samvar.store.records.engine import Transaction


class VerifyReport(msgspec.Struct, frozen=True, kw_only=True):
    """What holds. cosigned: the size of the checkpoint that the log was compared with; 0: none."""

    entries: int
    whole: bool
    root: str
    cosigned: int
    origin: str


def verify(node: Node, circle: Circle, checkpoint: str | None = None) -> VerifyReport:
    """Read every entry again, build the tree from the entries, and hold it against a checkpoint.

    checkpoint: one that the auditor kept; without it, the newest that is kept here and cosigned.

    Raises:
        CorruptStore: an entry, a stored hash or the whole log is not what was cosigned.
        BadSignature: the given checkpoint is not cosigned.
    """
    with node.records.read() as tx:
        return verify_in(tx, node.id, circle, checkpoint)


def verify_in(
    tx: Transaction, node_id: str, circle: Circle, checkpoint: str | None = None
) -> VerifyReport:
    """The same, within a transaction."""
    tree = _promised(tx, node_id, circle, checkpoint)
    builder = _Builder(tree.size if tree else None)
    size = tx.audit.verify(builder.add)
    if tree is not None and tree.size > size:
        raise CorruptStore(
            f"the log has {size} entries, and {tree.size} were cosigned",
            remedy="this is an older state of the log: find the newer one",
        )
    if tree is not None and builder.promised != tree.root:
        raise CorruptStore(
            f"the first {tree.size} entries are not those that were cosigned",
            remedy="keep everything as it is, and call the data protection officer",
        )
    if not _stored_are(tx, builder.row):
        raise CorruptStore(
            "a stored hash of the tree is not what the entries say",
            remedy="keep everything as it is, and call the data protection officer",
        )
    return VerifyReport(
        entries=size,
        whole=True,
        root=builder.root().hex(),
        cosigned=tree.size if tree else 0,
        origin=origin(node_id, tx.checkpoints.generation()),
    )


def prove(node: Node, circle: Circle, number: int) -> Receipt:
    """A receipt for an entry, under the newest cosigned checkpoint that covers it.

    Raises:
        NotFound: no such entry, or its content has grown old.
        Conflict: no cosigned checkpoint covers it yet.
    """
    with node.records.read() as tx:
        found = tx.audit.find(number)
        if found is None:
            raise NotFound("there is no audit entry of that number here")
        entry = canonical_entry(found)
        kept = tx.checkpoints.newest(
            lambda one: one.size >= number and circle.standing(Note.read(one.note)).cosigned
        )
        if kept is None:
            raise Conflict(
                "no cosigned checkpoint covers that entry yet",
                remedy="make one with 'samvar audit checkpoint'",
            )
        path = inclusion(tx.checkpoints, number - 1, kept.size)
    return Receipt(entry, number - 1, path, Note.read(kept.note))


def _promised(
    tx: Transaction, node_id: str, circle: Circle, checkpoint: str | None
) -> Checkpoint | None:
    """The checkpoint that the log is held against."""
    if checkpoint is None:
        kept = tx.checkpoints.newest(lambda one: circle.standing(Note.read(one.note)).cosigned)
        if kept is None:
            return None
        checkpoint = kept.note
    found = circle.require(Note.read(checkpoint))
    if found.node != node_id:
        raise BadInput("the checkpoint is of another node's log")
    return found.checkpoint


def _stored_are(tx: Transaction, row: Sequence[bytes]) -> bool:
    """Whether every stored hash, at every level, is what the entries say."""
    level = STEP
    while stored := tx.checkpoints.stored(level):
        if list(row[:stored]) != tx.checkpoints.span(level, 0, stored):
            return False
        row = [fold(row[n : n + 256]) for n in range(0, len(row) - len(row) % 256, 256)]
        level += STEP
    return True


class _Builder:
    """The tree from its leaves in one pass. row: a hash of every 256 entries."""

    def __init__(self, promised: int | None) -> None:
        self.row: list[bytes] = []
        self.promised: bytes | None = EMPTY if promised == 0 else None
        self._size, self._promised = 0, promised
        self._open: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self._size += 1
        self._open.append(leaf)
        if len(self._open) == 1 << STEP:
            self.row.append(fold(self._open))
            self._open.clear()
        if self._size == self._promised:
            self.promised = self.root()

    def root(self) -> bytes:
        return fold([*self.row, fold(self._open)] if self._open else self.row)
