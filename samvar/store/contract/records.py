"""What every record store must do; its people and its audit log: `contract.people`, `audit`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from samvar.model.errors import Conflict, NotFound
from samvar.model.genome import Assembly, Sex
from samvar.model.person import (
    Assay,
    AssayKind,
    Case,
    CaseStatus,
    Person,
    Referral,
    Sample,
    SampleKind,
)
from samvar.store.contract import OnPurposeError, break_off, refused
from samvar.store.records import Records
from samvar.store.records.datasets import Dataset
from samvar.store.records.loads import Load, LoadedFile, LoadPlan, LoadState
from samvar.store.records.persons import Registered
from samvar.store.records.samples import SampleState

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DATASET = Dataset("dat_1", "rare", "Rare diseases", NOON, "Trios", ("DUO:0000042",))
MOTHER = Registered(Person("per_m", Sex.FEMALE, family="F1"), "mum")
FATHER = Registered(Person("per_f", Sex.MALE, family="F1"), "dad")
CHILD = Registered(Person("per_c", Sex.MALE, "EUR", "F1", "per_f", "per_m"), "kid")
ASSAY = Assay("asy_1", AssayKind.GENOME, Assembly.GRCh38, "PCR-free")


def sample(number: int, person: str = "per_c", name: str | None = None) -> Sample:
    """A germline sample with fresh ids."""
    return Sample(f"sam_{number}", person, SampleKind.GERMLINE, "asy_1", name or f"s{number}")


def load(number: int) -> Load:
    """A load of one file, `number` minutes past noon."""
    file = LoadedFile("trio.vcf.gz", "ab" * 32)
    at = NOON + timedelta(minutes=number)
    return Load(f"loa_{number}", "dat_1", Assembly.GRCh38, (file,), "usr_1", at)


FAMILY = LoadPlan(
    persons=(CHILD, MOTHER, FATHER),
    assays=(ASSAY,),
    samples=(sample(1), sample(2, "per_m"), sample(3, "per_f")),
)


def with_family(records: Records) -> Records:
    """A store that holds one dataset with one live load of a family of three."""
    with records.begin() as tx:
        tx.datasets.add(DATASET)
        tx.loads.add(load(1), FAMILY)
        tx.loads.settle("loa_1", 7, {"accepted": 3})
    return records


class RecordsContract:
    """Needs a fixture `records`: an opened, empty store."""

    def test_what_raises_leaves_nothing(self, records: Records) -> None:
        with refused(OnPurposeError), records.begin() as tx:
            tx.datasets.add(DATASET)
            break_off()
        with records.read() as tx:
            assert tx.datasets.all() == ()

    def test_a_reader_cannot_write_and_sees_one_moment(self, records: Records) -> None:
        with records.read() as before:
            assert before.datasets.all() == ()
            with records.begin() as tx:
                tx.datasets.add(DATASET)
            assert before.datasets.all() == ()
        with records.read() as after:
            assert after.datasets.all() == (DATASET,)
        with refused(RuntimeError), records.read() as tx:
            tx.datasets.remove("dat_1")
        with records.begin() as tx:
            tx.datasets.remove("dat_1")

    def test_a_dataset_is_found_by_name_and_changed(self, records: Records) -> None:
        with records.begin() as tx:
            tx.datasets.add(DATASET)
            tx.datasets.change(Dataset("dat_1", "rare", "Sällsynta diagnoser", NOON))
        with records.read() as tx:
            found = tx.datasets.by_name("rare")
            assert found == Dataset("dat_1", "rare", "Sällsynta diagnoser", NOON)
            assert tx.datasets.by_name("common") is None
            with refused(NotFound):
                tx.datasets.get("dat_2")
        with refused(Conflict), records.begin() as tx:
            tx.datasets.add(Dataset("dat_2", "rare", "", NOON))

    def test_a_pending_load_is_a_promise_that_nobody_sees(self, records: Records) -> None:
        with records.begin() as tx:
            tx.datasets.add(DATASET)
            tx.loads.add(load(1), FAMILY)
        with records.read() as tx:
            assert tx.loads.get("loa_1").state is LoadState.PENDING
            assert tx.persons.count() == 0
            assert tx.samples.count() == 0

    def test_a_settled_load_brings_its_plan(self, records: Records) -> None:
        with with_family(records).read() as tx:
            done = tx.loads.get("loa_1")
            assert (done.state, done.epoch, done.report) == (LoadState.LIVE, 7, {"accepted": 3})
            assert done.files == (LoadedFile("trio.vcf.gz", "ab" * 32),)
            assert [each.sample for each in tx.samples.of(load="loa_1")] == list(FAMILY.samples)
            assert tx.samples.of(person="per_m", dataset="dat_1")[0].live
            assert tx.samples.count() == tx.samples.count("dat_1") == 3
            assert tx.persons.get("per_c") == CHILD.person
            assert tx.assays.get("asy_1") == ASSAY
            assert tx.assays.find(AssayKind.GENOME, Assembly.GRCh38, "PCR-free") == ASSAY
            assert tx.loads.last_live() == NOON + timedelta(minutes=1)
            with refused(NotFound):
                tx.loads.plan("loa_1")

    def test_recovery_believes_the_manifest(self, records: Records) -> None:
        with with_family(records).begin() as tx:
            tx.loads.add(load(2), LoadPlan(samples=(sample(4),)))
            tx.loads.add(load(3), LoadPlan(samples=(sample(5),)))
        with records.begin() as tx:
            done = tx.loads.recover({"loa_1", "loa_2"}, epoch=8)
            assert (done.settled, done.failed) == (("loa_2",), ("loa_3",))
        with records.begin() as tx:
            again = tx.loads.recover({"loa_1", "loa_2"}, epoch=8)
            assert (again.settled, again.failed) == ((), ())
            assert tx.loads.get("loa_3").state is LoadState.FAILED
            assert tx.loads.get("loa_2").epoch == 8
            assert {each.sample.id for each in tx.samples.of()} == {
                *("sam_1", "sam_2", "sam_3", "sam_4"),
            }

    def test_a_sample_name_is_taken_once_per_dataset(self, records: Records) -> None:
        with_family(records)
        twice = (sample(8, name="same"), sample(9, name="same"))
        with records.begin() as tx:
            tx.loads.add(load(2), LoadPlan(samples=(sample(4),)))
        for plan in (
            LoadPlan(samples=(sample(5, name="s1"),)),  # live
            LoadPlan(samples=(sample(5, name="s4"),)),  # promised
            LoadPlan(samples=twice),
        ):
            with refused(Conflict), records.begin() as tx:
                tx.loads.add(load(3), plan)

    def test_a_reload_is_a_withdrawal_plus_an_addition(self, records: Records) -> None:
        changed = Registered(Person("per_c", Sex.FEMALE, "EUR"), "kid")
        plan = LoadPlan((changed,), (), (sample(4, name="s1"),), replaces=("sam_1",))
        with with_family(records).begin() as tx:
            tx.loads.add(load(2), plan)
            assert tx.persons.get("per_c") == CHILD.person
        with records.begin() as tx:
            tx.loads.settle("loa_2", 8)
        with records.read() as tx:
            assert tx.persons.get("per_c") == changed.person
            assert tx.samples.by_names("dat_1", ["s1"])["s1"].sample.id == "sam_4"
            assert tx.samples.get("sam_1").state is SampleState.WITHDRAWN
            assert tx.samples.count() == 3

    def test_a_withdrawn_sample_keeps_no_name(self, records: Records) -> None:
        with with_family(records).begin() as tx:
            tx.samples.leave(["sam_1"], NOON)
        with records.begin() as tx:
            assert [each.sample.id for each in tx.samples.of(state=SampleState.LEAVING)] == [
                "sam_1"
            ]
            assert tx.samples.count() == 2
            tx.samples.withdraw(["sam_1"], NOON)
        with records.read() as tx:
            gone = tx.samples.get("sam_1")
            assert (gone.state, gone.sample.name, gone.left) == (
                SampleState.WITHDRAWN,
                "",
                NOON,
            )
            assert tx.samples.by_names("dat_1", ["s1"]) == {}
            assert tx.loads.get("loa_1").state is LoadState.LIVE

    def test_a_load_without_samples_left_is_withdrawn(self, records: Records) -> None:
        with with_family(records).begin() as tx:
            tx.samples.withdraw(["sam_1", "sam_2", "sam_3"], NOON)
            assert tx.loads.get("loa_1").state is LoadState.WITHDRAWN
            assert tx.loads.of(dataset="dat_1", state=LoadState.LIVE) == ()

    def test_a_referral_is_answered_by_a_case(self, records: Records) -> None:
        referral = Referral("ref_1", "per_c", "09", "Karolinska", "why?", NOON)
        case = Case("cas_1", "ref_1", "per_c", ("sam_3", "sam_1"))
        later = NOON + timedelta(days=9)
        with with_family(records).begin() as tx:
            tx.referrals.add(referral)
            tx.cases.add(case)
            tx.cases.move("cas_1", CaseStatus.REPORTED)
            tx.referrals.answer("ref_1", later)
            tx.referrals.acknowledge("ref_1", later)
        with records.read() as tx:
            found = tx.referrals.get("ref_1")
            assert (found.answered, found.acknowledged) == (later, later)
            assert tx.referrals.of_person("per_c") == (found,)
            reported = Case("cas_1", "ref_1", "per_c", ("sam_3", "sam_1"), CaseStatus.REPORTED)
            assert tx.cases.get("cas_1") == reported
            assert tx.cases.of_proband("per_c") == (reported,)
        with refused(NotFound), records.begin() as tx:
            tx.referrals.answer("ref_2", later)
        with refused(NotFound), records.begin() as tx:
            tx.cases.move("cas_2", CaseStatus.REPORTED)

    def test_a_session_is_known_by_its_token_until_it_ends(self, records: Records) -> None:
        hour = timedelta(hours=1)
        with records.begin() as tx:
            token = tx.sessions.start({"id": "usr_1", "roles": ["auditor"]}, NOON, hour)
            other = tx.sessions.start({"id": "usr_2"}, NOON, 2 * hour)
        with records.begin() as tx:
            assert tx.sessions.find(token, NOON) == {"id": "usr_1", "roles": ["auditor"]}
            assert tx.sessions.find(token, NOON + hour) is None
            assert tx.sessions.find(token[:-1], NOON) is None
            assert tx.sessions.find("\ud800", NOON) is None
            assert tx.sessions.sweep(NOON + hour) == 1
            tx.sessions.end(other)
            tx.sessions.end("unknown")
            assert tx.sessions.find(other, NOON) is None
