"""What several commands of `samvar permit` look up: an application, and what each centre said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samvar.present.command import Desk

if TYPE_CHECKING:
    from samvar.node.permit_follow import Followed


def find_application(desk: Desk, identifier: str) -> Any:
    """The application of this id, read at its centre.

    Raises:
        NotFound: no centre that answers knows it.
    """
    from samvar.node.permit_follow import find

    return find(desk.node, desk.site.network(desk.node.id), identifier, desk.asker)


def follow_application(desk: Desk, identifier: str) -> Followed:
    """The application and the seven decisions on it, as of now."""
    from samvar.model.clock import utc_now
    from samvar.node.permit_follow import follow

    network = desk.site.network(desk.node.id)
    return follow(desk.node, network, find_application(desk, identifier), desk.asker, utc_now())
