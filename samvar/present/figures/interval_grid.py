"""Frequencies with their intervals for several groups and several things: one column a thing.

Each column has its own axis: an allele of one in two and one of one in a hundred are each
compared between groups, not with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samvar.present.figures.interval_plot import (
    Scale,
    draw_grid,
    draw_interval,
    draw_ticks,
)
from samvar.present.figures.svg import drawing, element, words
from samvar.present.interval import Proportion
from samvar.present.language import Language

_LEFT, _CELL, _GAP, _LINE, _HEAD = 140.0, 104.0, 22.0, 24.0, 30.0
_LEAST = 5  # columns that a drawing is wide for, so that few of them are not drawn large


@dataclass(frozen=True, slots=True)
class GridRow:
    """One group: an interval for each column. None: hidden, or nobody was looked at.

    apart: a little space before it, where another kind of group begins.
    """

    label: str
    values: Sequence[Proportion | None]
    strong: bool = False
    apart: bool = False


def interval_grid(
    columns: Sequence[str],
    rows: Sequence[GridRow],
    *,
    title: str,
    description: str,
    language: Language,
    key: str = "interval-grid",
) -> str:
    """Groups down, things across, as SVG text; its table stands beside it on the page.

    Raises:
        ValueError: a row has another number of values than there are columns.
    """
    for row in rows:
        if len(row.values) != len(columns):
            raise ValueError(f"{row.label}: {len(row.values)} values for {len(columns)} columns")
    heights = _heights(rows)
    bottom = (heights[-1] if heights else _HEAD) + _LINE / 2
    parts = [_name(row, y) for row, y in zip(rows, heights, strict=True)]
    for number, column in enumerate(columns):
        left = _LEFT + number * (_CELL + _GAP)
        values = [row.values[number] for row in rows]
        scale = Scale.reaching(max((v.upper for v in values if v is not None), default=0.0))
        parts.append(_heading(column, left))
        parts.append(draw_grid(scale, left, _CELL, _HEAD - 6, bottom))
        parts += [
            _missing(left, y)
            if value is None
            else draw_interval(value, scale, left, _CELL, y, row.strong)
            for value, row, y in zip(values, rows, heights, strict=True)
        ]
        ends = Scale(scale.end, scale.end, scale.places)  # more numbers than these would collide
        parts.append(draw_ticks(ends, language, left, _CELL, bottom + 14, 10))
    return drawing(
        *parts,
        width=_LEFT + max(len(columns), _LEAST) * (_CELL + _GAP),
        height=bottom + 20,
        title=title,
        description=description,
        key=key,
    )


def _heights(rows: Sequence[GridRow]) -> list[float]:
    """The middle of each row."""
    found, y = [], _HEAD + _LINE / 2
    for row in rows:
        y += _LINE / 2 if row.apart else 0
        found.append(y)
        y += _LINE
    return found


def _name(row: GridRow, y: float) -> str:
    return element(
        "text", words(row.label), x=_LEFT - 14, y=y + 4, text_anchor="end", font_size=12,
        fill="#14202b", class_="f-label f-strong" if row.strong else "f-label",
    )  # fmt: skip


def _heading(text: str, left: float) -> str:
    shown = text if len(text) <= 16 else f"{text[:15]}…"
    return element(
        "text", words(shown), element("title", words(text)), x=left, y=14, font_size=12,
        fill="#14202b", class_="f-label f-strong",
    )  # fmt: skip


def _missing(left: float, y: float) -> str:
    return element(
        "text", words("–"), x=left, y=y + 4, font_size=12, fill="#5c6974", class_="f-tick"
    )
