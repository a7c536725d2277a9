"""Seven audit logs that witness each other in one process: stores, keys and doors, no more."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from samvar.govern.audit import AuditLog, entry
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keys import NodeKey
from samvar.govern.policy import Policy
from samvar.model.clock import utc_now
from samvar.model.place import CENTRES, Centre
from samvar.network.operations import registry
from samvar.network.roster import Roster
from samvar.network.transport import InProcess, Transport
from samvar.network.witness import WitnessDoor
from samvar.network.witnessing import Witnesses
from samvar.node.checkpoint import Log
from samvar.node.config import NodeConfig
from samvar.store.records.engine import Records
from tests.network.twin import SEVEN, roster_of


@lru_cache(1)
def _empty() -> bytes:
    """A migrated, empty store: made once, because seven of them are needed for each test."""
    with TemporaryDirectory() as folder:
        Records.open(f"sqlite:///{folder}/records.sqlite").close()
        return (Path(folder) / "records.sqlite").read_bytes()


_POLICY = Policy.load()
AUDITOR = Asker.of(PERSONAS["auditor"])


@dataclass
class LogNode:
    """The parts of a node that its log needs."""

    id: str
    folder: Path
    key: NodeKey
    records: Records
    audit: AuditLog
    config: NodeConfig
    policy: Policy = _POLICY

    @property
    def centre(self) -> Centre:
        return CENTRES[self.id]

    @classmethod
    def open(cls, folder: Path, name: str, key: NodeKey | None = None) -> LogNode:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "records.sqlite").exists():
            (folder / "records.sqlite").write_bytes(_empty())
        records = Records.open(f"sqlite:///{folder}/records.sqlite")
        config = NodeConfig(id=name, folder=folder)
        log = AuditLog.over(records)
        return cls(name, folder, key or NodeKey.new(), records, log, config)

    def write(self, count: int, verb: str = "ask:national") -> None:
        """Entries, each different."""
        self.audit.append_many([entry(self.id, AUDITOR, verb, "answered") for _ in range(count)])

    def alarms(self) -> list[tuple[str, str]]:
        with self.records.read() as tx:
            return [(a.node, a.kind) for a in reversed(tx.witnessed.alarms())]

    def size(self) -> int:
        with self.records.read() as tx:
            return tx.audit.count()


class LogCountry:
    """Seven of them, wired."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.late = timedelta()
        self.nodes = {name: LogNode.open(folder / name, name) for name in SEVEN}
        self.roster: Roster = roster_of({n: x.key for n, x in self.nodes.items()}, registry())
        self.doors = {name: self.door(node) for name, node in self.nodes.items()}
        self.ways = {name: InProcess(door.handle, name) for name, door in self.doors.items()}
        self.logs = {name: self.log(node) for name, node in self.nodes.items()}
        self._more: list[Log] = []

    def door(self, node: LogNode) -> WitnessDoor:
        return WitnessDoor(
            node.id, node.key, lambda: self.roster, node.records, node.audit, self.clock
        )

    def clock(self):
        return utc_now() + self.late

    def witnesses(self, node: LogNode) -> Witnesses:
        ways: dict[str, Transport] = dict(self.ways)
        return Witnesses(node.id, node.key, lambda: self.roster, ways, self.clock)

    def log(self, node: LogNode) -> Log:
        """A process's view of a node's log: fresh, knowing nothing of its witnesses."""
        made = Log(node, lambda: self.roster, self.witnesses(node), self.clock)  # type: ignore[arg-type]
        if hasattr(self, "_more"):
            self._more.append(made)
        return made

    def copy(self, name: str, to: str) -> LogNode:
        """The node's store as it is now, in another folder, under the same key."""
        node = self.nodes[name]
        target = self.folder / to
        target.mkdir()
        _checkpoint_wal(node.records)
        shutil.copyfile(node.folder / "records.sqlite", target / "records.sqlite")
        return LogNode.open(target, name, node.key)

    def close(self) -> None:
        for log in (*self.logs.values(), *self._more):
            log.close()
        for node in self.nodes.values():
            node.records.close()


def _checkpoint_wal(records: Records) -> None:
    raw = records.engine.raw_connection()
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()
