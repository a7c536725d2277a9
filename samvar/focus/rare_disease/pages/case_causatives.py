"""Matching causatives: variants of the case that mattered in another family's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.causative import Causative
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.causatives import causatives_of
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.words import CLASSES
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The matches as a table, and how many cases were compared."""
    found = causatives_of(reader.node, case, reader.asker)
    t = reader.language.text
    return {
        "compared": found.compared,
        "table": Table(
            t("Matching causatives"),
            [
                Column(t("Variant")),
                Column(t("Case")),
                Column(t("Class there")),
                Column(t("Time"), unit="UTC"),
            ],
            [_row(reader, case, each) for each in found.found],
            Empty(t("No variant of the patient was pinned or found pathogenic in another family.")),
            key="causatives",
            caption_hidden=True,
        ),
    }


def _row(reader: Reader, case: KeptCase, each: Causative) -> Row:
    language = reader.language
    sealed = Sealer(reader.node, case.id).seal(each.listed)
    classed = language.text("pinned, without a class")
    if each.classed is not None:
        classed = word(CLASSES, each.classed.value, language)
    return Row(
        [
            Cell(each.listed, href=case_path(reader, case.id, each.category, sealed),
                 data=True, mono=True),
            Cell(each.other.name, href=case_path(reader, each.other.id), data=True),
            Cell(classed, note=each.condition),
            Cell(language.moment(each.at), moment=each.at.isoformat()),
        ]
    )  # fmt: skip


SECTION = Section("causatives", values)
