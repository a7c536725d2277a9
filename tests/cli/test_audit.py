"""The audit log by the command line: cosigned, proved, reviewed, and found out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from samvar.cli.main import run
from samvar.node.site import Site
from tests.cli.conftest import Shell

CENTRES = ("skane", "orebro", "uppsala", "stockholm")
AUDITOR, OPERATOR = ("--as", "auditor@skane"), ("--as", "operator@skane")


@pytest.fixture
def country(
    make_shell: Callable[[str], Shell], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Shell:
    """Four nodes in one folder; three others cosign for each."""
    for centre in CENTRES:
        make_shell(centre)
    return Shell(tmp_path, capsys)


@pytest.fixture
def roster(country: Shell, tmp_path: Path) -> Path:
    """The roster as the auditor keeps it."""
    site = Site.open(country.node)
    path = tmp_path / "roster.json"
    path.write_bytes(site.roster.write())
    site.close()
    return path


def check(receipt: Path, roster: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    code = run(["audit", "check-receipt", str(receipt), "--roster", str(roster), "--json"])
    printed = capsys.readouterr()
    return code, printed.out or printed.err


def test_an_entry_is_proved_to_somebody_who_has_the_roster_alone(
    country: Shell, roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    country("audit", "list", *AUDITOR)
    made = country("audit", "checkpoint", "--out", str(tmp_path / "kept"), *AUDITOR)
    assert (made["cosigned"], made["needed"]) == (True, 3)
    assert made["witnesses"] == sorted({*CENTRES} - {"skane"})
    proved = country("audit", "prove", "1", *AUDITOR)
    receipt = tmp_path / "entry.tlog-proof"
    receipt.write_text(proved["receipt"])
    code, printed = check(receipt, roster, capsys)
    assert code == 0
    found = json.loads(printed)
    assert (found["node"], found["entry"], found["leaf"]) == ("skane", 1, proved["leaf"])
    assert found["content"]["person"] == "auditor"
    assert set(found["witnesses"]) == set(made["witnesses"])
    held = country("audit", "verify", "--checkpoint", str(tmp_path / "kept"), *AUDITOR)
    assert held["cosigned"] == made["size"]

    receipt.write_text(proved["receipt"].replace("index 0", "index 1"))
    assert check(receipt, roster, capsys)[0] == 4
    receipt.write_text(proved["receipt"][:-200])
    assert check(receipt, roster, capsys)[0] in (3, 4)
    receipt.write_text("not a receipt")
    assert check(receipt, roster, capsys)[0] == 3
    assert check(tmp_path / "none", roster, capsys)[0] == 3


def test_a_changed_entry_is_found_by_verify(
    country: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    country("audit", "list", *AUDITOR)
    country("audit", "checkpoint", *AUDITOR)
    raw = sqlite3.connect(tmp_path / "skane" / "records.sqlite")
    raw.execute("DROP TRIGGER audit_is_not_changed")
    raw.execute("UPDATE audit SET person = 'somebody' WHERE sequence = 1")
    raw.commit()
    raw.close()
    capsys.readouterr()
    assert run(["audit", "verify", "--at", str(country.node), *AUDITOR]) == 1
    assert "audit entry 1 is not what was written" in capsys.readouterr().err


def test_a_node_alone_says_that_nobody_vouches_for_its_log(uppsala: Shell) -> None:
    made = uppsala("audit", "checkpoint", "--as", "auditor")
    assert (made["cosigned"], made["needed"]) == (False, 0)
    assert uppsala("audit", "verify", "--as", "auditor")["cosigned"] == 0
    refused = uppsala("audit", "prove", "1", "--as", "auditor", expect=3)
    assert refused["error"]["code"] == "conflict"


def test_an_old_store_is_found_and_its_log_begins_anew_by_peoples_decision(
    country: Shell, tmp_path: Path
) -> None:
    store = tmp_path / "skane" / "records.sqlite"
    country("audit", "checkpoint", *AUDITOR)
    old = store.read_bytes()
    country("audit", "list", *AUDITOR)
    country("audit", "checkpoint", *AUDITOR)
    refused = country("audit", "restart", "--reason", "No reason", *OPERATOR, expect=3)
    assert refused["error"]["code"] == "conflict"
    store.write_bytes(old)
    assert country("audit", "checkpoint", *AUDITOR, expect=4)["error"]["code"] == "refused"
    (own,) = country("audit", "alarms", "--open", *AUDITOR, expect=1)
    assert (own["node"], own["kind"]) == ("skane", "rollback")
    begun = country("audit", "restart", "--reason", "Disk lost", *OPERATOR)
    assert begun["generation"] == 2
    country("audit", "checkpoint", *AUDITOR, expect=1)
    for centre in ("orebro", "uppsala", "stockholm"):
        who = ("--node", centre, "--as", f"operator@{centre}")
        country("audit", "accept", "skane", "--reason", "Told by letter", *who)
        country("audit", "alarms", "--open", *who)
    made = country("audit", "checkpoint", *AUDITOR)
    assert (made["cosigned"], made["origin"]) == (True, "samvar/skane/audit/2")
    assert country("audit", "alarms", *AUDITOR)[0]["reason"] == "Disk lost"


def test_a_sample_is_drawn_and_worked_through(country: Shell) -> None:
    country("node", "doctor", *OPERATOR, expect=0)
    drawn = country("audit", "draw", "--size", "5", *AUDITOR)
    assert drawn["drawn"] == 2
    waiting = {one["entry"]["entry"]["verb"]: one for one in country("audit", "reviews", *AUDITOR)}
    assert set(waiting) == {"doctor", "ask-node-status"}  # it asks the others by which law they go
    asked = str(waiting["ask-node-status"]["review"])
    country("audit", "mark", asked, "fine", "--reason", "The doctor's own question", *AUDITOR)
    number = str(waiting["doctor"]["review"])
    country("audit", "mark", number, "explain", "--reason", "Asked Johan", *AUDITOR)
    assert len(country("audit", "reviews", *AUDITOR)) == 1
    country("audit", "mark", number, "fine", "--reason", "Planned work", *AUDITOR)
    assert country("audit", "reviews", *AUDITOR) == []
    closed = {one["review"]: one for one in country("audit", "reviews", "--all", *AUDITOR)}
    assert [mark["mark"] for mark in closed[int(number)]["marks"]] == ["explain", "fine"]
    country("audit", "mark", number, "fine", "--reason", "I say so", *OPERATOR, expect=4)
    country("audit", "mark", "99", "fine", "--reason", "None", *AUDITOR, expect=3)


def test_nothing_young_loses_its_content(country: Shell) -> None:
    country("audit", "list", *AUDITOR)
    for words in (("--dry-run",), ()):
        assert country("audit", "expire", *words, *OPERATOR)["entries"] == 0
    country("audit", "expire", *AUDITOR, expect=4)
    assert country("audit", "verify", *AUDITOR)["whole"] is True


def test_only_who_may_change_a_node_settles_alarms(country: Shell) -> None:
    country("audit", "settle", "1", "--reason", "why", *AUDITOR, expect=4)
    country("audit", "settle", "1", "--reason", "why", *OPERATOR, expect=3)
    country("audit", "accept", "orebro", "--reason", "why", *OPERATOR, expect=3)
