"""From a page to the law behind it: the address of the explanation, and what is not permitted."""

from __future__ import annotations

from urllib.parse import urlencode

from samvar.present.why import limit_in_words
from samvar.web.visit import Visit


def why_address(visit: Visit, permission: str, node: str | None) -> str:
    """Where the page says why this visitor may or may not do this at this node."""
    asked = [("permission", permission)]
    if node is not None and node in visit.site.nodes:
        asked.append(("node", node))
        if visit.site.nodes[node].centre.id == visit.asker.user.centre:
            asked.append(("fact", "own_centre"))
    return "/policy/why?" + urlencode(asked)


def limits_of(visit: Visit, permission: str) -> list[tuple[str, str]]:
    """What the law does not permit to this visitor's purpose, and the law that says so."""
    known = visit.node.policy.document
    purpose = visit.asker.purpose.value
    found = known.limits(permission, purpose) if known is not None else ()
    return [(limit_in_words(one, visit.language), one.law) for one in found]
