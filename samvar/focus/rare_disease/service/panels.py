"""Gene panels of a node: kept, compared, retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from samvar.focus.rare_disease.analyse.panel import diff
from samvar.focus.rare_disease.intake.panel import read_panels, sound
from samvar.focus.rare_disease.model.panel import KeptPanel, Panel, PanelChange, PanelGene
from samvar.focus.rare_disease.records import Panels
from samvar.focus.rare_disease.service.gene_names import gene_names
from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, NotFound
from samvar.model.ids import new_id
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Looked:
    """A version with what is known of its genes' names. unknown: whose symbol nobody knows.

    renamed: symbols that the knowledge here has otherwise, and as what. sources: that knowledge.
    """

    kept: KeptPanel
    versions: tuple[KeptPanel, ...]
    unknown: tuple[PanelGene, ...]
    renamed: Mapping[str, str]
    sources: tuple[str, ...]


def list_panels(node: NodeLike, asker: Asker) -> tuple[KeptPanel, ...]:
    """Every version of every panel, of one panel the newest first.

    Raises:
        Refused: the person may not see them.
    """
    permit(node, asker, "see:knowledge", "see-panels")
    with node.records.read() as tx:
        return Panels(tx.connection).every()


def see_panel(node: NodeLike, panel: str, asker: Asker, version: str = "") -> Looked:
    """A version of a panel; version: "" for the newest in use, or the newest of all.

    Raises:
        Refused: the person may not see it. NotFound: no such panel or version here.
    """
    permit(node, asker, "see:knowledge", "see-panel")
    with node.records.read() as tx:
        versions = Panels(tx.connection).versions(panel)
    live = [each for each in versions if each.retired is None]
    chosen = _version(versions, version) if version else (live[0] if live else versions[0])
    names = gene_names(node)
    genes = chosen.panel.genes
    return Looked(chosen, versions, names.unknown(genes), names.renamed(genes), names.sources)


def diff_panel(
    node: NodeLike, panel: str, old: str, new: str, asker: Asker
) -> tuple[PanelChange, ...]:
    """What differs from one version to another.

    Raises:
        Refused: the person may not see it. NotFound: no such panel or version here.
    """
    permit(node, asker, "see:knowledge", "see-panel")
    with node.records.read() as tx:
        versions = Panels(tx.connection).versions(panel)
    return diff(_version(versions, old).panel, _version(versions, new).panel)


def keep_panels(node: NodeLike, found: tuple[Panel, ...], asker: Asker) -> tuple[KeptPanel, ...]:
    """Keep versions of panels, all of them or none; a version that is here already stays as it is.

    Raises:
        Refused: the person may not. BadInput: one is not sound. Conflict: one is here with other
            content.
    """
    with changing(node, asker, "change:knowledge", "keep-panel"):
        for each in found:
            sound(each)
        now = utc_now()
        with node.records.begin() as tx:
            panels = Panels(tx.connection)
            return tuple(panels.add(new_id("panel"), each, now, asker.user.id) for each in found)


def rehearse(node: NodeLike, asker: Asker) -> None:
    """Whether somebody could keep a panel here; nothing is changed.

    Raises:
        Refused: they may not.
    """
    permit(node, asker, "change:knowledge", "rehearse-keep-panel")


def retire_panel(
    node: NodeLike, panel: str, version: str, asker: Asker, *, undo: bool = False
) -> KeptPanel:
    """Give a version to no further case, or (`undo`) take it up again; cases that have it keep it.

    Raises:
        Refused: the person may not. NotFound: no such version here.
    """
    verb = "take-up-panel" if undo else "retire-panel"
    with changing(node, asker, "change:knowledge", verb), node.records.begin() as tx:
        panels = Panels(tx.connection)
        kept = _version(panels.versions(panel), version)
        panels.retire(kept.row, None if undo else utc_now())
        return panels.get(kept.row)


def unknown_genes(node: NodeLike, panel: Panel) -> tuple[PanelGene, ...]:
    """Genes of a panel that no knowledge of this node knows by id or symbol."""
    return gene_names(node).unknown(panel.genes)


def panels_of_text(
    text: str, *, identifier: str = "", version: str = "", name: str = ""
) -> tuple[Panel, ...]:
    """The panels of a file that came by a form; what is stated stands before what the file says.

    Raises:
        BadFile: as `intake.panel.read_panels`. BadInput: there is no file, or several panels are
            to have one id.
    """
    if not text.strip():
        raise BadInput("the form brought no file", remedy="choose a file first")
    if not identifier and not _is_json(text) and "##panel_id=" not in text:
        raise BadInput("the panel has no id", remedy="fill in the field Id")
    with TemporaryDirectory(prefix="samvar-panel-") as folder:
        path = Path(folder, "panel")
        path.write_text(text, "utf-8")
        found = read_panels(path, "" if _is_json(text) else "file")
    given = {"id": identifier, "version": version, "name": name}
    stated = {key: value for key, value in given.items() if value}
    if stated and len(found) > 1:
        raise BadInput("the file has several panels, and the form names one")
    return tuple(msgspec.structs.replace(each, **stated) for each in found) if stated else found


def _is_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def _version(versions: tuple[KeptPanel, ...], version: str) -> KeptPanel:
    for each in versions:
        if each.panel.version == version:
            return each
    raise NotFound(f"the panel has no version '{version[:32]}' here")


__all__ = [
    "Looked",
    "diff_panel",
    "keep_panels",
    "list_panels",
    "panels_of_text",
    "read_panels",
    "rehearse",
    "retire_panel",
    "see_panel",
    "unknown_genes",
]
