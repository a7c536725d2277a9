"""What groups are made of: one bar a group, one segment a kind, each with its letter.

Colour is never the only difference: segments keep their order, carry the letter of the legend,
and are set apart. What may not be shown is hatched, as long as all of it together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from samvar.present.figures.hatch import hatch
from samvar.present.figures.svg import drawing, element, words
from samvar.present.language import Language

_LEFT, _WIDTH, _RIGHT, _LINE, _BAR = 140.0, 460.0, 120.0, 28.0, 18.0
_STEPS = ("#9ec9d6", "#dfebef", "#b5d5df", "#eef1f2", "#cbe0e7")
_CLASSES = ("f-step-4", "f-step-1", "f-step-3", "f-step-0", "f-step-2")
"""Neighbours differ in lightness as much as five steps allow."""
_LEAST_FOR_LETTER = 13.0


@dataclass(frozen=True, slots=True)
class StackedRow:
    """One group: a count for each kind, None where it may not be shown, of `of` in all.

    Counts that do not add up to `of` leave the rest of the bar: hatched if any is hidden.
    """

    label: str
    counts: Sequence[int | None]
    of: int
    strong: bool = False
    apart: bool = False


def stacked_bars(
    kinds: Sequence[str],
    rows: Sequence[StackedRow],
    *,
    title: str,
    description: str,
    hidden: str,
    nobody: str,
    language: Language,
    key: str = "stacked-bars",
) -> str:
    """Shares of kinds in each group, as SVG text; its table stands beside it on the page.

    hidden: the legend's word for what may not be shown. nobody: said where `of` is 0.

    Raises:
        ValueError: more kinds than letters, or counts that are not one for each kind or are
            more than there are people.
    """
    if len(kinds) > len(ascii_uppercase):
        raise ValueError(f"{len(kinds)} kinds are more than there are letters")
    parts, y = [hatch(key)], 0.0
    for row in rows:
        y += _LINE / 2 if row.apart else 0
        parts += _row(row, y, len(kinds), nobody, language, key)
        y += _LINE
    any_hidden = any(count is None for row in rows for count in row.counts)
    legend, bottom = _legend([*kinds, *([hidden] if any_hidden else [])], len(kinds), y + 16, key)
    return drawing(
        *parts,
        *legend,
        width=_LEFT + _WIDTH + _RIGHT,
        height=bottom,
        title=title,
        description=description,
        key=key,
    )


def _row(
    row: StackedRow, top: float, kinds: int, nobody: str, language: Language, key: str
) -> list[str]:
    known = [count or 0 for count in row.counts]
    if len(row.counts) != kinds or sum(known) > row.of:
        raise ValueError(f"{row.label}: {sum(known)} in {len(row.counts)} kinds of {row.of}")
    middle = top + _LINE / 2 + 4
    label = element(
        "text", words(row.label), x=_LEFT - 14, y=middle, text_anchor="end", font_size=12,
        fill="#14202b", class_="f-label f-strong" if row.strong else "f-label",
    )  # fmt: skip
    people = nobody if not row.of else f"n = {language.number(row.of)}"
    number = element(
        "text", words(people), x=_LEFT + _WIDTH + 12, y=middle, font_size=11, fill="#5c6974",
        class_="f-tick",
    )  # fmt: skip
    parts, x = [label, number], _LEFT
    for kind, count in enumerate(known):
        width = _WIDTH * count / row.of if row.of else 0.0
        if count:
            parts.append(_segment(kind, x, top + (_LINE - _BAR) / 2, width))
        x += width
    if None in row.counts and x < _LEFT + _WIDTH:
        parts.append(
            element(
                "rect", x=x, y=top + (_LINE - _BAR) / 2, width=_LEFT + _WIDTH - x, height=_BAR,
                fill=f"url(#{key}-hatch)", stroke="#aab4bc", class_="f-hatch-line",
            )
        )  # fmt: skip
    return parts


def _segment(kind: int, x: float, y: float, width: float) -> str:
    step = kind % len(_STEPS)
    box = element(
        "rect", x=x, y=y, width=width, height=_BAR, fill=_STEPS[step], stroke="#ffffff",
        class_=f"{_CLASSES[step]} f-seam",
    )  # fmt: skip
    if width < _LEAST_FOR_LETTER:
        return box
    return box + element(
        "text", words(ascii_uppercase[kind]), x=x + width / 2, y=y + _BAR / 2 + 4,
        text_anchor="middle", font_size=11, fill="#14202b", class_="f-number",
    )  # fmt: skip


def _legend(names: Sequence[str], kinds: int, top: float, key: str) -> tuple[list[str], float]:
    """Two columns of swatches with letters; returns the parts and where they end."""
    parts = []
    for number, name in enumerate(names):
        x, y = _LEFT + (number % 2) * 290, top + (number // 2) * 22
        if number < kinds:
            parts.append(_segment(number, x, y, _BAR))
        else:
            parts.append(
                element(
                    "rect", x=x, y=y, width=_BAR, height=_BAR, fill=f"url(#{key}-hatch)",
                    stroke="#aab4bc", class_="f-hatch-line",
                )
            )  # fmt: skip
        parts.append(
            element(
                "text", words(name), x=x + _BAR + 8, y=y + 13, font_size=12, fill="#14202b",
                class_="f-label",
            )
        )  # fmt: skip
    return parts, top + (len(names) + 1) // 2 * 22 + 4
