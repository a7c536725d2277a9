"""The doctor finds what is wrong, and only that."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib import resources

import pytest

from samvar.govern.act import permit
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.policy import Policy
from samvar.govern.policy.profile import shipped
from samvar.model.clock import utc_now
from samvar.model.load import LoadRequest
from samvar.node.doctor import examine, gathered, rewriting
from samvar.node.doctor_check import Check
from samvar.node.intake import load
from samvar.node.law import law_folder, law_in_words
from samvar.node.node import Node
from samvar.store.records.witnessed import Alarm
from samvar.store.variants.compact import MOST_RUNS


def states(node: Node, *, verify: bool = False) -> dict[str, Check]:
    return {check.name: check for check in examine(node, verify=verify)}


def test_a_fresh_node_is_well_but_for_its_references(node: Node) -> None:
    found = states(node, verify=True)
    assert {name for name, check in found.items() if check.state != "ok"} <= {
        "reference GRCh37",
        "reference GRCh38",
        "disk",
        "checkpoints",  # a node alone has nobody to cosign its log
    }
    assert all(check.remedy for check in found.values() if check.state != "ok")


def test_a_key_that_others_can_read_is_named(node: Node) -> None:
    key = next(node.key_folder.iterdir())
    key.chmod(0o644)
    assert states(node)["keys"].state == "bad"


@pytest.mark.parametrize(("issuer", "state"), [
    ("https://id.region.example/realms/care", "ok"),
    ("http://127.0.0.1:8700", "warn"),
    ("http://localhost:8700", "warn"),
])  # fmt: skip
def test_an_issuer_of_this_machine_is_for_trials(node: Node, issuer: str, state: str) -> None:
    assert "sign-in" not in states(node)
    node.config = replace(node.config, oidc_issuer=issuer)
    assert states(node)["sign-in"].state == state


def test_a_changed_byte_is_found(node: Node, cohort: LoadRequest, bioinformatician: Asker) -> None:
    load(node, cohort, bioinformatician)
    snapshot = node.variants.snapshot()
    path = snapshot.genome_path(next(iter(snapshot.contributions)))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    assert states(node, verify=True)["digests"].state == "bad"


def test_stores_that_disagree_are_found(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    assert states(node)["agreement"].state == "ok"
    with node.variants.writer() as writer:
        writer.withdraw([next(iter(node.variants.snapshot().contributions))])
        writer.commit()
    assert states(node)["agreement"].state == "bad"


OVERDUE = [
    # deadline h  hours ago  state   why
    (24.0, None, "ok", "nothing to rewrite"),
    (24.0, 3.0, "ok", "there is time"),
    (24.0, 24.5, "ok", "the worker looks once a minute, but a file may be in use"),
    (24.0, 30.0, "bad", "nobody rewrote it"),
    (0.0, 2.0, "bad", "no deadline means at once"),
]


@pytest.mark.parametrize(("deadline_h", "hours_ago", "state", "why"), OVERDUE)
def test_withdrawn_bytes_have_a_deadline(
    deadline_h: float, hours_ago: float | None, state: str, why: str
) -> None:
    since = None if hours_ago is None else time.time() - hours_ago * 3600
    assert rewriting(deadline_h, since).state == state, why


def test_a_log_that_contradicts_itself_is_bad(node: Node) -> None:
    with node.records.begin() as tx:
        tx.witnessed.raise_alarm(Alarm("skane", "rollback", 1, "kept", "", "", utc_now()))
    check = states(node)["alarms"]
    assert (check.state, check.found) == ("bad", "a log contradicts itself: rollback of skane")
    assert states(node)["checkpoints"].state == "warn"


def test_reviews_that_wait_are_named(node: Node) -> None:
    with node.records.begin() as tx:
        draw = tx.reviews.put_draw(1, 1, utc_now(), "auditor", [])
        assert draw == 1
    assert states(node)["reviews"].state == "ok"
    permit(node, Asker.of(PERSONAS["operator"]), "change:node", "doctor")
    with node.records.begin() as tx:
        tx.reviews.put_draw(1, 1, utc_now(), "auditor", [(1, "it_operator HOPERAT")])
    assert states(node)["reviews"].found == "1 audit entries wait for review"


def test_the_law_is_named_with_its_digest_its_day_and_who_signed_it(node: Node) -> None:
    check = states(node)["law"]
    manifest = shipped("se-current").manifest
    assert check.state == "ok"
    assert f"se-current {manifest.version} {manifest.digest[:12]}" in check.found
    assert f"in force from {manifest.date} until another is adopted" in check.found
    assert "signed by no node" in check.found


def test_a_law_whose_seal_is_broken_is_bad(node: Node) -> None:
    """Somebody wrote into the rules on the disk: the next start would permit nothing."""
    source = resources.files("samvar.govern.policy").joinpath("profiles", "se-current")
    folder = law_folder(node.config)
    folder.mkdir()
    for name in ("manifest.toml", "rules.cedar"):
        folder.joinpath(name).write_bytes(source.joinpath(name).read_bytes())
    assert "roster" in states(node)["law"].found  # whole, and signed by nobody who counts
    with folder.joinpath("rules.cedar").open("a") as rules:
        rules.write("\n// and one thing more\n")
    check = states(node)["law"]
    assert check.state == "bad"
    assert "not those that the manifest was sealed over" in check.found
    assert check.remedy


OWN = law_in_words(Policy.of(shipped("se-current")))
ELSEWHERE = [
    # what the others say                             state   found
    (None,                                            "ok",   "not asked"),
    ({},                                              "ok",   "no other node"),
    ({"skane": OWN, "uppsala": OWN},                  "ok",   "2 other nodes go by the same"),
    ({"skane": OWN, "uppsala": ""},                   "warn", "uppsala did not say"),
    ({"skane": OWN[:-1] + "x", "uppsala": OWN},       "warn", "skane: se-current"),
    ({"skane": "nothing is permitted"},               "warn", "skane: nothing is permitted"),
]  # fmt: skip


@pytest.mark.parametrize(("laws", "state", "found"), ELSEWHERE)
def test_a_node_whose_law_is_not_the_others_says_so(node: Node, laws, state, found) -> None:
    (check,) = (one for one in examine(node, laws=laws) if one.name == "law elsewhere")
    assert check.state == state
    assert found in check.found


def test_runs_that_nobody_joins_are_named() -> None:
    assert gathered(3, 0.0).state == "ok"
    found = gathered(MOST_RUNS, 12.34)
    assert found.state == "warn"
    assert "12.3 s" in found.found
    assert found.remedy


def test_the_nodes_own_runs_are_counted(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    assert states(node)["runs"] == gathered(node.variants.snapshot().unmerged, 0.0)
    assert node.variants.snapshot().unmerged >= 1
