"""The panels of a case for its page: which version, how many genes, and is there a newer one."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.panel import GREEN, PinnedPanel
from samvar.focus.rare_disease.records import Panels
from samvar.focus.rare_disease.records.panels import order
from samvar.focus.rare_disease.service.panel_genes import as_pinned, pinned_of
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class CasePanel:
    """One panel as it was fixed. counting: genes that are rated green, or not rated by anybody; of
    so many genes. newer: the version in use that came after; "" where there is none."""

    pinned: PinnedPanel
    name: str
    counting: int
    genes: int
    newer: str


@dataclass(frozen=True, slots=True)
class CasePanels:
    """absent: panels that the case names, and that were never fixed in it."""

    fixed: tuple[CasePanel, ...]
    absent: tuple[str, ...]


def panels_of(node: NodeLike, case: KeptCase) -> CasePanels:
    """The panels of a case. Whether it may be seen is the caller's to have asked.

    Raises:
        CorruptStore: a version is not the one that was fixed.
    """
    with node.records.read() as tx:
        panels = Panels(tx.connection)
        fixed = []
        for pinned in pinned_of(case):
            kept = as_pinned(tx, pinned)
            newest = panels.newest(pinned.panel)
            later = newest is not None and (
                order(newest.panel.version, newest.at, newest.row)
                > order(kept.panel.version, kept.at, kept.row)
            )
            genes = kept.panel.genes
            fixed.append(
                CasePanel(
                    pinned,
                    kept.panel.name,
                    sum(gene.counts(GREEN) for gene in genes),
                    len(genes),
                    newest.panel.version if newest is not None and later else "",
                )
            )
    known = {name.casefold() for each in fixed for name in (each.pinned.panel, each.name)}
    return CasePanels(
        tuple(fixed), tuple(name for name in case.told.panels if name.casefold() not in known)
    )
