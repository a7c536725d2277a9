"""This area's declaration: what the house needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from samvar.focus.pharmacogenomics.model import Report
from samvar.focus.pharmacogenomics.passport import hashed
from samvar.focus.pharmacogenomics.records import (
    Calls,
    Identities,
    Orders,
    Passports,
    Reports,
)
from samvar.focus.pharmacogenomics.share import DENOMINATORS, OPERATIONS
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.genome import Assembly
from samvar.model.progress import Progress
from samvar.present.area import Area, Brought, Document, NodeLike, Sheet, Work
from samvar.present.language import N_
from samvar.store.jobs import Job
from samvar.store.records.engine import Transaction


def _reads(node: NodeLike, paths: Sequence[Path], assembly: Assembly) -> Brought:
    from samvar.focus.pharmacogenomics.service import read_calls  # noqa: PLC0415 (below)

    return read_calls(node, paths, assembly)


def _leaving(tx: Transaction) -> None:
    Calls(tx.connection).forget_withdrawn()
    Identities(tx.connection).forget_withdrawn()
    Passports(tx.connection).forget_withdrawn(utc_now())


def _destroying(tx: Transaction, person: str) -> None:
    """A passport that somebody still carries must be known to be no longer good."""
    passports = Passports(tx.connection)
    carried = passports.of_person(person)
    passports.outlive((hashed(each.id) for each in carried), utc_now())


def _documents(node: NodeLike, person: str) -> tuple[Document, ...]:
    from samvar.focus.pharmacogenomics.service import report_of  # noqa: PLC0415 (below)

    with node.records.read() as tx:
        found = Reports(tx.connection).of_person(person)
    return tuple(_document(report_of(node, each.id)) for each in found)


def _sheets(node: NodeLike, person: str) -> tuple[Sheet, ...]:
    """Reports as they were signed, and the orders behind them or still under way."""
    with node.records.read() as tx:
        ordered = Orders(tx.connection).of_person(person)
        signed = Reports(tx.connection).of_person(person)
    here = f"/nodes/{node.id}/pgx"
    found = [
        Sheet(N_("Pharmacogenomic report"), each.made, f"{here}/reports/{each.id}")
        for each in signed
    ]
    found += [
        Sheet(N_("Pharmacogenomic order"), each.ordered, f"{here}/orders/{each.id}", each.label)
        for each in ordered
    ]
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def _document(report: Report) -> Document:
    from samvar.focus.pharmacogenomics.report import (  # noqa: PLC0415 (below)
        bundle_bytes,
        canonical_bytes,
        pdf,
    )

    return Document(
        report.id,
        N_("Pharmacogenomic report"),
        report.made,
        {
            "pdf": ("application/pdf", lambda language: pdf(report, language, None)),
            "fhir": ("application/fhir+json", lambda _: bundle_bytes(report)),
            "json": ("application/json", lambda _: canonical_bytes(report)),
        },
    )


def _assess(node: NodeLike, job: Job, asker: Asker, progress: Progress) -> dict[str, int]:
    from samvar.focus.pharmacogenomics.service import assess  # noqa: PLC0415 (below)

    found = assess(node, str(job.args["release"]), asker, progress)
    return {"lines": len(found), "open": sum(each.handled is None for each in found)}


def _list(node: str, args: Mapping[str, Any]) -> str:
    return f"/nodes/{node}/pgx/recalls?{urlencode({'release': str(args['release'])})}"


# What only some of a node's work needs is imported when that is done: a command waits for the rest.
AREA = Area(
    name="pharmacogenomics",
    title=N_("Pharmacogenomics"),
    operations=OPERATIONS,
    pages="samvar.focus.pharmacogenomics.pages",
    templates=Path(__file__).with_name("templates"),
    reads=_reads,
    leaving=_leaving,
    destroying=_destroying,
    documents=_documents,
    sheets=_sheets,
    denominators=DENOMINATORS,
    works={
        "assess-release": Work(
            N_("Assess everybody under a release"),
            "change:knowledge",
            _assess,
            ("see:referrals", _list),
        )
    },
)
