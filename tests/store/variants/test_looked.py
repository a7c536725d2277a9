"""Structural events, repeats and mitochondrial alleles: counted as an obvious loop counts them."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from variant_twin import B38, EVERYWHERE, Call, batch, contribution
from variant_twin import stretches as stretches_of

from samvar.model.contribution import Scope
from samvar.model.errors import BadVariant, NotFound
from samvar.model.genome import CODE, Sex, ploidy
from samvar.model.repeat import Locus, RepeatCalls
from samvar.model.structural import WINDOW_BP, Event, EventCalls, EventKind
from samvar.model.variant import Variant
from samvar.store.variants import VariantStore, rebuild
from samvar.store.variants.beside import REPEATS, STRUCTURAL, join_beside
from samvar.store.variants.event import Events, Question, key_of, rows_of, starts_of, told_anew
from samvar.store.variants.lengths import rows_of as repeat_rows
from samvar.store.variants.lengths import told_anew as loci_anew

SAMPLES = tuple(f"sam_{n}" for n in range(5))
ALL_KINDS = frozenset(EventKind)


def calls_of(rows, samples=SAMPLES):
    """rows: sample index, event or None and contig, copies, copy number."""
    events = [row[1] for row in rows]

    def column(values, width):
        return np.array(list(values), dtype=width)

    return EventCalls(
        samples,
        column((row[0] for row in rows), np.int32),
        column((0 if row[4] else row[1].kind.code for row in rows), np.int8),
        column((CODE[e.contig] for e in events), np.int8),
        column((e.start for e in events), np.int32),
        column((e.end for e in events), np.int32),
        column((CODE[e.mate] for e in events), np.int8),
        column((row[5] for row in rows), np.int32),
        column((row[5] for row in rows), np.int32),
        column((-1 for _ in rows), np.int32),
        column((row[2] for row in rows), np.int8),
        column((row[3] for row in rows), np.int16),
        ALL_KINDS,
    )


def like(one: Event, other: Event, overlap: float, slack: int) -> bool:
    """Whether two events are the same, as the documentation says it."""
    if one.kind is not other.kind or one.contig != other.contig or one.mate != other.mate:
        return False
    if one.kind.spans:
        shared = min(one.end, other.end) - max(one.start, other.start)
        return shared >= overlap * one.length and shared >= overlap * other.length
    window = WINDOW_BP[one.kind] + slack
    return abs(one.start - other.start) <= window and abs(one.end - other.end) <= window


def make(kind, contig, start, length):
    """An event of any kind, or None where there cannot be one."""
    mate, end = contig, start + length
    if kind in (EventKind.INS, EventKind.ME):
        end = start
    try:
        return Event(B38, kind, contig, start, end, mate)
    except BadVariant:
        return None


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


def told(row, sex):
    """What a row says of its sample: kind and state of each event that is kept."""
    _, one, copies, number, by_number, _ = row
    have = ploidy(B38, one.contig, one.start, sex)
    if by_number:
        if have == 0:
            return []
        if number < 0 or have is None:
            return [(EventKind.DEL, 0), (EventKind.DUP, 0)]
        if number < have:
            return [(EventKind.DEL, have - number)]
        return [(EventKind.DUP, 1)] if number > have else []
    if have == 0:
        return []
    return [(one.kind, max(0, min(copies, have or 1)))]


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


def put(store, people, rows, looked_at):
    """Load people without small variants, and what was told of their structural ones."""
    with store.writer() as writer:
        writer.load(
            people, [], {p.sample: p.sample for p in people},
            {p.sample: stretches_of(EVERYWHERE) for p in people}, "loa_1",
        )  # fmt: skip
        index = {sample: i for i, sample in enumerate(looked_at)}
        own = [(index[SAMPLES[r[0]]], *r[1:]) for r in rows if SAMPLES[r[0]] in index]
        # A copy number is of a stretch; the reader gives one for no other kind.
        own = [r for r in own if not r[4] or r[1].end > r[1].start]
        rows[:] = [r for r in rows if not r[4] or r[1].end > r[1].start]
        by_sample = {p.sample: p for p in people}
        if looked_at:
            table = rows_of(calls_of(own, tuple(looked_at)), [by_sample[s] for s in looked_at])
            kinds = [kind.value for kind in EventKind]
            writer.attach(STRUCTURAL, table, looked_at, kinds, "loa_1")
        writer.commit()


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


def lengths_of(rows, samples=SAMPLES):
    loci = tuple(Locus(name, 4, 10, 20, "CAG") for name in ("HTT", "FMR1"))
    units = np.array([r[2] for r in rows], dtype=np.int32).reshape(len(rows), 2)
    none = np.full_like(units, -1)
    return RepeatCalls(
        samples, loci, np.array([r[1] for r in rows], np.int32),
        np.array([r[0] for r in rows], np.int32), units, none, none,
        (units >= 0).sum(axis=1).astype(np.int16),
    )  # fmt: skip


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


DELETION = Event(B38, EventKind.DEL, "1", 1000, 2000, "1")


def one_deletion(store, load="loa_1", copies=1):
    with store.writer() as writer:
        table = rows_of(calls_of([(0, DELETION, copies, -1, False, 0)], ("sam_0",)),
                        [store.snapshot().contributions["sam_0"]])  # fmt: skip
        stale = told_anew(frozenset({EventKind.DEL}))
        writer.attach(STRUCTURAL, table, ["sam_0"], ["DEL"], load, stale)
        writer.commit()


def counted(store, scope=Scope.CARE):
    found = store.snapshot().looked.events(B38, Question(DELETION, 0.7), scope)
    return found.carriers, found.homozygotes, found.individuals


def test_a_person_comes_goes_and_opts_out_exactly(tmp_path):
    store = VariantStore.create(tmp_path / "store", grace_s=0)
    people = [contribution(s) for s in SAMPLES]
    put(store, people, [], [])
    empty = store.snapshot().digest()
    assert counted(store) == (0, 0, 0)
    one_deletion(store)
    assert counted(store) == (1, 0, 1)
    assert store.snapshot().loads == {"loa_1"}
    one_deletion(store, "loa_2", copies=2)
    assert counted(store) == (1, 1, 1)  # told anew, and not twice
    assert store.snapshot().loads == {"loa_1", "loa_2"}
    with store.writer() as writer:
        writer.opt_out(["sam_0"], Scope.RESEARCH)
        writer.commit()
    assert counted(store, Scope.RESEARCH) == (0, 0, 0)
    assert counted(store) == (1, 1, 1)
    with store.writer() as writer:
        writer.withdraw(["sam_0"])
        writer.commit()
    assert counted(store) == (0, 0, 0)
    assert STRUCTURAL in empty or STRUCTURAL not in store.snapshot().digest()
    assert rebuild(store.snapshot(), tmp_path / "anew").snapshot().digest() == (
        store.snapshot().digest()
    )


def test_no_byte_of_who_left_stays_in_a_live_file(tmp_path):
    store = VariantStore.create(tmp_path / "store", grace_s=0)
    put(store, [contribution(s) for s in SAMPLES], [], [])
    with store.writer() as writer:
        table = repeat_rows(lengths_of([(0, 0, (12_345, 23_456)), (1, 0, (1, 2))]),
                            [contribution(s) for s in SAMPLES])  # fmt: skip
        writer.attach(REPEATS, table, SAMPLES, [REPEATS], "loa_2")
        writer.commit()
    needle = np.array([23_456], "<i4").tobytes()

    def holds():
        return [
            p for p in (tmp_path / "store").rglob("*") if p.is_file() and needle in p.read_bytes()
        ]

    assert holds()
    with store.writer() as writer:
        writer.withdraw(["sam_0"])
        writer.commit()
    with store.writer():
        pass  # the sweep
    assert holds() == []


def test_who_is_not_live_gets_no_rows(tmp_path):
    store = VariantStore.create(tmp_path / "store")
    table = rows_of(calls_of([]), [None] * 5)
    with store.writer() as writer, pytest.raises(NotFound):
        writer.attach(STRUCTURAL, table, ["sam_9"], [], "loa_1")


def test_an_exome_was_looked_at_where_it_is_callable(tmp_path):
    store = VariantStore.create(tmp_path / "store")
    with store.writer() as writer:
        writer.load(
            [contribution("sam_0", assay="exome"), contribution("sam_1", assay="exome")], [],
            {"a": "sam_0", "b": "sam_1"},
            {"sam_0": stretches_of([(1, 1999, 2500)]), "sam_1": stretches_of([(1, 2000, 2500)])},
            "loa_1",
        )  # fmt: skip
        table = rows_of(calls_of([], ("a", "b")), [contribution("sam_0"), contribution("sam_1")])
        writer.attach(STRUCTURAL, table, ["sam_0", "sam_1"], ["DEL"], "loa_1")
        writer.commit()
    assert counted(store) == (0, 0, 1)


def test_a_store_of_before_opens_and_gains_the_tables(tmp_path):
    """Its manifest and its list of people say nothing of such tables, as those of format 3."""
    store = VariantStore.create(tmp_path / "store")
    put(store, [contribution(s) for s in SAMPLES], [], [])
    manifest = store.snapshot().opened.manifest
    people = tmp_path / "store" / manifest.shards[0].people.name
    entries = msgspec.json.decode(people.read_bytes())
    for entry in entries:
        del entry["examined"]
    plain = msgspec.json.encode(entries)
    people.write_bytes(plain)
    told = msgspec.to_builtins(manifest) | {"format": 3}
    for shard in told["shards"]:
        del shard["beside"]
        shard["people"] |= {"bytes": len(plain), "sha256": sha256(plain).hexdigest()}
    inner = msgspec.json.encode(told)
    sealed = {"manifest": msgspec.Raw(inner), "sha256": sha256(inner).hexdigest()}
    (tmp_path / "store/manifest.json").write_bytes(msgspec.json.encode(sealed))
    store = VariantStore.open(tmp_path / "store")
    assert counted(store) == (0, 0, 0)
    one_deletion(store)
    assert counted(VariantStore.open(tmp_path / "store")) == (1, 0, 1)


def test_loci_are_told_anew_one_by_one(tmp_path):
    store = VariantStore.create(tmp_path / "store")
    people = [contribution(s) for s in SAMPLES]
    put(store, people, [], [])
    told = [[(0, 0, (9, 9)), (0, 1, (30, 30))], [(0, 0, (10, 11))]]
    for number, rows in enumerate(told):
        with store.writer() as writer:
            names = frozenset(["HTT", "FMR1"][r[1]] for r in rows)
            table = repeat_rows(lengths_of(rows), people)
            load = f"loa_{number}"
            writer.attach(REPEATS, table, SAMPLES, [REPEATS], load, loci_anew(names))
            writer.commit()
    looked = store.snapshot().looked
    assert looked.loci(B38) == ("FMR1", "HTT")
    assert looked.lengths(B38, "HTT", [10], Scope.CARE).alleles.tolist() == [0, 2]
    assert looked.lengths(B38, "FMR1", [10], Scope.CARE).alleles.tolist() == [0, 2]
