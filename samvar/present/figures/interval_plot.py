"""Frequencies with their intervals on one scale: in a table's rows, or as a forest plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from samvar.present.figures.svg import drawing, element, words
from samvar.present.interval import Proportion
from samvar.present.language import Language


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis from 0 to `end`, with a tick every `step`."""

    end: float
    step: float
    places: int

    @classmethod
    def reaching(cls, largest: float) -> Scale:
        """The shortest axis with round ticks that holds `largest`, never beyond 1.

        >>> Scale.reaching(0.347)
        Scale(end=0.4, step=0.1, places=1)
        >>> Scale.reaching(0).end
        0.0005
        """
        largest = min(max(largest, 0.0005), 1.0)
        power = 10.0 ** math.floor(math.log10(largest / 2))
        for size in (1, 2, 2.5, 5, 10):
            step = size * power
            ticks = math.ceil(largest / step - 1e-9)
            if ticks <= 5:
                break
        places = max(0, -math.floor(math.log10(step) + 1e-9)) + (1 if size == 2.5 else 0)
        return cls(round(min(ticks * step, 1.0), 12), round(step, 12), places)

    @property
    def ticks(self) -> tuple[float, ...]:
        """From 0 to the end, both included."""
        return tuple(
            round(number * self.step, 12) for number in range(round(self.end / self.step) + 1)
        )


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One line of a forest plot; `value` None where nobody was looked at."""

    label: str
    value: Proportion | None
    strong: bool = False


def interval_bar(value: Proportion | None, scale: Scale, *, strong: bool = False) -> str:
    """One row's interval, 200 by 20, to stand in a table beside the same numbers as text."""
    inner = draw_grid(scale, 0, 200, 0, 20) + (
        "" if value is None else draw_interval(value, scale, 0, 200, 10, strong)
    )
    return element(
        "svg", inner, xmlns="http://www.w3.org/2000/svg", viewBox="-4 0 208 20",
        class_="interval", aria_hidden="true", preserveAspectRatio="none",
    )  # fmt: skip


def interval_axis(scale: Scale, language: Language) -> str:
    """The axis for the table's header, on the same 200 wide scale."""
    return element(
        "svg", draw_ticks(scale, language, 0, 200, 11, 11.5), xmlns="http://www.w3.org/2000/svg",
        viewBox="-4 0 208 14", class_="interval-axis", aria_hidden="true",
    )  # fmt: skip


def forest(
    rows: Sequence[IntervalRow],
    *,
    title: str,
    description: str,
    language: Language,
    key: str = "forest",
) -> str:
    """A forest plot with labels at the left and the axis below, as SVG text."""
    scale = Scale.reaching(max((row.value.upper for row in rows if row.value), default=0))
    left, width, line = 150, 320, 24
    bottom = line * len(rows)
    parts = [draw_grid(scale, left, width, 0, bottom)]
    for number, row in enumerate(rows):
        y = number * line + line / 2
        parts.append(
            element(
                "text", words(row.label), x=left - 12, y=y + 4, text_anchor="end", font_size=12,
                fill="#14202b", class_="f-label f-strong" if row.strong else "f-label",
            )
        )  # fmt: skip
        if row.value is not None:
            parts.append(draw_interval(row.value, scale, left, width, y, row.strong))
    parts.append(draw_ticks(scale, language, left, width, bottom + 14, 10))
    return drawing(
        *parts,
        width=left + width + 30,
        height=bottom + 20,
        title=title,
        description=description,
        key=key,
    )


def draw_interval(
    value: Proportion, scale: Scale, left: float, width: float, y: float, strong: bool
) -> str:
    """An interval with its point at height `y`, on an axis from `left` that is `width` long."""
    low, mid, high = (
        left + width * min(x / scale.end, 1.0) for x in (value.lower, value.value, value.upper)
    )
    colour = "#0b5d7a" if strong else "#46545f"
    name = "f-interval f-strong" if strong else "f-interval"
    size = 8 if strong else 6
    return element(
        "path",
        d=f"M{low:.2f} {y:g}H{high:.2f}M{low:.2f} {y - 3:g}v6M{high:.2f} {y - 3:g}v6",
        stroke=colour, stroke_width=1.5, fill="none", class_=name,
    ) + element(
        "rect", x=mid - size / 2, y=y - size / 2, width=size, height=size, fill=colour,
        class_=f"{name} f-point",
    )  # fmt: skip


def draw_grid(scale: Scale, left: float, width: float, top: float, bottom: float) -> str:
    """A line at each tick."""
    path = "".join(
        f"M{left + width * tick / scale.end:.2f} {top:g}V{bottom:g}" for tick in scale.ticks
    )
    return element("path", d=path, stroke="#e1e5e8", stroke_width=1, class_="f-grid")


def draw_ticks(
    scale: Scale, language: Language, left: float, width: float, y: float, size: float
) -> str:
    """The ticks' numbers, the outer ones within the axis."""
    last = len(scale.ticks) - 1
    return "".join(
        element(
            "text", words(language.decimal(tick, scale.places) if tick else "0"),
            x=left + width * tick / scale.end, y=y, font_size=size, fill="#5c6974",
            text_anchor="start" if number == 0 else "end" if number == last else "middle",
            class_="f-tick",
        )
        for number, tick in enumerate(scale.ticks)
    )  # fmt: skip
