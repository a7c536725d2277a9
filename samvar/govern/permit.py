"""Permits: what a controller has granted to named people, until when, as its own node knows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Permit:
    """A decision by a data controller. `grants` are permissions, such as `ask:regional`."""

    id: str
    title: str
    holders: frozenset[str]
    grants: frozenset[str]
    expires: datetime


class PermitBook:
    """The permits that one node has granted. A permit in a warrant is only a pointer into it.

    >>> book = PermitBook(DEMO_PERMITS)
    >>> sorted(book.grants("permit-industry", "industry", datetime(2026, 11, 23, tzinfo=UTC)))
    ['ask:national']
    >>> book.grants("permit-industry", "researcher", datetime(2026, 11, 23, tzinfo=UTC))
    frozenset()
    """

    def __init__(self, permits: Iterable[Permit] = ()) -> None:
        self._permits = {permit.id: permit for permit in permits}

    def find(self, permit_id: str) -> Permit | None:
        """The permit as granted, expired or not."""
        return self._permits.get(permit_id)

    def held_by(self, user_id: str) -> tuple[Permit, ...]:
        """All permits that name the user."""
        return tuple(p for p in self._permits.values() if user_id in p.holders)

    def grants(self, permit_id: str | None, user_id: str, now: datetime) -> frozenset[str]:
        """What the permit opens for this user now; empty if unknown, another's, or expired."""
        permit = self._permits.get(permit_id) if permit_id else None
        if permit is None or user_id not in permit.holders or now >= permit.expires:
            return frozenset()
        return permit.grants


DEMO_PERMITS: tuple[Permit, ...] = (
    Permit(
        "permit-pgx-regions",
        "Pharmacogenes in seven regions",
        frozenset({"researcher", "bioinformatician"}),
        frozenset({"ask:national", "ask:regional", "beacon:node", "query:rows"}),
        datetime(2029, 12, 31, tzinfo=UTC),
    ),
    Permit(
        "permit-industry",
        "Feasibility counts for a trial",
        frozenset({"industry"}),
        frozenset({"ask:national"}),
        datetime(2028, 12, 31, tzinfo=UTC),
    ),
)
"""The permits that every node of the demo has granted."""
