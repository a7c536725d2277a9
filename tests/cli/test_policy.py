"""`samvar policy` as people use it: test, compare, explain, and change the law of a node."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from samvar.cli.main import run
from samvar.govern.policy.profile import shipped
from tests.cli.conftest import Shell


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., object]:
    """What a command that needs no node prints as JSON."""

    def ask(*words: str, expect: int = 0) -> object:
        capsys.readouterr()
        assert run(["policy", *words, "--json"]) == expect
        printed = capsys.readouterr()
        return json.loads(printed.err if expect > 1 else printed.out)

    return ask


def test_the_rules_agree_with_the_table(say):
    found = say("test", "--sample", "500")
    assert (found["mismatches"], found["uncovered"]) == (0, [])
    assert found["cells"] > 40_000


NEXT = shipped("se-current").manifest.version + 1


def _copy(folder: Path, *, change: tuple[str, str] = ("", ""), version: int = NEXT) -> Path:
    """The enforced profile as somebody would rewrite it."""
    source = resources.files("samvar.govern.policy").joinpath("profiles", "se-current")
    folder.mkdir()
    rules = source.joinpath("rules.cedar").read_text("utf-8")
    assert change[0] in rules
    (folder / "rules.cedar").write_text(rules.replace(*change, 1), "utf-8")
    manifest = source.joinpath("manifest.toml").read_text("utf-8")
    manifest = re.sub(r"^version = .*$", f"version = {version}", manifest, flags=re.MULTILINE)
    (folder / "manifest.toml").write_text(manifest)
    return folder


def test_a_rule_that_was_loosened_is_found_and_the_exit_code_says_so(say, tmp_path):
    lax = _copy(tmp_path / "lax", change=("context.own_centre && context.care_relation &&", ""))
    say("seal", str(lax))
    found = say("test", "--profile", str(lax), expect=1)
    assert found["mismatches"] > 0
    loosened = {"see:choices", "change:choices", "acknowledge:own-answer", "read:own-answer"}
    assert {one["permission"] for one in found["first"]} <= loosened


def test_two_laws_are_compared_by_rule(say):
    found = say("diff", "se-current", "se-sou2023-76")
    assert found["closes"] == 0
    assert found["opens"] == sum(one["cells"] for one in found["changes"]) > 0
    rules = {rule["id"]: rule["law"] for one in found["changes"] for rule in one["rules"]}
    assert set(rules) == {"sou-search-for-ones-patient", "sou-which-provider-to-ask"}
    assert all(law.startswith("SOU 2023:76") for law in rules.values())


def test_a_question_is_explained_in_either_language(say):
    asked = ("explain", "see:referrals", "--role", "pharmacist", "--fact", "own_centre",
             "--fact", "blocked")  # fmt: skip
    english, swedish = say(*asked), say(*asked, "--language", "sv")
    assert english["allowed"] is False
    assert [rule["id"] for rule in english["rules"]] == ["block-of-the-patient"]
    assert english["ways"][0]["different"] == {"blocked": False}
    assert swedish["says"] == "Patienten har spärrat uppgifterna för din vårdenhet."
    assert "spärr" in swedish["ways"][0]["if"]


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "see:referral", "--role", "pharmacist"),
        ("explain", "see:referrals", "--role", "pharmacy"),
        ("explain", "see:referrals", "--role", "pharmacist", "--purpose", "FUN"),
        ("explain", "see:referrals", "--role", "pharmacist", "--grant", "see:audit"),
    ],
)
def test_a_word_that_the_rules_do_not_know_is_told(say, words):
    assert say(*words, expect=2)["error"]["code"] == "usage"


def test_the_profiles_are_listed_with_their_laws(say):
    found = {one["profile"]: one for one in say("list")}
    assert found["se-current"]["status"] == "enforced"
    assert found["ehds-2029"]["status"] == "proposed"
    assert any("2008:355" in law for law in found["se-current"]["laws"])


CONTROLLER = ("--as", "controller")


@pytest.fixture
def three(make_shell: Callable[[str], Shell], tmp_path: Path) -> dict[str, Shell]:
    """Three nodes under one roster."""
    shells = {name: make_shell(name) for name in ("uppsala", "skane", "orebro")}
    cards = []
    for name, shell in shells.items():
        card = tmp_path / f"{name}.card"
        card.write_text(
            json.dumps(shell("roster", "card", f"https://{name}.example.org", "--as", "operator"))
        )
        cards.append(str(card))
    roster = tmp_path / "roster.json"
    assert run(["roster", "compose", *cards, "--out", str(roster)]) == 0
    for shell in shells.values():
        shell("roster", "sign", str(roster), "--as", "operator")
    for shell in shells.values():
        shell("roster", "adopt", str(roster), "--as", "operator")
    return shells


def test_the_law_of_a_node_changes_when_two_controllers_have_signed_it_and_not_before(
    three, tmp_path
):
    law = _copy(tmp_path / "new-law")
    assert run(["policy", "seal", str(law)]) == 0
    uppsala, skane = three["uppsala"], three["skane"]
    assert uppsala("policy", "show", *CONTROLLER)["version"] == NEXT - 1
    assert uppsala("policy", "sign", str(law), *CONTROLLER)["signed_by"] == ["uppsala"]
    refused = uppsala("policy", "adopt", str(law), *CONTROLLER, expect=4)
    assert refused["error"]["code"] == "bad-signature"
    assert uppsala("policy", "show", *CONTROLLER)["version"] == NEXT - 1
    skane("policy", "sign", str(law), *CONTROLLER)
    uppsala("policy", "adopt", str(law), "--dry-run", *CONTROLLER)
    assert uppsala("policy", "show", *CONTROLLER)["version"] == NEXT - 1
    uppsala("policy", "adopt", str(law), *CONTROLLER)
    now = uppsala("policy", "show", *CONTROLLER)
    assert (now["version"], sorted(now["signed_by"])) == (NEXT, ["skane", "uppsala"])
    remembered = json.dumps(uppsala("audit", "list", *CONTROLLER))
    assert "adopt-policy" in remembered
    assert "sign-policy" in remembered

    # One letter more, by somebody who can write the file: then nothing may happen at all.
    rules = uppsala.node / "policy" / "rules.cedar"
    rules.write_text(rules.read_text("utf-8") + "\n", "utf-8")
    for words in (("node", "status", "--as", "operator"), ("policy", "show", *CONTROLLER)):
        closed = uppsala(*words, expect=4)["error"]
        assert "cannot be trusted" in closed["what"]
        assert "manifest.toml, line" in closed["what"]
    shutil.rmtree(uppsala.node / "policy")
    assert uppsala("policy", "show", *CONTROLLER)["version"] == NEXT - 1


def test_nobody_but_the_controller_signs_law_and_the_roster_must_be_known(make_shell, tmp_path):
    law = _copy(tmp_path / "new-law")
    assert run(["policy", "seal", str(law)]) == 0
    alone = make_shell("stockholm")
    for persona in ("operator", "auditor", "coordinator"):
        assert alone("policy", "sign", str(law), "--as", persona, expect=4)
    assert not (law / "signatures.json").exists()
    alone("policy", "sign", str(law), *CONTROLLER)
    told = alone("policy", "adopt", str(law), *CONTROLLER, expect=3)["error"]
    assert "without a roster" in told["what"]
    assert not (alone.node / "policy").exists()
