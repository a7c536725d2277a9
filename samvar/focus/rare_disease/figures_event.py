"""Figures of one row of a case's lists: an event on its chromosome, repeat lengths, heteroplasmy.

Pure functions to SVG; the same numbers stand as tables beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samvar.present.figures.svg import drawing, element, words
from samvar.present.language import N_, Language

_LEFT, _WIDE = 24.0, 640.0
_INK, _CALM, _LINE = "#14202b", "#5c6974", "#e1e5e8"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that lies on the chromosome, 0-based half-open. label: a gene's symbol."""

    label: str
    start: int
    end: int


def event_figure(
    contig: str,
    length: int,
    event: Stretch,
    genes: Sequence[Stretch],
    *,
    language: Language,
    mate: tuple[str, int, int] | None = None,
) -> str:
    """An event to scale: on its whole chromosome, and below with its surroundings.

    length: bases of the contig. genes: those that touch the surroundings. mate: contig, its
    length, and the place of the other end of a breakend.
    """
    t = language.text
    first, last = surroundings(event, length)
    parts = [
        _chromosome(contig, length, (event.start, event.end), 30),
    ]
    height = 64.0
    if mate is not None:
        other, other_length, at = mate
        parts.append(_chromosome(other, other_length, (at, at + 1), 78))
        height += 48
    top = height + 12

    def x(place: int) -> float:
        return _LEFT + _WIDE * (min(max(place, first), last) - first) / max(last - first, 1)

    parts.append(_axis(first, last, top, language))
    low, high = x(event.start), max(x(event.end), x(event.start) + 2)
    parts.append(
        element("rect", x=low, y=top + 10, width=high - low, height=14, fill="#b5472f", rx=2,
                class_="f-bad")
    )  # fmt: skip
    parts.append(
        _text(event.label, (low + high) / 2, top + 40, "f-label", _INK, _anchor(low, high))
    )
    y = top + 60
    for gene in genes:
        a, b = x(gene.start), max(x(gene.end), x(gene.start) + 2)
        parts.append(
            element("rect", x=a, y=y, width=b - a, height=8, fill="#9ec9d6", class_="f-step-4")
        )
        parts.append(_text(gene.label, (a + b) / 2, y + 21, "f-tick", _CALM, _anchor(a, b)))
        y += 30
    said = t(
        "%(what)s on chromosome %(contig)s, from %(start)s to %(end)s of %(length)s bases.",
        what=event.label, contig=contig, start=language.number(event.start + 1),
        end=language.number(event.end), length=language.number(length),
    )  # fmt: skip
    if genes:
        said += " " + t("Genes: %(genes)s.", genes=", ".join(each.label for each in genes))
    return drawing(
        *parts, width=_LEFT * 2 + _WIDE, height=y + 4, title=t(N_("The event, to scale")),
        description=said, key="event",
    )  # fmt: skip


def surroundings(event: Stretch, length: int) -> tuple[int, int]:
    """What is drawn around an event: as much again on both sides, at least 500 bases.

    >>> surroundings(Stretch("", 1000, 3000), 10_000)
    (0, 5000)
    """
    around = max(event.end - event.start, 500)
    return max(0, event.start - around), min(length, event.end + around)


def _chromosome(contig: str, length: int, at: tuple[int, int], y: float) -> str:
    low = _LEFT + _WIDE * at[0] / length
    high = max(_LEFT + _WIDE * at[1] / length, low + 2)
    return (
        _text(contig, _LEFT, y - 10, "f-label", _INK, "start")
        + element("rect", x=_LEFT, y=y, width=_WIDE, height=16, rx=8, fill="none",
                  stroke="#aab4bc", class_="f-hatch-line")
        + element("rect", x=low, y=y - 3, width=high - low, height=22, fill="#b5472f",
                  class_="f-bad")
    )  # fmt: skip


def _axis(first: int, last: int, y: float, language: Language) -> str:
    parts = [element("path", d=f"M{_LEFT:g} {y:g}h{_WIDE:g}", stroke=_LINE, class_="f-grid")]
    for number, place in enumerate((first, (first + last) // 2, last)):
        x = _LEFT + _WIDE * number / 2
        anchor = ("start", "middle", "end")[number]
        parts.append(_text(language.number(place + 1), x, y - 6, "f-tick", _CALM, anchor))
    return "".join(parts)


def _anchor(low: float, high: float) -> str:
    middle = (low + high) / 2
    if middle < _LEFT + 60:
        return "start"
    return "end" if middle > _LEFT + _WIDE - 60 else "middle"


def _text(text: str, x: float, y: float, name: str, fill: str, anchor: str) -> str:
    return element(
        "text", words(text), x=x, y=y, font_size=11, text_anchor=anchor, fill=fill, class_=name
    )
