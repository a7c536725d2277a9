"""Where a command works: a node's folder, a folder of nodes, or the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samvar.node.site import Site


def open_site(at: str | None) -> Site:
    """Open what `--at` names; without it, what is in the current folder.

    Raises:
        NotFound: there is no node.
    """
    from samvar.node.place import place_of
    from samvar.node.site import Site

    return Site.open(place_of(at))
