"""Permits: what a controller has granted to named people, until when, as its own node knows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from samvar.model.place import CENTRES


@dataclass(frozen=True, slots=True)
class Permit:
    """A decision by a data controller. `grants` are permissions, such as `ask:regional`.

    holders: accounts (`User.account`), so that another centre's issuer can make nobody a holder.
    """

    id: str
    title: str
    holders: frozenset[str]
    grants: frozenset[str]
    expires: datetime


class PermitBook:
    """The permits that one node has granted. A permit in a warrant is only a pointer into it.

    >>> book = PermitBook(DEMO_PERMITS)
    >>> sorted(book.grants("permit-industry", "industry@", datetime(2026, 11, 23, tzinfo=UTC)))
    ['ask:national']
    >>> book.grants("permit-industry", "researcher@uppsala", datetime(2026, 11, 23, tzinfo=UTC))
    frozenset()
    """

    def __init__(self, permits: Iterable[Permit] = ()) -> None:
        self._permits = {permit.id: permit for permit in permits}

    def find(self, permit_id: str) -> Permit | None:
        """The permit as granted, expired or not."""
        return self._permits.get(permit_id)

    def held_by(self, account: str) -> tuple[Permit, ...]:
        """All permits that name the account."""
        return tuple(p for p in self._permits.values() if account in p.holders)

    def grants(self, permit_id: str | None, account: str, now: datetime) -> frozenset[str]:
        """What the permit opens for this account now; empty if unknown, another's, or expired."""
        permit = self._permits.get(permit_id) if permit_id else None
        if permit is None or account not in permit.holders or now >= permit.expires:
            return frozenset()
        return permit.grants


def _anywhere(*personas: str) -> frozenset[str]:
    """Accounts of the demo's personas, whom a visitor may employ at any centre."""
    return frozenset(f"{one}@{centre}" for one in personas for centre in ("", *CENTRES))


DEMO_PERMITS: tuple[Permit, ...] = (
    Permit(
        "permit-pgx-regions",
        "Pharmacogenes in seven regions",
        _anywhere("researcher", "bioinformatician"),
        frozenset({"ask:national", "ask:regional", "beacon:node", "query:rows"}),
        datetime(2029, 12, 31, tzinfo=UTC),
    ),
    Permit(
        "permit-industry",
        "Feasibility counts for a trial",
        _anywhere("industry"),
        frozenset({"ask:national"}),
        datetime(2028, 12, 31, tzinfo=UTC),
    ),
)
"""The permits that every node of the demo has granted."""
