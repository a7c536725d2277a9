"""Which diseases and genes the features point to, why, and what to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.presentation import Contribution, Ranking
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.diseases import ranked_of
from samvar.model.errors import NotFound
from samvar.present.language import N_, Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table

SHOWN, ASKED = 10, 5

_OTHER = {
    "features that were not mentioned": N_("features that were not mentioned"),
    "fits a disease of the same gene better": N_("fits a disease of the same gene better"),
    "features known of the disease": N_("features known of the disease"),
    "publications of the disease": N_("publications of the disease"),
    "a gene is known": N_("a gene is known"),
}
"""Parts of a score that no term stands for."""


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any] | None:
    """The likeliest diseases and genes; `?disease=` is explained, or the first of them."""
    wanted = reader.query.get("disease", "")
    try:
        found = ranked_of(case, explained=wanted, questions=ASKED, listed=SHOWN)
    except NotFound:  # no such disease, or no ontology is installed
        try:
            found = ranked_of(case, explained="", questions=ASKED, listed=SHOWN)
        except NotFound as missing:
            return {"missing": missing, "table": None}
    return {
        "missing": None,
        "table": diseases_table(found.ranking, reader.language),
        "genes": found.ranking.genes,
        "unknown": found.ranking.unknown,
        "explained": next(
            (each for each in found.ranking.diseases if each.id == found.explained), None
        ),
        "disease": found.explained,
        "why": why_table(found.why, reader.language),
        "questions": found.questions,
    }


def diseases_table(ranking: Ranking, language: Language) -> Table:
    """The disease is the link to why it stands there."""
    t = language.text
    return Table(
        t("Diseases by their features"),
        [
            Column(t("Disease")),
            Column(t("Share"), unit=t("of all that is likely, 0–1"), align="number"),
            Column(t("Genes")),
        ],
        [
            Row(
                [
                    Cell(
                        f"{each.name} ({each.id})", href=f"?disease={each.id}#diseases", data=True
                    ),
                    Cell(language.decimal(each.score, 3), data=True),
                    Cell(", ".join(each.genes[:4]) + (" …" if len(each.genes) > 4 else ""),
                         data=True),
                ]
            )
            for each in ranking.diseases
        ],
        Empty(
            t("No disease is ranked: no feature has been seen."),
            t("Note what was seen in the patient."),
        ),
        key="ranked",
        caption_hidden=True,
    )  # fmt: skip


def why_table(why: tuple[Contribution, ...], language: Language) -> Table:
    """What each feature adds to one disease's score."""
    t = language.text
    return Table(
        t("Why"),
        [
            Column(t("Feature")),
            Column(t("Adds"), unit=t("natural logarithm"), align="number"),
            Column(t("Met by")),
            Column(t("Frequency in the disease"), unit="0–1", align="number"),
        ],
        [
            Row(
                [
                    Cell(f"{each.name} ({each.term})", data=True)
                    if each.term
                    else Cell(t(_OTHER.get(each.name, each.name))),
                    Cell(language.decimal(each.amount, 2), data=True),
                    Cell(each.through or "–", data=True),
                    Cell("–" if each.frequency is None else language.decimal(each.frequency, 2),
                         data=True),
                ]
            )
            for each in why
        ],
        Empty(t("Nothing is explained.")),
        key="why",
        caption_hidden=True,
    )  # fmt: skip


SECTION = Section("diseases", values, wide=True)
