"""What every answer about the invented and the synthetic people must be, without the store.

People are called straight from what was drawn; then each number is counted one person after
another, slowly and plainly, so that it can judge the operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from samvar.demo.cohort import Cohort
from samvar.demo.pharmacogenomics.draw import Drawn, patients_of
from samvar.demo.pharmacogenomics.people import call_cohort
from samvar.demo.pharmacogenomics.release import next_release
from samvar.demo.site import ASSEMBLY
from samvar.demo.truth import counted
from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.analyse.outside import call_outside
from samvar.focus.pharmacogenomics.analyse.retell import Teller, retell
from samvar.focus.pharmacogenomics.model import GeneCall, SampleCall, Status, Step
from samvar.focus.pharmacogenomics.model.measure import DAYS, FIRST_DOSE, UNSURE
from samvar.focus.pharmacogenomics.records import StoredCall
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly

Counts = dict[str, list[int]]
"""Column -> numbers, in the order of the operation."""


@dataclass(frozen=True, slots=True)
class Told:
    """One person who counts, for these uses. genes: those of which anything was looked at, by name.

    changed: genes that `next_release` tells otherwise, and whether that changes an advice.
    """

    ancestry: str | None
    scopes: frozenset[Scope]
    genes: dict[str, GeneCall]
    changed: dict[str, bool]


def people_of(cohort: Cohort) -> list[Told]:
    """Everybody of a region who counts: synthetic people, then invented patients."""
    found = []
    calls = {call.sample: call for call in call_cohort(cohort, own_release())}
    name = {sample: lab for lab, sample in cohort.names.items()}
    tellers = _Tellers()
    for contribution in counted(cohort):
        call = calls[name[contribution.sample]]
        found.append(tellers.told(call, contribution.ancestry, ASSEMBLY, contribution.scopes))
    for drawn in patients_of(cohort.node):
        if drawn.tested:
            call, patient = call_patient(drawn), drawn.patient
            found.append(tellers.told(call, patient.ancestry, patient.assembly, frozenset(Scope)))
    return [each for each in found if each.genes]


def call_patient(drawn: Drawn) -> SampleCall:
    """An invented patient's calls, from the genotypes that were invented."""
    patient, release = drawn.patient, own_release()
    handed = {each.gene: each for each in patient.outside}
    genes, observed = [], {}
    for gene in whole(release).genes:
        caller = GeneCaller(gene, patient.assembly)
        row = tuple(patient.genotype(gene, each) for each in caller.positions)
        call = caller.call(row)
        if gene.name in handed:
            call = call_outside(gene, handed[gene.name], call)
        genes.append(call)
        if any(row):
            observed[gene.name] = caller.observed(row)
    return SampleCall(patient.label, release.name, tuple(genes), observed, handed)


class _Tellers:
    """Both releases, ready to tell many people."""

    def __init__(self) -> None:
        own, new = own_release(), next_release()
        self._old = Teller(own.name, whole(own))
        self._new = Teller(new.name, whole(new))

    def told(
        self,
        call: SampleCall,
        ancestry: str | None,
        assembly: Assembly,
        scopes: frozenset[Scope],
    ) -> Told:
        genes = {gene.gene: gene for gene in call.genes if gene.telling}
        kept = StoredCall(
            "", "", "", assembly, call.release, "", datetime(2026, 1, 1, tzinfo=UTC), "",
            tuple(genes.values()), call.observed, call.outside,
        )  # fmt: skip
        changed = {
            each.gene: bool(each.advice) for _, each in retell([(kept, self._old)], [], self._new)
        }
        return Told(ancestry, scopes, genes, changed)


def allele_counts(
    people: Sequence[Told], gene: str, alleles: Sequence[str], labels: Sequence[str]
) -> Counts:
    """As `allele_frequency` must answer."""
    out: Counts = {c: [] for c in ("copies", "carriers", "an", "people", "unsure", "tested")}
    for group in _groups(people, labels):
        calls = [each.genes[gene] for each in group if gene in each.genes]
        sure = [c.diplotypes[0].alleles for c in calls if c.status is Status.CALLED]
        others = [name for pair in sure for name in pair if name not in alleles]
        out["copies"] += [sum(pair.count(name) for pair in sure) for name in alleles]
        out["copies"].append(len(others))
        out["carriers"] += [sum(name in pair for pair in sure) for name in alleles]
        out["carriers"].append(sum(any(n not in alleles for n in pair) for pair in sure))
        out["an"] += [sum(map(len, sure))] * (len(alleles) + 1)
        out["people"] += [len(sure)] * (len(alleles) + 1)
        out["unsure"] += [sum(c.status.value == why for c in calls) for why in UNSURE]
        out["tested"] += [len(calls)] * len(UNSURE)
    return out


def phenotype_counts(
    people: Sequence[Told], gene: str, phenotypes: Sequence[str], labels: Sequence[str]
) -> Counts:
    """As `phenotype_frequency` must answer."""
    out: Counts = {c: [] for c in ("with_phenotype", "people", "unsure", "tested")}
    for group in _groups(people, labels):
        calls = [each.genes[gene] for each in group if gene in each.genes]
        sure = [c.phenotype for c in calls if c.phenotype is not None]
        out["with_phenotype"] += [sure.count(name) for name in phenotypes]
        out["with_phenotype"].append(sum(name not in phenotypes for name in sure))
        out["people"] += [len(sure)] * (len(phenotypes) + 1)
        silent = [c.status.value for c in calls if c.phenotype is None]
        why = ["not_called" if status not in UNSURE else status for status in silent]
        out["unsure"] += [why.count(name) for name in UNSURE]
        out["tested"] += [len(calls)] * len(UNSURE)
    return out


def recall_counts(people: Sequence[Told], genes: Sequence[str]) -> Counts:
    """As `recall` must answer, while nobody has handled a line."""
    tested = [sum(gene in each.genes for each in people) for gene in genes]
    listed = [sum(gene in each.changed for each in people) for gene in genes]
    return {
        "phenotype_changed": listed,
        "advice_changed": [sum(each.changed.get(g, False) for each in people) for g in genes],
        "open": listed,
        "assessed": tested,
        "tested": tested,
    }


def turnaround_counts(drawn: Sequence[Drawn], regions: Sequence[str]) -> Counts:
    """As `turnaround` must answer, while nobody has placed or answered an order."""
    out: Counts = {c: [] for c in ("days", "first_dose", "orders", "reported")}
    for region in (None, *regions):
        plans = [each.plan for each in drawn if region in (None, each.region)]
        waits = [p.reported for p in plans if p.reached.number >= Step.REPORTED.number]
        bins = [_bin(days or 0) for days in waits]
        out["days"] += [bins.count(number) for number in range(len(DAYS) + 1)]
        dose = [_beside(plan.ordered, plan.reported, plan.given) for plan in plans]
        out["first_dose"] += [dose.count(name) for name in FIRST_DOSE]
        out["orders"] += [len(plans)] * len(FIRST_DOSE)
        out["reported"] += [len(waits)] * (len(DAYS) + 1)
    return out


def _bin(days: int) -> int:
    return next((number for number, end in enumerate(DAYS) if days <= end), len(DAYS))


def _beside(ordered: int, reported: int | None, given: int | None) -> str:
    if given is None:
        return "unknown"
    if reported is None:
        return "no_report"
    return "before" if ordered + reported <= given else "after"


def _groups(people: Sequence[Told], labels: Sequence[str]) -> Iterable[list[Told]]:
    """Everybody, then those of each ancestry."""
    chosen: list[Callable[[Told], bool]] = [lambda _: True]
    chosen += [lambda each, label=label: each.ancestry == label for label in labels]  # type: ignore[misc]
    return [[each for each in people if wanted(each)] for wanted in chosen]
