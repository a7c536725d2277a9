"""Each reader's steps of classifying a variant, and the class that a case's variant has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from samvar.focus.rare_disease.model.case_class import CaseClass, ToldClass
from samvar.focus.rare_disease.model.classification import History, Step
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.tables import classes, classifications
from samvar.model.genome import Assembly
from samvar.model.shape import learned
from samvar.store.records.noun import Noun


class Classifications(Noun):
    """Steps, which are only ever added."""

    __slots__ = ()

    def add(self, case: str, variant: str, reader: str, step: Step) -> None:
        """Write one step. variant: as its list names it. reader: an account."""
        self._sql.execute(
            insert(classifications).values(
                case=case, variant=variant, reader=reader, at=step.at,
                step=msgspec.to_builtins(step),
            )
        )  # fmt: skip

    def of(self, case: str, variant: str, reader: str) -> History:
        """One reader's history of one variant; empty where they never looked at it."""
        wanted = select(classifications.c.step).where(
            classifications.c.case == case,
            classifications.c.variant == variant,
            classifications.c.reader == reader,
        )
        rows = self._sql.execute(wanted.order_by(classifications.c.number)).scalars()
        return History(tuple(msgspec.convert(step, learned(Step)) for step in rows))

    def of_case(self, case: str) -> dict[tuple[str, str], History]:
        """Every history of a case, by variant and reader."""
        wanted = select(classifications).where(classifications.c.case == case)
        found: dict[tuple[str, str], list[Step]] = {}
        for row in self._sql.execute(wanted.order_by(classifications.c.number)):
            step = msgspec.convert(row.step, learned(Step))
            found.setdefault((row.variant, row.reader), []).append(step)
        return {key: History(tuple(steps)) for key, steps in found.items()}


class Classes(Noun):
    """Classes of cases' variants; one ends where another takes its place."""

    __slots__ = ()

    def give(self, new: CaseClass) -> None:
        """Write a class; the one before of the same variant of the case ends."""
        self.end(new.case, new.told.listed, new.at)
        self._sql.execute(
            insert(classes).values(
                {
                    **{name: getattr(new, name) for name in _PLAIN},
                    "assembly": new.assembly.value,
                    "class": new.classed.value,
                    "told": msgspec.to_builtins(new.told),
                }
            )
        )

    def end(self, case: str, listed: str, at: datetime) -> None:
        """The class of a variant, as its list names it, ends. It stays in the history."""
        ended = [each.id for each in self.of_case(case) if each.told.listed == listed]
        if ended:
            self._sql.execute(update(classes).where(classes.c.id.in_(ended)).values(ended=at))

    def of_case(self, case: str, *, past: bool = False) -> tuple[CaseClass, ...]:
        """The classes that hold in a case, or with `past` all there ever were, oldest first."""
        wanted = select(classes).where(classes.c.case == case)
        if not past:
            wanted = wanted.where(classes.c.ended.is_(None))
        rows = self._sql.execute(wanted.order_by(classes.c.at, classes.c.id)).all()
        return tuple(map(_class, rows))

    def of_cases(self, cases: Iterable[str]) -> dict[str, list[CaseClass]]:
        """The classes that hold, by case; a case without one is not there."""
        held = select(classes).where(classes.c.ended.is_(None))
        found: dict[str, list[CaseClass]] = {}
        ordered = held.order_by(classes.c.at, classes.c.id)
        for row in self._among(ordered, classes.c.case, cases):
            found.setdefault(row.case, []).append(_class(row))
        return found


_PLAIN = ("id", "case", "variant", "gene", "condition", "points", "zygosity", "at", "by")


def _class(row: Row[Any]) -> CaseClass:
    return CaseClass(
        **{name: getattr(row, name) for name in _PLAIN},
        assembly=Assembly(row.assembly),
        classed=Class(row._mapping["class"]),
        told=msgspec.convert(row.told, learned(ToldClass)),
        ended=row.ended,
    )
