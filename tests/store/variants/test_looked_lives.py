"""What was told of a sample beside its small variants lives, changes and ends with the sample."""

from __future__ import annotations

from hashlib import sha256

import msgspec
import numpy as np
import pytest
from looked_twin import SAMPLES, calls_of, lengths_of, put
from variant_twin import B38, contribution
from variant_twin import stretches as stretches_of

from samvar.model.contribution import Scope
from samvar.model.errors import NotFound
from samvar.model.structural import Event, EventKind
from samvar.store.variants import VariantStore, rebuild
from samvar.store.variants.beside import REPEATS, STRUCTURAL
from samvar.store.variants.event import Question, rows_of, told_anew
from samvar.store.variants.lengths import rows_of as repeat_rows
from samvar.store.variants.lengths import told_anew as loci_anew

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
