"""The sheet on which items are ticked while a variant is judged."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.rare_disease.model.copy_number import Change, Line
from samvar.focus.rare_disease.model.verdict import State
from samvar.focus.rare_disease.rules.riggs.metric import ITEMS

NOT_SO = "this is not so"


class Sheet:
    """Every item of one metric, each ticked once at most."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self._items = ITEMS[change]
        self._lines: dict[str, Line] = {}

    def tick(
        self, item: str, why: str, points: int | None = None, evidence: tuple[str, ...] = ()
    ) -> None:
        """An item that is so; with its usual points unless others are given."""
        counted = self.usual(item) if points is None else points
        if counted is None:
            raise ValueError(f"{item} has no usual points")
        self._lines[item] = Line(
            item=item, state=State.MET, points=counted, why=why, evidence=evidence
        )

    def leave(self, items: Iterable[str], why: str, *missing: str) -> None:
        """Items that nobody can judge, and what is missing; those that are ticked stay."""
        for item in items:
            if item in self._items and item not in self._lines:
                self._lines[item] = Line(
                    item=item, state=State.NOT_ASSESSED, why=why, missing=missing
                )

    def keep_heaviest(self, items: Iterable[str]) -> None:
        """Of these items only the one with most points counts: they say the same of one variant."""
        ticked = [self._lines[each] for each in items if each in self._lines]
        ticked = [each for each in ticked if each.state is State.MET]
        for line in sorted(ticked, key=lambda each: -each.points)[1:]:
            why = f"{line.why}; another item weighs more"
            self._lines[line.item] = Line(item=line.item, state=State.NOT_MET, why=why)

    def usual(self, item: str) -> int | None:
        """An item's usual points; None where a person must choose."""
        return self._items[item].usual

    def section(self, number: int) -> tuple[str, ...]:
        """Items of one section."""
        return tuple(code for code, item in self._items.items() if item.section == number)

    def lines(self) -> tuple[Line, ...]:
        """All items in order; what is neither ticked nor left is not so."""
        return tuple(
            self._lines.get(code) or Line(item=code, state=State.NOT_MET, why=NOT_SO)
            for code in self._items
        )
