"""What a section of a variant's page is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import Annotated
from samvar.focus.rare_disease.service.normal import Normal
from samvar.present.page import Reader


@dataclass(frozen=True, slots=True)
class Subject:
    """The variant that a page is of. category: of its list. name: as the list has it; sealed: as
    addresses have it. normal: of a small variant, how the nation knows it; None of other lists.
    """

    case: KeptCase
    category: str
    name: str
    sealed: str
    told: Annotated | None
    normal: Normal | None


@dataclass(frozen=True, slots=True)
class Section:
    """template: as Jinja finds it, `rare_disease/….html`. values: `part` in it."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


SectionOf = Callable[[Reader, Subject], Section | None]
"""None: it has nothing to say of this variant."""
