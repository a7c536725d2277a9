"""`samvar rare panels|panel`: gene panels of a node, and the versions that a case is read by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.panel import KeptPanel, Panel
    from samvar.present.printed import Cell

_FILE = click.Path(path_type=Path, dir_okay=False)


@examples("samvar rare panels --as geneticist", "samvar rare panels --json --as geneticist")
@rare.command(cls=Command)
@acting
@pass_desk
def panels(desk: Desk) -> None:
    """List the gene panels of this node with all their versions, the newest first."""
    from samvar.focus.rare_disease.service.panels import list_panels

    found = list_panels(desk.node, desk.asker)
    rows = [
        (each.panel.id, each.panel.version, each.panel.name, len(each.panel.genes),
         "retired" if each.retired else "in use", each.panel.source)
        for each in found
    ]  # fmt: skip
    columns = ("panel", "version", "name", "genes", "state", "source")
    desk.put([panel_data(each) for each in found], columns, rows)


@rare.group("panel", no_args_is_help=True)
def panel_group() -> None:
    """Keep gene panels, compare their versions, and fix which one a case is read by."""


@examples(
    "samvar rare panel show panelapp-285 --as geneticist",
    "samvar rare panel show ataxia --version 1.2 --json --as geneticist",
)
@panel_group.command(cls=Command)
@click.argument("panel")
@click.option("--version", default="", help="Which one. [default: the newest in use]")
@acting
@pass_desk
def show(desk: Desk, panel: str, version: str) -> None:
    """Show one version of a panel: its genes, and those whose symbol nobody here knows."""
    from samvar.focus.rare_disease.service.panels import see_panel

    found = see_panel(desk.node, panel, desk.asker, version)
    unknown = {gene.symbol for gene in found.unknown}
    rows = [
        (gene.symbol, gene.hgnc or "", gene.confidence, ",".join(w.value for w in gene.ways),
         "unknown symbol" if gene.symbol in unknown else found.renamed.get(gene.symbol, ""))
        for gene in found.kept.panel.genes
    ]  # fmt: skip
    value = panel_data(found.kept) | {
        "document": found.kept.panel,
        "unknown": [gene.symbol for gene in found.unknown],
        "renamed": dict(found.renamed),
        "names_from": list(found.sources),
    }
    desk.put(value, ("gene", "hgnc", "confidence", "inherited", "note"), rows)
    _say(desk, found.kept.panel, len(found.unknown))


@examples(
    "samvar rare panel add ataxia.tsv --id ataxia --version 1.2 --as pharmacist",
    "samvar rare panel add panel_1.txt --dry-run --json --as bioinformatician",
)
@panel_group.command(cls=Command)
@click.argument("file", type=_FILE)
@click.option("--id", "identifier", default="", help="The panel's id, where the file has none.")
@click.option("--version", default="", help="Its version, where the file has none.")
@click.option("--name", default="", help="Its name, where the file has none.")
@click.option("--source", default="", help="Where it is from. [default: the file's name]")
@dry_run_option
@acting
@pass_desk
def add(desk: Desk, file: Path, identifier: str, version: str, name: str, source: str) -> None:
    """Keep a panel of FILE: a table of genes (also Scout's), or JSON as 'panel show' writes it."""
    import msgspec

    from samvar.focus.rare_disease.service.panels import read_panels

    given = {"id": identifier, "version": version, "name": name}
    stated = {key: value for key, value in given.items() if value}
    found = tuple(
        msgspec.structs.replace(each, **stated) if stated else each
        for each in read_panels(file, source)
    )
    _keep(desk, found)


@examples(
    "samvar rare panel import panelapp-285.json --as bioinformatician",
    "samvar rare panel import a.json b.json --dry-run --json --as bioinformatician",
)
@panel_group.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--source", default="", help="Where they are from. [default: PanelApp]")
@dry_run_option
@acting
@pass_desk
def import_(desk: Desk, files: tuple[Path, ...], source: str) -> None:
    """Keep panels of PanelApp: what 'api/v1/panels/{id}/?format=json' answers, one in a file.

    Of all files everything is looked at before anything is kept.
    """
    from samvar.focus.rare_disease.service.panels import read_panels

    _keep(desk, tuple(each for file in files for each in read_panels(file, source)))


@examples("samvar rare panel diff panelapp-285 3.1 3.2 --as geneticist")
@panel_group.command("diff", cls=Command)
@click.argument("panel")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@acting
@pass_desk
def diff(desk: Desk, panel: str, old: str, new: str) -> None:
    """Say what changed from one version of a panel to another."""
    from samvar.focus.rare_disease.service.panels import diff_panel

    found = diff_panel(desk.node, panel, old, new, desk.asker)
    rows = [(each.what, each.name, each.kind.value, each.before, each.after) for each in found]
    desk.put(found, ("what", "name", "change", "before", "after"), rows)
    desk.say(f"{len(found)} changes from {old} to {new}")


@examples(
    "samvar rare panel retire panelapp-285 3.1 --as bioinformatician",
    "samvar rare panel retire panelapp-285 3.1 --undo --as bioinformatician",
)
@panel_group.command(cls=Command)
@click.argument("panel")
@click.argument("version")
@click.option("--undo", is_flag=True, help="Take it up again.")
@dry_run_option
@acting
@pass_desk
def retire(desk: Desk, panel: str, version: str, undo: bool) -> None:
    """Give a version to no further case; cases that are read by it keep it."""
    from samvar.focus.rare_disease.service.panels import rehearse, retire_panel, see_panel

    if desk.dry_run:
        rehearse(desk.node, desk.asker)
        kept = see_panel(desk.node, panel, desk.asker, version).kept
    else:
        kept = retire_panel(desk.node, panel, version, desk.asker, undo=undo)
    state = "retired" if kept.retired else "in use"
    row = (kept.panel.id, kept.panel.version, state)
    desk.put(panel_data(kept), ("panel", "version", "state"), [row])


@examples(
    "samvar rare panel fix 643594 panel1 --as geneticist",
    "samvar rare panel fix 643594 panelapp-285 --version 3.1 --as geneticist",
    "samvar rare panel fix 643594 panel1 --undo --as geneticist",
)
@panel_group.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("panel")
@click.option("--version", default="", help="Which one. [default: the newest in use]")
@click.option("--undo", is_flag=True, help="Take it back: the version before stands again.")
@dry_run_option
@acting
@pass_desk
def fix(desk: Desk, case: str, panel: str, version: str, undo: bool) -> None:
    """Read a case by one version of a panel from now on, whatever versions come after it."""
    from samvar.focus.rare_disease.service.panel_genes import (
        pin_panel,
        rehearse_pin,
        unpin_panel,
    )

    if desk.dry_run:
        pinned = rehearse_pin(desk.node, case, panel, desk.asker, version)
    elif undo:
        pinned = unpin_panel(desk.node, case, panel, desk.asker)
    else:
        pinned = pin_panel(desk.node, case, panel, desk.asker, version)
    value: dict[str, Cell] = {
        "case": case,
        "panel": pinned.panel,
        "version": pinned.version,
        "digest": pinned.digest,
        "undone": undo,
        "dry_run": desk.dry_run,
    }
    desk.put(value, ("what", "value"), list(value.items()))


@examples("samvar rare panel genes 643594 --as geneticist")
@panel_group.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option(
    "--least",
    type=click.IntRange(0, 3),
    default=3,
    show_default=True,
    help="Genes that a panel rates lower do not count; 3 is PanelApp's green.",
)
@acting
@pass_desk
def genes(desk: Desk, case: str, least: int) -> None:
    """The genes of the panels that a case is read by, and what is missing."""
    from samvar.focus.rare_disease.service.panel_genes import see_case_genes

    found = see_case_genes(desk.node, case, desk.asker, least=least)
    missing = {gene.symbol for gene in found.not_found}
    value = {
        "panels": [
            {"panel": each.panel, "version": each.version, "digest": each.digest, "by": each.by,
             "at": each.at}
            for each in found.pinned
        ],
        "absent": list(found.absent),
        "genes": [gene.symbol for gene in found.genes],
        "below": found.below,
        "not_found": sorted(missing),
        "least": found.least,
    }  # fmt: skip
    rows = [(gene.symbol, gene.hgnc or "", gene.confidence,
             "the list cannot have it by this name" if gene.symbol in missing else "")
            for gene in found.genes]  # fmt: skip
    desk.put(value, ("gene", "hgnc", "confidence", "note"), rows)
    for name in found.absent:
        desk.say(f"the case names a panel '{name}' that is not at this node")
    desk.say(f"{len(found.genes)} genes; {found.below} more are rated below {least}")


def _keep(desk: Desk, found: tuple[Panel, ...]) -> None:
    from samvar.focus.rare_disease.service.panels import keep_panels, rehearse, unknown_genes

    if desk.dry_run:
        rehearse(desk.node, desk.asker)
    else:
        keep_panels(desk.node, found, desk.asker)
    values: list[dict[str, Any]] = []
    rows: list[tuple[Cell, ...]] = []
    for each in found:
        unknown = [gene.symbol for gene in unknown_genes(desk.node, each)]
        told: dict[str, Cell] = {
            "panel": each.id,
            "version": each.version,
            "name": each.name,
            "genes": len(each.genes),
            "repeats": len(each.repeats),
            "regions": len(each.regions),
        }
        rest = {"digest": each.digest, "unknown": unknown, "dry_run": desk.dry_run}
        values.append({**told, **rest})
        rows.append((*told.values(), ", ".join(unknown)))
        _say(desk, each, len(unknown))
    desk.put(values, ("panel", "version", "name", "genes", "repeats", "regions", "unknown"), rows)


def _say(desk: Desk, panel: Panel, unknown: int) -> None:
    if unknown:
        desk.say(f"{panel.id} {panel.version}: {unknown} symbols are not known here; they are kept")


def panel_data(kept: KeptPanel) -> dict[str, Any]:
    """A version as the JSON value that is promised to readers."""
    panel = kept.panel
    return {
        "panel": panel.id,
        "version": panel.version,
        "name": panel.name,
        "source": panel.source,
        "date": panel.date,
        "genes": len(panel.genes),
        "repeats": len(panel.repeats),
        "regions": len(panel.regions),
        "digest": kept.digest,
        "kept": kept.at,
        "by": kept.by,
        "retired": kept.retired,
    }
