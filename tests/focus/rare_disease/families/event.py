"""An event of chromosome 2 as a case's list has it."""

from __future__ import annotations

from samvar.focus.rare_disease.model.row import Annotated, EventRow
from samvar.model.structural import EventKind


def event(kind: EventKind = EventKind.DEL, frequency: float | None = None) -> EventRow:
    """A deletion of 4,000 bases that nobody carries."""
    known = {} if frequency is None else {"gnomAD SV": frequency}
    told = Annotated(frequencies=known)
    return EventRow(1, None, kind.value, kind, "2", 1000, 5000, None, 4000, 50.0, True, (), told)
