"""Six witnesses as processes of their own, with their own keys and stores, over HTTP."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.govern.keys import NodeKey
from samvar.govern.log.receipt import Receipt
from samvar.model.errors import Refused
from samvar.network.operations import registry
from samvar.network.roster import Roster
from samvar.network.signature import Signer
from samvar.network.transport import WITNESS_PATH, Http
from samvar.network.witness import circle_of
from samvar.network.witnessing import Witnesses
from samvar.node.checkpoint import Log
from samvar.node.prove import prove, verify
from samvar.store.records.engine import Records
from tests.network.test_processes import wait_for
from tests.network.twin import SEVEN, roster_of
from tests.node.log_country import LogNode

HOME = "skane"
OTHERS = [name for name in SEVEN if name != HOME]


class Country:
    """Skåne's log here, its witnesses elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keys = {}
        for name in SEVEN:
            (folder / "keys" / name).mkdir(parents=True)
            (folder / name).mkdir()
            keys[name] = NodeKey.create(folder / "keys" / name)
        self.processes = {
            name: subprocess.Popen(
                [sys.executable, "-m", "tests.network.serve_witness", str(folder), name],
                cwd=Path(__file__).parents[2],
            )
            for name in OTHERS
        }
        self.logs: list[Log] = []
        try:
            wait_for([folder / f"{name}.port" for name in OTHERS])
            urls = {n: f"http://127.0.0.1:{(folder / f'{n}.port').read_text()}" for n in OTHERS}
            self.roster = roster_of(keys, registry(), urls)
            (folder / "roster.part").write_bytes(self.roster.write())
            (folder / "roster.part").rename(folder / "roster.json")
            wait_for([folder / f"{name}.ready" for name in OTHERS])
            self.node = LogNode.open(folder / HOME, HOME, keys[HOME])
        except BaseException:
            self.close()
            raise

    def log(self, node: LogNode) -> Log:
        signer = Signer(HOME, node.key)
        ways = {m.id: Http(m.url, signer, path=WITNESS_PATH) for m in self.roster.nodes if m.url}
        witnesses = Witnesses(HOME, node.key, lambda: self.roster, ways)
        made = Log(node, lambda: self.roster, witnesses)  # type: ignore[arg-type]
        self.logs.append(made)
        return made

    def alarms(self, name: str) -> list[tuple[str, str]]:
        url = f"sqlite:///{self.folder}/{name}/records.sqlite"
        with Records.open(url) as records, records.read() as tx:
            assert tx.audit.verify() == len(tx.witnessed.alarms())
            return [(one.node, one.kind) for one in tx.witnessed.alarms()]

    def close(self) -> None:
        for log in self.logs:
            log.close()
        for process in self.processes.values():
            process.kill()
            process.wait()


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    started = Country(tmp_path)
    yield started
    started.close()


def test_separate_processes_cosign_outlive_two_of_them_and_find_a_rollback(country) -> None:
    """One story, because starting six processes takes longer than asking them."""
    node, log = country.node, country.log(country.node)
    node.write(300)
    report = log.checkpoint()
    assert report.cosigned
    assert report.witnesses == sorted(OTHERS)

    # A stranger with the roster's file and the receipt's needs nothing else.
    trusted = circle_of(Roster.read((country.folder / "roster.json").read_bytes()))
    receipt = prove(node, trusted, 17).write()
    assert len(Receipt.read(receipt).check(trusted).witnesses) == 6

    backup = country.folder / "backup"
    backup.mkdir()
    node.records.close()
    shutil.copyfile(node.folder / "records.sqlite", backup / "records.sqlite")
    node.write(40)

    for name in OTHERS[:2]:
        country.processes[name].kill()
        country.processes[name].wait()
    report = log.checkpoint()
    assert report.cosigned
    assert set(report.silent) == set(OTHERS[:2])
    assert report.witnesses == sorted(OTHERS[2:])
    assert verify(node, trusted).cosigned == 340

    restored = LogNode.open(backup, HOME, node.key)
    with pytest.raises(Refused, match="rollback"):
        country.log(restored).checkpoint()
    for name in OTHERS[2:]:
        assert country.alarms(name) == [(HOME, "rollback")]
    for name in OTHERS[:2]:
        assert country.alarms(name) == []

    country.processes[OTHERS[2]].kill()
    country.processes[OTHERS[2]].wait()
    node.write(1)
    assert not log.checkpoint().cosigned  # three of the six are left
    restored.records.close()
    node.records.close()
