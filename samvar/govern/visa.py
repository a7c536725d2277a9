"""GA4GH visas: what others vouch for about an applicant, believed only from pinned issuers.

A visa opens nothing. It is evidence before a controller who decides on a permit. Each is a token
of its own issuer; its keys come from the address that is pinned here, never from its own (`jku`).
Sources: GA4GH Passport v1.2 (sections on visa format, standard types, conditions), GA4GH AAI OpenID
Connect Profile v1.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

import msgspec

from samvar.govern.token import claims_said, key_said, signed_claims, times
from samvar.model.errors import BadSignature, Expired, SamvarError

KINDS = (
    "ControlledAccessGrants", "AffiliationAndRole", "ResearcherStatus", "AcceptedTermsAndPolicies",
)  # fmt: skip
BY = ("self", "peer", "system", "so", "dac")
LONGEST = timedelta(days=90)
"""A visa counts for at most so long after it was issued, whatever it says of itself."""

_LONGEST_TEXT = 255
_SKEW_S = 30
_CLAUSE = {"type", "value", "source", "by"}
_CONST = "const:"


class VisaIssuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An issuer of visas that a controller believes.

    jwks_url: where its keys are; or keys: the keys themselves (JWK). people_of: issuers of people
    whose `sub` it uses beside its own: a visa is about somebody by that name and nobody else.
    kinds: what it may vouch for.
    """

    id: str
    jwks_url: str = ""
    keys: tuple[dict[str, str], ...] = ()
    people_of: tuple[str, ...] = ()
    kinds: tuple[str, ...] = KINDS


VisaKeys = Callable[[VisaIssuer, str], Sequence[Mapping[str, str]]]
"""A pinned issuer's public keys now, and the id of the one that is needed."""


class VisaState(Enum):
    """What became of a visa. A visa that nobody could look at now is neither good nor bad."""

    COUNTS = "counts"
    NOT = "does-not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Visa:
    """One visa as a controller sees it. Of one that does not count only the claimed issuer is told.

    value, source: as its issuer wrote them. by: who vouched within it. why: why it does not count.
    """

    issuer: str
    state: VisaState
    why: str = ""
    kind: str = ""
    value: str = ""
    source: str = ""
    by: str = ""
    asserted: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom visas must be about: `sub` at one of these issuers of people."""

    sub: str
    issuers: frozenset[str]


def weigh(
    visas: Iterable[str],
    pinned: Sequence[VisaIssuer],
    keys: VisaKeys,
    subject: Subject,
    now: datetime,
) -> tuple[Visa, ...]:
    """Each visa with what became of it; conditions are met only by visas that count themselves.

    Never raises for what a visa holds. Linked identities are not followed: who has two names has
    visas under one of them.
    """
    read = [_weigh_one(one, pinned, keys, subject, now) for one in visas]
    plain = [visa for visa, conditions in read if visa.state is VisaState.COUNTS and not conditions]
    return tuple(
        visa
        if visa.state is not VisaState.COUNTS or _met(conditions, plain)
        else Visa(visa.issuer, VisaState.NOT, "its conditions are not met, or not understood")
        for visa, conditions in read
    )


def _weigh_one(
    text: str,
    pinned: Sequence[VisaIssuer],
    keys: VisaKeys,
    subject: Subject,
    now: datetime,
) -> tuple[Visa, Any]:
    said = "?"
    try:
        claimed = claims_said(text).get("iss")
        said = claimed if isinstance(claimed, str) and _is_text(claimed) else "?"
        issuer = next((one for one in pinned if one.id == said), None)
        if issuer is None:
            raise BadSignature("this node does not believe that issuer")
        kid = key_said(text)
        try:
            known = keys(issuer, kid)
        except SamvarError:
            return Visa(said, VisaState.UNKNOWN, "the issuer's keys cannot be had now"), None
        claims = signed_claims(text, known, jku=issuer.jwks_url)
        return _read(claims, issuer, subject, now)
    except (BadSignature, Expired) as error:
        return Visa(said, VisaState.NOT, error.what.replace("the token", "the visa")), None


def _read(
    claims: Mapping[str, Any], issuer: VisaIssuer, subject: Subject, now: datetime
) -> tuple[Visa, Any]:
    if any(name in claims for name in ("aud", "nonce", "scope")):
        raise BadSignature("this is a token for something else, and no visa")
    named = frozenset((issuer.id, *issuer.people_of))
    if not subject.sub or claims.get("sub") != subject.sub or not named & subject.issuers:
        raise BadSignature("the visa is about somebody else")
    until = times(claims, now, LONGEST)
    body = claims.get("ga4gh_visa_v1")
    if not isinstance(body, dict):
        raise BadSignature("the token holds no visa")
    kind, by = body.get("type"), body.get("by", "")
    if kind not in issuer.kinds or kind not in KINDS:
        raise BadSignature("the issuer may not vouch for that, or nobody here knows what it means")
    value, source = body.get("value"), body.get("source")
    asserted = body.get("asserted")
    if not (isinstance(value, str) and isinstance(source, str) and _is_text(value, source)):
        raise BadSignature("the visa does not say what it is about, or on whose word")
    if by not in ("", *BY):
        raise BadSignature("the visa was vouched for in a way that nobody here knows")
    if type(asserted) is not int or not 0 < asserted <= now.timestamp() + _SKEW_S:
        raise BadSignature("the visa does not say since when it holds")
    since = datetime.fromtimestamp(asserted, UTC)
    visa = Visa(issuer.id, VisaState.COUNTS, "", kind, value, source, by, since, until)
    return visa, body.get("conditions")


def _is_text(*texts: str) -> bool:
    return all(0 < len(one) <= _LONGEST_TEXT and one.isprintable() for one in texts)


def _met(conditions: Any, others: Sequence[Visa]) -> bool:
    """Whether one list of clauses holds as a whole; only `const:` is understood."""
    if conditions is None or conditions == []:
        return True
    if not isinstance(conditions, list) or not all(isinstance(one, list) for one in conditions):
        return False
    if not all(_understood(clause) for one in conditions for clause in one):
        return False
    return any(
        one and all(any(_fits(clause, visa) for visa in others) for clause in one)
        for one in conditions
    )


def _understood(clause: Any) -> bool:
    if not isinstance(clause, dict) or not {"type"} < set(clause) <= _CLAUSE:
        return False
    rest = [clause[name] for name in clause if name != "type"]
    return clause["type"] in KINDS and all(
        isinstance(text, str) and text.startswith(_CONST) for text in rest
    )


def _fits(clause: Mapping[str, str], visa: Visa) -> bool:
    return clause["type"] == visa.kind and all(
        clause[name] == _CONST + getattr(visa, name)
        for name in ("value", "source", "by")
        if name in clause
    )
