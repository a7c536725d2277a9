"""What every record store must do with source files."""

from __future__ import annotations

from dataclasses import replace

from samvar.model.errors import NotFound
from samvar.store.contract import refused
from samvar.store.contract.records import NOON, load, with_family
from samvar.store.keys import Wrapped
from samvar.store.records import Records
from samvar.store.records.destroy import destroy_rows, record_of
from samvar.store.records.engine import Transaction
from samvar.store.records.keys import SOURCE, DataKey
from samvar.store.records.loads import LoadPlan
from samvar.store.records.sources import Source, SourceState


def source(number: int, load: str) -> Source:
    """A file of a load, promised."""
    return Source(
        f"src_{number}", load, f"{number}.vcf.gz", "ab" * 32, 5_000_000_000, f"{number}" * 64,
        "{}", NOON,
    )  # fmt: skip


def something_of_sources(tx: Transaction, number: int = 1) -> None:
    """A kept file of a mother and a father, with its key; the family is there."""
    one = source(number, "loa_1")
    tx.sources.promise([one])
    tx.keys.add_many([DataKey(f"key_{number}s", SOURCE, one.id, Wrapped("r", b"w"), NOON)])
    tx.sources.settle("loa_1", {one.id: ("per_m", "per_f")})


def _key_is_shredded(tx: Transaction, number: int) -> bool:
    key = tx.keys.find(SOURCE, f"src_{number}")
    return key is not None and key.wrapped is None


class SourcesContract:
    """Needs a fixture `records`: an opened, empty store."""

    def test_a_file_is_promised_with_a_load_and_kept_with_it(self, records: Records) -> None:
        with with_family(records).begin() as tx:
            plan = LoadPlan(columns={"src_2": ("per_c", "per_m")})
            tx.loads.add(load(2), plan)
            tx.sources.promise([source(2, "loa_2")])
        with records.begin() as tx:
            assert tx.sources.get("src_2") == source(2, "loa_2")
            assert tx.sources.people("src_2") == ()
            tx.loads.settle("loa_2", 8)
        with records.read() as tx:
            kept = replace(source(2, "loa_2"), state=SourceState.KEPT)
            assert tx.sources.of() == tx.sources.of_load("loa_2") == (kept,)
            assert tx.sources.people("src_2") == ("per_c", "per_m")
            assert tx.sources.counts() == {SourceState.KEPT: 1}

    def test_a_load_that_fails_takes_its_files_and_their_keys(self, records: Records) -> None:
        with with_family(records).begin() as tx:
            tx.loads.add(load(2), LoadPlan(columns={"src_2": ("per_c",)}))
            tx.sources.promise([source(2, "loa_2")])
            tx.keys.add_many([DataKey("key_2", SOURCE, "src_2", Wrapped("r", b"w"), NOON)])
        with records.begin() as tx:
            tx.loads.recover(frozenset(), 7)
            assert tx.sources.get("src_2").state is SourceState.LEAVING
            assert _key_is_shredded(tx, 2)
            tx.sources.forget("src_2", NOON)
            with refused(NotFound):
                tx.sources.get("src_2")

    def test_one_of_two_lets_the_file_be_parted_and_the_last_takes_it_along(
        self, records: Records
    ) -> None:
        with with_family(records).begin() as tx:
            something_of_sources(tx)
        with records.begin() as tx:
            tx.sources.let_go("per_m", NOON)
            tx.sources.let_go("per_c", NOON)  # in no file
            assert tx.sources.people("src_1") == (None, "per_f")
            assert tx.sources.get("src_1").state is SourceState.PARTING
            assert not _key_is_shredded(tx, 1)
            tx.sources.let_go("per_f", NOON)
            assert tx.sources.get("src_1").state is SourceState.LEAVING
            assert _key_is_shredded(tx, 1)

    def test_a_parted_file_takes_the_place_of_the_old_one_once(self, records: Records) -> None:
        with with_family(records).begin() as tx:
            something_of_sources(tx)
            tx.sources.let_go("per_m", NOON)
            tx.sources.promise([replace(source(2, "loa_1"), state=SourceState.LEAVING)])
        with records.begin() as tx, refused(NotFound):
            tx.sources.replace("src_1", "src_2", ["per_f"], 2, NOON)  # others left than was seen
        with records.begin() as tx:
            tx.sources.replace("src_1", "src_2", ["per_f"], 1, NOON)
            new, old = tx.sources.get("src_2"), tx.sources.get("src_1")
            assert (new.state, new.parted, tx.sources.people("src_2")) == (
                SourceState.KEPT, 1, ("per_f",),
            )  # fmt: skip
            assert (old.state, tx.sources.people("src_1")) == (SourceState.LEAVING, ())
            assert _key_is_shredded(tx, 1)
            with refused(NotFound):
                tx.sources.replace("src_1", "src_2", ["per_f"], 1, NOON)

    def test_a_file_stands_in_the_record_of_each_of_its_people(self, records: Records) -> None:
        with with_family(records).begin() as tx:
            something_of_sources(tx)
            assert record_of(tx.connection, "per_m")["source_people"] == 1
            assert "source_people" not in record_of(tx.connection, "per_c")
            tx.sources.let_go("per_m", NOON)
            destroy_rows(tx.connection, "per_m")
            assert tx.sources.people("src_1") == (None, "per_f")
