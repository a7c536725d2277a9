"""Permits: what a controller has granted to named people, until when, as its own node knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from samvar.govern.identity import Asker, Role
from samvar.model.errors import SamvarError
from samvar.model.permit import Application, Outcome, PermitDecision
from samvar.store.records.engine import Records, Transaction


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

    >>> from datetime import UTC
    >>> day = datetime(2026, 11, 23, tzinfo=UTC)
    >>> sums, ends = frozenset({"ask:national"}), datetime(2028, 1, 1, tzinfo=UTC)
    >>> book = PermitBook([Permit("trial", "A trial", frozenset({"industry@"}), sums, ends)])
    >>> sorted(book.grants("trial", "industry@", day)), book.grants("trial", "industry@", ends)
    (['ask:national'], frozenset())
    """

    def __init__(self, permits: Iterable[Permit] = ()) -> None:
        self._permits: Mapping[str, Permit] = {permit.id: permit for permit in permits}

    def find(self, permit_id: str) -> Permit | None:
        """The permit as granted, expired or not."""
        return self._now().get(permit_id)

    def held_by(self, account: str) -> tuple[Permit, ...]:
        """All permits that name the account."""
        return tuple(p for p in self._now().values() if account in p.holders)

    def grants(self, permit_id: str | None, account: str, now: datetime) -> frozenset[str]:
        """What the permit opens for this account now; empty if unknown, another's, or expired.

        Empty as well where the events cannot be read: what is not known to be granted is not.
        """
        if not permit_id:
            return frozenset()
        try:
            permit = self.find(permit_id)
        except SamvarError:
            return frozenset()
        if permit is None or account not in permit.holders or now >= permit.expires:
            return frozenset()
        return permit.grants

    def _now(self) -> Mapping[str, Permit]:
        return self._permits


class KeptPermits(PermitBook):
    """The book of a node: what its controller's newest words come to.

    Before each use it looks whether there is a newer event, so that a word holds for the very
    next question, whichever process wrote it. Safe from any number of threads.
    """

    def __init__(self, records: Records) -> None:
        super().__init__()
        self._records = records
        self._read: tuple[int, Mapping[str, Permit]] = (0, {})

    def _now(self) -> Mapping[str, Permit]:
        number, permits = self._read
        with self._records.read() as tx:
            newest = tx.permits.newest()
            if newest != number:
                permits = _granted(tx)
                self._read = (newest, permits)
        return permits


def _granted(tx: Transaction) -> Mapping[str, Permit]:
    found: dict[str, Permit] = {}
    for permit_id, decision in tx.permits.standing().items():
        if decision.outcome is Outcome.GRANTED:
            permit = permit_of(tx.permits.get(permit_id), decision)
            if permit is not None:
                found[permit_id] = permit
    return found


def permit_of(application: Application, decision: PermitDecision) -> Permit | None:
    """What a granting decision opens; None where it was made on another text than is kept."""
    if decision.until is None or decision.digest != application.digest:
        return None
    return Permit(
        application.id,
        application.title,
        frozenset(application.holders),
        frozenset(decision.grants) & frozenset(application.asks),
        decision.until,
    )


def may_follow(asker: Asker | None, application: Application) -> bool:
    """Whether an application is this asker's to see: a controller's, or whoever it names."""
    if asker is None:
        return False
    if asker.user.role is Role.CONTROLLER:
        return True
    return asker.user.account in (application.applicant, *application.holders)
