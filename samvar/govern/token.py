"""Reading a person's token: every rule that keeps a forged or confused one out.

Sources: RFC 7515 (JWS), RFC 7519 (JWT), RFC 8725 (best practice), OpenID Connect Core 1.0
sections 2 and 3.1.3.7. A token is read by us, its signature by libraries; a token that
says how it wants to be checked (`jku`, `x5u`, `jwk`, `crit`) is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from samvar.govern.identity import Role
from samvar.govern.issuer import Issuer
from samvar.govern.keys import PublicKey
from samvar.govern.purpose import Purpose
from samvar.model.errors import BadSignature, Expired
from samvar.model.permit import MOST_VISAS, is_visa_text

ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")
_KINDS = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
_OWN_WAY = ("jku", "x5u", "jwk", "x5c", "crit", "b64", "zip", "enc")
LONGEST = timedelta(hours=1)
"""A token counts for at most so long after it was issued, whatever it says of itself."""
_SKEW = timedelta(seconds=30)
_MOST_CHARACTERS = 32_768


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a trusted issuer vouches for. until: when the token counts no more.

    signed_in: when they last showed who they are, if the issuer says. purposes: what they may
    act for; None where the issuer sets no limit. visas: raw, not verified here.
    """

    issuer: str
    subject: str
    name: str = field(repr=False)
    role: Role
    centre: str | None
    unit: str | None
    until: datetime
    signed_in: datetime | None
    purposes: frozenset[Purpose] | None
    visas: tuple[str, ...] = field(default=(), repr=False)
    sub: str = ""


def issuer_of(token: str, issuers: Sequence[Issuer]) -> Issuer:
    """The trusted issuer that a token claims to come from; nothing of it is proven yet.

    Raises:
        BadSignature: not a token, or of an issuer that the network does not trust.
    """
    claimed = _parts(token)[1].get("iss")
    for one in issuers:
        if one.id == claimed:
            return one
    raise BadSignature("the token comes from an issuer that the network does not trust")


def read_token(
    token: str,
    issuer: Issuer,
    keys: Sequence[Mapping[str, str]],
    *,
    nonce: str,
    now: datetime,
) -> Person:
    """The person behind a token of this issuer, bound to the holder of this nonce.

    keys: the issuer's public keys (JWK). `now` is aware.

    Raises:
        BadSignature: forged, of another audience or holder, or without what it must say.
        Expired: before or after its time.
    """
    claims = signed_claims(token, keys)
    if claims.get("iss") != issuer.id:
        raise BadSignature("the token comes from another issuer")
    _check_audience(claims, issuer.audience)
    if claims.get("nonce") != nonce:
        raise BadSignature("the token was made for another node's session")
    return _person(claims, issuer, times(claims, now))


def claims_said(token: str) -> dict[str, Any]:
    """What a token says; nothing of it is proven.

    Raises:
        BadSignature: not a token.
    """
    return _parts(token)[1]


def key_said(token: str) -> str:
    """The id of the key that a token says it is signed with, "" if it names none; not proven.

    Raises:
        BadSignature: not a token.
    """
    kid = _parts(token)[0].get("kid")
    return kid if isinstance(kid, str) else ""


def signed_claims(
    token: str, keys: Sequence[Mapping[str, str]], *, jku: str = ""
) -> dict[str, Any]:
    """What a token says, once it is known that one of these keys signed it.

    jku: the pinned address of the keys, which a token may repeat; it is never followed.

    Raises:
        BadSignature: forged, or it wants to be checked in a way of its own.
    """
    header, claims = _parts(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise BadSignature("the token is signed in a way that is not allowed")
    own_way = {name for name in _OWN_WAY if name in header}
    if jku and header.get("jku") == jku:
        own_way.discard("jku")
    if own_way:
        raise BadSignature("the token brings its own way of being checked")
    if not isinstance(kid, str):
        raise BadSignature("the token does not say which key signed it")
    named = [key for key in keys if key.get("kid") == kid]
    if len(named) != 1 or named[0].get("kty") != _KINDS[algorithm]:
        raise BadSignature("the token names a key that its issuer does not have")
    if named[0].get("use", "sig") != "sig" or named[0].get("alg", algorithm) != algorithm:
        raise BadSignature("the key is not for this kind of signature")
    if not _is_signed(token, algorithm, named[0]):
        raise BadSignature("the token was not signed by its issuer")
    return claims


def _is_signed(token: str, algorithm: str, key: Mapping[str, str]) -> bool:
    try:
        if key["kty"] == "OKP":  # by ourselves: joserfc warns of the name that most still use
            signed, _, signature = token.rpartition(".")
            if key.get("crv") != "Ed25519":
                return False
            return PublicKey.of(_bytes(key["x"])).verify(signed.encode(), _bytes(signature))
        jws.deserialize_compact(token, import_key(dict(key)), algorithms=[algorithm])
    except (JoseError, KeyError, ValueError, TypeError):
        return False
    return True


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if len(token) > _MOST_CHARACTERS or token.count(".") != 2 or not token.isascii():
        raise BadSignature("this is not a signed token")
    header, claims, _ = token.split(".")
    return _json(header), _json(claims)


def _json(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part), object_pairs_hook=_distinct, parse_constant=_refuse)
    except (binascii.Error, UnicodeDecodeError, ValueError, RecursionError):
        raise BadSignature("the token cannot be read") from None
    if not isinstance(found, dict):
        raise BadSignature("the token cannot be read")
    return found


def _bytes(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _check_audience(claims: Mapping[str, Any], audience: str) -> None:
    given = claims.get("aud")
    several = given if isinstance(given, list) else [given]
    if audience not in several:
        raise BadSignature("the token is for another audience")
    if len(several) > 1 and claims.get("azp") != audience:
        raise BadSignature("the token is for several audiences, and was asked for by another")


def times(claims: Mapping[str, Any], now: datetime, longest: timedelta = LONGEST) -> datetime:
    """Until when the token counts: until it says, and no longer than `longest` after its making.

    Raises:
        Expired: not now. BadSignature: it does not say when it was issued or ends.
    """
    issued, ends = _moment(claims, "iat"), _moment(claims, "exp")
    if issued is None or ends is None:
        raise BadSignature("the token does not say when it was issued or ends")
    until = min(ends, issued + longest)
    begins = _moment(claims, "nbf") or issued
    if not max(issued, begins) - _SKEW <= now < until:
        raise Expired("the token does not count now", remedy="sign in again")
    return until


def _moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadSignature("the token has a time that is none")
    # A token from the end of time is capped by `LONGEST`; what no calendar holds is cut here.
    return datetime.fromtimestamp(min(max(value, 0), 253_370_764_800), UTC)


def _person(claims: Mapping[str, Any], issuer: Issuer, until: datetime) -> Person:
    named = issuer.claims
    subject, role = claims.get(named.subject), claims.get(named.role)
    centre, name = claims.get(named.centre), claims.get(named.name)
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise BadSignature("the token names nobody")
    try:
        acts_as = Role(named.roles.get(str(role), str(role)))
    except ValueError:
        raise BadSignature("the token names a role that does not exist here") from None
    if acts_as in (Role.MANDATE, Role.ANONYMOUS):
        raise BadSignature("nobody can be vouched for in that role")
    works_at = None if centre is None else named.centres.get(str(centre), str(centre))
    vouches = issuer.nationwide if works_at is None else works_at in issuer.centres
    if not vouches:
        raise BadSignature("the issuer may not vouch for people of that centre")
    return Person(
        issuer=issuer.id,
        subject=subject,
        name=name if isinstance(name, str) else "",
        role=acts_as,
        centre=works_at,
        unit=_unit(claims, issuer),
        until=until,
        signed_in=_moment(claims, "auth_time"),
        purposes=_purposes(claims, issuer),
        visas=passport_of(claims),
        sub=str(claims.get("sub", "")),
    )


def _unit(claims: Mapping[str, Any], issuer: Issuer) -> str | None:
    """The care unit at the centre; None for whoever belongs to none."""
    given = claims.get(issuer.claims.unit)
    if given is None:
        return None
    if not isinstance(given, str) or not 0 < len(given) <= 120 or not given.isprintable():
        raise BadSignature("the token names a care unit that is none")
    return issuer.claims.units.get(given, given)


def _purposes(claims: Mapping[str, Any], issuer: Issuer) -> frozenset[Purpose] | None:
    if not issuer.claims.purpose:
        return None
    given = claims.get(issuer.claims.purpose, ())
    several = [given] if isinstance(given, str) else given
    if not isinstance(several, list | tuple):
        return frozenset()
    mapped = (issuer.claims.purposes.get(str(one)) for one in several)
    return frozenset(Purpose(one) for one in mapped if one in Purpose._value2member_map_)


def passport_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """GA4GH Passport v1.2: the visas of an ID token or of userinfo, each a token of its own issuer;
    no more, and no longer ones, than are ever looked at."""
    given = claims.get("ga4gh_passport_v1", ())
    visas = given if isinstance(given, list) else ()
    found = (one for one in visas if isinstance(one, str) and is_visa_text(one))
    return tuple(dict.fromkeys(found))[:MOST_VISAS]
