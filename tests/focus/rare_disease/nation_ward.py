"""A small node for the tests of what is asked of other centres: patients in plain dataclasses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from sqlalchemy import delete, insert

from samvar.focus.rare_disease.model.kept import CaseTold, KeptCase, KeptMember, ToldTerm, Verb
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.share import DENOMINATORS
from samvar.focus.rare_disease.tables import classes, reports
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Contribution, CountingRules, Scope
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
from samvar.network.view import NodeView
from samvar.store.records.datasets import Dataset
from samvar.store.records.engine import Records, Transaction
from samvar.store.records.loads import Load, LoadPlan
from samvar.store.records.persons import Registered
from samvar.store.records.tables import DATA

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
B38 = Assembly.GRCh38
VARIANT = "2-166000000-G-A"
DOCTOR = Asker.of(PERSONAS["geneticist"].at("stockholm"))


@dataclass(frozen=True)
class Patient:
    """terms: None: a relative without a case. copies: of VARIANT. gene: of a class, and which.

    no: uses that are refused. cases: how many the patient has.
    """

    id: str
    terms: tuple[str, ...] | None = ()
    copies: int = 0
    affected: bool | None = True
    gene: tuple[str, str] | None = None
    outcome: str = ""
    no: tuple[Use, ...] = ()
    cases: int = 1

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset({Scope.RESEARCH} if Use.CARE in self.no else Scope)


@dataclass
class Ward:
    """One node's records, emptied and filled anew for each question."""

    records: Records
    id: str = "skane"
    patients: tuple[Patient, ...] = ()
    _epoch: int = field(default=0)

    @classmethod
    def open(cls, folder: Path, name: str, id: str = "skane") -> Ward:
        return cls(Records.open(f"sqlite:///{folder / name}.db"), id)

    def admit(self, patients: Sequence[Patient]) -> Ward:
        """Only these people from now on."""
        self.patients, self._epoch = tuple(patients), self._epoch + 1
        with self.records.begin() as tx:
            for table in reversed(DATA.sorted_tables):
                if table.name not in ("audit", "alembic_version"):
                    tx.connection.execute(delete(table))
            tx.datasets.add(Dataset("dat_1", "ward", "Ward", NOW))
            tx.loads.add(Load("loa_1", "dat_1", B38, (), "test", NOW), self._plan())
            tx.loads.settle("loa_1", self._epoch, {})
            for each in self.patients:
                for use in each.no:
                    place = "clinical-genetics" if use is Use.UNIT else ""
                    tx.choices.add(Choice(f"per_{each.id}", use, False, NOW, "test", place=place))
                for number in range(each.cases if each.terms is not None else 0):
                    _case(tx, each, number, NOW + timedelta(seconds=self._epoch))
        return self

    def view(self, scope: Scope = Scope.CARE, asker: Asker | None = DOCTOR) -> NodeView:
        return NodeView(
            self.id, scope, _Snapshot(self, self._epoch), lambda _: [], lambda: None, asker,
            self.records, (DENOMINATORS,), lambda what: self.id.encode() + what.encode(),
        )  # fmt: skip

    def _plan(self) -> LoadPlan:
        return LoadPlan(
            tuple(Registered(Person(f"per_{p.id}"), p.id) for p in self.patients),
            (Assay("asy_1", AssayKind.GENOME, B38, "Genome"),),
            tuple(
                Sample(f"sam_{p.id}", f"per_{p.id}", SampleKind.GERMLINE, "asy_1", p.id)
                for p in self.patients
            ),
        )


class _Snapshot(SimpleNamespace):
    """What the operations read of a store, over the ward's patients."""

    def __init__(self, ward: Ward, epoch: int) -> None:
        rules = CountingRules()
        own = {
            f"sam_{p.id}": Contribution(
                f"sam_{p.id}", f"per_{p.id}", B38, Sex.UNKNOWN, None, "genome", "dat_1",
                True, None, p.scopes, rules,
                () if p.affected is None else
                (("affected:affected",) if p.affected else ("affected:unaffected",)),
            )
            for p in ward.patients
        }  # fmt: skip
        super().__init__(epoch=epoch, contributions=own, ward=ward)

    def keys_of(self, variants: Sequence[object]) -> np.ndarray:
        return np.array([int(str(each) == VARIANT) for each in variants], dtype=np.uint64)

    def carriers(self, assembly: Assembly, key: int, scope: Scope) -> list[tuple[str, int]]:
        return sorted(
            (f"sam_{p.id}", p.copies)
            for p in self.ward.patients
            if key and assembly is B38 and p.copies and scope in p.scopes
        )

    def counts(self, assembly: Assembly, keys: np.ndarray, scope: Scope) -> SimpleNamespace:
        here = sum(scope in p.scopes for p in self.ward.patients) if assembly is B38 else 0
        return SimpleNamespace(individuals=np.full(len(keys), here, dtype=np.int64))


def case_id(patient: str, number: int = 0) -> str:
    return f"cas_{patient}_{number}"


def _case(tx: Transaction, each: Patient, number: int, at: datetime) -> None:
    referral, house, own = (
        f"ref_{each.id}_{number}",
        f"cas_h{each.id}_{number}",
        case_id(each.id, number),
    )
    person = f"per_{each.id}"
    tx.referrals.add(Referral(referral, person, "12", "lab", "rare disease", NOW))
    tx.cases.add(Case(house, referral, person, (f"sam_{each.id}",), CaseStatus.SEQUENCED))
    terms = each.terms if number == 0 else ()
    told = CaseTold(terms=tuple(ToldTerm(term, True) for term in terms or ()))
    member = KeptMember(f"sam_{each.id}", each.id, Sex.UNKNOWN, each.affected, None, None)
    cases = RareCases(tx.connection)
    cases.add(
        KeptCase(
            own, f"{each.id}-{number}", own, B38, person, referral, "12", told, "0" * 64, "loa_1",
            at, "test", (member,),
        ),
        house,
    )  # fmt: skip
    cases.note(own, NOW, "test", Verb.LOAD)
    if each.gene is not None:
        row = {
            "id": f"cls_{own}", "case": own, "assembly": B38.value, "variant": "2-1-A-C",
            "gene": each.gene[0], "condition": "", "class": each.gene[1], "points": 0,
            "zygosity": "het", "told": {}, "at": NOW, "by": "test",
        }  # fmt: skip
        tx.connection.execute(insert(classes).values(**row))
    if each.outcome:
        row = {
            "id": f"rep_{own}", "case": own, "referral": referral, "person": person, "made": NOW,
            "outcome": each.outcome, "document": "{}", "signature": "s",
        }  # fmt: skip
        tx.connection.execute(insert(reports).values(**row))
