"""This area's declaration: what the house needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from samvar.focus.pharmacogenomics.records import Calls, Passports
from samvar.focus.pharmacogenomics.service import assess, read_calls
from samvar.focus.pharmacogenomics.share import DENOMINATORS, OPERATIONS
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.progress import Progress
from samvar.present.area import Area, NodeLike, Work
from samvar.present.language import N_
from samvar.store.jobs import Job
from samvar.store.records.engine import Transaction


def _leaving(tx: Transaction) -> None:
    Calls(tx.connection).forget_withdrawn()
    Passports(tx.connection).forget_withdrawn(utc_now())


def _assess(node: NodeLike, job: Job, asker: Asker, progress: Progress) -> dict[str, int]:
    found = assess(node, str(job.args["release"]), asker, progress)
    return {"lines": len(found), "open": sum(each.handled is None for each in found)}


def _list(node: str, args: Mapping[str, Any]) -> str:
    return f"/nodes/{node}/pgx/recalls?{urlencode({'release': str(args['release'])})}"


AREA = Area(
    name="pharmacogenomics",
    title=N_("Pharmacogenomics"),
    operations=OPERATIONS,
    pages="samvar.focus.pharmacogenomics.pages",
    templates=Path(__file__).with_name("templates"),
    reads=read_calls,
    leaving=_leaving,
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
