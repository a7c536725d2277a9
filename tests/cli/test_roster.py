"""Seven hosts become one network by the command line alone, and answer as one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from samvar.cli.main import run
from samvar.model.place import CENTRES
from tests.cli.conftest import Shell

OPERATOR = ("--as", "operator")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def write_card(shell: Shell, url: str, folder: Path) -> Path:
    path = folder / f"{shell.node.name}.card"
    path.write_text(json.dumps(shell("roster", "card", url, *OPERATOR)))
    return path


@pytest.fixture
def hosts(
    tmp_path: Path, make_shell: Callable[[str], Shell], panel: Path
) -> Iterator[dict[str, tuple[Shell, subprocess.Popen[bytes]]]]:
    """All centres: the panel loaded at each, cards exchanged, four signatures, all serving."""
    shells = {centre: make_shell(centre) for centre in CENTRES}
    ports = {centre: free_port() for centre in CENTRES}
    cards = []
    for centre, shell in shells.items():
        shell("import", str(panel), "--dataset", "pgx", "--assert-normalised",
              "--as", "bioinformatician")  # fmt: skip
        cards.append(str(write_card(shell, f"http://127.0.0.1:{ports[centre]}", tmp_path)))
    document = tmp_path / "roster.json"
    assert run(["roster", "compose", *cards, "--out", str(document)]) == 0
    for shell in list(shells.values())[:4]:
        shell("roster", "sign", str(document), *OPERATOR)
    running: dict[str, tuple[Shell, subprocess.Popen[bytes]]] = {}
    try:
        for centre, shell in shells.items():
            shell("roster", "adopt", str(document), *OPERATOR)
            words = [
                "-m",
                "samvar",
                "serve",
                str(shell.node),
                "--port",
                str(ports[centre]),
                "--json",
            ]
            served = subprocess.Popen(
                [sys.executable, *words],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ
                | {"SAMVAR_HOME": str(tmp_path / "home"), "SAMVAR_CHECKPOINT_SECONDS": "10"},
            )
            running[centre] = (shell, served)
        for _, served in running.values():
            assert served.stdout is not None
            assert served.stdout.readline(), "the node does not serve"
        yield running
    finally:
        for _, served in running.values():
            served.send_signal(signal.SIGKILL)
            served.communicate(timeout=30)


def ask(shell: Shell, **expect: int) -> Any:
    return shell(
        "ask", "variant_frequency", "--assembly", "GRCh38", "--variant", "10-94781859-G-A",
        "--deadline", "15", "--as", "geneticist", **expect,
    )  # fmt: skip


def ask_until(shell: Shell, answered: int, seconds: float = 90.0) -> Any:
    """Ask until so many nodes are in the answer: on a busy machine a cold process is late at first,
    and the answer then says so."""
    until = time.monotonic() + seconds
    while True:
        answer = ask(shell)
        coverage = answer["coverage"]
        assert coverage["nodes_answered"] + len(answer["missing"]) == 7
        assert {one["state"] for one in answer["missing"]} <= {"late", "down"}
        if coverage["nodes_answered"] == answered:
            return answer
        assert time.monotonic() < until, f"only {coverage['nodes_answered']} of {answered} answer"


def test_seven_hosts_answer_as_one_and_name_the_one_that_stopped(
    hosts: dict[str, tuple[Shell, subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    asker, _ = hosts["uppsala"]
    answer = ask_until(asker, 7)
    assert answer["value"]["ac"] == [3 * 7]
    assert answer["value"]["an"] == [6 * 7]
    the_hosts_cosign_each_others_logs(asker, tmp_path)

    hosts["skane"][1].send_signal(signal.SIGKILL)
    hosts["skane"][1].wait(timeout=30)
    partial = ask_until(asker, 6)
    assert [one["node"] for one in partial["missing"]] == ["skane"]
    assert partial["value"]["ac"] == [3 * 6]


def the_hosts_cosign_each_others_logs(shell: Shell, tmp_path: Path) -> None:
    """By themselves, in the background; and at once, when an auditor asks for it."""
    until = time.monotonic() + 90
    while not shell("audit", "verify", "--as", "auditor")["cosigned"]:
        assert time.monotonic() < until, "no checkpoint has been cosigned"
        time.sleep(1)
    made = shell("audit", "checkpoint", "--as", "auditor")
    assert made["cosigned"]
    assert len(made["witnesses"]) >= 4
    proved = shell("audit", "prove", "1", "--as", "auditor")
    (tmp_path / "receipt").write_text(proved["receipt"])
    words = ["audit", "check-receipt", str(tmp_path / "receipt")]
    assert run([*words, "--roster", str(tmp_path / "roster.json")]) == 0


def test_a_roster_that_too_few_signed_is_refused(
    tmp_path: Path, make_shell: Callable[[str], Shell]
) -> None:
    shells = [make_shell(centre) for centre in ("skane", "orebro", "uppsala")]
    cards = [str(write_card(shell, "https://gmc.example.org", tmp_path)) for shell in shells]
    document = tmp_path / "roster.json"
    assert run(["roster", "compose", *cards, "--out", str(document)]) == 0
    shells[0]("roster", "sign", str(document), *OPERATOR)
    refused = shells[0]("roster", "adopt", str(document), *OPERATOR, expect=4)
    assert refused["error"]["code"] == "bad-signature"
    shells[1]("roster", "sign", str(document), *OPERATOR)
    assert shells[0]("roster", "adopt", str(document), *OPERATOR)["version"] == 1
    again = shells[0]("roster", "adopt", str(document), *OPERATOR, expect=3)
    assert "not newer" in again["error"]["what"]


def test_a_node_does_not_adopt_a_roster_without_its_own_key(
    tmp_path: Path, make_shell: Callable[[str], Shell]
) -> None:
    inside, outside = make_shell("skane"), make_shell("orebro")
    document = tmp_path / "roster.json"
    own = str(write_card(inside, "https://gmc.example.org", tmp_path))
    assert run(["roster", "compose", own, "--out", str(document)]) == 0
    inside("roster", "sign", str(document), *OPERATOR)
    refused = outside("roster", "adopt", str(document), *OPERATOR, expect=3)
    assert "does not name this node" in refused["error"]["what"]


WRONG_ADDRESSES = ["gmc.example.org", "ftp://gmc.example.org", "http://gmc.example.org", "https://"]


@pytest.mark.parametrize("url", WRONG_ADDRESSES)
def test_nodes_of_different_machines_speak_tls(
    make_shell: Callable[[str], Shell], url: str
) -> None:
    make_shell("skane")("roster", "card", url, *OPERATOR, expect=3)


def test_only_an_operator_speaks_for_a_node(
    tmp_path: Path, make_shell: Callable[[str], Shell]
) -> None:
    shell = make_shell("skane")
    shell("roster", "card", "https://gmc.example.org", "--as", "geneticist", expect=4)


def test_a_damaged_card_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "odd.card").write_text('{"id": "skane"}')
    code = run(["roster", "compose", str(tmp_path / "odd.card"), "--out", str(tmp_path / "r")])
    assert code == 3
    assert "odd.card" in capsys.readouterr().err


def test_a_rehearsal_asks_policy_and_changes_nothing(
    tmp_path: Path, make_shell: Callable[[str], Shell]
) -> None:
    shell = make_shell("skane")
    document = tmp_path / "roster.json"
    own = str(write_card(shell, "https://gmc.example.org", tmp_path))
    assert run(["roster", "compose", own, "--out", str(document)]) == 0
    before = document.read_bytes()
    for verb in ("sign", "adopt"):
        shell("roster", verb, str(document), "--dry-run", "--as", "geneticist", expect=4)
    shell("roster", "sign", str(document), "--dry-run", *OPERATOR)
    assert document.read_bytes() == before
    shell("roster", "sign", str(document), *OPERATOR)
    shell("roster", "adopt", str(document), "--dry-run", *OPERATOR)
    assert not (shell.node / "roster.json").exists()


def test_a_roster_with_a_damaged_key_is_named(
    tmp_path: Path, make_shell: Callable[[str], Shell]
) -> None:
    shell = make_shell("skane")
    node = {"id": "skane", "centre": "skane", "url": "", "keys": ["no key"], "operations": {}}
    document = tmp_path / "roster.json"
    document.write_text(json.dumps({"version": 1, "nodes": [node]}))
    refused = shell("roster", "adopt", str(document), *OPERATOR, expect=3)
    assert refused["error"]["code"] == "bad-file"
