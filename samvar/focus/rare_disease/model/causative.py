"""A variant of a case that mattered in another case of the node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import KeptCase


@dataclass(frozen=True, slots=True)
class Causative:
    """One variant in one other case.

    listed: as this case's own list names it. classed: the class that the other case gave it; None
    where it was pinned there and has none. condition: of the class, "" where none is stated. at:
    when it was classed or pinned there.
    """

    listed: str
    category: str
    other: KeptCase
    classed: Class | None
    condition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Causatives:
    """What was found, the gravest class first. compared: other families' cases that were looked
    at: all that the asker may see, without the own family's."""

    found: tuple[Causative, ...]
    compared: int
