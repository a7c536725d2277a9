"""Put a synthetic cohort into a node: the same two phases as a load of files, without files."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import msgspec

from samvar.demo.assay import NAME
from samvar.demo.cohort import AREA_OF, Cohort
from samvar.demo.site import ASSEMBLY
from samvar.demo.structural import attach_told, draw_told
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Scope
from samvar.model.ids import new_id
from samvar.model.load import LoadReport
from samvar.model.person import Assay, AssayKind, Sample, SampleKind
from samvar.node.node import WRITER_WAIT_S, Node
from samvar.store.records.datasets import Dataset
from samvar.store.records.engine import Transaction
from samvar.store.records.loads import Load, LoadPlan, LoadState
from samvar.store.records.persons import Registered
from samvar.store.variants.loaded import LoadResult

DATASET = "synthetic"
TERMS = ("DUO:0000042", "DUO:0000021")
"""General research use, with ethics approval: what real data of this kind would be under."""
BY = "demo"


def plant(node: Node, cohort: Cohort) -> int:
    """Load a cohort as the dataset `synthetic`; returns the epoch at which it is live.

    Raises:
        Conflict: the node has the dataset's samples already.
    """
    load = new_id("load")
    with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
        with node.records.begin() as tx:
            dataset = _dataset(tx, AREA_OF[node.id])
            plan = _plan(cohort)
            promised = Load(load, dataset, ASSEMBLY, (), BY, utc_now())
            tx.loads.add(promised, plan)
        contributions = tuple(replace(c, dataset=dataset) for c in cohort.contributions)
        people = {person.id: person for person in cohort.persons}
        result = writer.load(
            contributions, cohort.batches(), cohort.names, cohort.stretches, load, people=people
        )
        attach_told(writer, draw_told(cohort), load)
        epoch = writer.commit()
        report = _report(load, dataset, result, epoch)
        with node.records.begin() as tx:
            tx.loads.settle(load, epoch, msgspec.to_builtins(report))
            _write_choices(tx, cohort)
    return epoch


def is_planted(node: Node) -> bool:
    """Whether the node has its synthetic people already."""
    with node.records.read() as tx:
        known = tx.datasets.by_name(DATASET)
        return known is not None and bool(tx.loads.of(dataset=known.id, state=LoadState.LIVE))


def _dataset(tx: Transaction, area: str) -> str:
    known = tx.datasets.by_name(DATASET)
    if known is not None:
        return known.id
    dataset = Dataset(
        id=new_id("dataset"),
        name=DATASET,
        title="Synthetic people",
        created=utc_now(),
        description="People who never lived, drawn by samvar's own generator.",
        duo=TERMS,
        area=area,
    )
    tx.datasets.add(dataset)
    return dataset.id


def _plan(cohort: Cohort) -> LoadPlan:
    assays: dict[str, Assay] = {}
    samples = []
    for name, contribution in zip(cohort.names, cohort.contributions, strict=True):
        kind = AssayKind(contribution.assay)
        assay = assays.setdefault(
            contribution.assay, Assay(new_id("assay"), kind, ASSEMBLY, NAME[kind])
        )
        samples.append(
            Sample(contribution.sample, contribution.person, SampleKind.GERMLINE, assay.id, name)
        )
    prefix = cohort.node[:3].upper()
    return LoadPlan(
        persons=tuple(
            Registered(person, f"{prefix}-P{number:04d}")
            for number, person in enumerate(cohort.persons, start=1)
        ),
        assays=tuple(assays.values()),
        samples=tuple(samples),
    )


def _report(load: str, dataset: str, result: LoadResult, epoch: int) -> LoadReport:
    return LoadReport(
        load=load,
        dataset=dataset,
        assembly=ASSEMBLY.value,
        assembly_from="generator",
        normalised_by="generator",
        callable_from="generator",
        files=(),
        samples=len(result.contributions),
        individuals_counted=result.counted,
        not_counted=dict(Counter(c.why or "unknown" for c in result.contributions if not c.counts)),
        variants=result.sites,
        epoch=epoch,
        seconds=0.0,
    )


def _write_choices(tx: Transaction, cohort: Cohort) -> None:
    """The contributions already leave out who said no; this is why."""
    now = utc_now()
    said: set[str] = set()
    for contribution in cohort.contributions:
        if Scope.RESEARCH not in contribution.scopes and contribution.person not in said:
            said.add(contribution.person)
            tx.choices.add(Choice(contribution.person, Use.RESEARCH, False, now, BY))
