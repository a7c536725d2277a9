"""A served node: the address is true when it is printed, and a signal ends it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from samvar.cli.listen import Door
from samvar.cli.main import run
from samvar.demo.check import Check, CheckReport
from samvar.model.errors import BadConfig

DISCOVERY = ".well-known/openid-configuration"


@contextmanager
def _serving(*words: str, home: Path) -> Iterator[tuple[dict[str, object], subprocess.Popen[str]]]:
    served = subprocess.Popen(
        [sys.executable, "-m", "samvar", *words, "--port", "0", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"SAMVAR_HOME": str(home)},
    )
    try:
        assert served.stdout is not None
        line = served.stdout.readline()
        if not line:
            assert served.stderr is not None
            pytest.fail(served.stderr.read())
        yield json.loads(line), served
    finally:
        if served.poll() is None:
            served.send_signal(signal.SIGINT)
        _, talk = served.communicate(timeout=30)
        assert "Traceback" not in talk


def test_a_node_answers_at_the_address_it_names(tmp_path: Path) -> None:
    assert run(["node", "init", str(tmp_path / "n"), "--id", "orebro"]) == 0
    with _serving("serve", str(tmp_path / "n"), home=tmp_path) as (told, served):
        assert told["nodes"] == ["orebro"]
        assert httpx.get(f"{told['url']}healthz", timeout=60).status_code == 200
        reply = httpx.get(f"{told['url']}sign-in", timeout=60)
        assert reply.status_code == 200
        assert httpx.get(f"{told['url']}{DISCOVERY}", timeout=60).status_code == 404
        assert "script-src 'self'" in reply.headers["content-security-policy"]
        script = httpx.get(f"{told['url']}static/vendor/htmx.min.js")
        assert script.status_code == 200
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=30) == 130


def test_the_demo_serves_seven_nodes_and_its_data_answer_the_command_line(tmp_path: Path) -> None:
    with _serving("demo", "--people", "70", home=tmp_path) as (told, _):
        assert len(told["nodes"]) == 7  # type: ignore[arg-type]
        assert httpx.get(f"{told['url']}healthz", timeout=60).status_code == 200
        issuer = httpx.get(f"{told['url']}{DISCOVERY}", timeout=60).json()["issuer"]
        assert f"{issuer}/" == told["url"]
        asked = subprocess.run(
            [sys.executable, "-m", "samvar", "ask", "variant_frequency", "--assembly", "GRCh38",
             "--variant", "10-94781859-G-A", "--at", "demo", "--as", "geneticist", "--json"],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"SAMVAR_HOME": str(tmp_path)},
        )  # fmt: skip
    answer = json.loads(asked.stdout)
    assert answer["coverage"]["nodes_answered"] == 7
    assert 0 < answer["frequency"][0] < 1
    assert asked.stderr.startswith("All 7 centres answered")


@pytest.mark.parametrize(("whole", "code"), [(True, 0), (False, 1)])
def test_a_check_that_finds_a_wrong_answer_leaves_with_1(
    whole: bool, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison itself is tested with the demo."""
    report = CheckReport(whole, 4.2, (Check("variant_frequency (care)", whole, "7 as planted"),))
    monkeypatch.setattr("samvar.demo.check.check", lambda folder, setting: report)
    assert run(["demo", "--check", "--json"]) == code
    printed = json.loads(capsys.readouterr().out)
    assert printed == {
        "ok": whole,
        "seconds_to_ready": 4.2,
        "checks": [{"name": "variant_frequency (care)", "ok": whole, "detail": "7 as planted"}],
    }


def test_a_taken_port_is_said_and_nothing_is_started() -> None:
    first = Door.open("127.0.0.1", 0)
    taken = first.socket.getsockname()[1]
    with pytest.raises(BadConfig, match=str(taken)):
        Door.open("127.0.0.1", taken)
    first.socket.close()


def test_real_files_and_synthetic_people_do_not_mix(tmp_path: Path) -> None:
    assert run(["demo", "--check", "--data", str(tmp_path)]) == 2


def test_small_replies_do_not_wait_for_an_acknowledgement() -> None:
    door = Door.open("127.0.0.1", 0)
    try:
        # asyncio sets TCP_NODELAY only on sockets whose protocol is named.
        assert door.socket.proto == socket.IPPROTO_TCP
    finally:
        door.socket.close()
