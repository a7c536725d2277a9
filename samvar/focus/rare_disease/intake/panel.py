"""A panel out of any file that has one: PanelApp's JSON, our own JSON, or a table of genes."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from samvar.focus.rare_disease.intake.panel_table import read_panel_table
from samvar.focus.rare_disease.intake.panel_ways import ways_of
from samvar.focus.rare_disease.model.panel import Panel, PanelGene, PanelRegion, PanelRepeat
from samvar.formats.json_located import Located
from samvar.formats.panelapp import Entity, PanelAppPanel, Repeat, Stretch, read_panelapp
from samvar.formats.stream import head
from samvar.model.errors import BadFile, BadInput, Where

PANEL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
MOST_GENES = 50_000
_HGNC = re.compile(r"HGNC:[1-9][0-9]{0,6}")


def read_panels(path: Path, source: str = "") -> tuple[Panel, ...]:
    """The panels of a file; only PanelApp's may hold several.

    source: where it is from, "" for what the file is.

    Raises:
        BadFile: it is none of the forms, or not sound; with the line.
    """
    if head(path, 4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return (sound(read_panel_table(path, source or path.name), path.name),)
    if is_panelapp(path):
        return tuple(
            sound(from_panelapp(each, source or "PanelApp"), path.name)
            for each in read_panelapp(path)
        )
    found = Located(path).shaped(Panel, "a panel")
    if source:
        found = msgspec.structs.replace(found, source=source)
    return (sound(found, path.name),)


def is_panelapp(path: Path) -> bool:
    """Whether JSON is PanelApp's: our own has its version's genes without `gene_data`."""
    value = Located(path).value
    if isinstance(value, list) or not isinstance(value, dict):
        return True
    return "source" not in value or "results" in value


def from_panelapp(panel: PanelAppPanel, source: str) -> Panel:
    """The same in our words, under the name `panelapp-` and PanelApp's number."""
    return Panel(
        id=f"panelapp-{panel.number}",
        version=panel.version,
        name=panel.name,
        source=source,
        date=panel.created,
        disorders=panel.disorders,
        genes=tuple(_gene(each) for each in panel.genes),
        repeats=tuple(_repeat(each) for each in panel.repeats),
        regions=tuple(_region(each) for each in panel.regions),
    )


def _gene(each: Entity) -> PanelGene:
    return PanelGene(
        symbol=each.symbol or each.name,
        hgnc=each.hgnc,
        confidence=each.confidence,
        ways=ways_of(each.inheritance),
        inheritance=each.inheritance,
        penetrance=each.penetrance,
        reduced=True if each.penetrance.lower() == "incomplete" else None,
        evidence=each.evidence,
        phenotypes=each.phenotypes,
        aliases=each.aliases,
    )


def _repeat(each: Repeat) -> PanelRepeat:
    entity = each.entity
    return PanelRepeat(
        name=entity.name, symbol=entity.symbol, hgnc=entity.hgnc, confidence=entity.confidence,
        unit=each.unit, normal=each.normal, pathogenic=each.pathogenic,
        inheritance=entity.inheritance,
    )  # fmt: skip


def _region(each: Stretch) -> PanelRegion:
    places = {"GRCh37": each.grch37, "GRCh38": each.grch38}
    return PanelRegion(
        name=each.entity.name, title=each.title, confidence=each.entity.confidence,
        kind=each.kind, contig=each.contig,
        places={name: span for name, span in places.items() if span is not None},
        inheritance=each.entity.inheritance,
    )  # fmt: skip


def sound(panel: Panel, file: str = "") -> Panel:
    """The panel itself, once it has been looked at.

    Raises:
        BadFile, BadInput: without a file: its id, version or name is none, it is empty, or a gene
            stands in it twice or is no name.
    """
    fault = _fault(panel)
    if fault is None:
        return panel
    if file:
        raise BadFile(fault, where=Where(file))
    raise BadInput(fault)


def _fault(panel: Panel) -> str | None:
    if not PANEL_ID.fullmatch(panel.id):
        return "a panel's id is letters, digits, '.', '_' and '-', at most 64"
    if not VERSION.fullmatch(panel.version):
        return "a panel's version is letters, digits, '.', '_' and '-', at most 32"
    if not panel.name.strip() or len(panel.name) > 200 or not panel.name.isprintable():
        return "a panel has a name of at most 200 readable letters"
    if not (panel.genes or panel.repeats or panel.regions):
        return "the panel is empty"
    if len(panel.genes) > MOST_GENES:
        return f"a panel has at most {MOST_GENES:,} genes"
    seen: set[str] = set()
    for gene in panel.genes:
        if not 0 < len(gene.symbol) <= 60 or not gene.symbol.isprintable() or " " in gene.symbol:
            return "a gene's symbol is one readable word"
        if gene.hgnc is not None and not _HGNC.fullmatch(gene.hgnc):
            return "a gene's HGNC id is written as HGNC:1100"
        if gene.confidence is not None and not 0 <= gene.confidence <= 3:
            return "confidence is 0, 1, 2 or 3"
        if gene.key in seen:
            return f"the gene {gene.symbol} stands twice in the panel"
        seen.add(gene.key)
    return None
