"""A report's rows as the tables of a page: quality, and what the answer rests on."""

from __future__ import annotations

from typing import Any

from samvar.focus.rare_disease.model.report import RareReport
from samvar.focus.rare_disease.report import ReportView, view
from samvar.present.language import Language
from samvar.present.table import Cell, Column, Empty, Row, Table


def shown(report: RareReport, language: Language, *, withdrawn: str = "") -> dict[str, Any]:
    """The values that `report_parts.html` needs."""
    rows = view(report, language, withdrawn=withdrawn)
    return {
        "view": rows,
        "quality_of_report": quality_table(rows, language),
        "rests_on": rests_on_table(rows, language),
    }


def quality_table(rows: ReportView, language: Language) -> Table:
    """What was asked of the samples, as it is reported."""
    t = language.text
    return Table(
        t("Quality"),
        [Column(t("Asked")), Column(t("Of")), Column(t("Answer")), Column(t("Overridden"))],
        [
            Row(
                [
                    Cell(each.what),
                    Cell(each.whom, data=True),
                    Cell(each.standing, state=each.mark, note=each.reasons),
                    Cell(each.override, data=True),
                ]
            )
            for each in rows.quality
        ],
        Empty(t("No file of the case told anything of its quality.")),
        key="quality",
        caption_hidden=True,
    )


def rests_on_table(rows: ReportView, language: Language) -> Table:
    """Releases, panels and lists with version and digest."""
    t = language.text
    return Table(
        t("What the answer rests on"),
        [Column(t("What")), Column(t("Name")), Column(t("Version")), Column("SHA-256", data=True)],
        [
            Row(
                [
                    Cell(each.kind),
                    Cell(each.name, data=True),
                    Cell(each.version, data=True),
                    Cell(f"{each.digest[:16]}…" if each.digest else "–", data=True, mono=True),
                ]
            )
            for each in rows.pins
        ],
        Empty(t("Nothing is pinned.")),
        key="rests-on",
        caption_hidden=True,
    )
