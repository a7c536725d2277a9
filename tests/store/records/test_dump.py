"""Rows leave one engine and enter another without loss."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert

from samvar.focus.pharmacogenomics.model import (
    Cause,
    Diplotype,
    Event,
    GeneCall,
    GeneChange,
    Occasion,
    Order,
    Status,
    Step,
)
from samvar.focus.pharmacogenomics.model.identity import Against, HeldSample, Objection
from samvar.focus.pharmacogenomics.records import (
    Adopted,
    Calls,
    Changes,
    Identities,
    Orders,
    Passports,
    Recall,
    Recalls,
    Releases,
    Reports,
    StoredCall,
    StoredPassport,
    StoredReport,
)
from samvar.focus.rare_disease import tables as rare
from samvar.focus.rare_disease.model.kept import (
    CaseTold,
    KeptCase,
    KeptList,
    KeptMember,
    ToldTerm,
    Verb,
)
from samvar.focus.rare_disease.records import Lists, RareCases
from samvar.model.consent import CareRelation, Choice, Reason, Use
from samvar.model.errors import BadConfig, Conflict, CorruptStore
from samvar.model.genome import Assembly, Sex
from samvar.model.person import Case, Referral
from samvar.store.contract.audit import entry
from samvar.store.contract.emergencies import something_of_emergencies
from samvar.store.contract.log import something_in_every_table
from samvar.store.contract.permits import something_of_permits
from samvar.store.contract.records import NOON, sample, with_family
from samvar.store.contract.records import load as new_load
from samvar.store.contract.sources import something_of_sources
from samvar.store.jobs import JobTable
from samvar.store.keys import Wrapped
from samvar.store.records import Records
from samvar.store.records.dump import dump, undump
from samvar.store.records.engine import Transaction
from samvar.store.records.identities import SealedIdentity
from samvar.store.records.keys import DataKey
from samvar.store.records.ledger import Asked, Key
from samvar.store.records.loads import LoadPlan

Fresh = Callable[[str], str]


@pytest.fixture
def fresh(tmp_path: Path, bare_postgres_url: str) -> Fresh:
    """The URL of an empty store, by the engine's name."""
    urls = {
        "sqlite": f"sqlite:///{tmp_path / 'other' / 'r.sqlite'}",
        "postgresql": bare_postgres_url,
    }
    return urls.__getitem__


def _rare_diseases(tx: Transaction) -> None:
    """Something in each table of that area; the referral and the case are the house's."""
    case = KeptCase(
        "cas_2", "fam", "17", Assembly.GRCh38, "per_c", "ref_1", "01",
        CaseTold(terms=(ToldTerm("HP:0001250", True),)), "0" * 64, "loa_1", NOON, "usr_1",
        (KeptMember("sam_1", "son", Sex.MALE, True, None, "mum"),),
    )  # fmt: skip
    cases = RareCases(tx.connection)
    cases.add(case, "cas_1")
    cases.note("cas_2", NOON, "usr_1", Verb.PIN, "1-1000-A-G", "fits")
    Lists(tx.connection).promise(
        [KeptList("lst_1", "cas_2", "loa_1", "snv", "a.vcf", "0" * 64, "1" * 64, 7)]
    )
    for row in _RARE_ROWS:
        tx.connection.execute(row)


_CASE: dict[str, Any] = {"case": "cas_2", "at": NOON}
_RARE_ROWS = [
    insert(table).values(row)
    for table, row in (
        (rare.filters, {"id": "fil_1", "name": "rare", "category": "snv", "filter": {"é": None},
                        "owner": "usr_1", "at": NOON, "by": "usr_1"}),
        (rare.classifications, {**_CASE, "variant": "1-1000-A-G", "reader": "usr_1",
                                "step": {"number": 1}}),
        (rare.classes, {**_CASE, "id": "cla_1", "assembly": "GRCh38", "variant": "1-1000-A-G",
                        "gene": "BRCA1", "condition": "MONDO:1", "class": "pathogenic",
                        "points": 10, "zygosity": "het", "told": [], "by": "usr_1"}),
        (rare.readings, {**_CASE, "round": 1, "reader": "usr_1", "act": "opened"}),
        (rare.panels, {"id": "pan_1", "panel": "p", "version": "1.0", "name": "å", "source": "own",
                       "digest": "0" * 64, "document": {"genes": []}, "at": NOON, "by": "usr_1"}),
        (rare.orders, {"referral": "ref_1", "label": "L1", "kind": "diagnostic",
                       "priority": "routine", "indication": "epilepsy", "second_reader": True,
                       "told": {}, "by": "usr_1"}),
        (rare.steps, {"referral": "ref_1", "step": "received", "at": NOON, "by": "usr_1"}),
        (rare.units, {"referral": "ref_1", "at": NOON, "by": "usr_1", "was": "a", "now": "b"}),
        (rare.reports, {"id": "rep_2", "case": "cas_2", "referral": "ref_1", "person": "per_c",
                        "made": NOON, "outcome": "solved", "document": "{}", "signature": "00"}),
        (rare.contacts, {**_CASE, "id": "con_1", "node": "skane", "handle": "h", "told": {},
                         "owner": "usr_1", "due": "2026-12-01", "by": "usr_1"}),
        (rare.contact_answers, {"request": "con_9", "node": "skane", "digest": "0" * 64,
                                "owner": "usr_1", "accepted": None, "told": {}, "at": NOON,
                                "by": "usr_1"}),
        (rare.watched, {**_CASE, "variant": "1-1000-A-G", "state": {"n": 1}}),
        (rare.reanalyses, {**_CASE, "cause": "knowledge", "before": {}, "after": {"n": 2}}),
    )
]  # fmt: skip


def _pharmacogenes(tx: Transaction) -> None:
    """Something in each table of that area."""
    gene = GeneCall(
        "TPMT", Status.CALLED, (Diplotype(("*1", "*1"), 3, True),), None, None, (), (), ("rs1",)
    )
    call = StoredCall(
        "cal_1", "sam_1", "per_c", Assembly.GRCh38, "own", "0" * 64, NOON, "usr_1", (gene,)
    )
    Calls(tx.connection).add_many([call], frozenset({"sam_1"}))
    doubt = Objection(Against.GENOTYPES, 9, 5, 1)
    Identities(tx.connection).hold(HeldSample("sam_1", "per_c", (doubt,), NOON, "usr_1"))
    Passports(tx.connection).outlive(["0" * 64], NOON)
    event = Event(0, Step.ORDERED, NOON, "usr_1")
    Orders(tx.connection).add(
        Order(
            "ref_1", "per_c", "kid", "09", "Solna", NOON, (Occasion("codeine"),), ("åäö",), (),
            NOON.date(), None, Step.ORDERED, (event,),
        )
    )  # fmt: skip
    report = StoredReport("rep_1", "ref_1", "per_c", NOON, "{}", "00")
    Reports(tx.connection).add(report)
    Identities(tx.connection).expect("ref_1", "TUBE-17")
    change = GeneChange(
        "TPMT", "Normal Metabolizer", "", 2.0, None, {"codeine": ("usual", "avoid")}
    )
    Changes(tx.connection).add("ref_1", "rep_1", Cause.CALL, [change], NOON, "usr_1", 1)
    Passports(tx.connection).add(
        StoredPassport("pas_1", "per_c", "rep_1", ("skane",), NOON, NOON, "{}", "usr_1", ("sam_1",))
    )
    Recalls(tx.connection).replace(
        "new",
        [
            Recall(
                "cal_1", "sam_1", "per_c", "TPMT", "own", "new", {"a": 1}, {"a": None},
                True, False, NOON,
            )
        ],
    )  # fmt: skip
    Releases(tx.connection).note(Adopted("own", "0" * 64, NOON, "usr_1"), "adopted")


def full(records: Records) -> Records:
    """A store with something in every table."""
    with with_family(records).begin() as tx:
        tx.loads.add(new_load(2), LoadPlan(samples=(sample(4),)))
        tx.referrals.add(Referral("ref_1", "per_c", "09", "Solna", "varför?", NOON))
        tx.cases.add(Case("cas_1", "ref_1", "per_c", ("sam_1", "sam_2")))
        tx.choices.add(Choice("per_m", Use.RESEARCH, False, NOON, "usr_1"))
        tx.choices.add(Choice("per_m", Use.RESEARCH, True, NOON, "usr_1"))
        care = CareRelation(
            "car_1",
            "per_c",
            "usr_1",
            "",
            Reason.ORDER,
            "ref_1",
            NOON,
            NOON + timedelta(days=9),
            "u",
        )
        tx.care.open(care)
        tx.care.close("car_1", NOON + timedelta(days=1), "usr_1")
        tx.accounts.link("usr_p", "per_c", NOON, "usr_1")
        tx.identities.add_many([SealedIdentity("per_c", "personnummer", "AQ==", "key_1", "0" * 64)])
        tx.keys.add_many([DataKey("key_1", "person", "per_c", Wrapped("r", b"w"), NOON)])
        tx.audit.append_many([entry(n, reason="é\u2028" * n) for n in range(1, 8)])
        something_in_every_table(tx)
        spent = Key("a" * 40, "research", "2026")
        tx.ledger.remember(
            spent, "usr_1", None, Asked(3, np.array([1, 2**64 - 1], dtype=np.uint64))
        )
        tx.ledger.put(spent, "uppsala", 0.1)
        tx.ledger.heard("uppsala", NOON)
        something_of_permits(tx)
        something_of_emergencies(tx)
        something_of_sources(tx)
        tx.sessions.start({"id": "usr_1"}, NOON, timedelta(hours=1))
        _pharmacogenes(tx)
        _rare_diseases(tx)
    table = JobTable(records)
    table.submit("load", {"file": "å.vcf", "n": [1, None]})
    job = table.claim("w1")
    assert job is not None
    table.beat(job, "reading", 1, 2, "records")
    return records


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_every_row_arrives_on_every_engine(tmp_path: Path, fresh: Fresh, target: str) -> None:
    out, again = tmp_path / "out", tmp_path / "again"
    out.mkdir()
    again.mkdir()
    with full(Records.open(f"sqlite:///{tmp_path / 'r.sqlite'}")) as records:
        with records.read() as tx:
            at = dump(tx, out)
        with Records.connect(fresh(target)) as other:
            undump(other, out, at)
            with other.read() as tx:
                assert dump(tx, again) == at
                assert tx.audit.verify() == 7
                for left in ("sessions", "data_keys"):
                    count = f"SELECT count(*) FROM {left}"
                    assert tx.connection.exec_driver_sql(count).scalar() == 0
            with other.begin() as tx:
                tx.audit.append(entry(8))
                tx.choices.add(Choice("per_f", Use.CARE, False, NOON, "usr_1"))
                assert len(tx.choices.history("per_m")) == 2
    assert {path.name for path in out.iterdir()} == {path.name for path in again.iterdir()}
    for path in out.iterdir():
        assert _lines(path) == _lines(again / path.name), path.name
        assert len(_lines(path)) > 1, f"{path.name} tested nothing"


def test_a_dump_is_of_one_moment(tmp_path: Path, bare_postgres_url: str) -> None:
    """What is committed while rows are being written is not in the dump."""
    for number, url in enumerate((f"sqlite:///{tmp_path / 'r.sqlite'}", bare_postgres_url)):
        out = tmp_path / f"out{number}"
        out.mkdir()
        with Records.open(url) as records:
            with records.begin() as tx:
                tx.audit.append(entry(1))
            with records.read() as reading:
                assert reading.audit.count() == 1
                with records.begin() as tx:
                    tx.audit.append(entry(2))
                dump(reading, out)
        assert len(_lines(out / "audit.jsonl.gz")) == 2  # the head, and the first entry


def test_a_store_that_is_in_use_is_not_filled(tmp_path: Path) -> None:
    with Records.open(f"sqlite:///{tmp_path / 'r.sqlite'}") as records, pytest.raises(Conflict):
        undump(records, tmp_path, "r0001")


DAMAGE = [
    ("cut short", lambda lines: [*lines[:-1], lines[-1][:-30]]),
    ("another head", lambda lines: [b'["id"]\n', *lines[1:]]),
    ("empty", lambda lines: []),
    ("an entry left out", lambda lines: lines[:2] + lines[3:]),
    ("an entry changed", lambda lines: [line.replace(b"answered", b"refused.") for line in lines]),
]


@pytest.mark.parametrize(("why", "damage"), DAMAGE, ids=[why for why, _ in DAMAGE])
def test_a_damaged_dump_fills_nothing(
    tmp_path: Path, why: str, damage: Callable[[list[bytes]], list[bytes]]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with full(Records.open(f"sqlite:///{tmp_path / 'r.sqlite'}")) as records, records.read() as tx:
        at = dump(tx, out)
    path = out / "audit.jsonl.gz"
    with gzip.open(path) as file:
        lines = damage(file.readlines())
    with gzip.open(path, "wb") as file:
        file.writelines(lines)
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    with Records.connect(url) as other, pytest.raises((CorruptStore, Conflict)):
        undump(other, out, at)
    with Records.open(url) as other, other.read() as tx:
        assert tx.audit.count() == tx.persons.count() == 0


def test_a_dump_from_the_future_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.sqlite'}"
    with Records.connect(url) as records, pytest.raises(BadConfig, match="newer samvar"):
        undump(records, tmp_path, "r9999")


def _lines(path: Path) -> list[bytes]:
    with gzip.open(path) as file:
        return file.readlines()
