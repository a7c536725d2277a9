"""A page that stands on the menu, as its route declares it."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.govern.route import RouteDeclaration
from samvar.present.page import Waits


@dataclass(frozen=True, slots=True)
class Place:
    """A page that can be gone to from everywhere. `path` may hold `{node}`."""

    group: str
    order: int
    path: str
    declaration: RouteDeclaration
    waits: Waits | None = None
