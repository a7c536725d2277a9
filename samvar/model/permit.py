"""An application for a permit, and what one data controller decides on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from hashlib import sha256

import msgspec

from samvar.model.clock import iso, parse_iso
from samvar.model.errors import BadInput
from samvar.model.place import CENTRES

ASKABLE = ("ask:national", "ask:regional", "query:rows", "beacon:node", "export:data")
"""What a permit can open: permissions of the policy, in the order of how much they tell."""

_DNR = re.compile(r"(?P<year>20\d{2})-\d{5}(-\d{2})?")
_FIRST_YEAR = 2019
_ID = re.compile(r"[a-z][a-z0-9_-]{2,39}")
_ACCOUNT = re.compile(r"[A-Za-z0-9._-]{1,80}@[a-z-]{0,40}")
_TERM = re.compile(r"(DUO|MONDO):\d{7}")
_VISA = re.compile(r"[A-Za-z0-9_-]{1,8000}(\.[A-Za-z0-9_-]{1,8000}){2}")
MOST_VISAS, LONGEST_VISA = 20, 8_000
_MOST_HOLDERS, _MOST_TERMS, _LONGEST = 50, 40, 4_000
_DOMAIN = b"samvar/permit-application/1\0"
_CANONICAL = msgspec.json.Encoder(order="sorted")
"""Equal to RFC 8785 for what an application holds: texts and lists of texts."""


class Application(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody asks every controller for. It is never changed; a better one is a new one.

    node: where it was made and is kept. applicant, holders: accounts, `id@centre`.
    ethics: the approval's number in the register of Etikprövningsmyndigheten.
    datasets: ids or areas that are asked for; none means all. uses: Data Use Ontology, what the
    data are for and what the applicant undertakes. diseases: MONDO. asks: of `ASKABLE`.
    until, at: ISO 8601, UTC. visas: of the applicant's GA4GH passport, as their issuers signed
    them; each controller checks them for itself, and they open nothing.
    """

    id: str
    node: str
    applicant: str
    title: str
    purpose: str
    holders: tuple[str, ...]
    ethics: str
    asks: tuple[str, ...]
    until: str
    at: str
    datasets: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    diseases: tuple[str, ...] = ()
    visas: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical bytes: what a decision is about."""
        said = msgspec.to_builtins(self)
        if not self.visas:
            del said["visas"]  # applications from before there were visas keep their digest
        return sha256(_DOMAIN + _CANONICAL.encode(said)).hexdigest()

    def checked(self) -> Application:
        """Itself, once every field has been looked at.

        Raises:
            BadInput: which field, and what it should be.
        """
        if not _ID.fullmatch(self.id) or self.node not in CENTRES:
            raise BadInput("an application has an id and a node of the network")
        for name, text, longest in (
            ("title", self.title, 200),
            ("purpose", self.purpose, _LONGEST),
        ):
            if not text.strip() or len(text) > longest or not _readable(text):
                raise BadInput(f"the {name} is a text of at most {longest:,} letters")
        if not _ACCOUNT.fullmatch(self.applicant):
            raise BadInput("the applicant is an account, id@centre")
        _all(self.holders, _ACCOUNT, "holders are accounts, id@centre", _MOST_HOLDERS, least=1)
        _all(self.uses, _TERM, "uses are terms such as DUO:0000039", _MOST_TERMS)
        _all(self.diseases, _TERM, "diseases are terms such as MONDO:0005148", _MOST_TERMS)
        if len(self.datasets) > _MOST_TERMS or not all(
            0 < len(one) <= 80 and one.isprintable() for one in self.datasets
        ):
            raise BadInput("datasets are at most 40 names of at most 80 letters")
        if not self.asks or len(set(self.asks)) != len(self.asks) or set(self.asks) - set(ASKABLE):
            raise BadInput("a permit opens nothing else", remedy=f"some of {', '.join(ASKABLE)}")
        if len(self.visas) > MOST_VISAS or len(set(self.visas)) != len(self.visas):
            raise BadInput(f"at most {MOST_VISAS} visas are shown, each once")
        if not all(is_visa_text(one) for one in self.visas):
            raise BadInput("a visa is a signed token (JWS, compact)")
        check_ethics(self.ethics)
        if moment(self.until, "the last moment") <= moment(self.at, "the time"):
            raise BadInput("the permit is asked for until a moment that has passed")
        return self


def is_visa_text(text: str) -> bool:
    """Whether this has the form of a signed token, and a length that is looked at.

    >>> is_visa_text("e30.e30.c2ln"), is_visa_text("no token")
    (True, False)
    """
    return len(text) <= LONGEST_VISA and _VISA.fullmatch(text) is not None


class Outcome(Enum):
    """What a controller can say. The newest word on an application is the one that holds."""

    GRANTED = "granted"
    REFUSED = "refused"
    ASKED_MORE = "asked-more"
    WITHDRAWN = "withdrawn"


class PermitDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event at one node. digest: of the application as this controller read it.

    grants, until: only if granted; the permit is over at `until`. by: an account. number: the
    place among the node's events, 0 until it is written.
    """

    permit: str
    digest: str
    outcome: Outcome
    by: str
    at: datetime
    grants: tuple[str, ...] = ()
    until: datetime | None = None
    reason: str = ""
    number: int = 0


def check_ethics(dnr: str) -> str:
    """A number in the register of Etikprövningsmyndigheten: year, serial, maybe a document.

    The authority began on 1 January 2019; an older approval has another form and is written into
    the purpose. Whether there is such an approval only the register can say.

    >>> check_ethics("2024-01234-01")
    '2024-01234-01'

    Raises:
        BadInput: another form.
    """
    found = _DNR.fullmatch(dnr)
    if found is None or int(found["year"]) < _FIRST_YEAR:
        raise BadInput(
            "this is no register number of Etikprövningsmyndigheten",
            remedy="write it as 2024-01234 or 2024-01234-01",
        )
    return dnr


def moment(text: str, what: str) -> datetime:
    """A time as it travels.

    Raises:
        BadInput: not exactly the form of `model.clock.iso`.
    """
    try:
        read = parse_iso(text)
        if iso(read) != text:
            raise ValueError(text)
    except ValueError:
        raise BadInput(
            f"{what} is no moment in UTC", remedy="2027-12-31T00:00:00.000000Z"
        ) from None
    return read


def _all(
    given: Iterable[str], form: re.Pattern[str], what: str, most: int, *, least: int = 0
) -> None:
    found = list(given)
    if not least <= len(found) <= most or len(set(found)) != len(found):
        raise BadInput(what, why="none, too many, or one twice")
    if not all(form.fullmatch(one) for one in found):
        raise BadInput(what)


def _readable(text: str) -> bool:
    return all(letter.isprintable() or letter in "\n\r" for letter in text)
