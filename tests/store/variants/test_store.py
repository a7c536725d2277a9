"""What a load, a withdrawal and a commit do to the answers."""

from __future__ import annotations

import numpy as np
import pytest
from variant_twin import (
    B38,
    EVERYWHERE,
    LONG_DELETION,
    VARIANTS,
    WRITTEN,
    batch,
    contribution,
    stretches,
)

from samvar.model.contribution import CountingRules, Scope
from samvar.model.errors import BadInput, Conflict, NotCallable, NotFound
from samvar.model.genome import Assembly, Interval, Sex
from samvar.model.person import Person
from samvar.model.variant import Variant
from samvar.store.variants import VariantStore


@pytest.fixture
def store(tmp_path):
    return VariantStore.create(tmp_path / "variants", grace_s=0)


def load(writer, sample, genotypes, load_id="loa_1", rows=EVERYWHERE, **change):
    """Load one sample: `genotypes` is variant -> written genotype."""
    sites = [(v, [WRITTEN[text]], True) for v, text in genotypes.items()]
    own = contribution(sample, **change)
    return writer.load(
        [own],
        [batch(["S"], sites)],
        {"S": sample},
        {sample: stretches(rows)},
        load_id,
    )


def one(snapshot, variant, scope=Scope.CARE, stratum=""):
    counts = snapshot.counts(B38, snapshot.keys_of([variant]), scope, stratum=stratum)
    return tuple(int(c[0]) for c in (counts.ac, counts.an, counts.hom, counts.hemi))


GENOTYPES = [
    # variant   sex          written   ac an hom hemi  why
    ("1", Sex.MALE, "0/1", (1, 2, 0, 0), "one copy of two"),
    ("1", Sex.MALE, "1/1", (2, 2, 1, 0), "two copies"),
    ("1", Sex.MALE, "0/0", (0, 2, 0, 0), "known to have none"),
    ("1", Sex.MALE, "./1", (1, 1, 0, 0), "half a call gives its one allele"),
    ("1", Sex.MALE, "./.", (0, 0, 0, 0), "no call misses both"),
    ("1", Sex.MALE, "1", (1, 1, 0, 0), "a haploid call of two copies is half a call"),
    ("1", Sex.MALE, "0/1/1", (0, 0, 0, 0), "three alleles of two copies is no call"),
    ("X", Sex.FEMALE, "0/1", (1, 2, 0, 0), "women have two X"),
    ("X", Sex.MALE, "1/1", (1, 1, 0, 1), "a man's X, written twice"),
    ("X", Sex.MALE, "1", (1, 1, 0, 1), "a man's X, written once"),
    ("X", Sex.MALE, "0/1", (0, 0, 0, 0), "a heterozygous single copy is no call"),
    ("X", Sex.UNKNOWN, "1/1", (0, 0, 0, 0), "sex unknown: neither copies nor alleles"),
    ("PAR", Sex.MALE, "0/1", (1, 2, 0, 0), "pseudoautosomal X has two copies"),
    ("PAR", Sex.UNKNOWN, "1/1", (2, 2, 1, 0), "pseudoautosomal X needs no sex"),
    ("Y", Sex.MALE, "1", (1, 1, 0, 1), "a man's Y"),
    ("Y", Sex.FEMALE, "1", (0, 0, 0, 0), "women have no Y"),
    ("YPAR", Sex.MALE, "1", (0, 0, 0, 0), "counted on X"),
    ("MT", Sex.UNKNOWN, "1/1", (1, 1, 0, 1), "mitochondria have one copy"),
    ("MT", Sex.FEMALE, "0/1", (0, 0, 0, 0), "a mixed single copy is no call"),
]
NAMED = {
    "1": VARIANTS[0],
    "PAR": VARIANTS[7],
    "X": VARIANTS[8],
    "YPAR": VARIANTS[10],
    "Y": VARIANTS[11],
    "MT": VARIANTS[12],
}


@pytest.mark.parametrize(("place", "sex", "written", "expected", "why"), GENOTYPES)
def test_a_genotype_counts_by_the_copies_that_the_person_has(
    store, place, sex, written, expected, why
):
    with store.writer() as writer:
        load(writer, "sam_1", {NAMED[place]: written}, sex=sex)
        writer.commit()
    assert one(store.snapshot(), NAMED[place]) == expected, why


def test_a_store_starts_empty_and_answers(store):
    snapshot = store.snapshot()
    assert snapshot.epoch == 0
    assert one(snapshot, VARIANTS[0]) == (0, 0, 0, 0)
    assert snapshot.digest() == {}
    assert len(snapshot.all_keys(B38, Scope.CARE)) == 0


def test_nothing_is_seen_before_the_commit_and_nothing_is_left_without_one(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[0]: "0/1"})
        assert store.epoch == 0
    assert store.epoch == 0
    left = [p for p in store.folder.rglob("*") if p.is_file()]
    assert sorted(p.name for p in left) == ["lock", "manifest.json"]


def test_a_commit_is_the_next_epoch_and_an_empty_one_is_none(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[0]: "0/1"})
        assert writer.commit() == 1
        assert writer.commit() == 1
    assert store.epoch == 1
    assert store.snapshot() is store.snapshot()


def test_several_commits_of_one_writer_each_stand(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[0]: "0/1"})
        writer.commit()
        load(writer, "sam_2", {VARIANTS[0]: "1/1"}, "loa_2")
        writer.commit()
        load(writer, "sam_3", {VARIANTS[0]: "1/1"}, "loa_3")
    assert one(store.snapshot(), VARIANTS[0]) == (3, 4, 1, 0)
    assert store.snapshot().loads == {"loa_1", "loa_2"}


def test_a_withdrawn_sample_is_found_nowhere(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[0]: "0/1", VARIANTS[4]: "1/1"}, ancestry="EUR")
        load(writer, "sam_2", {VARIANTS[0]: "0/1"}, "loa_2")
        writer.commit()
        writer.withdraw(["sam_1"])
        writer.commit()
    snapshot = store.snapshot()
    assert one(snapshot, VARIANTS[0]) == (1, 2, 0, 0)
    assert one(snapshot, VARIANTS[4]) == (0, 2, 0, 0)
    assert snapshot.loads == {"loa_2"}
    assert snapshot.ancestries(B38, Scope.CARE) == ()
    with pytest.raises(NotFound):
        snapshot.genotypes("sam_1")
    everything = b"".join(p.read_bytes() for p in store.folder.rglob("*") if p.is_file())
    assert b"sam_1" not in everything
    assert LONG_DELETION.encode() not in everything


def test_the_last_withdrawal_leaves_an_empty_store(store):
    with store.writer() as writer:
        load(writer, "sam_1", dict.fromkeys(VARIANTS, "0/1"))
        writer.commit()
        writer.withdraw(["sam_1"])
        writer.commit()
    assert store.snapshot().digest() == {}
    files = [p.name for p in store.folder.rglob("*") if p.is_file()]
    assert sorted(files) == ["lock", "manifest.json"]


def test_a_live_sample_is_loaded_again_only_by_withdrawing_it_in_the_same_commit(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[8]: "1/1"}, sex=Sex.FEMALE)
        writer.commit()
        with pytest.raises(Conflict):
            load(writer, "sam_1", {VARIANTS[8]: "1/1"})
        writer.withdraw(["sam_1"])
        load(writer, "sam_1", {VARIANTS[8]: "1/1"}, "loa_2", sex=Sex.MALE)
        writer.commit()
    assert one(store.snapshot(), VARIANTS[8]) == (1, 1, 0, 1)


def test_one_person_counts_once_and_the_second_sample_does_not_step_in(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[0]: "0/1"}, person="per_1")
        second = load(writer, "sam_2", {VARIANTS[0]: "1/1"}, "loa_2", person="per_1")
        writer.commit()
        assert second.counted == 0
        assert "another sample" in second.contributions[0].why
        assert one(store.snapshot(), VARIANTS[0]) == (1, 2, 0, 0)
        writer.withdraw(["sam_1"])
        writer.commit()
    assert one(store.snapshot(), VARIANTS[0]) == (0, 0, 0, 0)
    assert len(store.snapshot().genotypes("sam_2")) == 1


def test_relatives_count_once_where_the_rules_say_so(store):
    rules = CountingRules(relatives="unrelated")
    people = {
        "per_c": Person("per_c", father="per_f"),
        "per_f": Person("per_f"),
        "per_o": Person("per_o", family="other"),
    }
    calls = batch(["C", "F", "O"], [(VARIANTS[0], [WRITTEN["0/1"]] * 3, True)])
    own = [contribution(f"sam_{p[-1]}", p, rules=rules) for p in people]
    names = {c.sample[-1].upper(): c.sample for c in own}
    with store.writer() as writer:
        result = writer.load(
            own,
            [calls],
            names,
            {c.sample: stretches(EVERYWHERE) for c in own},
            "loa_1",
            people=people,
        )
        writer.commit()
        assert [c.counts for c in result.contributions] == [True, False, True]
        writer.withdraw(["sam_c"])
        writer.commit()
        assert one(store.snapshot(), VARIANTS[0]) == (1, 2, 0, 0)


def test_opting_out_leaves_one_family_of_sums_and_opting_in_enters_it_again(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[0]: "0/1"}, ancestry="AFR")
        writer.commit()
        before = store.snapshot().digest()
        writer.opt_out(["sam_1"], Scope.RESEARCH)
        writer.commit()
        snapshot = store.snapshot()
        assert one(snapshot, VARIANTS[0], Scope.RESEARCH) == (0, 0, 0, 0)
        assert one(snapshot, VARIANTS[0], Scope.CARE, "AFR") == (1, 2, 0, 0)
        assert snapshot.carriers(B38, int(snapshot.keys_of(VARIANTS[:1])[0]), Scope.RESEARCH) == []
        writer.opt_out(["sam_1"], Scope.RESEARCH)
        assert writer.commit() == 2
        writer.opt_in(["sam_1"], Scope.RESEARCH)
        writer.commit()
    assert store.snapshot().digest() == before


def test_calls_outside_the_callable_stretches_are_kept_and_not_counted(store):
    with store.writer() as writer:
        result = load(
            writer, "sam_1", {VARIANTS[0]: "0/1", VARIANTS[2]: "1/1"}, rows=((1, 0, 1000),)
        )
        writer.commit()
    snapshot = store.snapshot()
    assert result.outside == 1
    assert one(snapshot, VARIANTS[0]) == (1, 2, 0, 0)
    assert one(snapshot, VARIANTS[2]) == (0, 0, 0, 0)
    assert snapshot.genotypes("sam_1").column("counted").to_pylist() == [1, 0]


def test_the_first_of_two_records_wins_across_files(store):
    sites = [[(VARIANTS[0], [WRITTEN[text]], True)] for text in ("0/0", "1/1")]
    with store.writer() as writer:
        result = writer.load(
            [contribution("sam_1")],
            [batch(["S"], own) for own in sites],
            {"S": "sam_1"},
            {"sam_1": stretches(EVERYWHERE)},
            "loa_1",
        )
        writer.commit()
    assert result.duplicates == 1
    assert one(store.snapshot(), VARIANTS[0]) == (0, 2, 0, 0)


def test_a_failed_load_stages_nothing(store):
    wrong = Variant(Assembly.GRCh37, "1", 249250600, "A", "C")
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[0]: "0/1"})
        with pytest.raises(BadInput):
            load(writer, "sam_2", {VARIANTS[0]: "0/1", wrong: "0/1"})
        with pytest.raises(NotCallable):
            writer.load([contribution("sam_3")], [], {"S": "sam_3"}, {}, "loa_3")
        with pytest.raises(BadInput):
            load(writer, "sam_4", {}, rows=((25, 0, 16570),))
        with pytest.raises(NotFound):
            writer.withdraw(["sam_1", "sam_9"])
        writer.commit()
    assert set(store.snapshot().contributions) == {"sam_1"}
    assert one(store.snapshot(), VARIANTS[0]) == (1, 2, 0, 0)


def test_a_range_holds_the_variants_that_start_in_it(store):
    with store.writer() as writer:
        load(writer, "sam_1", dict.fromkeys(VARIANTS, "0/1"))
        writer.commit()
    snapshot = store.snapshot()
    keys = snapshot.range(B38, Interval("1", 999, 1001), Scope.CARE)
    assert [str(v) for v in snapshot.variants_of(B38, keys)] == [
        "1-1000-G-A",
        "1-1000-G-T",
        "1-1001-GA-G",
    ]
    assert len(snapshot.range(B38, Interval("3", 0, 1000), Scope.CARE)) == 0


def test_an_unknown_long_allele_has_no_copies_and_the_true_number_of_alleles(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[4]: "0/1"})
        writer.commit()
    snapshot = store.snapshot()
    unknown = Variant(B38, "2", 10, "C", "T" * 40)
    assert one(snapshot, unknown) == (0, 2, 0, 0)
    with pytest.raises(NotFound):
        snapshot.variants_of(B38, snapshot.keys_of([unknown]))


def test_keys_may_come_in_any_order_and_more_than_once(store):
    with store.writer() as writer:
        load(writer, "sam_1", dict.fromkeys(VARIANTS, "0/1"), sex=Sex.MALE)
        writer.commit()
    snapshot = store.snapshot()
    keys = snapshot.keys_of(VARIANTS)
    shuffled = np.concatenate((keys[::-1], keys))
    counts = snapshot.counts(B38, shuffled, Scope.CARE)
    for column in (counts.ac, counts.an, counts.individuals):
        assert column[: len(keys)][::-1].tolist() == column[len(keys) :].tolist()


def test_a_second_writer_is_refused(store):
    with store.writer(), pytest.raises(Conflict), store.writer(timeout_s=0.05):
        pass


def test_a_store_is_created_once(store):
    with pytest.raises(Conflict):
        VariantStore.create(store.folder)
    with pytest.raises(NotFound):
        VariantStore.open(store.folder.parent / "elsewhere")


def test_assemblies_never_mix(store):
    with store.writer() as writer:
        load(writer, "sam_1", {VARIANTS[0]: "0/1"})
        writer.commit()
    keys = store.snapshot().keys_of(VARIANTS[:1])
    assert store.snapshot().counts(Assembly.GRCh37, keys, Scope.CARE).an.tolist() == [0]
