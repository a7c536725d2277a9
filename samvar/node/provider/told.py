"""What the demo's issuer tells of a persona: ID token, userinfo, GA4GH passport."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from samvar.govern.identity import User
from samvar.govern.issuer import LIFETIME
from samvar.node.provider.grant import Grant
from samvar.node.provider.key import SigningKey
from samvar.node.sign_in import PASSPORT

PROVES_NOTHING = "0"
"""`acr` of a sign-in that proves nothing (OpenID Connect Core 1.0, section 2)."""
JWKS_PATH = "/issuer/jwks"

_VISA_LASTS = timedelta(hours=1)
_BONA_FIDE = "https://doi.org/10.1038/s41431-018-0219-y"
"""The GA4GH's own value for a bona fide researcher (Passport 1.2, ResearcherStatus)."""
_VISAS = {
    # persona     type, value, by
    "researcher": (
        ("ResearcherStatus", _BONA_FIDE, "so"),
        ("AffiliationAndRole", "faculty@university.example", "system"),
    ),
}
CLAIMS = ("sub", "name", "role", "centre", "care_unit", PASSPORT)


def person(user: User, scopes: frozenset[str]) -> dict[str, str]:
    """The claims of a persona that these scopes open; role, centre and unit always go along."""
    told = {"sub": user.id, "role": user.role.value}
    if user.centre is not None:
        told["centre"] = user.centre
    if user.unit is not None:
        told["care_unit"] = user.unit
    if "profile" in scopes:
        told["name"] = user.name
    return told


def id_token(issuer: str, grant: Grant, now: datetime) -> dict[str, Any]:
    """The claims of an ID token; it counts 55 minutes."""
    told: dict[str, Any] = {
        "iss": issuer,
        "aud": grant.asked.client,
        **person(grant.user, grant.asked.scopes),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "auth_time": int(grant.signed_in.timestamp()),
        "acr": PROVES_NOTHING,
        "jti": secrets.token_urlsafe(12),
    }
    if grant.asked.nonce:
        told["nonce"] = grant.asked.nonce
    return told


def userinfo(issuer: str, grant: Grant, key: SigningKey, now: datetime) -> dict[str, Any]:
    """The claims at the userinfo endpoint, with the passport where it was asked for."""
    told: dict[str, Any] = dict(person(grant.user, grant.asked.scopes))
    if PASSPORT in grant.asked.scopes and has_visas(grant.user):
        told[PASSPORT] = visas(issuer, grant.user, key, now)
    return told


def has_visas(user: User) -> bool:
    """Whether a persona has a passport."""
    return user.id in _VISAS


def visas(issuer: str, user: User, key: SigningKey, now: datetime) -> list[str]:
    """A persona's visas, each a token of its own (GA4GH Passport 1.2, visa format)."""
    times = {"iat": int(now.timestamp()), "exp": int((now + _VISA_LASTS).timestamp())}
    made = []
    for kind, value, by in _VISAS.get(user.id, ()):
        body = {
            "type": kind,
            "asserted": times["iat"],
            "value": value,
            "source": "https://university.example/",
            "by": by,
        }
        claims = {
            "iss": issuer,
            "sub": user.id,
            **times,
            "jti": secrets.token_urlsafe(12),
            "ga4gh_visa_v1": body,
        }
        made.append(key.sign(claims, jku=issuer + JWKS_PATH))
    return made
