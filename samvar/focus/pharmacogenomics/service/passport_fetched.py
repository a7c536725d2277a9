"""What the nation says of a passport that a patient shows, believed no further than it proves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from samvar.focus.pharmacogenomics.passport import Sealed, Verdict, hashed, read, verify_passport
from samvar.model.clock import parse_iso, utc_now
from samvar.model.errors import BadFile
from samvar.network.merge import NationalAnswer
from samvar.network.roster import Roster


class PassportRow(Protocol):
    """One node's word, as `share.passport` has it."""

    @property
    def node(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def revoked(self) -> tuple[str, ...]: ...
    @property
    def at(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the nation said of one id.

    verdict: None where no node gave it out. issuer: the node whose passport it is, known also
    where that node has only said that it was taken back. revoked: it said so; `at`: when.
    """

    verdict: Verdict | None
    sealed: Sealed | None
    issuer: str | None
    revoked: bool
    at: datetime | None


def fetched(
    answer: NationalAnswer, identifier: str, roster: Roster, *, now: datetime | None = None
) -> Fetched:
    """What the answer to `passport` says of one id, checked as a file of it would be.

    Each node's word has come signed by that node, so its list of what it has taken back needs
    no second signature. A node can give out its own passports only, and take back its own only:
    where the issuer's passport is there, what others say of the id counts for nothing. What
    cannot be read is as if its node had said nothing.
    """
    name = hashed(identifier)
    gone: Fetched | None = None
    for row in (answer.value or {}).values():
        if name in row.revoked:
            gone = gone or Fetched(None, None, row.node, True, _at(row))
            continue
        sealed, verdict = _opened(row, identifier, roster, now)
        if sealed is not None and verdict is not None:
            at = _at(row)
            known = None if at is None else False
            verdict = Verdict(sealed.passport, True, verdict.expired, known, at)
            return Fetched(verdict, sealed, row.node, False, at)
    return gone or Fetched(None, None, None, False, None)


def with_revocation(verdict: Verdict, answer: NationalAnswer) -> Verdict:
    """A verdict on a passport that was brought, with what its issuer says now; as it was where
    the issuer is silent, or says it at no time that can be read."""
    for row in (answer.value or {}).values():
        if verdict.genuine and row.node == verdict.passport.issuer:
            revoked = hashed(verdict.passport.id) in row.revoked
            at = _at(row) or (utc_now() if revoked else None)
            if at is not None:
                return Verdict(verdict.passport, True, verdict.expired, revoked, at)
    return verdict


def _opened(
    row: PassportRow, identifier: str, roster: Roster, now: datetime | None
) -> tuple[Sealed | None, Verdict | None]:
    """The passport that a node gave out, if it is that node's own, of that id, and genuine."""
    if not row.document:
        return None, None
    try:
        sealed = read(row.document.encode("utf-8", "replace"))
        verdict = verify_passport(sealed, roster, now=now)
    except BadFile:
        return None, None
    own = sealed.passport.id == identifier and sealed.passport.issuer == row.node
    return (sealed, verdict) if own and verdict.genuine else (None, None)


def _at(row: PassportRow) -> datetime | None:
    try:
        return parse_iso(row.at)
    except (ValueError, OverflowError):
        return None
