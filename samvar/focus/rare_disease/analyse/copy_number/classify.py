"""Items suggested from facts, changed by a person, and summed into a class."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from samvar.focus.rare_disease.analyse.copy_number.established import established
from samvar.focus.rare_disease.analyse.copy_number.observed import (
    content,
    number_of_genes,
    reported,
    this_patient,
)
from samvar.focus.rare_disease.analyse.copy_number.sheet import Sheet
from samvar.focus.rare_disease.model.copy_number import (
    Change,
    CopyFacts,
    CopyResult,
    Line,
)
from samvar.focus.rare_disease.model.verdict import State
from samvar.focus.rare_disease.rules.riggs.metric import ITEMS, class_of_score
from samvar.model.dosage import DosageMap
from samvar.model.errors import BadInput
from samvar.model.genome import Interval


def suggest(facts: CopyFacts, place: Interval, dosage: DosageMap | None = None) -> tuple[Line, ...]:
    """Every item of the metric, judged. Without a dosage map section 2 is not assessed."""
    sheet = Sheet(facts.change)
    content(sheet, facts)
    established(sheet, facts, place, dosage)
    number_of_genes(sheet, facts)
    reported(sheet, facts)
    this_patient(sheet, facts)
    return sheet.lines()


def choose(change: Change, item: str, hundredths: int, why: str, *, cases: int = 1) -> Line:
    """An item with the points that a person chose, for so many patients, families or studies.

    Raises:
        BadInput: no such item, no reason, or points that the guideline does not let choose.

    >>> choose(Change.LOSS, "2C-1", 45, "a rescue transcript is known").points
    45
    """
    rule = ITEMS[change].get(item)
    if rule is None:
        raise BadInput(
            f"'{item[:10]}' is no item of a {change.value}",
            remedy=f"one of {', '.join(ITEMS[change])}",
        )
    if not why.strip() or cases < 1:
        raise BadInput("points are chosen for a reason, and for one case at least")
    low, high = sorted((rule.low * cases, rule.high * cases))
    if not low <= hundredths <= high:
        raise BadInput(
            f"{item} may have {low / 100:.2f} to {high / 100:.2f}, not {hundredths / 100:.2f}"
        )
    return Line(item=item, state=State.MET, points=hundredths, why=why.strip())


def classify(change: Change, lines: Iterable[Line]) -> CopyResult:
    """The sum of all items, none above what it may reach, and the class.

    Raises:
        BadInput: one item is given twice.
    """
    given = tuple(lines)
    if len({each.item for each in given}) < len(given):
        raise BadInput("an item is given twice", remedy="give each item once")
    room: dict[str, int] = {}
    counted: list[Line] = []
    # Of items that share what they may reach, the heavier one is counted first.
    for line in sorted(given, key=lambda each: -abs(each.points)):
        rule = ITEMS[change][line.item]
        group = rule.shared or rule.code
        left = room.get(group, rule.most)
        points = line.points
        if points > 0 and rule.most >= 0:
            points = min(points, max(left, 0))
        elif points < 0 and rule.most <= 0:
            points = max(points, min(left, 0))
        room[group] = left - points
        if points != line.points:
            line = msgspec.structs.replace(line, points=points, given=line.points)  # noqa: PLW2901
        counted.append(line)
    order = {each.item: number for number, each in enumerate(given)}
    total = sum(each.points for each in counted)
    return CopyResult(
        change=change,
        lines=tuple(sorted(counted, key=lambda each: order[each.item])),
        hundredths=total,
        by_points=class_of_score(total),
    )
