"""This node's log as a tree: stored hashes, checkpoints, generations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from samvar.store.records.audit import Audit
from samvar.store.records.log_tables import audit_checkpoints, audit_logs, audit_nodes
from samvar.store.records.noun import Noun

KEPT = 500
"""Checkpoints kept: any newer one stands for all before it, by its consistency proof."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it is kept. note: a signed note; witnesses: how many cosigned it."""

    generation: int
    size: int
    at: datetime
    note: str
    witnesses: int


@dataclass(frozen=True, slots=True)
class Generation:
    """A log that began anew, with the first `began` entries of the one before."""

    generation: int
    began: int
    at: datetime
    by: str
    reason: str


class Checkpoints(Noun):
    """The tree and the checkpoints of this node's own log."""

    __slots__ = ()

    def span(self, level: int, start: int, end: int) -> list[bytes]:
        """Hashes of complete subtrees; level 0 are the leaves (see `govern.log.tree.Nodes`)."""
        if level == 0:
            return [bytes.fromhex(leaf) for leaf in Audit(self._sql).leaves(start + 1, end + 1)]
        wanted = (
            select(audit_nodes.c.hash)
            .where(audit_nodes.c.level == level)
            .where(audit_nodes.c.number >= start, audit_nodes.c.number < end)
            .order_by(audit_nodes.c.number)
        )
        return [bytes.fromhex(each) for each in self._sql.execute(wanted).scalars()]

    def stored(self, level: int) -> int:
        """How many hashes of a level are stored; they have no gaps."""
        wanted = select(func.max(audit_nodes.c.number)).where(audit_nodes.c.level == level)
        newest = self._sql.execute(wanted).scalar_one()
        return 0 if newest is None else newest + 1

    def store(self, level: int, start: int, hashes: Iterable[bytes]) -> None:
        """Add hashes behind those that are stored."""
        rows = [
            {"level": level, "number": number, "hash": each.hex()}
            for number, each in enumerate(hashes, start)
        ]
        if rows:
            self._sql.execute(insert(audit_nodes), rows)

    def forget_tree(self) -> None:
        """Drop every stored hash, to be made again from the leaves."""
        self._sql.execute(delete(audit_nodes))

    def put(self, kept: Kept) -> None:
        """Keep a checkpoint, or the same with more cosignatures; old ones go."""
        same = (
            audit_checkpoints.c.generation == kept.generation,
            audit_checkpoints.c.size == kept.size,
        )
        changed = {"note": kept.note, "witnesses": kept.witnesses}
        if not self._sql.execute(update(audit_checkpoints).where(*same).values(changed)).rowcount:
            row = {"generation": kept.generation, "size": kept.size, "at": kept.at, **changed}
            self._sql.execute(insert(audit_checkpoints), row)
            size = func.max(audit_checkpoints.c.size)
            newest = self._sql.execute(
                select(size).where(same[0], audit_checkpoints.c.witnesses > 0)
            ).scalar_one()
            sizes = select(audit_checkpoints.c.size).where(same[0])
            limit = sizes.order_by(audit_checkpoints.c.size.desc()).offset(KEPT).limit(1)
            last = self._sql.execute(limit).scalar_one_or_none()
            if last is not None and newest is not None:
                # The newest that somebody cosigned is never among them.
                old = audit_checkpoints.c.size <= min(last, newest - 1)
                self._sql.execute(delete(audit_checkpoints).where(same[0], old))

    def newest(self, enough: Callable[[Kept], bool] = lambda _: True) -> Kept | None:
        """The newest checkpoint of this log that is enough, whatever its generation."""
        wanted = select(audit_checkpoints).order_by(
            audit_checkpoints.c.generation.desc(), audit_checkpoints.c.size.desc()
        )
        with self._sql.execute(wanted.execution_options(yield_per=50)) as rows:
            for row in rows:
                kept = Kept(**row._mapping)
                if enough(kept):
                    return kept
        return None

    def generation(self) -> int:
        """Which log this is: 1, until one had to begin anew."""
        return self._sql.execute(select(func.max(audit_logs.c.generation))).scalar_one() or 1

    def generations(self) -> Sequence[Generation]:
        """Every new beginning, oldest first."""
        wanted = select(audit_logs).order_by(audit_logs.c.generation)
        return [Generation(**row._mapping) for row in self._sql.execute(wanted)]

    def begin_anew(self, one: Generation) -> None:
        """Go on under another name; what was promised under the old one stays as it was."""
        self._sql.execute(
            insert(audit_logs),
            {
                "generation": one.generation,
                "began": one.began,
                "at": one.at,
                "by": one.by,
                "reason": one.reason,
            },
        )
