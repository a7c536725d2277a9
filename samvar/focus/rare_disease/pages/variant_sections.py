"""Further sections of a variant's page: each is a function, and a template that is included.

A section is asked for when the page is drawn, and may ask the nation once. To add one, write its
function and name it in `SECTIONS`; its template finds its values in `part`.
"""

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

SECTIONS: tuple[SectionOf, ...] = ()


def sections(reader: Reader, subject: Subject) -> list[Section]:
    """All that have something to say, in their order."""
    found = (section(reader, subject) for section in SECTIONS)
    return [each for each in found if each is not None]
