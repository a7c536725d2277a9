"""Answers about structural variants, repeats and mitochondrial alleles, as a table and a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from samvar.network.merge import NationalAnswer
from samvar.present.coverage import centre_name
from samvar.present.figures.histogram import histogram
from samvar.present.figures.interval_plot import Scale, interval_axis, interval_bar
from samvar.present.frequency import places_for
from samvar.present.interval import wilson
from samvar.present.language import Language
from samvar.present.table import Cell, Column, Empty, Row, Table

MOST_BINS = 120
"""Bins of a figure; a table has them all."""
Group = tuple[str, Mapping[str, Any]]
"""A name, and the columns of a sum."""


def groups_of(answer: NationalAnswer, language: Language) -> list[Group]:
    """The nation, and each centre whose part may be seen."""
    if answer.value is None:
        return []
    parts = [
        (centre_name(part.node), part.value)
        for part in answer.parts
        if part.state == "answered" and part.value is not None
    ]
    return [(language.text("Sweden"), answer.value), *sorted(parts, key=lambda one: one[0])]


def carriers_table(answer: NationalAnswer, language: Language) -> Table:
    """People with a like structural variant, in the country and by centre."""
    t = language.text
    groups = groups_of(answer, language)
    found = [_proportion(value, "carriers", 0) for _, value in groups]
    scale = Scale.reaching(max((one.upper for one in found if one is not None), default=0.0))
    rows = []
    for number, ((name, value), one) in enumerate(zip(groups, found, strict=True)):
        people = int(value["individuals"][0])
        places = places_for(people)
        twice = int(value["homozygotes"][0])
        if one is None:
            shown = [_none(value, "carriers", 0, language), *(Cell("–") for _ in range(4))]
        else:
            shown = [
                Cell(language.decimal(one.value, places), data=True),
                Cell(
                    f"{language.decimal(one.lower, places)}–{language.decimal(one.upper, places)}",
                    data=True,
                ),
                Cell("", markup=interval_bar(one, scale, strong=number == 0)),
                Cell(language.number(int(value["carriers"][0])), data=True),
                Cell("–" if twice < 0 else language.number(twice), data=True),
            ]
        cells = [Cell(name, data=True), *shown, Cell(language.number(people), data=True)]
        rows.append(Row(cells, strong=number == 0))
    return Table(
        t("People with a like structural variant"),
        [
            Column(t("Group")),
            Column(t("Carrier frequency"), unit="0–1", align="number"),
            Column(t("95 % interval"), unit=t("Wilson"), align="number"),
            Column(t("Interval"), markup=interval_axis(scale, language)),
            Column(t("Carriers"), unit=t("individuals"), align="number"),
            Column(t("Homozygotes"), unit=t("individuals"), align="number"),
            Column(t("Looked at"), unit=t("individuals"), align="number"),
        ],
        rows,
        Empty(t("No centre gave an answer to this question.")),
        key="structural",
        caption_hidden=True,
    )


def bins_table(
    answer: NationalAnswer,
    bins: Sequence[str],
    counted: tuple[str, str],
    words: tuple[str, str, str],
    language: Language,
) -> Table:
    """The nation's numbers by bin; bins that nobody is in are left out.

    counted: the column, and the column of its denominator. words: title, name of the bins, unit.
    """
    column, total = counted
    rows = []
    for at, name in enumerate(bins if answer.value is not None else ()):
        number = int(answer.value[column][at])
        if not number:
            continue
        one = _proportion(answer.value, column, at, total)
        of = int(answer.value[total][at])
        rows.append(
            Row(
                [
                    Cell(name, data=True),
                    _none(answer.value, column, at, language)
                    if one is None
                    else Cell(language.decimal(one.value, places_for(of)), data=True),
                    Cell("–" if number < 0 else language.number(number), data=True),
                    Cell(language.number(of), data=True),
                ]
            )
        )
    if rows and all(int(n) < 0 for n in answer.value[column]):
        rows = []
    return Table(
        words[0],
        [
            Column(words[1]),
            Column(language.text("Part"), unit="0–1", align="number"),
            Column(language.text("How many"), unit=words[2], align="number"),
            Column(language.text("Of"), unit=words[2], align="number"),
        ],
        rows,
        Empty(
            language.text("No number may be shown."),
            language.text("Nobody has it, or each number is below the floor."),
        ),
        key="by-bin",
        caption_hidden=True,
    )


def bins_figure(
    answer: NationalAnswer, bins: Sequence[str], column: str, axis: str, title: str,
    language: Language,
) -> str:  # fmt: skip
    """The same as a histogram from the first to the last bin that anybody is shown in; "" for
    none, and where there are more bins than a figure holds."""
    if answer.value is None:
        return ""
    counts = [int(n) for n in answer.value[column]]
    shown = [at for at, n in enumerate(counts) if n > 0]
    if not shown or shown[-1] - shown[0] >= MOST_BINS:
        return ""
    part = slice(shown[0], shown[-1] + 1)
    return histogram(
        bins[part],
        [None if n < 0 else n for n in counts[part]],
        title=title,
        description=language.text("The table beside it has the same numbers."),
        axis=axis,
        language=language,
        key="bins-figure",
    )


def _proportion(value: Mapping[str, Any], column: str, at: int, total: str = "individuals") -> Any:
    number, of = int(value[column][at]), int(value[total][at])
    return None if number < 0 or of < number else wilson(number, of)


def _none(value: Mapping[str, Any], column: str, at: int, language: Language) -> Cell:
    if int(value[column][at]) < 0:
        return Cell(language.text("below the floor"), state="suppressed")
    return Cell(language.text("nobody was looked at"))
