"""The rows of a case's lists beyond small variants, category by category."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from samvar.focus.rare_disease.intake.events import read_events
from samvar.focus.rare_disease.intake.mitochondrion import read_mitochondrion
from samvar.focus.rare_disease.intake.repeats import read_repeat_rows
from samvar.focus.rare_disease.model.case import CaseFile, CasePlan
from samvar.focus.rare_disease.model.row import EventRow, MitochondrialRow, RepeatRow

EVENTS = ("sv", "mei", "fusion")
Found = Sequence[EventRow] | Sequence[RepeatRow] | Sequence[MitochondrialRow]


def other_lists(plan: CasePlan, members: Sequence[str]) -> Iterator[tuple[str, CaseFile, Found]]:
    """Category, file, and all of its rows; mitochondrial ones are those of the small variants.

    Raises:
        BadFile, UnknownAssembly: with the line.
    """
    for category in EVENTS:
        for file in plan.variants(category):
            yield category, file, [*read_events(file.path, members, plan.assembly, plan.id)]
    for file in plan.variants("str"):
        yield "str", file, read_repeat_rows(file.path, members, plan.assembly, plan.id)[0]
    for file in plan.variants("snv"):
        yield "mt", file, [*read_mitochondrion(file.path, members, plan.assembly, plan.id)]
