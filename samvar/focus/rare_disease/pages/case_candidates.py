"""Genes in which something was found, ranked with the features; made when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.candidate import Candidate
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.case_candidates import candidates_of_case
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.words import WAYS
from samvar.model.errors import NotFound
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

SHOWN = 15


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The table with `?candidates=1`, else the way to it."""
    if reader.query.get("candidates") != "1":
        return {"table": None, "missing": False}
    try:
        found = candidates_of_case(reader.node, case.id, reader.asker)
    except NotFound:  # the list is gone with a sample, or no ontology is installed
        return {"table": None, "missing": True}
    return {"table": _table(reader, case, found[:SHOWN]), "missing": False}


def _table(reader: Reader, case: KeptCase, found: tuple[Candidate, ...]) -> Table:
    """Each gene in one way of inheritance; the variant is the link."""
    t, language = reader.language.text, reader.language
    sealer = Sealer(reader.node, case.id)
    rows = []
    for each in found:
        first = each.found[0]
        others = ", ".join(one.variant for one in each.found[1:])
        rows.append(
            Row(
                [
                    Cell(each.symbol, data=True, note=each.disease or ""),
                    Cell(language.decimal(each.score, 3), data=True),
                    Cell(word(WAYS, each.way.value, language)),
                    Cell(f"{each.phenotype:.2g}", data=True),
                    Cell(language.decimal(each.variant, 2), data=True),
                    Cell(
                        first.variant,
                        href=case_path(reader, case.id, "snv", sealer.seal(first.variant)),
                        data=True,
                        mono=True,
                        note=others,
                    ),
                    Cell(first.consequence.replace("_", " "), data=True),
                ]
            )
        )
    return Table(
        t("Genes by features and variants"),
        [
            Column(t("Gene"), unit=t("disease that fits best")),
            Column(t("Share"), unit=t("of all candidates, 0–1"), align="number"),
            Column(t("Way of inheritance")),
            Column(t("Features"), unit=t("0–1"), align="number"),
            Column(t("Variants"), unit=t("rarity times effect, 0–1"), align="number"),
            Column(t("Variant")),
            Column(t("Consequence")),
        ],
        rows,
        Empty(t("Nothing rare was found that changes a gene and follows a model.")),
        key="ranked-candidates",
        caption_hidden=True,
    )


SECTION = Section("candidates", values, wide=True)
