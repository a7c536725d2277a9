"""How far a job is, in words: for the page that was loaded, and for the events that follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samvar.present.language import N_, Language
from samvar.present.words import word
from samvar.store.jobs import JobEvent

STAGES: Mapping[str, str] = {
    "digest": N_("Taking the digest"),
    "read": N_("Reading records"),
    "seal": N_("Sealing the files"),
    "register": N_("Writing down the people"),
    "count": N_("Counting"),
    "commit": N_("Making it visible"),
    "assess": N_("Telling everybody anew"),
    "done": N_("Done"),
}
UNITS: Mapping[str, str] = {
    "files": N_("files"),
    "records": N_("records"),
    "people": N_("people"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of a job. total None: nobody knows how much there is."""

    stage: str
    rows: str
    left: str
    done: int
    total: int | None

    def as_event(self) -> dict[str, object]:
        """As the browser's script reads it."""
        return {
            "stage": self.stage,
            "rows": self.rows,
            "left": self.left,
            "done": self.done,
            "total": self.total,
        }


def progress_of(events: Sequence[JobEvent], language: Language) -> Progress | None:
    """The newest moment, with the time that is left at the pace of its stage so far."""
    if not events:
        return None
    newest = events[-1]
    unit = word(UNITS, newest.unit, language)
    if newest.total:
        rows = language.text(
            "%(done)s of %(total)s %(unit)s",
            done=language.number(newest.done),
            total=language.number(newest.total),
            unit=unit,
        )
    else:
        rows = f"{language.number(newest.done)} {unit}" if newest.done else ""
    return Progress(
        word(STAGES, newest.stage, language), rows, _left(events, language), newest.done,
        newest.total,
    )  # fmt: skip


def _left(events: Sequence[JobEvent], language: Language) -> str:
    newest = events[-1]
    stage = [event for event in events if event.stage == newest.stage]
    taken = (newest.at - stage[0].at).total_seconds()
    grown = newest.done - stage[0].done
    if not newest.total or grown <= 0 or taken < 1 or newest.done >= newest.total:
        return ""
    seconds = taken * (newest.total - newest.done) / grown
    return language.text("about %(time)s left", time=language.duration(max(1.0, round(seconds))))
