"""How long people wait, as a histogram of days: by when half had an answer, and the bins in words.

ends: upper ends of the bins in days, rising; the last bin has no end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samvar.present.figures.histogram import histogram
from samvar.present.language import Language
from samvar.present.table import Cell, Column, Empty, Row, Table


def half_within(ends: Sequence[int], counts: Sequence[int | None]) -> int | None:
    """The end of the bin by which half had come; None where that cannot be said.

    counts: one more than `ends`; None of a bin below the floor.

    >>> half_within((0, 1, 2), (0, 1, 2, 0)), half_within((0, 1, 2), (None,) * 4)
    (2, None)
    """
    seen = [number for number in counts if number is not None]
    if len(seen) < len(counts) or not sum(seen):
        return None
    at = int(np.searchsorted(np.cumsum(seen), sum(seen) / 2))
    return ends[at] if at < len(ends) else None


def bin_labels(ends: Sequence[int]) -> tuple[str, ...]:
    """The bins as spans of days.

    >>> bin_labels((0, 1, 5))
    ('0', '1', '2–5', '6–')
    """
    starts = (0, *(end + 1 for end in ends))
    closed = [
        str(end) if start == end else f"{start}–{end}"
        for start, end in zip(starts, ends, strict=False)
    ]
    return (*closed, f"{starts[-1]}–")


def within_words(days: int | None, language: Language) -> str:
    """By when half of the answers had come; a dash where that cannot be said."""
    return "–" if days is None else language.count("%(n)s day", "%(n)s days", days)


def counted(number: int | None, language: Language) -> Cell:
    """A count, or that it may not be shown."""
    if number is None:
        return Cell(language.text("below the floor"), state="suppressed")
    return Cell(language.number(number), data=True)


def days_figure(
    ends: Sequence[int],
    counts: Sequence[int | None],
    language: Language,
    *,
    title: str,
    key: str = "days-figure",
) -> str:
    """The histogram."""
    return histogram(
        bin_labels(ends),
        tuple(counts),
        title=title,
        description=language.text(
            "How many orders were answered within so many days. A hatched box is below the "
            "floor. The table beside it has the numbers."
        ),
        axis=title,
        language=language,
        key=key,
    )


def days_table(
    ends: Sequence[int],
    counts: Sequence[int | None],
    of: int,
    language: Language,
    *,
    title: str,
    empty: str,
    units: tuple[str, str],
    key: str = "days",
) -> Table:
    """The histogram's numbers, each with what it is of. units: of the counts, and of `of`."""
    t = language.text
    return Table(
        title,
        [
            Column(t("Days")),
            Column(t("Answered"), unit=units[0], align="number"),
            Column(t("Of"), unit=units[1], align="number"),
        ],
        [
            Row([Cell(label, data=True), counted(number, language), counted(of, language)])
            for label, number in zip(bin_labels(ends), counts, strict=True)
        ],
        Empty(empty),
        key=key,
        caption_hidden=True,
    )
