"""Runs and shards are joined beside the writers: no answer changes, and nobody's commit is lost."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kill_writer import load
from variant_twin import VARIANTS

from samvar.model.contribution import Scope
from samvar.model.errors import Conflict
from samvar.store.variants import VariantStore, merging, rebuild, runs, staging
from samvar.store.variants import store as store_module
from samvar.store.variants.compact import BATCH, MOST_RUNS, runs_due
from samvar.store.variants.merging import merge_once, unmerged


@pytest.fixture
def large(monkeypatch):
    """Let no commit join runs, or rewrite carriers, itself: as where a table is large."""
    for module in (runs, merging):
        monkeypatch.setattr(module, "INLINE_ROWS", -1)
    for module in (staging, merging):
        monkeypatch.setattr(module, "INLINE_BYTES", -1)


@pytest.fixture
def store(tmp_path, large):
    return VariantStore.create(tmp_path / "variants", grace_s=0)


def add(store, number):
    genotypes = {v: "0/1" for i, v in enumerate(VARIANTS) if (i + number) % 3}
    with store.writer() as writer:
        load(writer, f"sam_{number:03}", genotypes)
        writer.commit()


def remove(store, number):
    with store.writer() as writer:
        writer.withdraw([f"sam_{number:03}"])
        writer.commit()


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 3)), max_size=80))
def test_runs_that_are_joined_in_time_stay_below_where_writers_wait(loads):
    rows: list[int] = []
    changes: list[int] = []
    for fresh, people in loads:
        assert len(rows) < MOST_RUNS
        rows.append(fresh)
        changes.append(people)
        count = runs_due(rows, changes)
        assert count == 0 or count >= 2
        if count:
            rows[-count:], changes[-count:] = [sum(rows[-count:])], [sum(changes[-count:])]
    assert sum(changes[1:]) < BATCH
    assert runs_due(rows, changes) == 0, "once is enough"


def test_thirty_two_people_make_one_run_and_one_shard(store):
    for number in range(BATCH + 1):
        add(store, number)
        if number < BATCH:
            while store.merge():
                pass
    before = store.snapshot()
    assert len(before.opened.manifest.shards) == BATCH + 1
    assert store.merge()
    after = store.snapshot()
    assert (len(after.opened.manifest.runs), len(after.opened.manifest.shards)) == (2, 1)
    assert after.epoch == before.epoch, "no answer has changed"
    assert after.digest() == before.digest()
    assert not store.merge()


def test_care_and_research_share_their_files_until_somebody_opts_out(store):
    for number in range(3):
        add(store, number)
    care, research = ([r.counts for r in of_scope(store, scope)] for scope in Scope)
    assert care == research
    with store.writer() as writer:
        writer.opt_out(["sam_001"], Scope.RESEARCH)
        writer.commit()
    store.tidy(0)
    (own,) = (run.counts for run in of_scope(store, Scope.RESEARCH))
    assert own not in [run.counts for run in of_scope(store, Scope.CARE)]


def of_scope(store, scope):
    return [run for run in store.snapshot().opened.manifest.runs if run.scope == scope.value]


def test_commits_made_while_runs_are_joined_stand(store, tmp_path, monkeypatch):
    """One comes, one leaves who is in the shard being written, one opts out."""
    for number in range(5):
        add(store, number)
    remove(store, 0)
    other = VariantStore.open(store.folder, grace_s=0)
    real = merging._join_shards

    def join(*arguments):
        made = real(*arguments)
        add(other, 77)
        remove(other, 3)
        with other.writer() as writer:
            writer.opt_out(["sam_002"], Scope.RESEARCH)
            writer.commit()
        return made

    monkeypatch.setattr(merging, "_join_shards", join)
    before = store.snapshot()
    assert merge_once(store.folder, before.unsettled_since)
    after = store.snapshot()
    assert sorted(after.contributions) == ["sam_001", "sam_002", "sam_004", "sam_077"]
    assert rebuild(after, tmp_path / "anew").snapshot().digest() == after.digest()
    assert after.verify() == []


def test_work_whose_inputs_are_gone_is_thrown_away(store, monkeypatch, tmp_path):
    for number in range(5):
        add(store, number)
    remove(store, 0)
    other = VariantStore.open(store.folder, grace_s=0)
    real = merging._join_shards

    def join(*arguments):
        made = real(*arguments)
        with other.writer() as writer:
            writer.commit(compact=True)
        return made

    monkeypatch.setattr(merging, "_join_shards", join)
    assert not merge_once(store.folder, store.snapshot().unsettled_since)
    after = store.snapshot()
    assert rebuild(after, tmp_path / "anew").snapshot().digest() == after.digest()
    assert [path.name for path in (store.folder / "merging").iterdir()] == ["lock"]


def test_a_withdrawal_is_on_no_disk_after_the_deadline_however_large_the_store(store):
    for number in range(5):
        add(store, number)
    remove(store, 2)
    assert store.snapshot().unsettled_since is not None
    before = store.snapshot()
    assert store.tidy(0)
    after = store.snapshot()
    assert after.unsettled_since is None
    assert after.digest() == before.digest()
    names = {str(p.relative_to(store.folder)) for p in store.folder.rglob("*") if p.is_file()}
    with store.writer():
        pass  # sweeps, as the next commit does
    names = {str(p.relative_to(store.folder)) for p in store.folder.rglob("*") if p.is_file()}
    assert names == {*after.files(), "lock", "merging/lock"}
    assert not store.tidy(0)


def test_writers_wait_where_runs_come_faster_than_they_are_joined(store, tmp_path):
    """Nobody merges in the background here: the writer does, and says how long it took."""
    counts = []
    for number in range(BATCH):
        add(store, number)
        counts.append(unmerged(store.snapshot().opened.manifest))
    assert max(counts) == MOST_RUNS
    assert store.snapshot().opened.manifest.delayed_s > 0
    anew = rebuild(store.snapshot(), tmp_path / "anew")
    assert anew.snapshot().digest() == store.snapshot().digest()


def test_a_writer_waits_for_another_process_that_merges(store, monkeypatch):
    for number in range(MOST_RUNS):
        add(store, number)
    entered = threading.Event()
    monkeypatch.setattr(store_module, "_HOLD_S", 30.0)
    with merging._alone(store.folder) as alone:
        assert alone
        assert not store.merge(), "one at a time"
        writer = threading.Thread(target=lambda: (add(store, 99), entered.set()))
        writer.start()
        assert not entered.wait(0.3)
    writer.join(60)
    assert entered.is_set()
    assert "sam_099" in store.snapshot().contributions


def test_readers_of_before_go_on_while_runs_are_joined(store):
    for number in range(5):
        add(store, number)
    old = store.snapshot()
    before = old.digest()
    remove(store, 1)
    store.tidy(0)
    keys = old.keys_of(VARIANTS)
    old_counts = old.counts(old.contributions["sam_000"].assembly, keys, Scope.CARE)
    assert old_counts.individuals.max() == 5
    assert {name: d for name, d in before.items() if name.startswith("counts")}


def test_one_process_merges_at_a_time(store):
    with merging._alone(store.folder) as alone:
        assert alone
        for number in range(5):
            add(store, number)
        remove(store, 0)
        with pytest.raises(Conflict):
            store.tidy(0, timeout_s=0.1)


@pytest.mark.parametrize("act", [add, remove], ids=["comes", "leaves"])
def test_what_one_person_writes_does_not_grow_with_the_others(store, act, tmp_path):
    """Bytes, not seconds: ten times the people in the table, and the same files written but for
    the list of people."""
    written = []
    for people in (3, 30):
        own = VariantStore.create(tmp_path / str(people), grace_s=0)
        with own.writer() as writer:
            for number in range(people):
                load(writer, f"sam_{number:03}", dict.fromkeys(VARIANTS, "0/1"))
            writer.commit(compact=True)
        if act is remove:
            act(own, 1)
        else:
            act(own, 500)
        before = set(own.snapshot().files())
        act(own, 2 if act is remove else 501)
        fresh = set(own.snapshot().files()) - before
        sizes = {n: (own.folder / n).stat().st_size for n in fresh if not n.startswith("people")}
        written.append(sum(sizes.values()))
    assert written[1] <= written[0]
