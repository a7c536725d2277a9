"""The gene panels that a case is read by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.pages.panels import panels_path
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.case_panels import CasePanel, panels_of
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The panels as a table; the way to reanalysis where one has a newer version."""
    found = panels_of(reader.node, case)
    t = reader.language.text
    return {
        "table": Table(
            t("Gene panels"),
            [
                Column(t("Panel")),
                Column(t("Version")),
                Column(t("Genes"), unit=t("that count, of all"), align="number"),
                Column(t("Fixed"), unit="UTC"),
            ],
            [_row(reader, each) for each in found.fixed],
            Empty(
                t("No panel is fixed in this case: no gene is hidden."),
                t("Gene panels"),
                panels_path(reader),
            ),
            key="case-panels",
            caption_hidden=True,
        ),
        "newer": [each.name for each in found.fixed if each.newer],
        "absent": found.absent,
        "reanalysis": f"/nodes/{reader.node.id}/rare/reanalysis",
    }


def _row(reader: Reader, each: CasePanel) -> Row:
    language = reader.language
    newer = language.text("%(version)s is newer", version=each.newer) if each.newer else ""
    return Row(
        [
            Cell(each.name, href=f"{panels_path(reader)}/{each.pinned.panel}", data=True),
            Cell(each.pinned.version, note=newer, data=True),
            Cell(f"{language.number(each.counting)} / {language.number(each.genes)}"),
            Cell(
                language.moment(each.pinned.at),
                moment=each.pinned.at.isoformat(),
                note=each.pinned.by,
            ),
        ]
    )


SECTION = Section("panels", values, wide=True)
