"""Signing people in at an outside issuer: OpenID Connect, code flow with PKCE.

Sources: OpenID Connect Core 1.0 section 3.1, Discovery 1.0; RFC 7636 (PKCE), RFC 9207 (`iss` in
the answer), RFC 9700 (best practice). The `nonce` binds the person's token to this node: see
`govern.issuer`.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec

from samvar.govern.identity import Asker, User
from samvar.govern.issuer import Claims, Issuer, holder_nonce, new_salt
from samvar.govern.proof import Proof
from samvar.govern.token import key_said, passport_of, read_token
from samvar.model.clock import iso, parse_iso, utc_now
from samvar.model.errors import BadConfig, BadSignature, PeerUnavailable, Where
from samvar.model.shape import learned
from samvar.node.config import NodeConfig
from samvar.node.issuer_keys import Discovered, Fetch, IssuerKeys, discover, fetch, fetch_as

PASSPORT = "ga4gh_passport_v1"
"""Scope and claim of GA4GH AAI 1.2."""

_TIMEOUT_S = 10.0
FRESH = timedelta(minutes=15)
_SKEW = timedelta(seconds=30)
"""How far the issuer's clock may be from ours."""


class Pending(msgspec.Struct, frozen=True):
    """A sign-in on its way, kept by the server. `next`: a path of ours.

    since: the earliest moment (ISO 8601) at which the person may have shown who they are.
    fresh: they had to do it again, and the issuer must say that they did.
    """

    state: str
    verifier: str
    salt: str
    redirect: str
    next: str
    since: str
    fresh: bool = False

    def __repr__(self) -> str:
        return "Pending(...)"


class Standing(msgspec.Struct, frozen=True):
    """What a sign-in says of itself, for as long as the session lasts; times are ISO 8601.

    shown: when the person last showed who they are; None where the issuer does not say, and
    then they never count as having just done so. until: when the session ends at the latest.
    purposes: what they may act for; None where the issuer sets no limit. visas: of their GA4GH
    passport, unproven; they count nowhere until a controller's own node has looked at them.
    """

    shown: str | None
    until: str | None = None
    purposes: tuple[str, ...] | None = None
    visas: tuple[str, ...] = ()

    def is_fresh(self, now: datetime) -> bool:
        """Whether the person showed who they are within the last 15 minutes.

        >>> from samvar.model.clock import parse_iso
        >>> now = parse_iso("2026-11-26T12:00:00.000000Z")
        >>> Standing("2026-11-26T11:50:00.000000Z").is_fresh(now), Standing(None).is_fresh(now)
        (True, False)
        """
        return self.shown is not None and -_SKEW <= now - parse_iso(self.shown) <= FRESH


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came back, with their proof, and what the sign-in says of itself."""

    asker: Asker
    standing: Standing


class SignIn:
    """One node's way to its outside issuer.

    Raises (when made):
        BadConfig: the settings lack the client's id, or the claims file is none.
    """

    def __init__(
        self,
        config: NodeConfig,
        get: Fetch = fetch,
        keys: IssuerKeys | None = None,
        get_as: Callable[[str, str], bytes] = fetch_as,
    ) -> None:
        if not config.oidc_client:
            raise BadConfig("an issuer is set, and no 'oidc_client'")
        self._config, self._get, self._get_as = config, get, get_as
        self._keys = keys or IssuerKeys(get)
        self._claims = _claims(config)
        self._discovered: Discovered | None = None

    def discovered(self) -> Discovered:
        """The issuer's endpoints, read once.

        Raises:
            PeerUnavailable: it does not answer, or says that it is another.
        """
        if self._discovered is None:
            self._discovered = discover(self._config.oidc_issuer, self._get)
        return self._discovered

    def issuer(self) -> Issuer:
        """As the roster names it: whoever reads a token asks this very issuer for its keys."""
        config = self._config
        return Issuer(
            id=config.oidc_issuer,
            audience=config.oidc_client,
            centres=(config.id,),
            nationwide=config.nationwide_issuer,
            claims=self._claims,
        )

    def begin(self, redirect: str, onward: str, *, fresh: bool = False) -> tuple[str, Pending]:
        """Where to send the browser, and what to keep until it comes back.

        fresh: the person shows who they are again, even if the issuer still knows them.

        Raises:
            PeerUnavailable: as `discovered`.
        """
        longest = timedelta(hours=0 if fresh else self._config.session_hours)
        pending = Pending(
            secrets.token_urlsafe(24),
            secrets.token_urlsafe(48),
            new_salt(),
            redirect,
            onward,
            iso(utc_now() - longest),
            fresh,
        )
        challenge = base64.urlsafe_b64encode(sha256(pending.verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": self._config.oidc_client,
            "redirect_uri": redirect,
            "scope": self._config.oidc_scopes,
            "state": pending.state,
            "nonce": holder_nonce(self._config.id, pending.salt),
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
            "max_age": str(int(longest.total_seconds())),
        }
        if fresh:
            asked["prompt"] = "login"
        where = self.discovered().authorization_endpoint
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", pending

    def finish(self, given: Mapping[str, str], pending: Pending, now: datetime) -> SignedIn:
        """The person who came back with these words in the address.

        Raises:
            BadSignature: another sign-in's answer, another issuer's, or a token that is none.
            Expired: the token counts no more. PeerUnavailable: the issuer is silent.
        """
        if not hmac.compare_digest(given.get("state", "").encode(), pending.state.encode()):
            raise BadSignature("the answer belongs to another sign-in", remedy="sign in again")
        if given.get("iss", self._config.oidc_issuer) != self._config.oidc_issuer:
            raise BadSignature("the answer comes from another issuer")
        if "error" in given or not given.get("code"):
            raise BadSignature(
                "the issuer signed nobody in", why=given.get("error", "no code")[:80]
            )
        token, access = self._redeem(given["code"], pending)
        issuer = self.issuer()
        nonce = holder_nonce(self._config.id, pending.salt)
        keys = self._keys(issuer, key_said(token))
        person = read_token(token, issuer, keys, nonce=nonce, now=now)
        _check_fresh(person.signed_in, pending)
        user = User(person.subject, person.name, person.role, person.centre, unit=person.unit)
        asker = replace(Asker.of(user), proof=Proof(token, pending.salt))
        if person.purposes is not None and asker.purpose not in person.purposes:
            if not person.purposes:
                raise BadSignature("the assignment has no purpose that exists here")
            first = min(person.purposes, key=lambda purpose: purpose.value)
            asker = replace(asker, purpose=first)
        covered = None if person.purposes is None else sorted(p.value for p in person.purposes)
        return SignedIn(
            asker,
            Standing(
                iso(person.signed_in) if person.signed_in else None,
                iso(person.until),
                None if covered is None else tuple(covered),
                person.visas or self._visas(access, person.sub),
            ),
        )

    def _visas(self, access: str, sub: str) -> tuple[str, ...]:
        """The visas that the issuer tells by userinfo, if they are asked for; none if it is silent,
        since nothing depends on them here.

        Raises:
            BadSignature: it tells of somebody else (OpenID Connect Core 1.0, section 5.3.2).
        """
        where = self.discovered().userinfo_endpoint
        if PASSPORT not in self._config.oidc_scopes.split() or not (where and access):
            return ()
        try:
            said = msgspec.json.decode(self._get_as(where, access))
        except (PeerUnavailable, msgspec.DecodeError, RecursionError):
            return ()
        if not isinstance(said, dict) or said.get("sub") != sub:
            raise BadSignature("the issuer tells of another person than it signed in")
        return passport_of(said)

    def _redeem(self, code: str, pending: Pending) -> tuple[str, str]:
        """The ID token, and the access token (empty if there is none)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": pending.redirect,
            "client_id": self._config.oidc_client,
            "code_verifier": pending.verifier,
        }
        secret = self._config.oidc_secret_value
        auth = httpx.BasicAuth(self._config.oidc_client, secret) if secret else None
        try:
            with httpx.Client(
                auth=auth, timeout=_TIMEOUT_S, follow_redirects=False, trust_env=False
            ) as client:
                answer = client.post(self.discovered().token_endpoint, data=form)
            said = answer.json() if answer.status_code == 200 else {}
            token, access = said.get("id_token"), said.get("access_token")
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            raise PeerUnavailable("the issuer does not answer", why=type(error).__name__) from None
        if not isinstance(token, str):
            raise BadSignature("the issuer gave no token for the code", remedy="sign in again")
        return token, access if isinstance(access, str) else ""


def _check_fresh(signed_in: datetime | None, pending: Pending) -> None:
    """`max_age` went through the browser; only the token says whether it was honoured.

    Source: OpenID Connect Core 1.0, sections 2 (`auth_time`) and 3.1.3.7.

    Raises:
        BadSignature: the issuer saw the person too long ago, or had to say when and does not.
    """
    unsaid = signed_in is None and pending.fresh
    if unsaid or (signed_in is not None and signed_in < parse_iso(pending.since) - _SKEW):
        raise BadSignature(
            "the issuer let somebody in without asking who they are again",
            why="auth_time is missing, or from before",
            remedy="sign out at the issuer, and sign in again",
        )


def _claims(config: NodeConfig) -> Claims:
    if config.oidc_claims is None:
        return Claims()
    where = Where(config.oidc_claims.name)
    try:
        table: dict[str, Any] = tomllib.loads(config.oidc_claims.read_text("utf-8"))
        return msgspec.convert(table, learned(Claims))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise BadConfig("the file of claims cannot be read", where=where, why=str(fault)) from None
