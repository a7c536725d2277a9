"""Compiled code says what its plain twins say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from variant_twin import B38, VARIANTS, contribution

from samvar.model.contribution import Scope
from samvar.store.variants import carriers as carriers_module
from samvar.store.variants import search, staging, sums, tables
from samvar.store.variants.carriers import Carriers, Marks, encode_sites, write_carriers
from samvar.store.variants.kernel import rows_of, sealed, unpack_site
from samvar.store.variants.key import encode_one
from samvar.store.variants.manifest import File
from samvar.store.variants.people import Entry
from samvar.store.variants.roll import Roll
from samvar.store.variants.rules import Kin
from samvar.store.variants.sums import Sums
from samvar.store.variants.tables import COLUMNS, Rows, add_rows, sort_rows

keys_of = st.lists(st.integers(0, 60), unique=True, max_size=40).map(sorted)


def table(keys: list[int], seed: int, width: type) -> Rows:
    """Random signed counts; some rows are nothing but zeros."""
    rng = np.random.default_rng(seed)
    columns = rng.integers(-2, 3, (4, len(keys))).astype(width)
    return Rows(np.array(keys, np.uint64), *columns)


def rows(found: Rows) -> list[tuple[int, ...]]:
    return list(
        zip(found.key.tolist(), *(getattr(found, c).tolist() for c in COLUMNS), strict=True)
    )


@given(
    st.lists(
        st.tuples(keys_of, st.integers(0, 99), st.sampled_from([np.int8, np.int16, np.int32])),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=150)
def test_a_merge_is_the_sum_of_dictionaries_and_of_its_sorting_twin(told):
    parts = [table(*each) for each in told]
    total: dict[int, list[int]] = {}
    for part in parts:
        for key, *counts in rows(part):
            before = total.get(key, [0, 0, 0, 0])
            total[key] = [a + b for a, b in zip(before, counts, strict=True)]
    expected = [(key, *counts) for key, counts in sorted(total.items()) if any(counts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_WORTH_A_KERNEL", 0)
        merged = add_rows(parts)
    assert rows(merged) == expected
    assert rows(sort_rows(parts)) == expected
    assert rows(add_rows(parts)) == expected
    assert {getattr(merged, c).dtype for c in COLUMNS} == {np.dtype(np.int32)}


@given(st.lists(st.integers(0, 70), max_size=50).map(sorted), keys_of)
def test_sorted_keys_are_found_where_they_are(asked, stored):
    keys, stored_keys = np.array(asked, np.uint64), np.array(stored, np.uint64)
    found = rows_of(sealed(keys, np.uint64), sealed(stored_keys, np.uint64))
    assert found.tolist() == [stored.index(key) if key in stored else -1 for key in asked]


@given(
    st.lists(st.integers(0, 2**64 - 1), max_size=60, unique=True).map(sorted),
    st.lists(st.integers(0, 2**64 - 1), max_size=20),
    st.sampled_from([1, 2, 7, 1024]),
)
def test_one_key_is_found_where_it_is(stored, others, stride):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_STRIDE", stride)
        found = search.Search(np.array(stored, np.uint64))
        for key in [*stored, *others, *(n + 1 for n in stored), 0]:
            assert found.row(key) == (stored.index(key) if key in stored else -1)


def test_a_search_looks_at_few_pages_of_a_long_table():
    """Steps, not seconds: what is not in memory is read within 1,024 neighbours only."""

    class Counted:
        def __init__(self, keys):
            self.keys, self.looked = keys, []

        def __len__(self):
            return len(self.keys)

        def __getitem__(self, row):
            self.looked.append(row)
            return int(self.keys[row])

    keys = np.arange(0, 4_000_000, 2, dtype=np.uint64)
    found = search.Search(keys)
    assert found.row(2_000_000) == 1_000_000
    found._keys = counted = Counted(keys)
    for key in (0, 1, 2_345_678, 3_999_998, 2**64 - 1):
        counted.looked = []
        found.row(key)
        assert len(counted.looked) <= 12
        assert not counted.looked or max(counted.looked) - min(counted.looked) <= 1024


@given(keys_of, keys_of, st.lists(st.integers(0, 70), min_size=2, max_size=30))
def test_many_keys_at_once_are_the_keys_one_by_one(first, second, asked):
    """Also by the compiled search, and with a part in several runs."""
    runs = [({("", 0): table(own, n, np.int8)}, {}) for n, own in enumerate((first, second)) if own]
    of = Sums(runs)
    keys = np.array(asked, np.uint64) & np.uint64(0xFF)
    one_by_one = [of.point(key, "") for key in keys.tolist()]
    ordered = np.sort(keys)
    for worth in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sums, "_WORTH_A_KERNEL", worth)
            found = of._of_contig(ordered, "", 0)
        together = zip(found.ac, found.an, found.hom, found.hemi, found.individuals, strict=True)
        assert [tuple(map(int, row)) for row in together] == [
            one_by_one[keys.tolist().index(key)] for key in ordered.tolist()
        ]


@given(people=st.integers(1, 1000), number=st.integers(0, 1000), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=80)
def test_one_site_unpacks_to_what_was_packed(people, number, seed):
    rng = np.random.default_rng(seed)
    person = np.unique(rng.integers(0, people, min(number, people)))
    state = rng.integers(1, 4, len(person)).astype(np.uint8)
    offsets, data = encode_sites(np.zeros(len(person), np.int64), person, state, 1, people)
    found = np.full(people, 9, np.uint8)
    unpack_site(data, int(offsets[0]), int(offsets[1]), people, found)
    expected = np.zeros(people, np.uint8)
    expected[person] = state
    assert found.tolist() == expected.tolist()


@given(
    people=st.integers(1, 400),
    number=st.integers(0, 400),
    seed=st.integers(0, 2**32 - 1),
    worth=st.sampled_from([0, 256]),
)
@settings(max_examples=60, deadline=None)
def test_a_roll_lists_who_counts_and_carries(tmp_path_factory, people, number, seed, worth):
    """Against all marks of the site, whoever has left or does not count taken out."""
    folder = tmp_path_factory.mktemp("roll")
    (folder / "carriers").mkdir()
    rng = np.random.default_rng(seed)
    key = encode_one(3, 77, "A", "C")
    person = np.unique(rng.integers(0, people, min(number, people)))
    marks = Marks.of(np.full(len(person), key, np.uint64), person, rng.integers(1, 4, len(person)))
    names = [f"sam_{n:03}" for n in rng.permutation(people)]
    here: list[Entry | None] = [entry(name, rng) for name in names]
    file = write_carriers(folder, "carriers/one", [marks], people)
    shard = Carriers(folder, file, people)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carriers_module, "_WORTH_A_KERNEL", worth)
        for scope in Scope:
            expected = sorted(
                (own.contribution.sample, int(state))
                for index, state in zip(marks.person, marks.state, strict=True)
                if (own := here[int(index)]) is not None
                and own.contribution.counts
                and scope in own.contribution.scopes
                and state != 3
            )
            assert Roll(shard, here, scope).carriers(key) == expected
            assert Roll(shard, here, scope).carriers(key + 2) == []


def entry(sample: str, rng: np.random.Generator) -> Entry | None:
    """One in ten has left, one in ten does not count, one in ten has opted out of one use."""
    kind = rng.integers(0, 10)
    if kind == 0:
        return None
    scopes = frozenset([Scope.CARE]) if kind == 1 else frozenset(Scope)
    own = contribution(sample, counts=bool(kind != 2), scopes=scopes)
    file = File("genome/none", 0, "")
    return Entry(own, Kin(None, None, None), "loa_1", file, file, "")


def test_the_people_who_left_a_large_shard_answer_nothing_until_it_is_rewritten(
    tmp_path, monkeypatch
):
    from kill_writer import load

    from samvar.store.variants import VariantStore, rebuild

    monkeypatch.setattr(staging, "INLINE_BYTES", 0)
    store = VariantStore.create(tmp_path / "variants", grace_s=0)
    with store.writer() as writer:
        for number in range(4):
            load(writer, f"sam_{number}", {VARIANTS[0]: "0/1", VARIANTS[4]: "0/1"})
        writer.commit(compact=True)
    carriers = {shard.carriers for shard in store.snapshot().opened.manifest.shards}
    with store.writer() as writer:
        writer.withdraw(["sam_1"])
        writer.commit()
        writer.withdraw(["sam_3"])
        writer.commit()
    snapshot = store.snapshot()
    assert {shard.carriers for shard in snapshot.opened.manifest.shards} == carriers
    assert snapshot.opened.manifest.shards[0].left == (1, 3)
    assert snapshot.unsettled_since is not None
    key = int(snapshot.keys_of([VARIANTS[0]])[0])
    assert snapshot.carriers(B38, key, Scope.CARE) == [("sam_0", 1), ("sam_2", 1)]
    assert snapshot.carriers_any(B38, np.array([key]), Scope.CARE) == {"sam_0", "sam_2"}
    assert rebuild(snapshot, tmp_path / "anew").snapshot().digest() == snapshot.digest()
    people = b"".join(path.read_bytes() for path in (store.folder / "people").iterdir())
    assert b"sam_1" not in people
    assert store.tidy(0)
    after = store.snapshot()
    assert after.digest() == snapshot.digest()
    assert after.unsettled_since is None
    assert after.opened.manifest.shards[0].left == ()
    assert not carriers & {shard.carriers for shard in after.opened.manifest.shards}
