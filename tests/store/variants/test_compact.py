"""Runs and shards stay few, and what was withdrawn is rewritten by its deadline."""

from __future__ import annotations

from itertools import pairwise

import pytest
from endless_writer import load as load_number
from hypothesis import given
from hypothesis import strategies as st
from kill_writer import load
from variant_twin import VARIANTS

from samvar.store.variants import VariantStore
from samvar.store.variants.carriers import SHARD_PEOPLE
from samvar.store.variants.compact import runs_to_join, shards_to_join


@given(st.lists(st.integers(1, 10**6), max_size=60))
def test_runs_stay_few_however_rows_come(loads):
    runs: list[int] = []
    written = 0
    for fresh in loads:
        count = runs_to_join(runs, fresh)
        total = fresh + sum(runs[len(runs) - count :])
        runs = [*runs[: len(runs) - count], total]
        written += total
    assert all(old > 4 * young for old, young in pairwise(runs))
    assert len(runs) <= 14
    assert sum(runs) == sum(loads)


@given(st.lists(st.integers(0, SHARD_PEOPLE), max_size=40), st.booleans())
def test_shards_hold_everyone_once_and_never_too_many(people, everything):
    groups = shards_to_join(people, everything=everything)
    assert [i for group in groups for i in group] == [i for i, n in enumerate(people) if n]
    sizes = [sum(people[i] for i in group) for group in groups]
    assert all(size <= SHARD_PEOPLE for size in sizes)
    if everything:
        assert all(a + b > SHARD_PEOPLE for a, b in pairwise(sizes))


@pytest.fixture
def store(tmp_path):
    """Thirty people, loaded one at a time."""
    store = VariantStore.create(tmp_path / "variants", grace_s=0)
    with store.writer() as writer:
        for number in range(30):
            load_number(writer, number)
            writer.commit()
    return store


def test_thirty_loads_make_few_shards_and_runs(store):
    manifest = store.snapshot().opened.manifest
    assert len(manifest.shards) <= 5
    assert sum(shard.count for shard in manifest.shards) == 30
    assert len(manifest.runs) <= 2 * 3


def big(writer):
    load(writer, "sam_big", dict.fromkeys(VARIANTS[:6], "0/1"))


def test_a_withdrawal_waits_in_its_own_run_until_it_is_tidied(tmp_path):
    store = VariantStore.create(tmp_path / "variants", grace_s=0)
    with store.writer() as writer:
        big(writer)
        load(writer, "sam_small", {VARIANTS[5]: "0/1"})
        writer.commit()
        writer.withdraw(["sam_small"])
        writer.commit()
    before = store.snapshot()
    assert before.unsettled_since is not None
    assert not store.tidy(deadline_s=3600), "not due yet"
    assert store.tidy(deadline_s=0)
    after = store.snapshot()
    assert after.epoch == before.epoch + 1
    assert after.unsettled_since is None
    assert after.digest() == before.digest()
    assert len(after.opened.manifest.runs) == 2
    assert not store.tidy(deadline_s=0), "nothing is left to do"
    assert store.epoch == after.epoch


def test_files_that_left_stay_for_their_grace_and_then_go(tmp_path):
    folder = tmp_path / "variants"
    store = VariantStore.create(folder, grace_s=3600)
    with store.writer() as writer:
        big(writer)
        writer.commit()
    name = store.snapshot().genome_path("sam_big")
    with store.writer() as writer:
        writer.withdraw(["sam_big"])
        writer.commit()
    assert name.exists()
    VariantStore.open(folder, grace_s=3600).tidy(deadline_s=0)
    assert name.exists()
    VariantStore.open(folder, grace_s=0).tidy(deadline_s=0)
    assert not name.exists()
