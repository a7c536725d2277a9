"""A filter that is kept under a name, for all who read lists at a node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samvar.focus.rare_disease.model.sought import Sought


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """It never changes: another content is another filter, and this one is retired.

    owner, locked: accounts; locked: by whom, and only they may retire it or open it again. retired:
    it is offered no more, and still tells what was gone through by it.
    """

    id: str
    name: str
    category: str
    sought: Sought
    owner: str
    locked: str | None
    at: datetime
    by: str
    retired: datetime | None = None
