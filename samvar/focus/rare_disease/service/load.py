"""A case into a node: looked through whole, its lists made, and kept with the load of its genomes.

All of it or nothing: the lists' objects are promised with the load, and the case is written in the
transaction that makes the load live. A case that is loaded again keeps its id and what was done in
it; one whose sources are the same is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.brought import CaseBrought, make_lists
from samvar.focus.rare_disease.service.gene_measure import ruler_for
from samvar.focus.rare_disease.service.new_case import SMALL, NewCase, digest_of
from samvar.focus.rare_disease.service.scratch import scratch
from samvar.focus.rare_disease.service.waiting import with_region, write_sheet
from samvar.formats.ped.read import PedRow
from samvar.formats.ped.write import write_ped
from samvar.govern.identity import Asker
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.progress import Progress, silent
from samvar.present.area import NodeLike

AREA = "rare_disease"


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """What came of it. report: of the load; None where nothing was new."""

    case: str
    label: str
    again: bool
    rows: Mapping[str, int]
    report: LoadReport | None


def load_case(
    node: NodeLike, new: NewCase, asker: Asker, progress: Progress = silent
) -> LoadedCase:
    """Load a case, or a newer state of one.

    Raises:
        Refused: the person may not load here. BadInput, BadFile: with file and line.
        Conflict, StoreUnavailable: nothing was kept.
    """
    with node.records.read() as tx:
        before = RareCases(tx.connection).of_label(new.plan.id)
    new, label = with_region(node, new, before)
    new = new.checked()
    ruler = ruler_for(node, new.plan)
    digest = digest_of(new, "" if ruler is None else ruler.digest)
    if before is not None and before.digest == digest and before.lists:
        rows = {each.category: each.rows for each in before.lists}
        return LoadedCase(before.id, before.label, True, rows, None)
    with scratch(node) as folder:
        brought = CaseBrought(new, digest, before, make_lists(new, folder, progress, ruler), asker)
        report = node.load(_request(new, folder, label), asker, progress, {AREA: brought})
    return LoadedCase(
        brought.case.id,
        new.plan.id,
        before is not None,
        {each.category: each.rows for each in brought.lists},
        report,
    )


def _request(new: NewCase, folder: Path, label: str) -> LoadRequest:
    """The load of the genomes: the small variants, with the family as their sheet.

    label: of the proband's person, where that is not the sample's name.
    """
    plan = new.plan
    sheet = folder / "family.ped"
    if label and label != new.proband:
        sheet = folder / "family.tsv"
        write_sheet(sheet, new, label)
    else:
        _write_ped(sheet, new)
    return LoadRequest(
        dataset=new.dataset,
        files=tuple(str(file.path) for file in plan.variants(SMALL)),
        assembly=new.assembly.value,
        assert_normalised=new.asserted,
        assay="sites",
        sheet=str(sheet),
        area=AREA,
    )


def _write_ped(sheet: Path, new: NewCase) -> None:
    plan = new.plan
    known = {member.id for member in plan.members}
    with sheet.open("wb") as out:
        write_ped(
            out,
            [
                PedRow(
                    plan.id,
                    each.id,
                    each.father if each.father in known else None,
                    each.mother if each.mother in known else None,
                    each.sex,
                    each.affected,
                )
                for each in plan.members
            ],
        )
