"""Repeat lengths of a family against what is normal and what causes disease; heteroplasmy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from samvar.present.figures.svg import drawing, element, words
from samvar.present.language import N_, Language

_LEFT, _WIDE, _ROW = 150.0, 460.0, 30.0
_INK, _CALM = "#14202b", "#5c6974"
Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Allele:
    """Units of one copy, and the caller's interval of them; None where it gives none."""

    units: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One member. label: who it is. affected: None where not known."""

    label: str
    affected: bool | None
    alleles: tuple[Allele, ...]


def repeat_figure(
    lines: Sequence[Line],
    limits: tuple[int | None, int | None],
    *,
    locus: str,
    language: Language,
) -> str:
    """Both alleles of each member on one axis of units, over the ranges of the locus.

    limits: most units that are normal, least that cause disease; None where nobody says, and then
    no range is drawn.
    """
    t = language.text
    most = max(
        [10, *(limit or 0 for limit in limits)]
        + [max(a.units, a.high or 0) for line in lines for a in line.alleles]
    )
    end = _rounded(most * 1.1)
    top, bottom = 44.0, 44.0 + _ROW * max(len(lines), 1)

    def x(units: float) -> float:
        return _LEFT + _WIDE * min(units, end) / end

    parts = [*_ranges(limits, x, end, top, bottom, language)]
    for number, line in enumerate(lines):
        y = top + _ROW * number + _ROW / 2
        parts.append(_text(line.label, _LEFT - 10, y + 4, "f-label", _INK, "end"))
        if not line.alleles:
            parts.append(_text(t(N_("not called")), x(0) + 6, y + 4, "f-tick", _CALM, "start"))
        same = len({allele.units for allele in line.alleles}) < len(line.alleles)
        for place, allele in enumerate(line.alleles):
            apart = (place - (len(line.alleles) - 1) / 2) * 11 if same else 0
            parts.append(_allele(allele, x, y + apart, filled=line.affected is True))
    for tick in range(0, end + 1, _step(end)):
        parts.append(_text(language.number(tick), x(tick), bottom + 16, "f-tick", _CALM, "middle"))
    parts.append(
        _text(t(N_("Repeat units")), _LEFT + _WIDE / 2, bottom + 36, "f-label", _INK, "middle")
    )
    said = "; ".join(
        f"{line.label}: " + (" / ".join(str(a.units) for a in line.alleles) or t("not called"))
        for line in lines
    )
    return drawing(
        *parts, width=_LEFT + _WIDE + 30, height=bottom + 44,
        title=t("Lengths of %(locus)s in the family", locus=locus), description=said, key="repeat",
    )  # fmt: skip


def _ranges(
    limits: tuple[int | None, int | None],
    x: Scale,
    end: int,
    top: float,
    bottom: float,
    language: Language,
) -> Iterator[str]:
    """The ranges as bands with their names above: never by colour alone."""
    normal, disease = limits
    bands: list[tuple[float, float, str, str, str]] = []
    if normal is not None:
        bands.append((0, normal + 0.5, N_("normal"), "f-step-1", "#eef4f6"))
    if disease is not None:
        bands.append((disease - 0.5, end, N_("causes disease"), "f-bad-soft", "#f6ded8"))
    if normal is not None and disease is not None and disease > normal + 1:
        bands.append((normal + 0.5, disease - 0.5, N_("between"), "f-warn-soft", "#f7eed6"))
    for low, high, name, css, fill in bands:
        left, wide = x(low), x(high) - x(low)
        yield element("rect", x=left, y=top, width=wide, height=bottom - top, fill=fill, class_=css)
        lift = 14 if name == "between" and wide < 120 else 0
        yield _text(language.text(name), left + wide / 2, top - 8 - lift, "f-tick", _CALM, "middle")
    for edge in (limits[0] and limits[0] + 0.5, limits[1] and limits[1] - 0.5):
        if edge:
            yield element(
                "path", d=f"M{x(edge):.2f} {top:g}V{bottom:g}", stroke="#aab4bc",
                class_="f-hatch-line",
            )  # fmt: skip


def _allele(allele: Allele, x: Scale, y: float, *, filled: bool) -> str:
    parts = []
    if allele.low is not None and allele.high is not None and allele.low < allele.high:
        parts.append(
            element("path", d=f"M{x(allele.low):.2f} {y:g}H{x(allele.high):.2f}", stroke="#46545f",
                    stroke_width=1.5, class_="f-interval")
        )  # fmt: skip
    fill = "#0b5d7a" if filled else "#ffffff"
    parts.append(
        element("circle", cx=x(allele.units), cy=y, r=5, fill=fill, stroke="#0b5d7a",
                stroke_width=2, class_="f-dot" if filled else "f-ring")
    )  # fmt: skip
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Share:
    """One person's share of reads, 0-1; None where the file counts none. generation: 0 is the
    eldest. on_line: has the mitochondria of the patient's mother's line."""

    label: str
    generation: int
    on_line: bool
    affected: bool | None
    fraction: float | None


def heteroplasmy_figure(shares: Sequence[Share], *, name: str, language: Language) -> str:
    """Each person's share of reads as a filled bar, the maternal line first and from the eldest."""
    t = language.text
    ordered = sorted(shares, key=lambda each: (not each.on_line, each.generation))
    parts, y = [], 18.0
    for each in ordered:
        parts.append(_text(each.label, _LEFT - 10, y + 15, "f-label", _INK, "end"))
        parts.append(
            element("rect", x=_LEFT, y=y, width=_WIDE, height=20, fill="none", stroke="#aab4bc",
                    class_="f-hatch-line")
        )  # fmt: skip
        if each.fraction is None:
            said = t(N_("reads not counted"))
        else:
            said = language.decimal(100 * each.fraction, 1) + "\N{NO-BREAK SPACE}%"
            parts.append(
                element("rect", x=_LEFT, y=y, width=_WIDE * each.fraction, height=20,
                        fill="#9ec9d6", class_="f-step-4")
            )  # fmt: skip
        line = said if each.on_line else f"{said} · {t(N_('not on the maternal line'))}"
        parts.append(_text(line, _LEFT + 8, y + 14, "f-number", _INK, "start"))
        y += _ROW
    said = "; ".join(
        f"{each.label}: " + (t("reads not counted") if each.fraction is None
                             else language.decimal(each.fraction, 3))
        for each in ordered
    )  # fmt: skip
    return drawing(
        *parts, width=_LEFT + _WIDE + 30, height=y + 6,
        title=t("Share of reads with %(name)s along the maternal line", name=name),
        description=said, key="heteroplasmy",
    )  # fmt: skip


def _rounded(most: float) -> int:
    step = _step(max(math.ceil(most), 10))
    return math.ceil(most / step) * step


def _step(end: int) -> int:
    """The distance of ticks: six to ten of them.

    >>> _step(50), _step(120), _step(1000)
    (5, 20, 100)
    """
    power: int = 10 ** max(0, math.floor(math.log10(end)) - 1)
    return next(power * size for size in (1, 2, 5, 10, 20, 50) if end <= 10 * power * size)


def _text(text: str, x: float, y: float, name: str, fill: str, anchor: str) -> str:
    return element(
        "text", words(text), x=x, y=y, font_size=11, text_anchor=anchor, fill=fill, class_=name
    )
