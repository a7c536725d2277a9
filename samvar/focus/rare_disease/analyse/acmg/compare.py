"""Two conclusions of one case, variant by variant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samvar.focus.rare_disease.analyse.acmg.agree import ACTED_ON
from samvar.focus.rare_disease.model.reading import Finding


@dataclass(frozen=True, slots=True)
class Compared:
    """One variant. one, other: as each reader weighed it, None where they did not. reported: by
    the first, by the second. apart: steps between the classes, 0-4; None where one gave none.
    points: by which the second is above the first; None where one has no criteria. across: one of
    the classes would be acted on and the other not. only_one, only_other: labels.
    """

    category: str
    variant: str
    one: Finding | None
    other: Finding | None
    reported: tuple[bool, bool]
    apart: int | None
    points: int | None
    across: bool
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]

    @property
    def agree(self) -> bool:
        """Whether both would report it in the same class, or neither would."""
        return self.reported[0] == self.reported[1] and (not self.reported[0] or self.apart == 0)


def compare(
    one: Iterable[Finding],
    other: Iterable[Finding],
    reported: tuple[Iterable[Finding], Iterable[Finding]],
) -> tuple[Compared, ...]:
    """Every variant that one of two readers weighed or reported, the first one's order first.

    one, other: what they weighed. reported: what stands in their conclusions.
    """
    told = [{(each.category, each.variant): each for each in found} for found in reported]
    first = {(each.category, each.variant): each for each in one} | told[0]
    second = {(each.category, each.variant): each for each in other} | told[1]
    return tuple(
        _compared(key, first.get(key), second.get(key), (key in told[0], key in told[1]))
        for key in dict.fromkeys([*first, *second])
    )


def _compared(
    key: tuple[str, str], one: Finding | None, other: Finding | None, reported: tuple[bool, bool]
) -> Compared:
    labels = [() if each is None else each.labels for each in (one, other)]
    apart = points = None
    across = False
    if one is not None and other is not None:
        apart = abs(one.classed.tier - other.classed.tier)
        across = (one.classed in ACTED_ON) is not (other.classed in ACTED_ON)
        if one.points is not None and other.points is not None:
            points = other.points - one.points
    return Compared(
        *key,
        one,
        other,
        reported,
        apart,
        points,
        across,
        tuple(each for each in labels[0] if each not in labels[1]),
        tuple(each for each in labels[1] if each not in labels[0]),
    )
