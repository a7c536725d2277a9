"""This area's declaration: what the house needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from samvar.focus.rare_disease.model.report import RareReport
from samvar.focus.rare_disease.records import Lists, RareCases, RareReferrals, RareReports
from samvar.focus.rare_disease.service.scratch import sweep_scratch
from samvar.focus.rare_disease.share import DENOMINATORS, OPERATIONS
from samvar.govern.identity import Asker
from samvar.model.genome import Assembly
from samvar.model.progress import Progress
from samvar.present.area import Area, Arrival, Brought, Document, NodeLike, Sheet, Work
from samvar.present.language import N_
from samvar.store.jobs import Job
from samvar.store.records.engine import Transaction


class _Nothing:
    """A load that is no case; but its samples may take the place of a case's."""

    def keep(self, tx: Transaction, arrival: Arrival) -> Mapping[str, Any]:
        RareCases(tx.connection).bring_over(arrival.replaced)
        return {}


def _reads(_node: NodeLike, _paths: Sequence[Path], _assembly: Assembly) -> Brought:
    return _Nothing()


def _leaving(tx: Transaction) -> None:
    RareCases(tx.connection).forget_withdrawn()
    Lists(tx.connection).give_up()


def _destroying(tx: Transaction, person: str) -> None:
    """The rows of lists outlive the case until their objects are gone."""
    Lists(tx.connection).let_go_of_person(person)


def _objects(node: NodeLike) -> dict[str, bool]:
    with node.records.read() as tx:
        return Lists(tx.connection).objects()


def _tidying(node: NodeLike) -> None:
    sweep_scratch(node)
    with node.records.begin() as tx:
        Lists(tx.connection).give_up()
    with node.records.read() as tx:
        leaving = Lists(tx.connection).leaving()
    for each in leaving:
        for key in (each.columns, each.texts):
            with node.records.read() as tx:
                shared = Lists(tx.connection).others_have(key, each.id)
            if not shared:
                node.objects.delete(key)
        with node.records.begin() as tx:
            Lists(tx.connection).forget(each.id)


def _documents(node: NodeLike, person: str) -> tuple[Document, ...]:
    """Reports that stand or were superseded; one that was withdrawn holds nothing any more."""
    from samvar.focus.rare_disease.service.report import opened_report  # noqa: PLC0415 (below)

    with node.records.read() as tx:
        found = RareReports(tx.connection).of_person(person)
    return tuple(_document(opened_report(node, each)) for each in found if each.withdrawn is None)


def _document(report: RareReport) -> Document:
    from samvar.focus.rare_disease.report import FORM, bundle_bytes, pdf  # noqa: PLC0415 (below)

    return Document(
        report.id,
        N_("Report on a rare disease"),
        report.made,
        {
            "pdf": ("application/pdf", lambda language: pdf(report, language)),
            "fhir": ("application/fhir+json", lambda _: bundle_bytes(report)),
            "json": ("application/json", lambda _: FORM.written(report)),
        },
    )


def _sheets(node: NodeLike, person: str) -> tuple[Sheet, ...]:
    """Reports as they were signed, the cases behind them, and the referrals that they answer."""
    with node.records.read() as tx:
        signed = RareReports(tx.connection).of_person(person)
        referred = RareReferrals(tx.connection).of_person(person)
        cases = RareCases(tx.connection).of_person(person)
    here = f"/nodes/{node.id}/rare"
    found = [
        Sheet(N_("Report on a rare disease"), each.made, f"{here}/reports/{each.id}")
        for each in signed
    ]
    found += [
        Sheet(
            N_("Referral for a rare disease"), each.received, f"{here}/referrals/{each.id}",
            each.label,
        )
        for each in referred
    ]  # fmt: skip
    found += [Sheet(N_("Case"), each.at, f"{here}/cases/{each.id}", each.label) for each in cases]
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def _reanalyse(node: NodeLike, job: Job, asker: Asker, progress: Progress) -> dict[str, Any]:
    from samvar.focus.rare_disease.service.reanalysis import reanalyse  # noqa: PLC0415 (below)

    run = reanalyse(node, asker, everything=bool(job.args.get("everything")), progress=progress)
    return {
        "cases": run.cases,
        "variants": run.variants,
        "changes": len(run.changes),
        "refused": run.refused,
        "silent": list(run.silent),
    }


def _work_list(node: str, _args: Mapping[str, Any]) -> str:
    return f"/nodes/{node}/rare/reanalysis"


def _notebook(node: NodeLike, asker: Asker) -> Any:
    from samvar.focus.rare_disease.notebook import RareDisease  # noqa: PLC0415 - Arrow is large

    return RareDisease(node, asker)


# What only some of a node's work needs is imported when that is done: a command waits for the rest.
AREA = Area(
    name="rare_disease",
    title=N_("Rare diseases"),
    operations=OPERATIONS,
    pages="samvar.focus.rare_disease.pages",
    templates=Path(__file__).with_name("templates"),
    reads=_reads,
    leaving=_leaving,
    denominators=DENOMINATORS,
    destroying=_destroying,
    objects=_objects,
    tidying=_tidying,
    documents=_documents,
    sheets=_sheets,
    notebook={"rare": _notebook},
    works={
        "rare-reanalysis": Work(
            N_("Analyse cases of rare diseases again"),
            "answer:referral",
            _reanalyse,
            ("see:referrals", _work_list),
        )
    },
)
