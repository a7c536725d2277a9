"""What this node has seen of other nodes' logs, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select, update

from samvar.store.records.log_tables import audit_alarms, witnessed_logs
from samvar.store.records.noun import Noun


@dataclass(frozen=True, slots=True)
class WitnessedLog:
    """The newest state of one log that this node cosigned. root: hex. heard_ms: when it spoke last.

    note: the checkpoint as the log signed it; empty where a new log was accepted and not yet seen.
    """

    node: str
    generation: int
    size: int
    root: str
    note: str
    at: datetime
    heard_ms: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """Two statements of one log that cannot both be true, or a log that began anew.

    kept, shown: signed notes; shown is empty where the message alone said it. message: the signed
    message in base 64. settled: when a person had seen to it, with their reason.
    """

    node: str
    kind: str
    generation: int
    kept: str
    shown: str
    message: str
    at: datetime
    number: int = 0
    settled: datetime | None = None
    settled_by: str | None = None
    reason: str | None = None


class Witnessed(Noun):
    """Other nodes' logs and every alarm, inside a transaction."""

    __slots__ = ()

    def of(self, node: str) -> WitnessedLog | None:
        """The newest generation of a node's log; locked until the transaction ends."""
        wanted = (
            select(witnessed_logs)
            .where(witnessed_logs.c.node == node)
            .order_by(witnessed_logs.c.generation.desc())
            .limit(1)
        )
        row = self._sql.execute(wanted.with_for_update()).first()
        return None if row is None else WitnessedLog(**row._mapping)

    def all(self) -> Sequence[WitnessedLog]:
        """Every log and generation, by node."""
        wanted = select(witnessed_logs).order_by(witnessed_logs.c.node, witnessed_logs.c.generation)
        return [WitnessedLog(**row._mapping) for row in self._sql.execute(wanted)]

    def put(self, log: WitnessedLog) -> None:
        """Keep a newer state."""
        values = {name: getattr(log, name) for name in WitnessedLog.__dataclass_fields__}
        same = (
            witnessed_logs.c.node == log.node,
            witnessed_logs.c.generation == log.generation,
        )
        if not self._sql.execute(update(witnessed_logs).where(*same).values(values)).rowcount:
            self._sql.execute(insert(witnessed_logs), values)

    def raise_alarm(self, alarm: Alarm) -> bool:
        """Keep a contradiction; False where the same one is kept already.

        One log that goes on contradicting the same checkpoint is one alarm.
        """
        told = "\n".join((alarm.node, alarm.kind, str(alarm.generation), alarm.kept))
        digest = sha256(told.encode()).hexdigest()
        known = select(audit_alarms.c.number).where(audit_alarms.c.digest == digest)
        if self._sql.execute(known).first() is not None:
            return False
        fields = ("node", "kind", "generation", "kept", "shown", "message", "at")
        row = {name: getattr(alarm, name) for name in fields}
        self._sql.execute(insert(audit_alarms), {**row, "digest": digest})
        return True

    def alarms(self, *, node: str | None = None, open_only: bool = False) -> Sequence[Alarm]:
        """Alarms, newest first."""
        wanted = select(audit_alarms).order_by(audit_alarms.c.number.desc())
        if node is not None:
            wanted = wanted.where(audit_alarms.c.node == node)
        if open_only:
            wanted = wanted.where(audit_alarms.c.settled.is_(None))
        rows = [dict(row._mapping) for row in self._sql.execute(wanted)]
        return [Alarm(**{n: row[n] for n in Alarm.__dataclass_fields__}) for row in rows]

    def settle(self, number: int, at: datetime, by: str, reason: str) -> bool:
        """Somebody has seen to an alarm; it stays on record. False where there is none open."""
        done = self._sql.execute(
            update(audit_alarms)
            .where(audit_alarms.c.number == number, audit_alarms.c.settled.is_(None))
            .values(settled=at, settled_by=by, reason=reason)
        )
        return done.rowcount == 1
