"""The country's part of the recall list: how many, and how many nobody has looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samvar.network.merge import NationalAnswer
from samvar.present.coverage import centre_name, coverage_line, is_whole
from samvar.present.language import Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table

_COLUMNS = ("phenotype_changed", "advice_changed", "open", "assessed", "tested")


@dataclass(frozen=True, slots=True)
class Nation:
    """Ready words. missing: what has not been assessed under the release, '' where all has."""

    coverage: str
    whole: bool
    missing: str
    table: Table


def nation_of(reader: Reader, release: str, genes: Sequence[str]) -> Nation:
    """One question to the country, gene by gene: a person can be told otherwise in several."""
    answer = reader.ask("recall", release=release, genes=tuple(genes))
    language = reader.language
    return Nation(
        coverage_line(answer.coverage, answer.missing, language),
        is_whole(answer.coverage),
        _missing(answer, language),
        _table(answer, genes, language),
    )


def _missing(answer: NationalAnswer, language: Language) -> str:
    if answer.value is None:
        return ""
    tested, assessed = (int(answer.value[name].sum()) for name in ("tested", "assessed"))
    if assessed >= tested:
        return ""
    said = language.count(
        "%(n)s result in the country has not been assessed under this release, so the counts "
        "below are of the others.",
        "%(n)s results in the country have not been assessed under this release, so the counts "
        "below are of the others.",
        tested - assessed,
    )
    named = [centre_name(part.node) for part in answer.parts if _is_behind(part.value)]
    if named:
        return (
            said + " " + language.text("Not all is assessed at: %(names)s.", names=", ".join(named))
        )
    if not any(part.value is not None for part in answer.parts):
        return said + " " + language.text("At which centres needs a permit for regional parts.")
    return said


def _is_behind(value: Any) -> bool:
    return value is not None and int(value["assessed"].sum()) < int(value["tested"].sum())


def _table(answer: NationalAnswer, genes: Sequence[str], language: Language) -> Table:
    t = language.text
    rows = []
    if answer.value is not None:
        value = answer.value
        for at, gene in enumerate(genes):
            if int(value["tested"][at]) == 0:
                continue
            numbers = [int(value[name][at]) for name in _COLUMNS]
            cells = [Cell(language.number(n) if n >= 0 else t("below the floor"), data=n >= 0)
                     for n in numbers]  # fmt: skip
            rows.append(Row([Cell(gene, data=True), *cells], muted=numbers[0] == numbers[1] == 0))
    return Table(
        t("The country"),
        [
            Column(t("Gene")),
            Column(t("Other phenotype"), unit=t("individuals"), align="number"),
            Column(t("Other advice"), unit=t("individuals"), align="number"),
            Column(t("Not seen to yet"), unit=t("individuals"), align="number"),
            Column(t("Assessed"), unit=t("individuals"), align="number"),
            Column(t("With a result"), unit=t("individuals"), align="number"),
        ],
        rows,
        Empty(t("No centre has a result of these genes.")),
        key="nation",
        caption_hidden=True,
    )
