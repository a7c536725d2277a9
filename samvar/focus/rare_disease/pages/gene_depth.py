"""How deep genes of a case were sequenced: those of its panels, or some that are named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samvar.focus.rare_disease.model.gene_depth import FLOORS, MemberDepth
from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.pages.panels import panels_path
from samvar.focus.rare_disease.report.method import told_share
from samvar.focus.rare_disease.rules.gene_depth import FLOOR, LEAST
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.gene_depth import GeneCover, GeneLine, gene_cover
from samvar.focus.rare_disease.service.reading import as_seen
from samvar.focus.rare_disease.words import GENE_MARKS, GENE_STANDINGS
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

LEASTS = (90, 95, 99, 100)
"""Shares of a gene's bases that the page can ask for, in percent."""
_MOST = 200
_APART = re.compile(r"[\s,;]+")
_FIRST = ("short", "not_measured", "not_expected", "covered")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked for. genes: as written."""

    genes: str
    symbols: tuple[str, ...]
    floor: int
    least: int


def show(reader: Reader) -> Answer:
    """`?genes=`, `?floor=` and `?least=`; without genes those of the case's panels.

    Raises:
        NotFound: this node has no such case.
    """
    found = case_of(reader.node, reader.path["case"])
    case = as_seen(reader.node, found, reader.asker)
    asked = _asked(reader)
    cover = gene_cover(reader.node, case, asked.symbols, floor=asked.floor, least=asked.least / 100)
    return Shown(
        "gene_depth.html",
        reader.language.text("Coverage of genes"),
        {
            **frame(reader, case, "coverage"),
            "wanted": asked,
            "floors": FLOORS,
            "leasts": LEASTS,
            "cover": cover,
            "measured": case.gene_depths is not None,
            "covered": len(cover.standing("covered")),
            "short": len(cover.standing("short")),
            "unknown": len(cover.standing("not_measured")),
            "table": cover_table(cover, reader),
            "panels": panels_path(reader),
            "path": case_path(reader, case.id, "coverage"),
        },
    )


def cover_table(cover: GeneCover, reader: Reader) -> Table:
    """A gene in each row, those that want looking at first; the proband before the others."""
    t = reader.language.text
    proband = cover.case.proband
    members = sorted((each.name for each in cover.case.members), key=lambda one: one != proband)
    lines = sorted(cover.lines, key=lambda each: _FIRST.index(each.standing))
    unit = t("%% of bases with %(floor)s reads", floor=cover.floor)
    return Table(
        t("Coverage of genes"),
        [
            Column(t("Gene")),
            Column(t("In the proband")),
            *(Column(name, unit=unit, align="number", data=True) for name in members),
            Column(t("Bases"), align="number"),
        ],
        [_row(each, members, cover, reader.language) for each in lines],
        Empty(
            t("No gene panel is fixed in this case, and no gene was asked for."),
            t("Gene panels"),
            panels_path(reader),
        ),
        key="coverage",
        caption_hidden=True,
    )


def _row(line: GeneLine, members: list[str], cover: GeneCover, language: Language) -> Row:
    known = next(iter(line.found.members.values()), None) if line.found else None
    return Row(
        [
            Cell(line.symbol, data=True),
            Cell(
                word(GENE_STANDINGS, line.standing, language),
                state=GENE_MARKS[line.standing],
            ),
            *(_member(line.of(name), cover.floor, language) for name in members),
            Cell("–" if known is None else language.number(known.bases)),
        ]
    )


def _member(found: MemberDepth | None, floor: int, language: Language) -> Cell:
    share = None if found is None else found.share(floor)
    if found is None or share is None:
        return Cell("–")
    mean = (
        "" if found.mean is None else language.text("mean %(n)s", n=language.decimal(found.mean, 1))
    )
    return Cell(told_share(share, language), note=mean, data=True)


def _asked(reader: Reader) -> Asked:
    genes = reader.query.get("genes", "").strip()
    floor, least = reader.query.get("floor", ""), reader.query.get("least", "")
    return Asked(
        genes,
        tuple(word for word in _APART.split(genes) if word)[:_MOST],
        int(floor) if floor in map(str, FLOORS) else FLOOR,
        int(least) if least in map(str, LEASTS) else round(100 * LEAST),
    )


PAGES: tuple[Page, ...] = (
    shows(
        "/nodes/{node:str}/rare/cases/{case:str}/coverage",
        show,
        "see:referrals",
        "see-gene-depths",
        N_("Coverage of genes"),
        about=about_path,
    ).reads("genes", "floor", "least"),
)
