"""A patient's pharmacogenomic passport: signed by one node, carried by the patient, checked by any.

It holds what was reported (gene, diplotype, phenotype, positions tested and not), never the
genotype. Checking needs the roster only; whether it has been taken back is told by a status
list that the issuing node signs, and the verdict says which of the two was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.clock import parse_iso, utc_now
from samvar.model.errors import BadFile, BadSignature, UsageError
from samvar.model.shape import learned
from samvar.network.canonical import canonical
from samvar.network.roster import Roster
from samvar.network.wire import UNREADABLE

_DOMAIN = b"samvar/pgx-passport/1\0"
_LIST_DOMAIN = b"samvar/pgx-passport-status/1\0"
_MOST_BYTES = 4_000_000
_HEX = re.compile(r"[0-9a-f]{128}", re.ASCII)
S = TypeVar("S", bound=msgspec.Struct)


class PassportGene(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One gene as it was reported. diplotypes: best first; several where they are equals.

    samples: the ids of those that it speaks from, at the issuer; left out of what is signed where
    there are none, as in passports from before they were kept.
    """

    gene: str
    status: str
    diplotypes: tuple[str, ...]
    phenotype: str | None
    activity_score: str | None
    tested: tuple[str, ...]
    untested: tuple[str, ...]
    samples: tuple[str, ...] = ()


class Passport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed. issuer: node id. patient: the issuer's label. Times are ISO 8601.

    release: of the knowledge that the report speaks from. bundle: the report as FHIR.
    """

    id: str
    issuer: str
    centre: str
    patient: str
    report: str
    issued: str
    expires: str
    release: str
    genes: tuple[PassportGene, ...]
    bundle: dict[str, Any]


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passport as it is carried: the document and the issuer's signature in hex."""

    passport: Passport
    signature: str


class StatusList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an issuer has taken back. revoked: SHA-256 of each id, sorted. signature: hex."""

    issuer: str
    at: str
    revoked: tuple[str, ...]
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found. Of a passport that is not genuine nothing else is said.

    expired: also where its time has not begun. revoked, checked_at: None where no status list
    was looked at that could know; else what it says, and of when it is.
    """

    passport: Passport
    genuine: bool
    expired: bool
    revoked: bool | None
    checked_at: datetime | None

    @property
    def good(self) -> bool:
        """Signed by the issuer, within its time, and not known to be taken back."""
        return self.genuine and not self.expired and not self.revoked


def seal(document: Passport, key: NodeKey) -> Sealed:
    """The document with its issuer's signature."""
    return Sealed(document, key.sign(_signed(document)).hex())


def seal_list(bare: StatusList, key: NodeKey) -> StatusList:
    """The list with its issuer's signature."""
    return msgspec.structs.replace(bare, signature=key.sign(_signed_list(bare)).hex())


def write(document: Sealed | StatusList) -> bytes:
    """As a file."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def read(raw: bytes) -> Sealed:
    """A passport from a file; nothing of it is believed yet.

    Raises:
        BadFile: it is not of the form, or larger than 4 MB.
    """
    return _read(raw, Sealed, "passport")


def read_status_list(raw: bytes) -> StatusList:
    """A status list from a file; nothing of it is believed yet.

    Raises:
        BadFile: it is not of the form, or larger than 4 MB.
    """
    return _read(raw, StatusList, "status list")


def verify_passport(
    sealed: Sealed, roster: Roster, *, status: StatusList | None = None, now: datetime | None = None
) -> Verdict:
    """Check a passport by the roster alone, and by a status list where there is one.

    Raises:
        BadSignature: the status list is another issuer's, or was not signed by it.
        BadFile: a time that the issuer signed is none.
    """
    document, now = sealed.passport, now or utc_now()
    keys = _keys(roster, document.issuer)
    if not _is_signed(keys, _signed(document), sealed.signature):
        return Verdict(document, False, False, None, None)
    issued, expires = _time(document.issued), _time(document.expires)
    expired = not issued <= now < expires
    if status is None:
        return Verdict(document, True, expired, None, None)
    if status.issuer != document.issuer or not _is_signed(
        keys, _signed_list(status), status.signature
    ):
        raise BadSignature("the status list is not that of the passport's issuer")
    at, revoked = _time(status.at), hashed(document.id) in status.revoked
    if not revoked and at < issued:  # a list that is older than the passport cannot know it
        return Verdict(document, True, expired, None, None)
    return Verdict(document, True, expired, revoked, at)


def hashed(identifier: str) -> str:
    """An id as a status list names it: who does not have the passport learns nothing."""
    return sha256(identifier.encode()).hexdigest()


def _read(raw: bytes, kind: type[S], name: str) -> S:
    """Also what cannot be signed cannot be read: a number too large, text that is not Unicode."""
    if len(raw) > _MOST_BYTES:
        raise BadFile(f"the file is too large for a {name}")
    try:
        document = msgspec.json.decode(raw, type=learned(kind))
        canonical(document)
    except (*UNREADABLE, UsageError, ValueError) as error:
        raise BadFile(f"the file is not a {name}", why=type(error).__name__) from None
    return document


def _is_signed(keys: Sequence[PublicKey], message: bytes, signature: str) -> bool:
    if not _HEX.fullmatch(signature):  # one spelling of a signature, so that any change shows
        return False
    return any(key.verify(message, bytes.fromhex(signature)) for key in keys)


def _keys(roster: Roster, issuer: str) -> Sequence[PublicKey]:
    member = roster.find(issuer)
    return member.public_keys if member else ()


def _time(text: str) -> datetime:
    try:
        return parse_iso(text)
    except (ValueError, OverflowError):
        raise BadFile("a time in the passport or status list is not a time") from None


def _signed(document: Passport) -> bytes:
    return _DOMAIN + canonical(_plain(document))


def _signed_list(status: StatusList) -> bytes:
    return _LIST_DOMAIN + canonical({**_plain(status), "signature": ""})


def _plain(document: msgspec.Struct) -> Mapping[str, Any]:
    plain: Mapping[str, Any] = msgspec.to_builtins(document)
    return plain
