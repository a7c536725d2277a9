"""The doctor finds what is wrong, and only that."""

from __future__ import annotations

import time

import pytest

from samvar.govern.act import permit
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.load import LoadRequest
from samvar.node.doctor import Check, examine, rewriting
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.store.records.witnessed import Alarm


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
