"""Structural events, repeats and mitochondrial alleles: counted as an obvious loop counts them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from looked_twin import ALL_KINDS, SAMPLES, lengths_of, like, make, put, told
from variant_twin import B38, EVERYWHERE, Call, batch, contribution
from variant_twin import stretches as stretches_of

from samvar.model.contribution import Scope
from samvar.model.genome import Sex, ploidy
from samvar.model.structural import Event, EventCalls, EventKind
from samvar.model.variant import Variant
from samvar.store.variants import VariantStore, rebuild
from samvar.store.variants.beside import REPEATS, STRUCTURAL, join_beside
from samvar.store.variants.event import Events, Question, key_of, rows_of, starts_of
from samvar.store.variants.lengths import rows_of as repeat_rows

event = st.builds(
    make,
    st.sampled_from(EventKind),
    st.sampled_from(["1", "X", "Y"]),
    st.one_of(st.integers(0, 60), st.integers(20_000_000, 20_000_060), st.integers(0, 9000)),
    st.one_of(st.integers(1, 80), st.integers(1, 9000)),
).filter(lambda one: one is not None)
row = st.tuples(
    st.integers(0, 4), event, st.integers(-1, 2), st.integers(-1, 4), st.booleans(),
    st.sampled_from([0, 0, 30]),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(row, max_size=14),
    asked=st.lists(event, min_size=1, max_size=4),
    sexes=st.lists(st.sampled_from(Sex), min_size=5, max_size=5),
    overlap=st.sampled_from([0.5, 0.6, 0.7, 0.8]),
    counts=st.lists(st.booleans(), min_size=5, max_size=5),
    looked_at=st.sets(st.sampled_from(SAMPLES)),
)
def test_people_with_a_like_event_are_those_that_a_loop_finds(
    rows, asked, sexes, overlap, counts, looked_at
):
    people = [
        contribution(s, sex=sex, counts=c) for s, sex, c in zip(SAMPLES, sexes, counts, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        store = VariantStore.create(Path(folder) / "store")
        put(store, people, rows, sorted(looked_at))
        looked = store.snapshot().looked
        for question in [*asked, *(row[1] for row in rows)]:
            carriers, twice, unknown = set(), set(), set()
            for each in rows:
                sample = SAMPLES[each[0]]
                mine = people[each[0]]
                if sample not in looked_at or not mine.counts:
                    continue
                for kind, state in told(each, mine.sex):
                    other = each[1]
                    if kind is not other.kind:
                        other = make(kind, other.contig, other.start, max(1, other.length))
                    if not like(question, other, overlap, each[5]):
                        continue
                    (carriers if state else unknown).add(sample)
                    if state == 2:
                        twice.add(sample)
            on_y = question.contig == "Y" and ploidy(B38, "Y", question.start, Sex.FEMALE) == 0
            on_y = on_y and ploidy(B38, "Y", question.start, Sex.MALE) == 1
            everybody = {
                p.sample for p in people
                if p.counts and p.sample in looked_at and not (on_y and p.sex is Sex.FEMALE)
            }  # fmt: skip
            found = looked.events(B38, Question(question, overlap), Scope.CARE)
            assert found.carriers == len(carriers)
            assert found.homozygotes == len(twice)
            assert found.individuals == len(everybody - (unknown - carriers))


def test_a_question_looks_at_few_of_many_rows():
    """Counts of rows, not of time: a small deletion among large ones, and the reverse."""
    rng = np.random.default_rng(5)
    number = 200_000
    start = rng.integers(0, 200_000_000, number).astype(np.int32)
    length = np.exp(rng.uniform(np.log(50), np.log(5_000_000), number)).astype(np.int32)
    samples = ("sam_0",)
    kind = np.full(number, EventKind.DEL.code, np.int8)
    one = np.ones(number, np.int8)
    zero = np.zeros(number, np.int32)
    calls = EventCalls(samples, zero, kind, one, start, start + length, one, zero, zero, zero,
                       one, np.full(number, -1, np.int16), ALL_KINDS)  # fmt: skip
    events = Events(join_beside(STRUCTURAL, [(rows_of(calls, [contribution("sam_0")]), [0])]))
    for size in (60, 5_000, 1_000_000):
        question = Question(
            Event(B38, EventKind.DEL, "1", 100_000_000, 100_000_000 + size, "1"), 0.7
        )
        seen = sum(high - low for low, high in events.stretches(question))
        octaves = 3 * number / 16.6
        assert seen <= 40 + octaves * (2.2 * size / 200_000_000) * 1.5


def test_the_key_gives_kind_and_start_back():
    columns = [np.array(c) for c in ([1, 6], [1, 25], [5, (1 << 28) - 1], [9, 3])]
    keys = key_of(*columns)
    assert starts_of(keys).tolist() == [5, (1 << 28) - 1]
    assert (keys >= 0).all()


pair = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda two: tuple(sorted(two)))
single = st.integers(0, 60).map(lambda one: (one, -1))


@settings(max_examples=20, deadline=None)
@given(
    st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 1)), st.one_of(pair, single)),
    st.sets(st.integers(1, 60), max_size=4),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_alleles_by_length_are_those_that_a_loop_counts(rows, edges, counts):
    people = [contribution(s, counts=c) for s, c in zip(SAMPLES, counts, strict=True)]
    edges = sorted(edges)
    with tempfile.TemporaryDirectory() as folder:
        store = VariantStore.create(Path(folder) / "store")
        put(store, people, [], [])
        with store.writer() as writer:
            table = repeat_rows(lengths_of([(*k, v) for k, v in rows.items()]), people)
            writer.attach(REPEATS, table, SAMPLES, [REPEATS], "loa_2")
            writer.commit()
        for number, locus in enumerate(("HTT", "FMR1")):
            own = [v for (who, at), v in rows.items() if at == number and counts[who]]
            alleles, twice = [0] * (len(edges) + 1), [0] * (len(edges) + 1)
            for units in own:
                bins = [sum(u >= edge for edge in edges) for u in units if u >= 0]
                for each in bins:
                    alleles[each] += 1
                if len(bins) == 2 and bins[0] == bins[1]:
                    twice[bins[0]] += 1
            found = store.snapshot().looked.lengths(B38, locus, edges, Scope.CARE)
            assert found.alleles.tolist() == alleles
            assert found.homozygotes.tolist() == twice
            assert (found.individuals, found.an) == (len(own), sum(alleles))


LEVELS = [
    # call of the sample            bin that it is in, or None: not known, or "": none there
    (Call(1, 2, dp=1000, ad=20),    0),
    (Call(1, 2, dp=1000, ad=50),    1),
    (Call(1, 2, dp=1000, ad=449),   4),
    (Call(2, 2, dp=1000, ad=1000),  7),
    (Call(1, 1, 1, dp=10, ad=10),   7),
    (Call(1, 2, dp=1000),           None),
    (Call(0, 0),                    None),
    (Call(1, 2, passed=False, dp=1000, ad=500), None),
    (Call(0, 2, dp=1000, ad=0),     ""),
]  # fmt: skip


@pytest.mark.parametrize(("call", "where"), LEVELS)
def test_the_part_of_the_reads_decides_where_a_person_counts(tmp_path, call, where):
    variant = Variant(B38, "MT", 3242, "A", "G")
    store = VariantStore.create(tmp_path / "store")
    with store.writer() as writer:
        writer.load(
            [contribution("sam_0")], [batch(["f"], [(variant, [call], call.passed)])],
            {"f": "sam_0"}, {"sam_0": stretches_of(EVERYWHERE)}, "loa_1",
        )  # fmt: skip
        writer.commit()
    snapshot = store.snapshot()
    found = snapshot.looked.levels(B38, int(snapshot.keys_of([variant])[0]), Scope.CARE)
    assert found.carriers.tolist() == [int(at == where) for at in range(8)]
    assert found.individuals == (0 if where is None else 1)
    anew = rebuild(snapshot, tmp_path / "anew")
    assert anew.snapshot().digest() == snapshot.digest()
