"""A part of a case's page: its own template, and the values that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.present.page import Reader


@dataclass(frozen=True, slots=True)
class Section:
    """One part. name: its anchor on the page, and of its template, `case_<name>.html`, which finds
    the values as `of`. values: None where there is nothing to show.

    wide: it takes the whole width; the others stand two abreast.
    """

    name: str
    values: Callable[[Reader, KeptCase], Mapping[str, Any] | None]
    wide: bool = False

    @property
    def template(self) -> str:
        """Where it is found."""
        return f"rare_disease/case_{self.name}.html"
