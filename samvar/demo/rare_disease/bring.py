"""The families of a region into its node, as a laboratory loads and reads them.

All genomes of a region come in one load, since a load costs more than a family; each family is a
case of its own, loaded so many days ago as `plan` says. What followed is done by the services.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from samvar.demo.rare_disease.coverage import demo_panel
from samvar.demo.rare_disease.family import Drawn
from samvar.demo.rare_disease.plan import Plan, families_of
from samvar.demo.rare_disease.work import (
    REFERRED,
    refer,
    refer_family,
    referrer_at,
    relative_referral,
    work_on,
)
from samvar.demo.rare_disease.write import REDUCED, depth_file, write_family
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.brought import CaseBrought, make_lists
from samvar.focus.rare_disease.service.new_case import NewCase, digest_of
from samvar.focus.rare_disease.service.panels import keep_panels
from samvar.focus.rare_disease.service.plan import Beside, plan_case
from samvar.focus.rare_disease.service.referral import write_referral
from samvar.formats.ped.read import PedRow
from samvar.formats.ped.write import write_ped
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.load import LoadRequest
from samvar.model.progress import silent
from samvar.node.node import Node
from samvar.present.area import Arrival, NodeLike
from samvar.store.records.engine import Transaction

DATASET = "rare-diseases"
AREA = "rare_disease"


def is_brought(node: Node) -> bool:
    """Whether the node has its families, and what was done with them is done."""
    last = families_of(node.id)[-1][1].label
    with node.records.read() as tx:
        return RareCases(tx.connection).of_label(last) is not None


def bring(node: Node) -> None:
    """Load the families of the node's region, and do what has followed."""
    asker = Asker.of(PERSONAS["bioinformatician"].at(node.id))
    families = families_of(node.id)
    if any(plan.panel for plan, _ in families):
        keep_panels(node, (demo_panel(),), asker)
    with tempfile.TemporaryDirectory(prefix="samvar-demo-") as scratch:
        folder = Path(scratch)
        cases = [_case(node, plan, folder, drawn, asker) for plan, drawn in families]
        rows = [
            PedRow(drawn.label, each.name, each.father, each.mother, each.sex, each.affected)
            for _, drawn in families
            for each in drawn.family.members
        ]
        with (folder / "families.ped").open("wb") as out:
            write_ped(out, rows)
        request = LoadRequest(
            dataset=DATASET,
            title="Families with a rare disease",
            files=tuple(str(folder / drawn.label / "small.vcf") for _, drawn in families),
            assembly="GRCh38",
            assert_normalised=True,
            assay="sites",
            sheet=str(folder / "families.ped"),
            area=AREA,
        )
        several = _Several(node, families, cases)
        node.load(request, asker, silent, {AREA: several})
    for (plan, drawn), brought in zip(families, cases, strict=True):
        work_on(node, plan, drawn, brought.case.id)
    if node.id in REFERRED:
        refer(node)


def _case(node: Node, plan: Plan, folder: Path, drawn: Any, asker: Asker) -> CaseBrought:
    place = folder / drawn.label
    panel = demo_panel().id if plan.panel else ""
    config = write_family(place, drawn, synopsis=plan.synopsis, panel=panel)
    files = tuple(
        (each.name, place / depth_file(each.name)) for each in drawn.family.members if panel
    )
    whom = None if plan.relative_of is None else drawn.names[0]  # nobody is ill: it is to be said
    reduced = config.with_name(REDUCED)
    new = NewCase(
        plan_case(config, Beside(files=files, proband=whom)),
        node.centre.regions[0],
        DATASET,
        asserted=True,
        reduced=reduced if reduced.is_file() else None,
        referral=refer_family(node, plan, drawn),
    ).checked()
    made = folder / f"{drawn.label}.lists"
    made.mkdir()
    brought = CaseBrought(new, digest_of(new), None, make_lists(new, made, silent), asker)
    brought.case = replace(brought.case, at=brought.case.at - timedelta(days=plan.days))
    return brought


class _Several:
    """Several cases that one load brings."""

    def __init__(
        self,
        node: Node,
        families: Sequence[tuple[Plan, Drawn]],
        cases: Sequence[CaseBrought],
    ) -> None:
        self._node, self._families, self._cases = node, families, cases

    def promise(self, tx: Transaction, load: str) -> None:
        """As each of them does."""
        for each in self._cases:
            each.promise(tx, load)

    def place(self, node: NodeLike) -> None:
        """As each of them does."""
        for each in self._cases:
            each.place(node)

    def keep(self, tx: Transaction, arrival: Arrival) -> Mapping[str, Any]:
        """As each of them does; a relative is referred before, once the family's case is kept."""
        rows = {}
        for (plan, drawn), each in zip(self._families, self._cases, strict=True):
            if plan.relative_of is not None:
                at = plan.relative_of - 1
                new = relative_referral(self._node, plan, drawn, self._families[at][1])
                of_case = self._cases[at].case.id
                write_referral(self._node, tx, new, of_case, referrer_at(self._node))
            rows[each.case.id] = each.keep(tx, arrival)["rows"]
        return {"cases": rows}
