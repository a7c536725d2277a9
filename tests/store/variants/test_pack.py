"""Genomes of few rows lie in one file, and whoever leaves is out of its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from variant_twin import EVERYWHERE, VARIANTS, WRITTEN, batch, contribution, stretches

from samvar.model.errors import Conflict
from samvar.store.variants import VariantStore
from samvar.store.variants.pack import FEW_ROWS, ROWS, read_pack, shares
from samvar.store.variants.rebuild import rebuild

NAMES = tuple(f"S{number}" for number in range(6))
SAMPLES = tuple(f"sam_{number}" for number in range(6))


@given(st.lists(st.integers(0, 2 * FEW_ROWS), max_size=60))
def test_everybody_is_in_one_file_and_nobody_with_many_rows_shares_one(rows):
    runs = list(shares(rows))
    assert [at for start, end in runs for at in range(start, end)] == list(range(len(rows)))
    for start, end in runs:
        if end - start > 1:
            assert max(rows[start:end]) <= FEW_ROWS
            assert sum(rows[start:end]) <= ROWS


def test_neighbours_share_as_few_files_as_they_can():
    assert list(shares([1] * 500)) == [(0, 500)]
    assert list(shares([FEW_ROWS] * 5)) == [(0, 4), (4, 5)]


def together(store: VariantStore) -> None:
    """Six people of one file, each without one of the variants."""
    sites = [
        (variant, [WRITTEN["0/1" if at % 6 != n else "0/0"] for n in range(6)], True)
        for at, variant in enumerate(VARIANTS)
    ]
    with store.writer() as writer:
        writer.load(
            [contribution(sample) for sample in SAMPLES],
            [batch(NAMES, sites)],
            dict(zip(NAMES, SAMPLES, strict=True)),
            dict.fromkeys(SAMPLES, stretches(EVERYWHERE)),
            "loa_1",
        )
        writer.commit()


@pytest.fixture
def store(tmp_path) -> VariantStore:
    """Six people who came together."""
    store = VariantStore.create(tmp_path / "variants", grace_s=0)
    together(store)
    return store


def genome_files(store: VariantStore) -> set[str]:
    return {name for name in store.snapshot().files() if name.startswith("genome/")}


def test_people_who_come_together_share_a_file(store):
    assert len(genome_files(store)) == 1
    assert len({store.snapshot().genome_path(sample) for sample in SAMPLES}) == 1


def test_a_store_of_shared_files_says_what_one_of_single_files_says(store, tmp_path):
    single = rebuild(store.snapshot(), tmp_path / "single")
    assert len(genome_files(single)) == 6
    assert single.snapshot().digest() == store.snapshot().digest()
    assert single.snapshot().genotypes("sam_3").equals(store.snapshot().genotypes("sam_3"))


def test_who_leaves_is_out_of_the_file_at_that_commit(store, tmp_path):
    (before,) = genome_files(store)
    rows = len(store.snapshot().genotypes("sam_2"))
    everybody = sum(len(store.snapshot().genotypes(sample)) for sample in SAMPLES)
    held = VariantStore.open(store.folder).snapshot()  # of a process that has read nothing yet
    with store.writer() as writer:
        writer.withdraw(["sam_2"])
        writer.commit()
    after = store.snapshot()
    (now,) = genome_files(store)
    assert now != before
    pack = read_pack(after.opened.folder, after.opened.entries["sam_0"].genome)
    assert len(pack) == everybody - rows
    assert set(pack.column("person").to_pylist()) == set(range(5))
    assert after.digest() == rebuild(after, tmp_path / "anew").snapshot().digest()
    assert after.verify() == []
    with store.writer() as writer:  # grace is over: the old file is swept
        writer.mark()
        writer.commit()
    with pytest.raises(Conflict):
        held.genotypes("sam_2")


def test_the_last_to_leave_takes_the_file_along(store):
    for sample in SAMPLES[:-1]:
        with store.writer() as writer:
            writer.withdraw([sample])
            writer.commit()
        assert len(genome_files(store)) == 1
    with store.writer() as writer:
        writer.withdraw(SAMPLES[-1:])
        writer.commit()
    assert genome_files(store) == set()
    assert store.snapshot().digest() == {}


def test_who_leaves_and_comes_back_in_one_commit_has_a_file_of_their_own(store, tmp_path):
    with store.writer() as writer:
        entry, table = store.snapshot().opened.entries["sam_4"], store.snapshot().genotypes("sam_4")
        writer.withdraw(["sam_4"])
        writer.adopt(entry, table, stretches(EVERYWHERE), {})
        writer.commit()
    after = store.snapshot()
    assert len(genome_files(store)) == 2
    assert after.opened.entries["sam_4"].place is None
    assert after.genotypes("sam_4").equals(table)
    assert after.digest() == rebuild(after, tmp_path / "anew").snapshot().digest()


def test_a_look_at_everybody_reads_a_shared_file_once(store, monkeypatch):
    from samvar.store.variants import pack

    read = []
    real = pack.read_pack
    monkeypatch.setattr(pack, "read_pack", lambda *given: read.append(given) or real(*given))
    snapshot = store.snapshot()
    for sample in SAMPLES:
        snapshot.genotypes(sample)
    assert len(read) == 1
