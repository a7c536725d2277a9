"""A family as a pedigree, by the nomenclature that genetics clinics share.

Squares are men, circles women, diamonds people whose sex is not known; filled: affected, a question
mark: not known whether. An arrow with P points to the proband. A line joins partners, a double one
those who have an ancestor in common; children hang from a line beneath it. Generations have Roman,
people in them Arabic figures.

Source: Bennett et al. 2008, doi:10.1007/s10897-008-9169-9, and 2022, doi:10.1002/jgc4.1621.
Limits: who is a twin, has died or was adopted is not drawn, for nobody says it to us. Of a child of
whom one parent is known the line comes from that parent alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from samvar.model.genome import Sex
from samvar.present.figures.kinship import Kinship, Relative, Union, laid_out, roman
from samvar.present.figures.svg import Attribute, drawing, element, words

_COLUMN, _ROW = 104.0, 132.0
_HALF = 16.0
"""Half of a symbol's width."""
_LEFT, _TOP, _SIDE, _FOOT = 92.0, 40.0, 60.0, 62.0
_DROP, _TRACK = 26.0, 8.0
"""How far the line of siblings lies above them, and two such lines from each other."""
_INK, _PAPER = "#15212b", "#ffffff"
_LONGEST = 15


def pedigree(
    people: Sequence[Relative],
    *,
    proband: str | None,
    title: str,
    description: str,
    key: str = "pedigree",
) -> str:
    """The family as SVG text; its table stands beside it on the page.

    Raises:
        ValueError: there is nobody; two have one id, or somebody is their own ancestor.
    """
    if not people:
        raise ValueError("a pedigree has somebody in it")
    kinship = laid_out(people)
    last = max(kinship.row.values())
    numbers = kinship.numbers
    return drawing(
        *_generations(last),
        *_lines(kinship),
        *(
            part
            for id, each in kinship.people.items()
            for part in _person(each, *_centre(kinship, id), numbers[id], id == proband)
        ),
        width=_LEFT + max(kinship.x.values()) * _COLUMN + _SIDE,
        height=_TOP + last * _ROW + _FOOT,
        title=title,
        description=description,
        key=key,
    )


def _centre(kinship: Kinship, id: str) -> tuple[float, float]:
    return _LEFT + kinship.x[id] * _COLUMN, _TOP + kinship.row[id] * _ROW


def _generations(last: int) -> list[str]:
    return [
        element("text", words(roman(row)), x=8, y=_TOP + row * _ROW + 4, font_size=12,
                class_="f-tick")
        for row in range(last + 1)
    ]  # fmt: skip


def _person(who: Relative, x: float, y: float, number: str, proband: bool) -> list[str]:
    full = bool(who.affected)
    paint: dict[str, Attribute] = {
        "fill": _INK if full else _PAPER,
        "stroke": _INK,
        "stroke_width": 1.5,
        "class_": "f-kin f-kin-full" if full else "f-kin",
    }
    if who.sex is Sex.MALE:
        side = 2 * _HALF
        shape = element("rect", x=x - _HALF, y=y - _HALF, width=side, height=side, **paint)
    elif who.sex is Sex.FEMALE:
        shape = element("circle", cx=x, cy=y, r=_HALF, **paint)
    else:
        far = _HALF * 1.2
        path = f"M{x:g} {y - far:g}L{x + far:g} {y:g}L{x:g} {y + far:g}L{x - far:g} {y:g}Z"
        shape = element("path", d=path, **paint)
    found = [shape]
    if who.affected is None:
        found.append(_text("?", x, y + 5, 14))
    below = [number, _short(who.label), *([who.note] if who.note else [])]
    for at, line in enumerate(below):
        style = "f-tick" if at != 1 else "f-label"
        found.append(_text(line, x, y + _HALF + 15 + 13 * at, 11 if at != 1 else 12, style))
    return [*found, *(_arrow(x, y) if proband else [])]


def _arrow(x: float, y: float) -> list[str]:
    """To the lower left corner of a symbol, with the P of the proband at its foot."""
    tip_x, tip_y = x - _HALF - 3, y + _HALF + 1
    foot_x, foot_y = tip_x - 17, tip_y + 13
    head = f"M{tip_x:g} {tip_y:g}l-9 2l5 6.5z"
    return [
        _line(f"M{foot_x:g} {foot_y:g}L{tip_x - 5:g} {tip_y + 4:g}"),
        element("path", d=head, fill=_INK, class_="f-label"),
        _text("P", foot_x - 6, foot_y + 6, 12, "f-label f-strong"),
    ]


def _lines(kinship: Kinship) -> list[str]:
    """Between partners, from them to their children, along siblings."""
    found: list[str] = []
    tracks: dict[int, list[list[tuple[float, float]]]] = {}
    for union in kinship.unions:
        joined, from_x, from_y = _joined(kinship, union)
        found += joined
        places = [_centre(kinship, child) for child in union.children]
        row = min(kinship.row[child] for child in union.children)
        reach = (min(from_x, *(x for x, _ in places)), max(from_x, *(x for x, _ in places)))
        track = _free(tracks.setdefault(row, []), reach)
        bar = _TOP + row * _ROW - _HALF - _DROP + track * _TRACK
        found.append(_line(f"M{from_x:g} {from_y:g}V{bar:g}"))
        if reach[0] < reach[1]:
            found.append(_line(f"M{reach[0]:g} {bar:g}H{reach[1]:g}"))
        found += [_line(f"M{x:g} {bar:g}V{y - _HALF:g}") for x, y in places]
    return found


def _joined(kinship: Kinship, union: Union) -> tuple[list[str], float, float]:
    """The line of partners, and the point from which their children hang."""
    places = sorted(_centre(kinship, each) for each in union.parents)
    if len(places) == 1:  # half a line of partners, to nobody who is known
        (x, y), half = places[0], _COLUMN / 2
        taken = any(abs(_centre(kinship, id)[0] - x - _COLUMN) < 1 and kinship.row[id] == row
                    for row in (kinship.row[union.parents[0]],)
                    for other in kinship.unions if union.parents[0] in other.parents
                    for id in other.parents)  # fmt: skip
        way = -1 if taken else 1
        return [_line(f"M{x + way * _HALF:g} {y:g}H{x + way * half:g}")], x + way * half, y
    (left, top), (right, other) = places
    shifts = (-2.5, 2.5) if union.kin else (0.0,)
    middle = (left + right) / 2
    if top != other:  # somebody and a descendant
        lines = [_line(f"M{left:g} {top + by:g}L{right:g} {other + by:g}") for by in shifts]
        return lines, middle, (top + other) / 2
    between = any(
        kinship.row[id] == kinship.row[union.parents[0]] and left < _centre(kinship, id)[0] < right
        for id in kinship.people
    )
    if between:  # over the heads of those who stand between
        over = top - _HALF - 10
        lines = [
            _line(f"M{left:g} {top - _HALF:g}V{over + by:g}H{right:g}V{top - _HALF:g}")
            for by in shifts
        ]
        free = right - _COLUMN / 2
        return [*lines, _line(f"M{free:g} {over:g}V{top:g}")], free, top
    return [_line(f"M{left:g} {top + by:g}H{right:g}") for by in shifts], middle, top


def _free(tracks: list[list[tuple[float, float]]], reach: tuple[float, float]) -> int:
    """The first track on which nothing lies where this line goes; it lies there then."""
    for at, taken in enumerate(tracks):
        if all(reach[1] < low or high < reach[0] for low, high in taken):
            taken.append(reach)
            return at
    tracks.append([reach])
    return len(tracks) - 1


def _line(path: str) -> str:
    return element("path", d=path, fill="none", stroke=_INK, stroke_width=1.5, class_="f-kin-line")


def _text(text: str, x: float, y: float, size: int, style: str = "f-label") -> str:
    return element(
        "text", words(text), x=x, y=y, font_size=size, text_anchor="middle", class_=style
    )


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
