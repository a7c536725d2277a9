"""Releases on disk: side by side, never changed, checked at every reading."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from samvar.knowledge.pharmacogenomics.diff import diff
from samvar.knowledge.pharmacogenomics.model import Knowledge, Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.release import FACTS, HEAD, make, on_shelf, read, write
from samvar.knowledge.pharmacogenomics.shelf import find_release, releases
from samvar.model.errors import BadFile, BadInput, Conflict, CorruptStore, NotFound


def named(name: str, date: str = "2026-01-01", knowledge: Knowledge | None = None) -> Release:
    return make(name, date, "CC0", "a test", knowledge or own_release().knowledge)


def test_a_release_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = write(named("one"), tmp_path)
    assert read(folder) == named("one")
    assert write(named("one"), tmp_path) == folder, "the same again changes nothing"


def test_several_lie_side_by_side_newest_first(tmp_path: Path) -> None:
    for name, date in (("old", "2024-01-01"), ("new", "2025-01-01")):
        write(named(name, date), tmp_path)
    assert [each.name for each in on_shelf(tmp_path)] == ["new", "old"]
    assert [each.name for each in releases(tmp_path)][-1] == own_release().name
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_release_is_never_changed(tmp_path: Path) -> None:
    write(named("one"), tmp_path)
    with pytest.raises(Conflict):
        write(named("one", knowledge=Knowledge(())), tmp_path)


def test_changed_facts_are_found_out(tmp_path: Path) -> None:
    folder = write(named("one"), tmp_path)
    facts = (folder / FACTS).read_bytes()
    (folder / FACTS).write_bytes(facts.replace(b'"0.0"', b'"1.0"'))
    with pytest.raises(CorruptStore):
        read(folder)
    (folder / HEAD).write_text("{}")
    with pytest.raises(BadFile):
        read(folder)
    with pytest.raises(NotFound):
        read(tmp_path)


@pytest.mark.parametrize(("name", "date"), [("../up", "2026-01-01"), ("one", "yesterday")])
def test_a_name_is_a_folders_and_a_date_a_day(name: str, date: str) -> None:
    with pytest.raises(BadInput):
        named(name, date)


def test_a_release_is_found_by_name_by_folder_or_not_at_all(tmp_path: Path) -> None:
    folder = write(named("one"), tmp_path)
    assert find_release(None, tmp_path) == own_release()
    assert find_release(own_release().name, tmp_path) == own_release()
    assert find_release("one", tmp_path) == find_release(str(folder), tmp_path) == named("one")
    with pytest.raises(NotFound, match="two"):
        find_release("two", tmp_path)


def test_the_difference_of_two_releases_names_each_fact() -> None:
    dpyd = own_release().knowledge.gene("DPYD")
    assert dpyd is not None
    moved = tuple(
        msgspec.structs.replace(each, function="Normal function", activity="1.0")
        if each.name == "c.557A>G"
        else each
        for each in dpyd.functions
    )
    changed = msgspec.structs.replace(dpyd, functions=moved, tier1=dpyd.tier1[1:])
    old, new = (
        named("old", knowledge=Knowledge((dpyd,))),
        named("new", knowledge=Knowledge((changed,))),
    )
    found = {(each.kind, each.item): (each.old, each.new) for each in diff(old, new)}
    assert found[("function", "c.557A>G")] == ("Decreased function 0.5", "Normal function 1.0")
    assert ("rule", "tier-1 positions") in found
    assert len(found) == 2
    gone = diff(old, named("none", knowledge=Knowledge(())))
    assert {each.new for each in gone} == {None}
    assert {each.kind for each in gone} == {"position", "allele", "function", "phenotype", "rule"}
