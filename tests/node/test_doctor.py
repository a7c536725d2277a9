"""The doctor finds what is wrong, and only that."""

from __future__ import annotations

import time

import pytest

from samvar.govern.identity import Asker
from samvar.model.load import LoadRequest
from samvar.node.doctor import Check, examine, rewriting
from samvar.node.intake import load
from samvar.node.node import Node


def states(node: Node, *, verify: bool = False) -> dict[str, Check]:
    return {check.name: check for check in examine(node, verify=verify)}


def test_a_fresh_node_is_well_but_for_its_references(node: Node) -> None:
    found = states(node, verify=True)
    assert {name for name, check in found.items() if check.state != "ok"} <= {
        "reference GRCh37",
        "reference GRCh38",
        "disk",
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
