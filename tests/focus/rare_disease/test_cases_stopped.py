"""A node that stops while a case is loaded has the whole case afterwards, or nothing of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.listing import Filter
from samvar.focus.rare_disease.records import Lists, RareCases
from samvar.focus.rare_disease.service.case import list_cases, list_small
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.tables import lists
from samvar.node.build import config_in, init_node, open_node
from samvar.node.part import tend
from samvar.store.objects import Objects
from samvar.store.records.loads import Loads
from samvar.store.variants.writer import Writer
from tests.focus.rare_disease.family_files import family
from tests.focus.rare_disease.test_cases import LOADER, READER, VARIANT, named, objects, scratch

STOPPED = 9
POINTS: list[tuple[type, str, int, bool]] = [
    # what is stopped, at which call of it, and whether the call is still made
    (Lists, "promise", 1, False),
    (Lists, "promise", 1, True),
    (Objects, "take", 1, False),
    (Objects, "take", 2, True),
    (Objects, "take", 5, True),
    (Writer, "commit", 1, False),
    (Writer, "commit", 1, True),
    (Loads, "settle", 1, True),
    (RareCases, "add", 1, True),
    (Lists, "settle", 1, True),
]


def stop_at(owner: type, name: str, call: int, made: bool) -> None:
    """End the process at a call of a method."""
    real: Callable[..., Any] = getattr(owner, name)
    seen = [0]

    def stopping(*args: Any, **more: Any) -> Any:
        seen[0] += 1
        if seen[0] == call and not made:
            os._exit(STOPPED)
        found = real(*args, **more)
        if seen[0] == call:
            os._exit(STOPPED)
        return found

    setattr(owner, name, stopping)


@pytest.mark.parametrize(
    ("owner", "name", "call", "made"),
    POINTS,
    ids=[f"{o.__name__}.{n} {c}{' after' if m else ''}" for o, n, c, m in POINTS],
)
def test_a_stop_leaves_a_whole_case_or_none(
    tmp_path: Path, owner: type, name: str, call: int, made: bool
) -> None:
    init_node(tmp_path / "node", "stockholm")
    new = NewCase(plan_case(family(tmp_path / "family")), "01", "rare-diseases", asserted=True)
    child = os.fork()
    if child == 0:
        node = open_node(config_in(tmp_path / "node"))
        stop_at(owner, name, call, made)
        load_case(node, new, LOADER)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == STOPPED
    node = open_node(config_in(tmp_path / "node"))
    try:
        tend(node, timeout_s=5)
        whole = list_cases(node, READER).total == 1
        people = len(node.variants.snapshot().contributions)
        # Genomes that were committed count, also without their case: loaded again, it is whole.
        assert people in ((3,) if whole else (0, 3))
        if whole:
            (row,) = list_small(node, "fam", Filter(), READER).rows
            assert str(row.variant) == VARIANT
        assert objects(node) == named(node)
        assert scratch(node) == []
        with node.records.read() as tx:
            states = [row.state for row in tx.connection.execute(lists.select())]
        assert states == (["kept"] * 2 if whole else [])
        again = load_case(node, new, LOADER)
        assert again.rows == {"snv": 1, "sv": 1}
        assert (again.report is None) == whole
        assert len(node.variants.snapshot().contributions) == 3
        tend(node, timeout_s=5)
        assert objects(node) == named(node)
    finally:
        node.close()
