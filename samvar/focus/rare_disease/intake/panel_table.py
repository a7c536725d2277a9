"""A panel as a table of genes: tab-, semicolon- or comma-separated, with a head of `##key=value`.

Scout's own form is one of these, unchanged: `##panel_id`, `##version`, `##date`,
`##display_name`, and the columns `hgnc_id`, `hgnc_symbol` and beyond (its user guide, "Gene
panels"). A plain table with the columns `symbol` and, if there are any, `hgnc_id`, `confidence`,
`inheritance`, `penetrance`, `transcripts`, `phenotypes`, `evidence` and `note` is read as well.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from samvar.focus.rare_disease.intake.panel_ways import ways_of
from samvar.focus.rare_disease.model.panel import Panel, PanelGene
from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where

LIMIT = 16 << 20
_NAMES = {
    "symbol": ("symbol", "hgnc_symbol", "gene", "gene_symbol"),
    "hgnc": ("hgnc_id", "hgnc_idnumber", "hgnc"),
    "confidence": ("confidence", "confidence_level"),
    "inheritance": ("inheritance", "genetic_disease_models", "genetic_inheritance_models",
                    "mode_of_inheritance"),
    "penetrance": ("penetrance",),
    "reduced": ("reduced_penetrance",),
    "mosaicism": ("mosaicism",),
    "transcripts": ("transcripts", "disease_associated_transcripts",
                    "disease_associated_transcript"),
    "phenotypes": ("phenotypes",),
    "evidence": ("evidence",),
    "note": ("note", "comment"),
}  # fmt: skip
_KNOWN = {name: ours for ours, names in _NAMES.items() for name in names}
_LET_BE = frozenset(("database_entry_version", "original_hgnc"))
_HGNC = re.compile(r"(?:HGNC:)?([1-9][0-9]{0,6})")
_FLAGS = {"": None, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def read_panel_table(path: Path, source: str) -> Panel:
    """The panel that a table holds.

    Raises:
        BadFile: no head line or columns, an unknown column, a line that is no gene, or a gene
            twice; with line and column.
    """
    told: dict[str, str] = {}
    titles: list[str] = []
    mark = "\t"
    genes: list[PanelGene] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(read_text(path, LIMIT).splitlines(), 1):
        if line.startswith("##"):
            key, equals, value = line[2:].partition("=")
            if equals:
                told.setdefault(key.strip().lower(), value.strip())
            continue
        if not line.strip():
            continue
        if not titles:
            mark = next((each for each in "\t;," if each in line), "\t")
            titles = _titles(line, mark, Where(path.name, number))
            continue
        if line.startswith("#"):
            continue
        where = Where(path.name, number)
        gene = _gene(_cells(line, mark, titles, where), titles, where)
        if gene.key in seen:
            raise BadFile(
                f"the gene {gene.symbol[:60]} stands in line {seen[gene.key]}, too", where=where
            )
        seen[gene.key] = number
        genes.append(gene)
    if not titles:
        raise BadFile("the table is empty", where=Where(path.name))
    return Panel(
        id=told.get("panel_id", "") or path.name.split(".", 1)[0],
        version=told.get("version", "") or "1.0",
        name=told.get("display_name", "") or told.get("panel_id", "") or path.name.split(".", 1)[0],
        source=source,
        date=told.get("date", ""),
        genes=tuple(genes),
    )


def _titles(line: str, mark: str, where: Where) -> list[str]:
    titles = [cell.strip().lower() for cell in line.lstrip("#").split(mark)]
    strange = [title for title in titles if title not in _KNOWN and title not in _LET_BE]
    if strange:
        raise BadFile(
            f"the table has a column '{strange[0][:40]}' that no panel has",
            where=Where(where.file, where.line, titles.index(strange[0]) + 1),
            remedy="name the columns symbol, hgnc_id, confidence, inheritance and so on",
        )
    ours = [_KNOWN[title] for title in titles if title in _KNOWN]
    if "symbol" not in ours:
        raise BadFile("the table has no column symbol or hgnc_symbol", where=where)
    if len(set(ours)) != len(ours):
        raise BadFile("a column stands twice in the table", where=where)
    return titles


def _cells(line: str, mark: str, titles: list[str], where: Where) -> list[str]:
    try:
        cells = line.split(mark) if mark == "\t" else next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        raise BadFile("a cell is too long", where=where) from None
    if len(cells) > len(titles):
        raise BadFile(f"the line has {len(cells)} cells, the header {len(titles)}", where=where)
    return [cell.strip() for cell in cells] + [""] * (len(titles) - len(cells))


def _gene(cells: list[str], titles: list[str], where: Where) -> PanelGene:
    row = {_KNOWN[t]: cell for t, cell in zip(titles, cells, strict=True) if t in _KNOWN}
    place = {_KNOWN[t]: n for n, t in enumerate(titles, 1) if t in _KNOWN}

    def at(name: str) -> Where:
        return Where(where.file, where.line, place.get(name))

    symbol = row["symbol"]
    if not symbol or " " in symbol or len(symbol) > 60:
        raise BadFile("the line has no symbol of a gene", where=at("symbol"))
    hgnc = row.get("hgnc", "")
    match = _HGNC.fullmatch(hgnc)
    if hgnc and match is None:
        raise BadFile("an HGNC id is a number, or as HGNC:1100", where=at("hgnc"))
    rated = row.get("confidence", "")
    if rated not in ("", "0", "1", "2", "3"):
        raise BadFile("confidence is 0, 1, 2 or 3", where=at("confidence"))
    inheritance = row.get("inheritance", "")
    return PanelGene(
        symbol=symbol,
        hgnc=f"HGNC:{match.group(1)}" if match else None,
        confidence=int(rated) if rated else None,
        ways=ways_of(inheritance),
        inheritance=inheritance,
        penetrance=row.get("penetrance", ""),
        reduced=_flag(row, "reduced", at("reduced")),
        mosaicism=_flag(row, "mosaicism", at("mosaicism")),
        transcripts=_list(row.get("transcripts", "")),
        phenotypes=_list(row.get("phenotypes", "")),
        evidence=_list(row.get("evidence", "")),
        note=row.get("note", ""),
    )


def _flag(row: Mapping[str, str], name: str, where: Where) -> bool | None:
    text = row.get(name, "").lower()
    if text not in _FLAGS:
        raise BadFile(f"{name} is neither yes nor no", where=where)
    return _FLAGS[text]


def _list(text: str) -> tuple[str, ...]:
    return tuple(each for each in re.split(r"[,|]\s*", text) if each)
