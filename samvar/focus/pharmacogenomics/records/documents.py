"""Signed documents: reports, and the passports that are made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from samvar.focus.pharmacogenomics.tables import (
    passport_samples,
    passports,
    reports,
    taken_back,
)
from samvar.model.errors import NotFound
from samvar.store.records.noun import Noun
from samvar.store.records.tables import samples


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as it was signed; `document` is its canonical form."""

    id: str
    order: str | None
    person: str
    made: datetime
    document: str
    signature: str
    supersedes: str | None = None


class Reports(Noun):
    """The reports of this node; never changed, only superseded."""

    __slots__ = ()

    def add(self, report: StoredReport) -> None:
        """Write one."""
        self._sql.execute(
            insert(reports).values(
                id=report.id,
                referral=report.order,
                person=report.person,
                made=report.made,
                document=report.document,
                signature=report.signature,
                supersedes=report.supersedes,
            )
        )

    def get(self, identifier: str) -> StoredReport:
        """One report.

        Raises:
            NotFound: no such report at this node.
        """
        row = self._sql.execute(select(reports).where(reports.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such report at this node")
        return _report(row)

    def amended(self, identifier: str) -> bool:
        """Whether another report has taken the place of this one."""
        wanted = select(reports.c.id).where(reports.c.supersedes == identifier)
        return self._sql.execute(wanted.limit(1)).first() is not None

    def of_person(self, person: str) -> tuple[StoredReport, ...]:
        """One person's reports, newest first."""
        wanted = select(reports).where(reports.c.person == person)
        rows = self._sql.execute(wanted.order_by(reports.c.made.desc(), reports.c.id))
        return tuple(map(_report, rows))

    def of_order(self, order: str) -> tuple[StoredReport, ...]:
        """One order's reports, newest first."""
        wanted = select(reports).where(reports.c.referral == order)
        rows = self._sql.execute(wanted.order_by(reports.c.made.desc(), reports.c.id))
        return tuple(map(_report, rows))


@dataclass(frozen=True, slots=True)
class StoredPassport:
    """A passport: its signed document, to which centres it may be read out, until when.

    samples: those it was made from, the one called last first; when one of them is withdrawn,
    `document` is empty.
    """

    id: str
    person: str
    report: str
    centres: tuple[str, ...]
    issued: datetime
    expires: datetime
    document: str
    by: str
    samples: tuple[str, ...]
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssuedPassport:
    """A passport as it is listed: all but its document, of which a table would read thousands."""

    id: str
    person: str
    centres: tuple[str, ...]
    issued: datetime
    expires: datetime
    revoked: datetime | None


class Passports(Noun):
    """The passports that this node has issued."""

    __slots__ = ()

    def add(self, passport: StoredPassport) -> None:
        """Write one."""
        self._sql.execute(
            insert(passports).values(
                id=passport.id,
                person=passport.person,
                report=passport.report,
                sample=passport.samples[0],
                centres=list(passport.centres),
                issued=passport.issued,
                expires=passport.expires,
                document=passport.document,
                by=passport.by,
            )
        )
        rows = [{"passport": passport.id, "sample": each} for each in passport.samples]
        self._sql.execute(insert(passport_samples), rows)

    def get(self, identifier: str) -> StoredPassport:
        """One passport.

        Raises:
            NotFound: this node has not issued it.
        """
        found = self.find(identifier)
        if found is None:
            raise NotFound("this node has issued no such passport")
        return found

    def find(self, identifier: str) -> StoredPassport | None:
        """One passport, None if this node has not issued it."""
        row = self._sql.execute(select(passports).where(passports.c.id == identifier)).first()
        if row is None:
            return None
        theirs = select(passport_samples.c.sample).where(passport_samples.c.passport == identifier)
        return _passport(row, tuple(self._sql.execute(theirs).scalars()))

    def of_person(self, person: str) -> tuple[IssuedPassport, ...]:
        """One person's passports, newest first."""
        return self._listed(_LISTED.where(passports.c.person == person))

    def all(self) -> tuple[IssuedPassport, ...]:
        """Every passport, newest first."""
        return self._listed(_LISTED)

    def _listed(self, wanted: Select[Any]) -> tuple[IssuedPassport, ...]:
        rows = self._sql.execute(wanted.order_by(passports.c.issued.desc(), passports.c.id))
        return tuple(
            IssuedPassport(r.id, r.person, tuple(r.centres), r.issued, r.expires, r.revoked)
            for r in rows
        )

    def revoked(self) -> tuple[str, ...]:
        """The ids of all that have been revoked, oldest first."""
        wanted = select(passports.c.id).where(passports.c.revoked.is_not(None))
        return tuple(self._sql.execute(wanted.order_by(passports.c.revoked)).scalars())

    def revoke(self, identifier: str, at: datetime) -> None:
        """Take one back; the first moment stands.

        Raises:
            NotFound: this node has not issued it.
        """
        self.get(identifier)
        self._sql.execute(
            update(passports)
            .where(passports.c.id == identifier, passports.c.revoked.is_(None))
            .values(revoked=at)
        )

    def taken_back(self) -> tuple[str, ...]:
        """SHA-256 of the ids of passports whose record has been destroyed."""
        return tuple(self._sql.execute(select(taken_back.c.hash)).scalars())

    def outlive(self, hashes: Iterable[str], at: datetime) -> None:
        """Remember passports whose record is destroyed now, by the SHA-256 of their ids."""
        known = set(self.taken_back())
        rows = [{"hash": each, "at": at} for each in hashes if each not in known]
        if rows:
            self._sql.execute(insert(taken_back), rows)

    def forget_withdrawn(self, at: datetime) -> None:
        """Revoke and empty the passports of samples that have been withdrawn; safe to repeat."""
        gone = select(samples.c.id).where(samples.c.state == "withdrawn")
        from_them = select(passport_samples.c.passport).where(passport_samples.c.sample.in_(gone))
        theirs = update(passports).where(passports.c.id.in_(from_them))
        self._sql.execute(theirs.where(passports.c.revoked.is_(None)).values(revoked=at))
        self._sql.execute(theirs.where(passports.c.document != "").values(document=""))


_LISTED = select(
    passports.c.id,
    passports.c.person,
    passports.c.centres,
    passports.c.issued,
    passports.c.expires,
    passports.c.revoked,
)


def _report(row: Row[Any]) -> StoredReport:
    return StoredReport(
        row.id, row.referral, row.person, row.made, row.document, row.signature, row.supersedes
    )


def _passport(row: Row[Any], from_samples: tuple[str, ...]) -> StoredPassport:
    return StoredPassport(
        row.id,
        row.person,
        row.report,
        tuple(row.centres),
        row.issued,
        row.expires,
        row.document,
        row.by,
        tuple(dict.fromkeys((row.sample, *from_samples))),
        row.revoked,
    )
