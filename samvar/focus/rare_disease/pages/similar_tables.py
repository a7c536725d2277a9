"""Similar patients, and a variant's carriers by likeness, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samvar.focus.rare_disease.service.similar import BAND_NAMES, STATUS_NAMES, Similar, SimilarRow
from samvar.focus.rare_disease.service.variant_phenotypes import Carriers
from samvar.focus.rare_disease.words import BANDS, COPIES, OF_PEOPLE, OUTCOMES
from samvar.present.coverage import centre_name, coverage_line, is_whole
from samvar.present.language import Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


@dataclass(frozen=True, slots=True)
class CarriersShown:
    """Ready words. note: who is not in the table."""

    coverage: str
    whole: bool
    table: Table | None
    note: str


def similar_table(reader: Reader, found: Similar, links: Sequence[str]) -> Table:
    """A row for each patient; the last column leads to a request."""
    t, language = reader.language.text, reader.language
    rows = [
        Row(
            [
                Cell(centre_name(row.node), data=True),
                Cell(word(BANDS, row.band, language)),
                Cell(_variant(row, found, language)),
                Cell(_gene(row, found, language)),
                Cell(word(OUTCOMES, row.outcome, language) if row.outcome else t("no report yet")),
                Cell(t("Write to the centre"), href=link) if link else Cell(t("by a request")),
            ],
            muted=not (row.variant or row.gene) and row.band not in ("close",),
        )
        for row, link in zip(found.rows, links, strict=True)
    ]
    return Table(
        t("Similar patients at the centres"),
        [
            Column(t("Centre")),
            Column(t("Features")),
            Column(t("The same variant")),
            Column(t("The same gene")),
            Column(t("Outcome there")),
            Column(t("Contact")),
        ],
        rows,
        Empty(t("No centre that answered has a similar patient who may be told of.")),
        key="similar",
        caption_hidden=True,
    )


def _variant(row: SimilarRow, found: Similar, language: Language) -> str:
    if not found.asked.variant:
        return language.text("not asked")
    if not row.variant:
        return language.text("no")
    return f"{language.text('yes')}, {word(COPIES, row.zygosity, language)}"


def _gene(row: SimilarRow, found: Similar, language: Language) -> str:
    if not found.asked.genes:
        return language.text("not asked")
    return language.text("yes") if row.gene else language.text("none classified")


def carriers_table(reader: Reader, found: Carriers) -> CarriersShown:
    """Carriers of all people, a line for each band and a column for each status."""
    t, language = reader.language.text, reader.language
    answer = found.answer
    line = coverage_line(answer.coverage, answer.missing, language)
    if found.carriers is None or found.people is None:
        return CarriersShown(line, is_whole(answer.coverage), None, "")
    rows = []
    for at, band in enumerate(BAND_NAMES):
        cells = [
            Cell(f"{language.number(int(c))} / {language.number(int(p))}", data=True)
            for c, p in zip(found.carriers[:, at], found.people[:, at], strict=True)
        ]
        rows.append(Row([Cell(word(BANDS, band, language)), *cells]))
    table = Table(
        t("Carriers by features"),
        [
            Column(t("Features")),
            *(
                Column(word(OF_PEOPLE, name, language), unit=t("carriers / people"), align="number")
                for name in STATUS_NAMES
            ),
        ],
        rows,
        Empty(t("Nobody was counted.")),
        key="carriers",
        caption_hidden=True,
    )
    note = language.count(
        "%(n)s person was looked at there.", "%(n)s people were looked at there.", found.looked_at
    )
    if found.left_out:
        note += " " + language.count(
            "%(n)s of the own family is left out of the table.",
            "%(n)s of the own family are left out of the table.",
            found.left_out,
        )
    return CarriersShown(line, is_whole(answer.coverage), table, note)
