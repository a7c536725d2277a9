"""Read the lists of a case once, so that nothing in them is found to be wrong only later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from samvar.focus.rare_disease.intake.events import read_events
from samvar.focus.rare_disease.intake.repeats import read_repeat_rows
from samvar.focus.rare_disease.model.case import CaseFile
from samvar.model.errors import SamvarError, Where
from samvar.model.fault import Fault
from samvar.model.genome import Assembly

EVENTS = frozenset(("sv", "mei", "fusion", "cancer_sv"))


def check_list(
    file: CaseFile, members: Sequence[str], assembly: Assembly | None, family: str
) -> list[Fault]:
    """What is wrong with the rows of a list beyond small variants; notes are told once for each."""
    name = file.path.name
    try:
        if file.category in EVENTS:
            rows = read_events(file.path, members, assembly, family)
            return _notes(name, (note for row in rows for note in (row.note, row.told.note)))
        if file.category == "str":
            loci, _ = read_repeat_rows(file.path, members, assembly, family)
            return _notes(name, (row.note for row in loci))
    except SamvarError as error:
        return [Fault.of(error, Where(name))]
    return []


def _notes(name: str, notes: Iterable[str | None]) -> list[Fault]:
    counts = Counter(note for note in notes if note is not None)
    return [
        Fault(f"{count} rows are listed with a note: {note}", Where(name), fatal=False)
        for note, count in counts.items()
    ]
