"""A case that is analysed again: what is remembered of it, what is to be, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from samvar.focus.rare_disease.analyse.reanalysis import is_known, matters
from samvar.focus.rare_disease.model.reanalysis import Cause, Change, Part, State, Watched
from samvar.focus.rare_disease.rules.reanalysis import thresholds
from samvar.focus.rare_disease.service.reanalysis_choice import Chosen


@dataclass(slots=True)
class UnderWay:
    """A case under way. old: what is remembered; states: what is to be remembered."""

    chosen: Chosen
    old: Mapping[str, Watched]
    states: dict[str, State] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    first: int = 0


def set_part(one: UnderWay, name: str, cause: Cause, part: Part, now: datetime) -> None:
    """A part as it is now; where it has changed so that it matters, a line.

    What has changed too little stays as it was told, so that small steps add up.
    """
    state = one.states[name]
    before = state.parts.get(cause.value)
    if before is not None and is_known(cause, before.said):
        if matters(cause, before.said, part.said, thresholds()):
            one.changes.append(Change(0, one.chosen.case.id, name, cause, before, part, now))
        else:
            said = before.said
            if "raw" in part.said:
                said = {**said, "raw": part.said["raw"]}
            part = msgspec.structs.replace(before, mark=part.mark, said=said)
    kept = {**state.parts, cause.value: part}
    one.states[name] = msgspec.structs.replace(state, parts=kept)


def mark_of(state: State, cause: Cause) -> str:
    """Of what a part was made last, "" where it never was."""
    part = state.parts.get(cause.value)
    return "" if part is None else part.mark
