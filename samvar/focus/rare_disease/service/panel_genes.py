"""The panels that a case is read by, each in one version, and the genes that they let through."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from samvar.focus.rare_disease.model.kept import CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.model.panel import GREEN, KeptPanel, PanelGene, PinnedPanel
from samvar.focus.rare_disease.records import Panels, RareCases
from samvar.focus.rare_disease.service.about import changing_of, permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case, opened, small_of
from samvar.focus.rare_disease.service.gene_names import gene_names
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import Conflict, CorruptStore, NotFound
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction

_TEXT = re.compile(
    r"(?P<panel>\S+) (?P<version>\S+) \((?P<row>pnl_[0-9a-z]+), SHA-256 (?P<digest>[0-9a-f]{64})\)"
)
BY_SYMBOL = ("HGNC_ID",)
"""Columns of a list that tell genes apart otherwise than by symbol."""


@dataclass(frozen=True, slots=True)
class CaseGenes:
    """What the panels of a case come to.

    names: under which a list may have one of the genes. genes: those that count. below: genes that
    are rated lower than `least` and do not. not_found: genes that count and that the list of small
    variants cannot have under a name that is known here: their variants would stay hidden.
    absent: panels that the case names, of which this node has none.
    """

    names: frozenset[str]
    genes: tuple[PanelGene, ...]
    below: int
    not_found: tuple[PanelGene, ...]
    pinned: tuple[PinnedPanel, ...]
    absent: tuple[str, ...]
    least: int


def genes_of(
    node: NodeLike, case: str, panels: Collection[str] = (), *, least: int = GREEN
) -> frozenset[str] | None:
    """Names of the genes of a case's panels, for `model.listing.Filter.genes`.

    panels: some of them by id; none: all that are fixed in the case. None: none is, and no gene
    may be hidden for it. The caller has asked whether the case may be seen.

    Raises:
        NotFound: no such case; or a panel that is asked for is not pinned in it.
    """
    found = case_genes(node, case, panels, least=least)
    return found.names if found.pinned else None


def case_genes(
    node: NodeLike, case: str, panels: Collection[str] = (), *, least: int = GREEN
) -> CaseGenes:
    """The same with all that has to be said beside it.

    Raises: as `genes_of`. CorruptStore: a version is not the one that was pinned.
    """
    found = case_of(node, find_case(node, case))
    pinned = pinned_of(found)
    wanted = [each for each in pinned if not panels or each.panel in panels]
    strange = set(panels) - {each.panel for each in wanted}
    if strange:
        raise NotFound(
            f"the panel '{min(strange)[:64]}' is not fixed in this case",
            remedy="fix a version of it first",
        )
    with node.records.read() as tx:
        kept = [as_pinned(tx, each) for each in wanted]
        absent = tuple(
            name
            for name in found.told.panels
            if name not in {each.panel for each in pinned}
            and Panels(tx.connection).newest(name) is None
        )
    every = {gene.key: gene for each in kept for gene in each.panel.genes if gene.counts(least)}
    lower = {gene.key for each in kept for gene in each.panel.genes} - set(every)
    names = gene_names(node)
    genes = tuple(every.values())
    unfit = () if _by_symbol(node, found) else tuple(g for g in genes if names.hgnc(g) is None)
    return CaseGenes(
        frozenset(name for gene in genes for name in names.all_names(gene)),
        genes,
        len(lower),
        unfit,
        tuple(wanted),
        absent,
        least,
    )


def see_case_genes(
    node: NodeLike, identifier: str, asker: Asker, *, least: int = GREEN
) -> CaseGenes:
    """`case_genes`, for somebody who asks for them alone.

    Raises:
        Refused: the person may not see the case. NotFound: no such case here.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-case", case)
    return case_genes(node, case, least=least)


def pinned_of(case: KeptCase) -> tuple[PinnedPanel, ...]:
    """The versions that the case is read by: of each panel the one that was fixed last."""
    found = {
        each.panel: each
        for event in case.events
        if event.verb is Verb.PANEL and not event.undone and (each := _pinned(event)) is not None
    }
    return tuple(found.values())


def as_pinned(tx: Transaction, pinned: PinnedPanel) -> KeptPanel:
    """The version that was pinned, certainly that one.

    Raises:
        CorruptStore: another content is kept under it.
    """
    kept = Panels(tx.connection).get(pinned.row)
    if kept.digest != pinned.digest or kept.panel.digest != pinned.digest:
        raise CorruptStore(
            f"the version {pinned.version} of the panel {pinned.panel} is not the one that was "
            "fixed in the case"
        )
    return kept


def pin_panel(
    node: NodeLike, identifier: str, panel: str, asker: Asker, version: str = ""
) -> PinnedPanel:
    """Read a case by one version of a panel from now on. version: "" for the newest in use.

    Raises:
        Refused: the person may not. NotFound: no such case or panel. Conflict: it is so already,
            or the version is retired.
    """
    case = find_case(node, identifier)
    with (
        changing_of(node, asker, "answer:referral", "case-panel", case),
        node.records.begin() as tx,
    ):
        kept = _wanted(Panels(tx.connection), panel, version)
        cases = RareCases(tx.connection)
        if any(each.row == kept.row for each in pinned_of(cases.get(case))):
            raise Conflict("the case is read by that version already")
        number = note_panel(tx, case, kept, asker.user.id)
        return _pinned_as(number, kept, asker.user.id)


def rehearse_pin(
    node: NodeLike, identifier: str, panel: str, asker: Asker, version: str = ""
) -> PinnedPanel:
    """What `pin_panel` would fix; nothing is changed.

    Raises: as `pin_panel`, but for a version that the case is read by already.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "answer:referral", "rehearse-case-panel", case)
    with node.records.read() as tx:
        kept = _wanted(Panels(tx.connection), panel, version)
    return _pinned_as(0, kept, asker.user.id)


def unpin_panel(node: NodeLike, identifier: str, panel: str, asker: Asker) -> PinnedPanel:
    """Take the fixing of a panel's version back, and say which; the one before it stands again.

    Raises:
        Refused: the person may not. NotFound: no such case, or the panel is not fixed in it.
    """
    case = find_case(node, identifier)
    with (
        changing_of(node, asker, "answer:referral", "case-panel-undo", case),
        node.records.begin() as tx,
    ):
        cases = RareCases(tx.connection)
        standing = [each for each in pinned_of(cases.get(case)) if each.panel == panel]
        if not standing:
            raise NotFound("that panel is not fixed in this case")
        cases.note(case, utc_now(), asker.user.id, Verb.PANEL, undoes=standing[0].event)
        return standing[0]


def pin_named(tx: Transaction, case: str, names: Collection[str], by: str) -> None:
    """Fix the newest version in use of each panel that a case names, where none is fixed yet."""
    cases, panels = RareCases(tx.connection), Panels(tx.connection)
    standing = {each.panel for each in pinned_of(cases.get(case))}
    for name in names:
        kept = panels.newest(name)
        if kept is not None and kept.panel.id not in standing:
            standing.add(kept.panel.id)
            note_panel(tx, case, kept, by)


def note_panel(tx: Transaction, case: str, kept: KeptPanel, by: str) -> int:
    """Write the event that fixes a version in a case; returns its number."""
    text = f"{kept.panel.id} {kept.panel.version} ({kept.row}, SHA-256 {kept.digest})"
    return RareCases(tx.connection).note(case, utc_now(), by, Verb.PANEL, None, text)


def _wanted(panels: Panels, panel: str, version: str) -> KeptPanel:
    if not version:
        found = panels.newest(panel)
        if found is None:
            raise NotFound(
                f"there is no panel '{panel[:64]}' in use at this node",
                remedy="import it: samvar rare panel import",
            )
        return found
    for each in panels.versions(panel):
        if each.panel.version == version:
            if each.retired is not None:
                raise Conflict("that version is retired", remedy="choose another one")
            return each
    raise NotFound(f"the panel '{panel[:64]}' has no version '{version[:32]}' here")


def _by_symbol(node: NodeLike, case: KeptCase) -> bool:
    """Whether a symbol is enough to find a gene in the list of small variants."""
    try:
        kept = small_of(case)
    except NotFound:
        return True
    with opened(node, case, kept) as small:
        return small.genes_by not in BY_SYMBOL


def _pinned(event: CaseEvent) -> PinnedPanel | None:
    match = _TEXT.fullmatch(event.text or "")
    if match is None:
        return None
    return PinnedPanel(
        event.number, match["row"], match["panel"], match["version"], match["digest"], event.at,
        event.by,
    )  # fmt: skip


def _pinned_as(number: int, kept: KeptPanel, by: str) -> PinnedPanel:
    panel = kept.panel
    return PinnedPanel(number, kept.row, panel.id, panel.version, kept.digest, utc_now(), by)
