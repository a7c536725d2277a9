"""Seven real processes on loopback: kill one, hang one, make one late; the answer stays honest."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from samvar.govern.identity import ANONYMOUS, PERSONAS, Asker
from samvar.govern.keys import NodeKey
from samvar.network.ask import Network
from samvar.network.operations import registry
from samvar.network.signature import Signer
from samvar.network.transport import Http
from samvar.store.records.engine import Records
from tests.network.conftest import VARIANTS
from tests.network.twin import SEVEN, issuers_of, roster_of, vouch

CARE = Asker.of(PERSONAS["geneticist"])
ASK = {
    "assembly": "GRCh38",
    "variants": VARIANTS,
    "strata": "ancestry",
    "ancestries": ["EUR", "AFR", "SAS"],
}


@dataclass
class Country:
    """Seven processes, the truth about them, and a network that asks over HTTP."""

    folder: Path
    people: dict[str, list[tuple[str, str, dict[str, int]]]]
    network: Network
    processes: dict[str, subprocess.Popen[bytes]]

    def truth(self, nodes: set[str], ancestry: str | None = None) -> list[tuple[int, int]]:
        """(AC, AN) of each variant over the people of some nodes, the obvious way."""
        rows = [p for n in nodes for p in self.people[n] if ancestry in (None, p[1])]
        return [(sum(p[2].get(v, 0) for p in rows), 2 * len(rows)) for v in VARIANTS]


def start(folder: Path) -> Country:
    dice = random.Random(7)
    people = {
        node: [
            (
                f"{node}{n}",
                dice.choice(["EUR", "AFR", "SAS"]),
                {v: copies for v in VARIANTS if (copies := dice.choice([0, 0, 1, 2]))},
            )
            for n in range(8 + 3 * place)
        ]
        for place, node in enumerate(SEVEN)
    }
    (folder / "people.json").write_text(json.dumps(people))
    keys = {}
    for node in SEVEN:
        (folder / "keys" / node).mkdir(parents=True)
        keys[node] = NodeKey.create(folder / "keys" / node)
    processes = {
        node: subprocess.Popen(
            [sys.executable, "-m", "tests.network.serve_node", str(folder), node],
            cwd=Path(__file__).parents[2],
        )
        for node in SEVEN
    }
    country = Country(folder, people, None, processes)  # type: ignore[arg-type]
    try:
        wait_for([folder / f"{node}.port" for node in SEVEN])
        urls = {n: f"http://127.0.0.1:{(folder / f'{n}.port').read_text()}" for n in SEVEN}
        issuers = issuers_of(SEVEN)
        roster = roster_of(keys, registry(), urls, issuers)
        (folder / "roster.part").write_bytes(roster.write())
        (folder / "roster.part").rename(folder / "roster.json")
        wait_for([folder / f"{node}.ready" for node in SEVEN])
        signer = Signer("stockholm", keys["stockholm"])
        country.network = Network(
            "stockholm",
            roster,
            keys["stockholm"],
            {node.id: Http(node.url, signer) for node in roster.nodes},
            registry(),
            vouch=vouch(issuers, "stockholm"),
        )
    except BaseException:
        stop(country)
        raise
    return country


def wait_for(paths: list[Path]) -> None:
    until = time.monotonic() + 60
    while not all(path.exists() for path in paths):
        assert time.monotonic() < until, [p.name for p in paths if not p.exists()]
        time.sleep(0.02)


def stop(country: Country) -> None:
    if country.network is not None:
        country.network.close()
    for process in country.processes.values():
        process.kill()
        process.wait()


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    started = start(tmp_path)
    yield started
    stop(started)


def assert_honest(country: Country, answer, silent: dict[str, str]) -> None:
    """The sum is that of who answered, the rest is named, and the bounds hold the whole truth."""
    assert {m.node: m.state for m in answer.missing} == silent
    answered = set(SEVEN) - set(silent)
    whole, part = country.truth(set(SEVEN)), country.truth(answered)
    size = len(VARIANTS)
    assert answer.value["ac"].tolist()[:size] == [ac for ac, _ in part]
    assert answer.value["an"].tolist()[:size] == [an for _, an in part]
    for n, label in enumerate(["EUR", "AFR", "SAS"], 1):
        stratum = country.truth(answered, label)
        assert answer.value["ac"].tolist()[n * size : (n + 1) * size] == [ac for ac, _ in stratum]
    for n, (ac, an) in enumerate(whole):
        assert answer.bounds.lower["ac"][n] <= ac <= answer.bounds.upper["ac"][n]
        assert answer.bounds.af_lower[n] <= ac / an <= answer.bounds.af_upper[n]
    counted = sum(len(country.people[n]) for n in answered)
    everyone = sum(len(rows) for rows in country.people.values())
    assert answer.coverage.nodes_answered == len(answered)
    assert answer.coverage.share_of_individuals == pytest.approx(counted / everyone)


def ask(country: Country, deadline_s: float = 5.0):
    return country.network.ask_now("variant_frequency", ASK, CARE, deadline_s)


def test_the_answer_stays_honest_while_one_node_is_killed_one_hangs_and_one_is_late(country):
    """One story, because starting seven processes takes longer than asking them."""
    assert all(country.network.greet(timeout_s=20).values())
    assert_honest(country, ask(country, 10), {})
    carriers_and_status_come_over_http_too(country)
    a_refusal_is_written_down_in_every_process(country)

    country.processes["uppsala"].send_signal(signal.SIGUSR2)
    time.sleep(0.1)
    answer = ask(country, 0.6)
    assert_honest(country, answer, {"uppsala": "late"})
    assert answer.took_ms < 1500
    assert_honest(country, ask(country, 10), {})  # given time, it is heard

    country.processes["orebro"].kill()
    country.processes["orebro"].wait()
    assert_honest(country, ask(country, 10), {"orebro": "down"})

    country.processes["vasterbotten"].send_signal(signal.SIGUSR1)
    time.sleep(0.1)
    silent = {"orebro": "down", "vasterbotten": "late"}
    for _ in range(2):
        assert_honest(country, ask(country, 2.5), silent)
    assert country.network.breaker("vasterbotten").is_open
    assert country.network.breaker("orebro").is_open
    answer = ask(country, 10)
    assert_honest(country, answer, silent)
    assert answer.took_ms < 4000  # Uppsala is a second late; nobody waits for Västerbotten

    stop(country)
    for node in SEVEN:
        with opened(country, node) as records, records.read() as tx:
            assert tx.audit.verify() >= 4


def carriers_and_status_come_over_http_too(country: Country) -> None:
    asked = {"assembly": "GRCh38", "variants": VARIANTS}
    answer = country.network.ask_now("carriers_count", asked, CARE, 10)
    rows = [p for people in country.people.values() for p in people]
    assert answer.value["any_carriers"].tolist() == [sum(1 for p in rows if p[2])]
    each = [sum(1 for p in rows if v in p[2]) for v in VARIANTS]
    assert answer.value["carriers"].tolist() == each
    status = country.network.ask_now("node_status", {}, Asker.of(PERSONAS["coordinator"]), 10)
    assert {row.node: row.individuals["GRCh38"]["genome"] for row in status.value.values()} == {
        node: len(rows) for node, rows in country.people.items()
    }


def a_refusal_is_written_down_in_every_process(country: Country) -> None:
    answer = country.network.ask_now("variant_frequency", ASK, Asker.of(ANONYMOUS), 10)
    assert answer.state == "refused"
    for node in SEVEN:
        with opened(country, node) as records, records.read() as tx:
            assert tx.audit.page(limit=1)[0].entry.outcome == "refused"


def opened(country: Country, node: str) -> Records:
    return Records.open(f"sqlite:///{country.folder}/{node}/records.sqlite")
