"""How many fall into each bin: a histogram with its counts, and a small one for a table's row."""

from __future__ import annotations

import math
from collections.abc import Sequence

from samvar.present.figures.hatch import hatch
from samvar.present.figures.svg import drawing, element, words
from samvar.present.language import Language

_LEFT, _TALL, _TOP = 56.0, 180.0, 22.0
_WIDE, _NARROWEST, _WIDEST = 572.0, 8.0, 110.0
_LABEL, _NUMBER = 52.0, 26.0
"""Room that the name of a bin, and its count above the box, need."""
_HIDDEN_TALL = 14.0


def histogram(
    bins: Sequence[str],
    counts: Sequence[int | None],
    *,
    title: str,
    description: str,
    axis: str,
    language: Language,
    key: str = "histogram",
) -> str:
    """Counts by bin as SVG text; None may not be shown and stands as a low hatched box.

    Where bins are many, each second or tenth is named, and counts stand in the table alone.

    axis: what the bins are, with the unit. The table stands beside it on the page.

    Raises:
        ValueError: not one count for each bin.
    """
    if len(bins) != len(counts):
        raise ValueError(f"{len(counts)} counts for {len(bins)} bins")
    most, step = _reaching(max((n for n in counts if n is not None), default=0))
    cell = min(max(_WIDE / max(len(bins), 1), _NARROWEST), _WIDEST)
    bottom, right = _TOP + _TALL, _LEFT + cell * len(bins)
    every = next(n for n in (1, 2, 5, 10, 20) if n * cell >= _LABEL or n == 20)
    parts = [hatch(key)]
    for tick in range(0, most + 1, step):
        y = bottom - _TALL * tick / most
        parts.append(
            element("path", d=f"M{_LEFT:g} {y:.2f}H{right:g}", stroke="#e1e5e8", class_="f-grid")
        )
        parts.append(_text(language.number(tick), _LEFT - 8, y + 4, "f-tick", "#5c6974", "end"))
    for number, (name, count) in enumerate(zip(bins, counts, strict=True)):
        x = _LEFT + cell * number
        parts.append(_bar(count, x, cell, bottom, most, language, key))
        if number % every == 0:
            parts.append(_text(name, x + cell / 2, bottom + 16, "f-tick", "#5c6974", "middle"))
    parts.append(
        _text(axis, (_LEFT + right) / 2, bottom + 38, "f-label", "#14202b", "middle")
    )  # fmt: skip
    return drawing(
        *parts, width=right + 12, height=bottom + 46, title=title, description=description, key=key
    )


def histogram_strip(counts: Sequence[int | None]) -> str:
    """A row's histogram, 200 by 20, beside the same numbers as text; a hidden count is a dot."""
    most = max((n for n in counts if n is not None), default=0) or 1
    wide = 200 / max(len(counts), 1)
    parts = []
    for number, count in enumerate(counts):
        x = number * wide
        if count is None:
            parts.append(
                element("circle", cx=x + wide / 2, cy=17, r=1.6, fill="#5c6974", class_="f-calm")
            )
        elif count:
            tall = max(1.0, 18 * count / most)
            parts.append(
                element(
                    "rect", x=x + 1, y=19 - tall, width=wide - 2, height=tall, fill="#46545f",
                    class_="f-point",
                )
            )  # fmt: skip
    base = element("path", d="M0 19.5H200", stroke="#e1e5e8", stroke_width=1, class_="f-grid")
    return element(
        "svg", base, *parts, xmlns="http://www.w3.org/2000/svg", viewBox="-4 0 208 20",
        class_="interval", aria_hidden="true", preserveAspectRatio="none",
    )  # fmt: skip


def _bar(
    count: int | None, x: float, cell: float, bottom: float, most: int, language: Language, key: str
) -> str:
    gap = min(4.0, cell / 8)
    if count is None:
        return element(
            "rect", x=x + gap, y=bottom - _HIDDEN_TALL, width=cell - 2 * gap, height=_HIDDEN_TALL,
            fill=f"url(#{key}-hatch)", stroke="#aab4bc", class_="f-hatch-line",
        )  # fmt: skip
    tall = _TALL * count / most
    box = element(
        "rect", x=x + gap, y=bottom - tall, width=cell - 2 * gap, height=tall, fill="#9ec9d6",
        class_="f-step-4",
    )  # fmt: skip
    if cell < _NUMBER:
        return box if count else ""
    number = _text(
        language.number(count), x + cell / 2, bottom - tall - 5, "f-number", "#14202b", "middle"
    )
    return (box if count else "") + number


def _text(text: str, x: float, y: float, name: str, fill: str, anchor: str) -> str:
    return element(
        "text", words(text), x=x, y=y, font_size=11, text_anchor=anchor, fill=fill, class_=name
    )


def _reaching(largest: int) -> tuple[int, int]:
    """The end of an axis of whole numbers that holds `largest`, and its step.

    >>> _reaching(0), _reaching(7), _reaching(431)
    ((1, 1), (8, 2), (500, 100))
    """
    largest = max(largest, 1)
    power = 10 ** max(0, math.floor(math.log10(largest)) - 1)
    step = next(
        size * scale
        for scale in (power, 10 * power)
        for size in (1, 2, 5)
        if largest <= 5 * size * scale
    )
    return math.ceil(largest / step) * step, step
