"""Odd loads: records that come twice, long alleles that collide, columns that nobody asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from variant_twin import (
    B38,
    EVERYWHERE,
    LONG_DELETION,
    VARIANTS,
    WRITTEN,
    Call,
    batch,
    contribution,
    stretches,
)

from samvar.model.contribution import CountingRules, Scope
from samvar.model.errors import AlleleCollision, BadInput, Conflict, UsageError
from samvar.model.variant import Variant
from samvar.store.variants import VariantStore, alleles, gather, genome, key, spool
from samvar.store.variants.genome import (
    Kept,
    Spelled,
    codes_of,
    kept_of,
    read_genome,
    read_sums,
    write_genome,
)
from samvar.store.variants.key import encode_one
from samvar.store.variants.tables import COLUMNS


@pytest.fixture
def store(tmp_path):
    return VariantStore.create(tmp_path / "variants", grace_s=0)


def load(writer, samples, batches, names=None, load_id="loa_1", **change):
    return writer.load(
        [contribution(s, **change) for s in samples],
        batches,
        names or {s: s for s in samples},
        {s: stretches(EVERYWHERE) for s in samples},
        load_id,
    )


def ac(store, variant=VARIANTS[0]):
    counts = store.snapshot().counts(B38, store.snapshot().keys_of([variant]), Scope.CARE)
    return int(counts.ac[0]), int(counts.an[0])


def site(text_by_sample, variant=VARIANTS[0]):
    return batch(
        list(text_by_sample), [(variant, [WRITTEN[t] for t in text_by_sample.values()], True)]
    )


def test_the_first_record_wins_for_each_sample_of_overlapping_files(store):
    files = [
        site({"sam_a": "0/1", "sam_b": "0/0"}),
        site({"sam_b": "1/1", "sam_c": "1/1"}),
        site({"sam_c": "0/1", "sam_a": "1/1"}),
    ]
    with store.writer() as writer:
        result = load(writer, ["sam_a", "sam_b", "sam_c"], files)
        writer.commit()
    assert ac(store) == (1 + 0 + 2, 6)
    assert result.duplicates == 3
    assert result.sites == 1


def test_the_first_record_wins_within_one_batch(store):
    twice = batch(["sam_a"], [(VARIANTS[0], [WRITTEN[t]], True) for t in ("0/1", "1/1")])
    with store.writer() as writer:
        load(writer, ["sam_a"], [twice])
        writer.commit()
    assert ac(store) == (1, 2)


def test_files_of_different_people_may_hold_the_same_variant(store):
    with store.writer() as writer:
        result = load(writer, ["sam_a", "sam_b"], [site({"sam_a": "0/1"}), site({"sam_b": "0/1"})])
        writer.commit()
    assert result.duplicates == 0
    assert ac(store) == (2, 4)


def test_columns_that_were_not_named_are_left_out(store):
    with store.writer() as writer:
        load(writer, ["sam_a"], [site({"X": "1/1", "A": "0/1", "Y": "1/1"})], {"A": "sam_a"})
        writer.commit()
    assert ac(store) == (1, 2)


def test_a_quality_that_is_not_given_meets_no_demand(store):
    rules = CountingRules(min_gq=20)
    plain = batch(["sam_a", "sam_b"], [(VARIANTS[0], [Call(1, 2, gq=20), Call(1, 2)], True)])
    with store.writer() as writer:
        load(writer, ["sam_a", "sam_b"], [plain], rules=rules)
        writer.commit()
    assert ac(store) == (1, 2)


@pytest.mark.parametrize(
    ("names", "error"),
    [({"A": "sam_z"}, BadInput), ({}, BadInput), ({"A": "sam_a", "B": "sam_b"}, BadInput)],
)
def test_names_must_be_those_of_the_loads_samples(store, names, error):
    with store.writer() as writer, pytest.raises(error):
        writer.load([contribution("sam_a")], [], names, {"sam_a": stretches(EVERYWHERE)}, "loa_1")


def test_a_load_has_samples_of_one_assembly_each_once(store):
    with store.writer() as writer:
        with pytest.raises(UsageError):
            load(writer, [], [])
        with pytest.raises(Conflict):
            load(writer, ["sam_a", "sam_a"], [])


def test_unrelated_people_need_a_pedigree(store):
    with store.writer() as writer, pytest.raises(UsageError):
        load(writer, ["sam_a"], [], rules=CountingRules(relatives="unrelated"))


def test_more_copies_than_alleles_is_refused(store):
    wrong = batch(["sam_a"], [(VARIANTS[0], [Call(2, 1)], True)])
    with store.writer() as writer, pytest.raises(BadInput):
        load(writer, ["sam_a"], [wrong])


@pytest.fixture
def poor_hash(monkeypatch):
    """All long alleles of a place share one key."""
    for module in (key, genome):
        monkeypatch.setattr(module, "long_alleles_code", lambda ref, alt: 1)


LONG_ONE = Variant(B38, "2", 10, LONG_DELETION, "C")
LONG_TWO = Variant(B38, "2", 10, LONG_DELETION + "G", "C")


def test_long_alleles_that_collide_are_refused_and_the_first_stays(store, poor_hash):
    with store.writer() as writer:
        load(writer, ["sam_a"], [site({"sam_a": "0/1"}, LONG_ONE)])
        with pytest.raises(AlleleCollision):
            load(writer, ["sam_b"], [site({"sam_b": "0/1"}, LONG_TWO)], load_id="loa_2")
        writer.commit()
        with pytest.raises(AlleleCollision):
            load(writer, ["sam_b"], [site({"sam_b": "0/1"}, LONG_TWO)], load_id="loa_2")
    assert ac(store, LONG_ONE) == (1, 2)
    assert ac(store, LONG_TWO) == (0, 2), "the other allele of the key is not taken for the first"


def test_a_collision_within_a_load_is_refused(store, poor_hash):
    both = [site({"sam_a": "0/1"}, v) for v in (LONG_ONE, LONG_TWO)]
    with store.writer() as writer, pytest.raises(AlleleCollision):
        load(writer, ["sam_a"], both)


def test_the_key_of_a_withdrawn_long_allele_is_free_again(store, poor_hash):
    with store.writer() as writer:
        load(writer, ["sam_a"], [site({"sam_a": "0/1"}, LONG_ONE)])
        writer.commit()
        writer.withdraw(["sam_a"])
        load(writer, ["sam_b"], [site({"sam_b": "1/1"}, LONG_TWO)], load_id="loa_2")
        writer.commit()
    assert ac(store, LONG_TWO) == (2, 2)
    assert ac(store, LONG_ONE) == (0, 2)


def test_work_in_small_pieces_gives_the_same_store(tmp_path, monkeypatch):
    """The bound on memory is no bound on the answer."""
    sites = [
        (v, [WRITTEN[t] for t in ("0/1", "./1", "1/1")], i % 3 > 0) for i, v in enumerate(VARIANTS)
    ]
    samples = ["sam_a", "sam_b", "sam_c"]
    digests = []
    for cells, rows in ((gather._CELLS, spool.ROWS_HELD), (4, 5)):
        monkeypatch.setattr(gather, "_CELLS", cells)
        monkeypatch.setattr(spool, "ROWS_HELD", rows)
        store = VariantStore.create(tmp_path / str(cells))
        with store.writer() as writer:
            load(writer, samples, [batch(samples, sites)], ancestry="EUR")
            writer.commit()
        assert {p.name for p in store.folder.iterdir() if p.is_file()} == {"lock", "manifest.json"}
        digests.append(store.snapshot().digest())
    assert digests[0] == digests[1]


def test_uses_of_a_long_allele_add_up():
    allele = (5, "A", "C" * 20)
    assert alleles.add_uses([{allele: 2}, {allele: -1}]) == {allele: 1}
    with pytest.raises(AlleleCollision):
        alleles.by_key({(5, "A", "C" * 20): 1, (5, "A", "G" * 20): 1})


@given(
    st.lists(
        st.tuples(
            st.integers(1, 25),
            st.integers(0, 5000),
            st.text("ACGT", min_size=1, max_size=14) | st.just("N") | st.just("ANA"),
            st.text("ACGT", min_size=1, max_size=14) | st.just("ACN"),
            st.integers(0, 2),
        ),
        unique_by=lambda row: row[:4],
        max_size=40,
    )
)
def test_what_a_genome_adds_is_read_as_its_slow_twin_reads_it(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("genome")
    (folder / "genome").mkdir()
    keyed = sorted((encode_one(*row[:4]), row) for row in rows)
    keyed = [each for i, each in enumerate(keyed) if i == 0 or keyed[i - 1][0] != each[0]]
    keys = np.array([k for k, _ in keyed], np.uint64)
    counted = np.array([row[4] for _, row in keyed], np.int64)
    rest = [counted, counted, counted, 2 - counted, counted == 1, counted >= 0, counted, counted]
    kept = Kept(np.zeros(len(keys)), keys, *rest, counted - 1).typed()
    spelled = {k: row[2:4] for k, row in keyed if k & 1}
    file = write_genome(folder, "genome/one", kept, Spelled(codes_of(keys), spelled))
    slow, slow_alleles = kept_of(read_genome(folder, file))
    fast, fast_alleles = read_sums(folder, file)
    assert fast_alleles == slow_alleles == spelled
    for name in ("key", *COLUMNS):
        assert getattr(fast, name).tolist() == getattr(slow.sums(), name).tolist()
