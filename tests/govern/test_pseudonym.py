"""Pseudonyms: stable within a project, unlinkable between two, gone with the key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.govern.envelope import new_key
from samvar.govern.keyring import PROJECT, KeyRing, OpenKey
from samvar.govern.pseudonym import project_key, pseudonym
from samvar.govern.root_key import RootKey
from samvar.model.clock import utc_now
from samvar.model.errors import NotFound
from samvar.store.records.engine import Records

IDS = st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=30, unique=True)
KEY = st.binary(min_size=32, max_size=32)


@given(IDS, KEY)
def test_one_name_for_each_within_a_project(ids: list[str], key: bytes) -> None:
    names = [pseudonym(OpenKey("k", key), each) for each in ids]
    assert names == [pseudonym(OpenKey("other id of the same key", key), each) for each in ids]
    assert len(set(names)) == len(ids)
    assert all(len(name) == 28 and name.startswith("psn_") for name in names)


@given(IDS)
def test_two_projects_have_no_name_in_common(ids: list[str]) -> None:
    one, two = OpenKey("1", new_key()), OpenKey("2", new_key())
    assert not {pseudonym(one, i) for i in ids} & {pseudonym(two, i) for i in ids}


def test_the_order_of_names_says_nothing_about_who_is_who() -> None:
    """Sorting both tables, as one would to join them by rank, agrees no more than chance."""
    ids = [f"per_{n:06}" for n in range(2_000)]
    one, two = OpenKey("1", new_key()), OpenKey("2", new_key())
    by_one = sorted(ids, key=lambda i: pseudonym(one, i))
    by_two = sorted(ids, key=lambda i: pseudonym(two, i))
    same_place = sum(a == b for a, b in zip(by_one, by_two, strict=True))
    assert same_place < 12  # Poisson with mean 1: above 11 once in 10^9 runs


def test_a_project_keeps_its_key_until_it_is_shredded(tmp_path: Path) -> None:
    ring = KeyRing.over(RootKey.new())
    with Records.open(f"sqlite:///{tmp_path / 'r.sqlite'}") as records:
        with records.begin() as tx:
            first = pseudonym(project_key(tx, ring, "permit-1"), "per_1")
            assert first != pseudonym(project_key(tx, ring, "permit-2"), "per_1")
        with records.begin() as tx:
            assert pseudonym(project_key(tx, ring, "permit-1"), "per_1") == first
            tx.keys.shred(PROJECT, ["permit-1"], utc_now())
        with records.begin() as tx, pytest.raises(NotFound, match="shredded"):
            project_key(tx, ring, "permit-1")
