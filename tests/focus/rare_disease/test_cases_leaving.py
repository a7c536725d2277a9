"""What goes with somebody of a family, and what a backup brings back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.listing import Filter
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.case import (
    list_small,
    see_case,
)
from samvar.focus.rare_disease.service.load import LoadedCase, load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.work import act
from samvar.focus.rare_disease.tables import lists
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import (
    NotFound,
)
from samvar.node.backup import backup
from samvar.node.build import config_in, open_node
from samvar.node.leave import destroy
from samvar.node.node import Node
from samvar.node.part import tend
from samvar.node.restore import restore
from samvar.node.withdraw import withdraw
from tests.focus.rare_disease.family_files import family
from tests.focus.rare_disease.test_cases import (
    LOADER,
    OPERATOR,
    READER,
    VARIANT,
    loaded,
    named,
    node,
    objects,
)

__all__ = ["loaded", "node"]


def test_a_relative_who_is_withdrawn_takes_the_lists_along(
    node: Node, loaded: LoadedCase, tmp_path: Path
) -> None:
    mother = next(m for m in see_case(node, "fam", READER).members if m.name == "mum")
    act(node, "fam", Verb.PIN, READER, variant=VARIANT)
    withdraw(node, (mother.sample,), LOADER)
    case = see_case(node, "fam", READER)
    assert [each.name for each in case.members] == ["son", "dad"]
    assert case.lists == ()
    with pytest.raises(NotFound, match="no list of small variants any more"):
        list_small(node, "fam", Filter(), READER)
    assert case.standing(Verb.PIN) == {VARIANT}, "the journal stays"
    tend(node, timeout_s=5)
    with node.records.read() as tx:
        assert tx.connection.execute(lists.select()).all() == []
    assert objects(node) == named(node)


def test_a_record_that_is_destroyed_leaves_nothing_of_its_case(
    node: Node, loaded: LoadedCase
) -> None:
    person = see_case(node, "fam", READER).person
    destroy(node, person, Asker.of(PERSONAS["controller"]), "IVO 2026/17", stepped_up=True)
    with node.records.read() as tx:
        assert RareCases(tx.connection).of_label("fam") is None
    tend(node, timeout_s=5)
    assert objects(node) == named(node)
    with node.records.read() as tx:
        assert tx.connection.execute(lists.select()).all() == []


def test_a_backup_brings_back_cases_and_none_of_those_who_left_since(
    node: Node, loaded: LoadedCase, tmp_path: Path
) -> None:
    act(node, "fam", Verb.PIN, READER, variant=VARIANT)
    second = family(tmp_path / "second")
    for path in second.parent.iterdir():
        text = path.read_text()
        for name in ("fam", "son", "dad", "mum"):
            text = re.sub(rf"\b{name}\b", f"{name}2", text)
        path.write_text(text.replace("'17'", "'18'"))
    load_case(node, NewCase(plan_case(second), "01", "rare-diseases", asserted=True), LOADER)
    backup(node, tmp_path / "copy", OPERATOR)
    mother = next(m for m in see_case(node, "fam2", READER).members if m.name == "mum2")
    withdraw(node, (mother.sample,), LOADER)
    node.close()
    restore(tmp_path / "copy", node.folder, OPERATOR, replace_node=True)
    again = open_node(config_in(node.folder))
    try:
        assert see_case(again, "fam", READER).standing(Verb.PIN) == {VARIANT}
        assert list_small(again, "fam", Filter(), READER).selected.total == 1
        assert see_case(again, "fam2", READER).lists == ()
        assert objects(again) == named(again)
    finally:
        again.close()
