"""Samples that an order expects, and samples whose person is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, insert, select, update

from samvar.focus.pharmacogenomics.model.identity import HeldSample, Objection
from samvar.focus.pharmacogenomics.tables import expected_samples, identities
from samvar.model.shape import learned
from samvar.store.records.noun import Noun
from samvar.store.records.tables import samples


def held_samples() -> Select[Any]:
    """The ids of all samples that nobody has confirmed."""
    return select(identities.c.sample).where(identities.c.confirmed.is_(None))


class Identities(Noun):
    """Whose a sample is, where anything speaks against it."""

    __slots__ = ()

    def expect(self, order: str, name: str | None) -> None:
        """Note the name under which an order's sample will come; None forgets it."""
        self._sql.execute(delete(expected_samples).where(expected_samples.c.referral == order))
        if name is not None:
            self._sql.execute(insert(expected_samples).values(referral=order, name=name))

    def expected(self, orders: Iterable[str]) -> Mapping[str, str]:
        """The name that each of these orders expects; those that expect none are left out."""
        wanted = select(expected_samples)
        found = self._among(wanted, expected_samples.c.referral, orders)
        return {row.referral: row.name for row in found}

    def hold(self, held: HeldSample) -> None:
        """Write that a sample is in doubt; takes the place of what was written of it before."""
        self._sql.execute(delete(identities).where(identities.c.sample == held.sample))
        self._sql.execute(insert(identities).values(**_values(held)))

    def of_person(self, person: str) -> tuple[HeldSample, ...]:
        """A person's samples that are or were in doubt, oldest first."""
        wanted = select(identities).where(identities.c.person == person)
        rows = self._sql.execute(wanted.order_by(identities.c.at, identities.c.sample))
        return tuple(_held(row) for row in rows)

    def among(self, wanted: Iterable[str]) -> dict[str, HeldSample]:
        """Those of the samples that are or were in doubt."""
        rows = self._among(select(identities), identities.c.sample, wanted)
        return {row.sample: _held(row) for row in rows}

    def confirm(self, sample: str, at: datetime, by: str, reason: str) -> None:
        """Somebody says whose it is, and why."""
        self._sql.execute(
            update(identities)
            .where(identities.c.sample == sample)
            .values(confirmed=at, confirmed_by=by, reason=reason)
        )

    def forget_withdrawn(self) -> None:
        """Delete what is known of samples that have been withdrawn; safe to repeat."""
        gone = select(samples.c.id).where(samples.c.state == "withdrawn")
        self._sql.execute(delete(identities).where(identities.c.sample.in_(gone)))


def _values(held: HeldSample) -> dict[str, Any]:
    return {
        "sample": held.sample,
        "person": held.person,
        "objections": msgspec.to_builtins(held.objections),
        "at": held.at,
        "by": held.by,
        "confirmed": held.confirmed,
        "confirmed_by": held.confirmed_by,
        "reason": held.reason,
    }


def _held(row: Row[Any]) -> HeldSample:
    return HeldSample(
        row.sample,
        row.person,
        msgspec.convert(row.objections, learned(tuple[Objection, ...])),
        row.at,
        row.by,
        row.confirmed,
        row.confirmed_by,
        row.reason,
    )
