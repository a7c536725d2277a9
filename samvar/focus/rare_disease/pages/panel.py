"""One panel: a version with its genes, what differs from another version, and its retirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from samvar.focus.rare_disease.model.panel import KeptPanel, PanelChange, PanelGene
from samvar.focus.rare_disease.pages.panels import PATH, panels_path
from samvar.focus.rare_disease.panel_words import CONFIDENCES, PANEL_CHANGES, PANEL_ENTRIES, WAYS
from samvar.focus.rare_disease.service.panels import Looked, diff_panel, retire_panel, see_panel
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table, paged
from samvar.present.words import word

SIZE = 200
"""Genes on one page."""


def show(reader: Reader) -> Answer:
    """A version (`?version=`, by default the newest in use); with `?against=` what differs.

    Raises:
        NotFound: no such panel or version here.
    """
    name, t = reader.path["panel"], reader.language.text
    looked = see_panel(reader.node, name, reader.asker, reader.query.get("version", ""))
    version = looked.kept.panel.version
    against = reader.query.get("against", "")
    changes = None
    if against and against != version:
        changes = diff_panel(reader.node, name, against, version, reader.asker)
    return Shown(
        "panel.html",
        looked.kept.panel.name,
        {
            "kept": looked.kept,
            "looked": looked,
            "versions": looked.versions,
            "others": [each for each in looked.versions if each.row != looked.kept.row],
            "against": against,
            "genes": _genes(reader, looked),
            "repeats": _repeats(reader, looked.kept),
            "regions": _regions(reader, looked.kept),
            "changes": None if changes is None else _changes(reader, changes),
            "may_change": reader.may("change:knowledge"),
            "post": panels_path(reader, name),
            "unknown": [gene.symbol for gene in looked.unknown],
            "retired": t(N_("Retired")) if looked.kept.retired else "",
        },
    )


def _genes(reader: Reader, looked: Looked) -> Table:
    language = reader.language
    t = language.text
    panel = looked.kept.panel
    first = _offset(reader, len(panel.genes))
    part = panel.genes[first : first + SIZE]
    unknown = {gene.symbol for gene in looked.unknown}
    rows = [
        Row(
            [
                Cell(gene.symbol, data=True, note=_named(gene, unknown, looked.renamed, language)),
                Cell(gene.hgnc or "–", data=True),
                confidence_cell(gene.confidence, language),
                Cell(", ".join(ways_in_words(gene, language)) or "–"),
                Cell("; ".join(gene.phenotypes[:3]) or "–", data=True),
                Cell("; ".join(gene.evidence[:3]) or "–", data=True),
            ]
        )
        for gene in part
    ]
    asked = urlencode({"version": panel.version})
    address = f"{panels_path(reader, panel.id)}?{asked}&offset={{offset}}"
    return Table(
        t(N_("Genes")),
        [
            Column(t(N_("Gene"))),
            Column("HGNC", data=True),
            Column(t(N_("Rating"))),
            Column(t(N_("Inheritance"))),
            Column(t(N_("Diseases"))),
            Column(t(N_("Evidence"))),
        ],
        rows,
        Empty(t(N_("This version has no genes."))),
        page=paged(first, len(part), len(panel.genes), address, SIZE),
        key="genes",
        caption_hidden=True,
    )


def _named(
    gene: PanelGene, unknown: set[str], renamed: Mapping[str, str], language: Language
) -> str:
    if gene.symbol in unknown:
        return language.text(N_("not known here by this symbol"))
    if gene.symbol in renamed:
        return language.text(N_("here called %(symbol)s"), symbol=renamed[gene.symbol])
    return ""


def confidence_cell(confidence: int | None, language: Language) -> Cell:
    """A rating in words; a colour is never alone."""
    return Cell(word(CONFIDENCES, "" if confidence is None else str(confidence), language))


def ways_in_words(gene: PanelGene, language: Language) -> list[str]:
    """How diseases of a gene are inherited; its own words where they name no way."""
    if gene.ways:
        return [word(WAYS, way.value, language) for way in gene.ways]
    return [gene.inheritance] if gene.inheritance else []


def _repeats(reader: Reader, kept: KeptPanel) -> Table | None:
    language = reader.language
    t = language.text
    rows = [
        Row(
            [
                Cell(each.name, data=True),
                Cell(each.unit or "–", mono=True),
                Cell("–" if each.normal is None else f"≤ {each.normal}", data=True),
                Cell("–" if each.pathogenic is None else f"≥ {each.pathogenic}", data=True),
                confidence_cell(each.confidence, language),
            ]
        )
        for each in kept.panel.repeats
    ]
    columns = [
        Column(t(N_("Repeat"))),
        Column(t(N_("Unit"))),
        Column(t(N_("Normal")), align="number", unit=t(N_("units"))),
        Column(t(N_("Pathogenic")), align="number", unit=t(N_("units"))),
        Column(t(N_("Rating"))),
    ]
    title = t(N_("Repeats"))
    return Table(title, columns, rows, Empty(""), key="repeats") if rows else None


def _regions(reader: Reader, kept: KeptPanel) -> Table | None:
    language = reader.language
    t = language.text
    rows = [
        Row(
            [
                Cell(each.name, data=True, note=each.title),
                Cell(each.kind or "–", data=True),
                Cell(_places(each.contig, each.places) or "–", data=True),
                confidence_cell(each.confidence, language),
            ]
        )
        for each in kept.panel.regions
    ]
    columns = [
        Column(t(N_("Region"))),
        Column(t(N_("Kind"))),
        Column(t(N_("Place"))),
        Column(t(N_("Rating"))),
    ]
    title = t(N_("Regions"))
    return Table(title, columns, rows, Empty(""), key="regions") if rows else None


def _places(contig: str, places: Mapping[str, tuple[int, int]]) -> str:
    """1-based, inclusive, as people write places."""
    found = (f"{name} {contig}:{low + 1}-{high}" for name, (low, high) in places.items())
    return "; ".join(found)


def _changes(reader: Reader, changes: Sequence[PanelChange]) -> Table:
    language = reader.language
    t = language.text
    rows = [
        Row(
            [
                Cell(each.name, data=True),
                Cell(word(PANEL_ENTRIES, each.what, language)),
                Cell(word(PANEL_CHANGES, each.kind.value, language)),
                _side(each, each.before, language),
                _side(each, each.after, language),
            ]
        )
        for each in changes
    ]
    return Table(
        t(N_("What changed")),
        [
            Column(t(N_("Name"))),
            Column(t(N_("Kind"))),
            Column(t(N_("Change"))),
            Column(t(N_("Before"))),
            Column(t(N_("After"))),
        ],
        rows,
        Empty(t(N_("Nothing differs."))),
        key="changes",
        caption_hidden=True,
    )


def _side(change: PanelChange, said: str, language: Language) -> Cell:
    if change.kind.value == "inheritance":
        return Cell(said or "–", data=True)
    absent = (change.kind.value == "added" and said == change.before) or (
        change.kind.value == "removed" and said == change.after
    )
    return Cell("–") if absent else Cell(word(CONFIDENCES, said, language))


def _offset(reader: Reader, total: int) -> int:
    text = reader.query.get("offset", "0")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return min(wanted, max(0, total - 1)) // SIZE * SIZE


def _retire(reader: Reader, *, undo: bool) -> Answer:
    name, version = reader.path["panel"], reader.form.get("version", "")
    retire_panel(reader.node, name, version, reader.asker, undo=undo)
    return Onward(f"{panels_path(reader, name)}?{urlencode({'version': version})}")


PAGES: tuple[Page, ...] = (
    shows(f"{PATH}/{{panel:str}}", show, "see:knowledge", "see-panel", N_("Gene panel")).reads(
        "version", "against", "offset"
    ),
    takes(
        f"{PATH}/{{panel:str}}/retire",
        lambda reader: _retire(reader, undo=False),
        "change:knowledge",
        "retire-panel",
        N_("Retire a version"),
    ).reads("version"),
    takes(
        f"{PATH}/{{panel:str}}/take-up",
        lambda reader: _retire(reader, undo=True),
        "change:knowledge",
        "take-up-panel",
        N_("Take a version up again"),
    ).reads("version"),
)
