"""In which strata the people of a dataset are counted: said again, without their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from samvar.formats.samplesheet.read import read_samples
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.model.contribution import Contribution
from samvar.model.errors import BadInput, NotFound, UsageError, Where
from samvar.model.strata import AREAS, PARTS, Way, strata_of, stratum
from samvar.node.node import WRITER_WAIT_S, Node


class Stratified(msgspec.Struct, frozen=True):
    """changed: samples that are in other strata than before."""

    dataset: str
    area: str
    samples: int
    changed: int
    epoch: int


def stratify(node: Node, dataset: str, asker: Asker, area: str = "", sheet: str = "") -> Stratified:
    """Count a dataset's people by sex, area, status and assay from what is known now.

    For datasets loaded before there were such strata, for one that gets its area later, and for
    people whose status came later. area: empty to leave what the dataset has. sheet: who is
    affected, by the laboratory's sample names; whoever is not in it keeps the status of before.
    Sex and assay are those of the load. The sums of everyone do not change.

    Raises:
        Refused: the person may not load here. NotFound: no such dataset, or nobody is in it.
        UsageError: no such area. BadInput: the sheet names nobody of the dataset.
    """
    if area and area not in AREAS:
        raise UsageError(f"'{area[:40]}' is not a focus area", remedy=f"use {', '.join(AREAS)}")
    with changing(node, asker, "load:data", "stratify"):
        told = {row.name: row.affected for row in read_samples(Path(sheet))} if sheet else {}
        with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
            with node.records.begin() as tx:
                known = tx.datasets.by_name(dataset)
                stored = () if known is None else tx.samples.of(dataset=known.id)
                if known is None or not stored:
                    raise NotFound("there is no such dataset at this node, or nobody is in it")
                names = {one.sample.id: one.sample.name for one in stored}
                if told and not told.keys() & set(names.values()):
                    raise BadInput(
                        "the sheet names nobody of the dataset", where=Where(Path(sheet).name)
                    )
                if area:
                    tx.datasets.change(replace(known, area=area))
            present = node.variants.snapshot().contributions
            wanted = {
                sample: _strata(present[sample], area or known.area, told, name)
                for sample, name in names.items()
                if sample in present
            }
            changed = sum(present[sample].strata != strata for sample, strata in wanted.items())
            writer.stratify(wanted)
            epoch = writer.commit()
    return Stratified(dataset, area or known.area, len(wanted), changed, epoch)


def _strata(
    before: Contribution, area: str, told: Mapping[str, bool | None], name: str
) -> tuple[str, ...]:
    affected = told.get(name)
    if affected is None and name not in told:
        for label in PARTS[Way.AFFECTED]:
            if stratum(Way.AFFECTED, label) in before.strata:
                affected = label == "affected"
    return strata_of(before.sex, area, affected, before.assay)
