"""Navigation, read from what the routes declare: a page is in the menu because it says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from litestar.handlers import HTTPRouteHandler

from samvar.govern.purpose import Purpose
from samvar.govern.route import declare
from samvar.node.build import AREAS
from samvar.node.node import Node
from samvar.present.language import N_
from samvar.web.guard import declaration_of, may
from samvar.web.place import Place
from samvar.web.visit import Visit

GROUPS: dict[str, str] = {
    "mine": N_("What is mine"),
    "nation": N_("The nation"),
    "node": N_("This node"),
    **{area.name: area.title for area in AREAS},
}
"""The menu's groups in their order: the shell's own, then one for each focus area."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one visitor sees it: translated, with the node filled in.

    waiting: how many things wait there for this visitor; words: for what.
    """

    group: str
    title: str
    path: str
    current: bool
    waiting: int = 0
    words: str = ""


def on_menu(
    permission: str, audit: str, title: str, *, group: str, order: int
) -> dict[str, object]:
    """A declaration that also puts the route on the menu."""
    purpose: Purpose | None = None
    return {**declare(permission, purpose, audit, title), "menu": (group, order)}


def places(handlers: Iterable[HTTPRouteHandler]) -> tuple[Place, ...]:
    """All places of these routes, in menu order."""
    found = []
    for handler in handlers:
        declaration, spot = declaration_of(handler), handler.opt.get("menu")
        if declaration is not None and spot is not None:
            path = sorted(handler.paths)[0].replace("{node:str}", "{node}")
            waits = handler.opt.get("waits")
            found.append(Place(spot[0], spot[1], path, declaration, waits))
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda place: (order.index(place.group), place.order)))


def entries(visit: Visit, known: Iterable[Place], node_id: str) -> list[Entry]:
    """The menu of one visitor at one node: what policy lets them see, and nothing else."""
    if not visit.signed_in:
        return []
    node = visit.site.nodes.get(node_id, visit.node)
    seen = {
        place.path.replace("{node}", node.id): place
        for place in known
        if may(visit, _node_of(place, node, visit), place.declaration.permission).allowed
    }
    current = _current(visit.address, seen)
    return [
        Entry(
            place.group,
            visit.language.text(place.declaration.title),
            path,
            path == current,
            place.waits.count(_node_of(place, node, visit), visit.asker) if place.waits else 0,
            visit.language.text(place.waits.words) if place.waits else "",
        )
        for path, place in seen.items()
    ]


def _node_of(place: Place, node: Node, visit: Visit) -> Node:
    """Whose policy decides over a place: the node in its path, else the one that is asked from."""
    return node if "{node}" in place.path else visit.node


def _current(address: str, paths: Iterable[str]) -> str:
    """The menu's path that the page at `address` belongs to: the longest that it begins with.

    >>> _current("/nodes/skane/jobs/job_1?x=1", ["/", "/nodes/skane", "/nodes/skane/jobs"])
    '/nodes/skane/jobs'
    """
    here = address.partition("?")[0]
    above = [path for path in paths if here == path or here.startswith(f"{path.rstrip('/')}/")]
    return max((path for path in above if path != "/" or here == "/"), key=len, default="")
