"""A patient's pharmacogenomic passport: signed here, carried by the patient, checked anywhere.

It holds what was reported (gene, diplotype, phenotype, positions tested and not), never the
genotype. Checking needs the roster only; whether it has been taken back is told by a status
list that the issuing node signs, and the answer says which of the two was looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec

from samvar.focus.pharmacogenomics.records import Passports, Reports, StoredPassport
from samvar.focus.pharmacogenomics.report import bundle
from samvar.focus.pharmacogenomics.service.report import report_of
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.model.clock import iso, parse_iso, utc_now
from samvar.model.errors import BadFile, BadInput, BadSignature, NotFound
from samvar.model.ids import new_id
from samvar.model.place import CENTRES
from samvar.network.canonical import canonical
from samvar.network.roster import Roster
from samvar.network.wire import UNREADABLE
from samvar.present.area import NodeLike

VALID_DAYS, MOST_DAYS = 30, 90
_DOMAIN = b"samvar/pgx-passport/1\0"
_LIST_DOMAIN = b"samvar/pgx-passport-status/1\0"
_MOST_BYTES = 4_000_000


class Passport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed. genes: as reported. bundle: the FHIR bundle of the report. Times ISO 8601."""

    id: str
    issuer: str
    centre: str
    patient: str
    report: str
    issued: str
    expires: str
    release: str
    genes: list[dict[str, Any]]
    bundle: dict[str, Any]


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passport as it is carried: the document and the issuer's signature in hex."""

    passport: Passport
    signature: str


class StatusList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an issuer has taken back. revoked: SHA-256 of each id, sorted. signature: hex."""

    issuer: str
    at: str
    revoked: list[str]
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found. checked_at: of the status list, None where none was looked at."""

    passport: Passport
    genuine: bool
    expired: bool
    revoked: bool | None
    checked_at: datetime | None

    @property
    def good(self) -> bool:
        """Signed by the issuer, within its time, and not known to be taken back."""
        return self.genuine and not self.expired and not self.revoked


def issue_passport(
    node: NodeLike,
    report_id: str,
    centres: Sequence[str],
    asker: Asker,
    *,
    days: int = VALID_DAYS,
) -> Sealed:
    """Sign a passport of a report, for the patient to carry and these centres to fetch.

    Naming the centres is the patient's consent; whoever issues it has asked the patient.

    Raises:
        Refused: the person may not. NotFound: no such report. BadInput: an unknown centre, or a
            validity that is not 1 to 90 days.
    """
    strangers = [each for each in centres if each not in CENTRES]
    if strangers:
        raise BadInput(f"'{strangers[0][:40]}' is not a centre", remedy=f"one of {[*CENTRES]}")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"a passport is valid for 1 to {MOST_DAYS} days")
    with changing(node, asker, "issue:passport", "issue-passport"):
        report = report_of(node, report_id)
        now = utc_now()
        document = Passport(
            id=new_id("passport"),
            issuer=node.id,
            centre=node.centre.name,
            patient=report.patient,
            report=report.id,
            issued=iso(now),
            expires=iso(now + timedelta(days=days)),
            release=report.sources[0].name,
            genes=[
                {
                    "gene": each.gene,
                    "status": each.status.value,
                    "diplotypes": [d.name for d in each.diplotypes],
                    "phenotype": each.phenotype,
                    "activity_score": None
                    if each.activity_score is None
                    else f"{each.activity_score:g}",
                    "tested": list(each.tested),
                    "untested": list(each.untested),
                }
                for each in report.genes
            ],
            bundle=bundle(report),
        )
        sealed = Sealed(document, node.key.sign(_signed(document)).hex())
        with node.records.begin() as tx:
            Passports(tx.connection).add(
                StoredPassport(
                    document.id,
                    report.person,
                    report.id,
                    tuple(centres),
                    now,
                    parse_iso(document.expires),
                    write(sealed).decode(),
                    asker.user.id,
                )
            )
        return sealed


def revoke_passport(node: NodeLike, identifier: str, asker: Asker) -> StatusList:
    """Take a passport back; the new status list says so.

    Raises:
        Refused: the person may not. NotFound: this node has not issued it.
    """
    with changing(node, asker, "issue:passport", "revoke-passport"):
        with node.records.begin() as tx:
            Passports(tx.connection).revoke(identifier, utc_now())
        return status_list(node)


def status_list(node: NodeLike) -> StatusList:
    """What this node has taken back, signed now."""
    with node.records.read() as tx:
        gone = Passports(tx.connection).revoked()
    bare = StatusList(node.id, iso(utc_now()), sorted(hashed(each.id) for each in gone))
    return msgspec.structs.replace(bare, signature=node.key.sign(_signed_list(bare)).hex())


def passports_of(node: NodeLike, person: str) -> tuple[StoredPassport, ...]:
    """One person's passports, newest first."""
    with node.records.read() as tx:
        return Passports(tx.connection).of_person(person)


def newest_report(node: NodeLike, person: str) -> str:
    """The id of a person's newest report.

    Raises:
        NotFound: there is none.
    """
    with node.records.read() as tx:
        found = Reports(tx.connection).of_person(person)
    if not found:
        raise NotFound("the patient has no report", remedy="sign a report first")
    return found[0].id


def write(sealed: Sealed) -> bytes:
    """The passport as a file."""
    return msgspec.json.format(msgspec.json.encode(sealed), indent=1) + b"\n"


def read(raw: bytes) -> Sealed:
    """A passport from a file; nothing of it is believed yet.

    Raises:
        BadFile: it is not of the form, or larger than 4 MB.
    """
    if len(raw) > _MOST_BYTES:
        raise BadFile("the file is too large for a passport")
    try:
        return msgspec.json.decode(raw, type=Sealed)
    except UNREADABLE as error:
        raise BadFile("the file is not a passport", why=str(error)[:120]) from None


def read_status_list(raw: bytes) -> StatusList:
    """A status list from a file; nothing of it is believed yet.

    Raises:
        BadFile: it is not of the form.
    """
    try:
        return msgspec.json.decode(raw, type=StatusList)
    except UNREADABLE as error:
        raise BadFile("the file is not a status list", why=str(error)[:120]) from None


def verify_passport(
    sealed: Sealed, roster: Roster, *, status: StatusList | None = None, now: datetime | None = None
) -> Verdict:
    """Check a passport by the roster alone, and by a status list where there is one.

    A passport whose issuer or signature is wrong is not genuine, whatever else it says.

    Raises:
        BadSignature: the status list is another issuer's, or was not signed by it.
        BadFile: a time in it is none.
    """
    document, now = sealed.passport, now or utc_now()
    keys = _keys(roster, document.issuer)
    signature = _hex(sealed.signature)
    genuine = any(key.verify(_signed(document), signature) for key in keys)
    try:
        expired = not parse_iso(document.issued) <= now < parse_iso(document.expires)
        if status is None:
            return Verdict(document, genuine, expired, None, None)
        checked = parse_iso(status.at)
    except ValueError:
        raise BadFile("a time in the passport is not a time") from None
    listed = any(key.verify(_signed_list(status), _hex(status.signature)) for key in keys)
    if status.issuer != document.issuer or not listed:
        raise BadSignature("the status list is not that of the passport's issuer")
    return Verdict(document, genuine, expired, hashed(document.id) in status.revoked, checked)


def hashed(identifier: str) -> str:
    """An id as a status list names it: who does not have the passport learns nothing."""
    return sha256(identifier.encode()).hexdigest()


def _keys(roster: Roster, issuer: str) -> Sequence[Any]:
    member = roster.find(issuer)
    return member.public_keys if member else ()


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _signed(document: Passport) -> bytes:
    return _DOMAIN + canonical(_plain(document))


def _signed_list(status: StatusList) -> bytes:
    return _LIST_DOMAIN + canonical({**_plain(status), "signature": ""})


def _plain(document: msgspec.Struct) -> Mapping[str, Any]:
    plain: Mapping[str, Any] = msgspec.to_builtins(document)
    return plain
