"""A small node for the tests of what is shared: patients in plain dataclasses, written through
the area's own records, and the answers reckoned again the slow, obvious way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import delete

from samvar.focus.pharmacogenomics.model import (
    Diplotype,
    Event,
    GeneCall,
    Occasion,
    Order,
    Status,
    Step,
)
from samvar.focus.pharmacogenomics.model.measure import DAYS
from samvar.focus.pharmacogenomics.records import (
    Adopted,
    Calls,
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
from samvar.focus.pharmacogenomics.share import DENOMINATORS
from samvar.govern.identity import Asker
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import Assembly, Sex
from samvar.model.person import Assay, AssayKind, Person, Referral, Sample, SampleKind
from samvar.network.view import NodeView
from samvar.store.records.datasets import Dataset
from samvar.store.records.engine import Records, Transaction
from samvar.store.records.loads import Load, LoadPlan
from samvar.store.records.persons import Registered
from samvar.store.records.tables import DATA

NEW = "release-2"
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
B38 = Assembly.GRCh38


@dataclass(frozen=True)
class Result:
    """One gene. recall: (phenotype changed, advice changed, handled), None: not on the list."""

    gene: str
    status: str
    alleles: tuple[str, ...] = ()
    phenotype: str | None = None
    release: str = "release-1"
    recall: tuple[bool, bool, bool] | None = None


@dataclass(frozen=True)
class Ordered:
    """An order of `day`; report and dose: days after it, None if there was none."""

    region: str
    day: date
    report: int | None = None
    dose: int | None = None
    undone: bool = False


@dataclass(frozen=True)
class Patient:
    """research: whether they allow it. counts: False for a relative who is not counted."""

    id: str
    ancestry: str | None = None
    results: tuple[Result, ...] = ()
    orders: tuple[Ordered, ...] = ()
    research: bool = True
    counts: bool = True

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(Scope) if self.research else frozenset({Scope.CARE})

    def allows(self, scope: Scope) -> bool:
        return scope in self.scopes

    def counted(self, scope: Scope) -> tuple[Result, ...]:
        """What they add to sums of results."""
        return self.results if self.counts and self.allows(scope) else ()


def counted_people(view: NodeView) -> dict[str, int]:
    """Who could be in this area's answers, by its labels."""
    return {**view.settled(), **view.moving()}


@dataclass
class Ward:
    """One node's records, emptied and filled anew for each question."""

    records: Records
    id: str = "skane"
    patients: tuple[Patient, ...] = ()
    assessed: bool = True
    _epoch: int = field(default=0)

    @classmethod
    def open(cls, folder: Path, name: str) -> Ward:
        return cls(Records.open(f"sqlite:///{folder / name}.db"), name)

    def admit(self, patients: Sequence[Patient], *, assessed: bool = True) -> Ward:
        """Only these people from now on."""
        self.patients, self.assessed, self._epoch = tuple(patients), assessed, self._epoch + 1
        with self.records.begin() as tx:
            for table in reversed(DATA.sorted_tables):
                if table.name not in ("audit", "alembic_version"):
                    tx.connection.execute(delete(table))
            self._write(tx)
        return self

    def contributions(self) -> dict[str, Contribution]:
        rules = CountingRules()
        return {
            f"sam_{p.id}": Contribution(
                f"sam_{p.id}", f"per_{p.id}", B38, Sex.UNKNOWN, p.ancestry, "genome", "dat_1",
                p.counts, None if p.counts else "relative", p.scopes, rules,
            )
            for p in self.patients
        }  # fmt: skip

    def view(self, scope: Scope = Scope.CARE, asker: Asker | None = None) -> NodeView:
        snapshot = SimpleNamespace(epoch=self._epoch, contributions=self.contributions())
        return NodeView(
            self.id, scope, snapshot, lambda _: [], lambda: None, asker, self.records,
            (DENOMINATORS,),
        )  # fmt: skip

    def _write(self, tx: Transaction) -> None:
        tx.datasets.add(Dataset("dat_1", "ward", "Ward", NOW))
        tx.loads.add(Load("loa_1", "dat_1", B38, (), "test", NOW), self._plan())
        tx.loads.settle("loa_1", self._epoch, {})
        for person in self.patients:
            if not person.research:
                tx.choices.add(Choice(f"per_{person.id}", Use.RESEARCH, False, NOW, "test"))
        stored = [call for person in self.patients for call in _calls(person)]
        counting = frozenset(s for s, c in self.contributions().items() if c.counts)
        Calls(tx.connection).add_many(stored, counting)
        kept = Recalls(tx.connection)
        kept.replace(NEW, [r for p in self.patients for r in _recalls(p)])
        done = {(f"per_{p.id}", r.gene) for p in self.patients for r in p.results
                if r.recall and r.recall[2]}  # fmt: skip
        for line in kept.of(NEW):
            if (line.person, line.gene) in done:
                kept.handle(line.number, NOW, "test")
        if self.assessed:
            mark = Adopted(NEW, "d", NOW, "test", (B38.value,))
            Releases(tx.connection).note(mark, "assessed")
        for person in self.patients:
            for number, order in enumerate(person.orders):
                _order(tx, person, number, order)

    def _plan(self) -> LoadPlan:
        return LoadPlan(
            tuple(
                Registered(Person(f"per_{p.id}", ancestry=p.ancestry), p.id) for p in self.patients
            ),
            (Assay("asy_1", AssayKind.GENOME, B38, "Genome"),),
            tuple(
                Sample(f"sam_{p.id}", f"per_{p.id}", SampleKind.GERMLINE, "asy_1", p.id)
                for p in self.patients
            ),
        )

    def issue(self, identifier: str, patient: str, centres: tuple[str, ...], **more: object) -> str:
        """A passport with a document that says which it is."""
        document = f'{{"passport":"{identifier}"}}'
        expires = more.get("expires", NOW + timedelta(days=365 * 200))
        with self.records.begin() as tx:
            report = StoredReport(f"rep_{identifier}", None, f"per_{patient}", NOW, "{}", "s")
            Reports(tx.connection).add(report)
            kept = Passports(tx.connection)
            kept.add(
                StoredPassport(
                    identifier, f"per_{patient}", report.id, centres, NOW, expires, document,
                    "test", (f"sam_{patient}",),
                )
            )  # fmt: skip
            if more.get("revoked"):
                kept.revoke(identifier, NOW)
        return document


def _calls(person: Patient) -> list[StoredCall]:
    """One call for each release that the person's results are of."""
    releases = dict.fromkeys(each.release for each in person.results)
    return [
        StoredCall(
            f"cal_{person.id}_{release}", f"sam_{person.id}", f"per_{person.id}", B38, release,
            "d", NOW, "test", tuple(_gene(r) for r in person.results if r.release == release),
        )
        for release in releases
    ]  # fmt: skip


def _gene(result: Result) -> GeneCall:
    found = (Diplotype(result.alleles, 1, True),) if result.alleles else ()
    return GeneCall(
        result.gene, Status(result.status), found, result.phenotype, None, (), (), ("rs1",)
    )


def _recalls(person: Patient) -> list[Recall]:
    return [
        Recall(
            f"cal_{person.id}_{r.release}", f"sam_{person.id}", f"per_{person.id}", r.gene,
            r.release, NEW, {}, {}, r.recall[0], r.recall[1], NOW,
        )
        for r in person.results
        if r.recall is not None
    ]  # fmt: skip


def _order(tx: Transaction, person: Patient, number: int, order: Ordered) -> None:
    began = datetime.combine(order.day, time(8), UTC)
    identifier = f"ref_{person.id}_{number}"
    tx.referrals.add(Referral(identifier, f"per_{person.id}", order.region, "skane", "pgx", began))
    given = None if order.dose is None else order.day + timedelta(days=order.dose)
    events = [Event(0, Step.ORDERED, began, "test")]
    Orders(tx.connection).add(
        Order(
            identifier, f"per_{person.id}", person.id, order.region, "skane", began,
            (Occasion("capecitabine"),), (), (), None, given, Step.ORDERED, tuple(events),
        )
    )  # fmt: skip
    if order.report is not None:
        at = began + timedelta(days=order.report, hours=3)
        noted = Orders(tx.connection).note(identifier, Step.REPORTED, at, "test")
        if order.undone:
            Orders(tx.connection).note(identifier, Step.REPORTED, at, "test", undoes=noted)


# -- the slow, obvious way ------------------------------------------------------------------


def alleles_twin(people: Sequence[Patient], scope: Scope, args: object) -> dict[str, list[int]]:
    """`answer_alleles`, one number at a time."""
    value: dict[str, list[int]] = {c: [] for c in ("copies", "carriers", "an", "people")}
    value |= {"unsure": [], "tested": []}
    for label in (None, *args.ancestries):
        mine = [
            r for p in people if label in (None, p.ancestry) for r in p.counted(scope)
            if r.gene == args.gene and args.release in ("", r.release)
        ]  # fmt: skip
        sure = [r for r in mine if r.status == "called"]
        for name in (*args.alleles, None):
            is_it = (lambda a: a not in args.alleles) if name is None else name.__eq__
            value["copies"].append(sum(is_it(a) for r in sure for a in r.alleles))
            value["carriers"].append(sum(any(is_it(a) for a in r.alleles) for r in sure))
            value["an"].append(sum(len(r.alleles) for r in sure))
            value["people"].append(len(sure))
        for state in ("ambiguous", "incomplete", "not_called"):
            value["unsure"].append(sum(r.status == state for r in mine))
            value["tested"].append(len(mine))
    return value


def phenotypes_twin(people: Sequence[Patient], scope: Scope, args: object) -> dict[str, list[int]]:
    """`answer_phenotypes`, one number at a time."""
    value: dict[str, list[int]] = {c: [] for c in ("with_phenotype", "people", "unsure", "tested")}
    for label in (None, *args.ancestries):
        mine = [
            r for p in people if label in (None, p.ancestry) for r in p.counted(scope)
            if r.gene == args.gene and args.release in ("", r.release)
        ]  # fmt: skip
        having = [r for r in mine if r.phenotype is not None]
        for name in args.phenotypes:
            value["with_phenotype"].append(sum(r.phenotype == name for r in having))
        value["with_phenotype"].append(sum(r.phenotype not in args.phenotypes for r in having))
        value["people"] += [len(having)] * (len(args.phenotypes) + 1)
        lacking = [r for r in mine if r.phenotype is None]
        for state in ("ambiguous", "incomplete", "not_called"):
            states = (state, "called") if state == "not_called" else (state,)
            value["unsure"].append(sum(r.status in states for r in lacking))
            value["tested"].append(len(mine))
    return value


def recall_twin(
    people: Sequence[Patient], scope: Scope, args: object, assessed: bool = True
) -> dict[str, list[int]]:
    """`answer_recall`, one number at a time."""
    mine = [[r for p in people for r in p.counted(scope) if r.gene == gene] for gene in args.genes]
    listed = [[r.recall for r in rows if r.recall is not None] for rows in mine]
    return {
        "phenotype_changed": [sum(one[0] for one in rows) for rows in listed],
        "advice_changed": [sum(one[1] for one in rows) for rows in listed],
        "open": [sum(not one[2] for one in rows) for rows in listed],
        "assessed": [len(rows) if assessed else 0 for rows in mine],
        "tested": [len(rows) for rows in mine],
    }


def turnaround_twin(people: Sequence[Patient], scope: Scope, args: object) -> dict[str, list[int]]:
    """`answer_turnaround`, one number at a time."""
    value: dict[str, list[int]] = {"days": [], "first_dose": [], "orders": [], "reported": []}
    everyone = [o for p in people if p.allows(scope) for o in p.orders]
    everyone = [
        o for o in everyone
        if (not args.since or o.day >= date.fromisoformat(args.since))
        and (not args.until or o.day < date.fromisoformat(args.until))
    ]  # fmt: skip
    for region in (None, *args.regions):
        mine = [o for o in everyone if region in (None, o.region)]
        days = [None if o.undone else o.report for o in mine]
        told = [d for d in days if d is not None]
        low = -1
        for end in (*DAYS, 10**6):
            value["days"].append(sum(low < d <= end for d in told))
            low = end
        value["reported"] += [len(told)] * (len(DAYS) + 1)
        pairs = [(d, o.dose) for d, o in zip(days, mine, strict=True)]
        given = [(d, dose) for d, dose in pairs if dose is not None]
        value["first_dose"] += [
            sum(d is not None and d <= dose for d, dose in given),
            sum(d is not None and d > dose for d, dose in given),
            sum(d is None for d, _ in given),
            len(mine) - len(given),
        ]
        value["orders"] += [len(mine)] * 4
    return value
