"""A few kinds of disease and what they are kinds of: enough for advice, and no more.

An excerpt, not the ontology: what is not here is unknown, and unknown is not "no". Terms and
labels: Mondo Disease Ontology (monarch-initiative/mondo), CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "MONDO:0004992": "cancer",
        "MONDO:0005015": "diabetes mellitus",
        "MONDO:0005148": "type 2 diabetes mellitus",
        "MONDO:0005575": "colorectal cancer",
        "MONDO:0007254": "breast cancer",
    }
)

_ABOVE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "MONDO:0005148": frozenset({"MONDO:0005015"}),
        "MONDO:0005575": frozenset({"MONDO:0004992"}),
        "MONDO:0007254": frozenset({"MONDO:0004992"}),
    }
)
"""Term -> kinds that it is of (is-a, over however many steps), as far as the excerpt knows."""


def is_a(term: str, kind: str) -> bool | None:
    """Whether a disease is of a kind; None where the excerpt does not know.

    >>> is_a("MONDO:0005148", "MONDO:0005015"), is_a("MONDO:0005015", "MONDO:0005148")
    (True, None)
    """
    if term == kind or kind in _ABOVE.get(term, frozenset()):
        return True
    return None
