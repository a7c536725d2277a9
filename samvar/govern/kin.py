"""Whose part in a figure may be told: with and without somebody, it tells of them."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.govern.identity import Asker
from samvar.govern.patient import Keeping, permit_about
from samvar.model.errors import Refused


def tellable(node: Keeping, asker: Asker, people: Iterable[str]) -> frozenset[str]:
    """Those of some people whom `asker` may see apart from a figure that they are in.

    Each is looked at like a record: the policy decides about every one of them, and the log has an
    entry of it. Whoever may not be seen stays in the figure.
    """
    found = set()
    for person in sorted(people):
        try:
            permit_about(node, asker, "see:referrals", "annotate-family", person)
        except Refused:
            continue
        found.add(person)
    return frozenset(found)
