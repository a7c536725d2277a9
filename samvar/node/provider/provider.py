"""The demo's issuer behind its addresses: what it says of itself, codes, tokens, userinfo."""

from __future__ import annotations

import base64
import hmac
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from samvar.govern.identity import User
from samvar.govern.token import signed_claims
from samvar.model.clock import utc_now
from samvar.model.errors import BadConfig, BadSignature
from samvar.node.provider import told
from samvar.node.provider.asked import METHOD, SCOPES, Asked, Pairs, TurnedAway, going_back
from samvar.node.provider.asked import read_asked as read
from samvar.node.provider.client import Clients
from samvar.node.provider.grant import ACCESS_LASTS, Grant, Grants
from samvar.node.provider.key import ALGORITHM, SigningKey

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the token endpoint gives nothing: an error of RFC 6749, section 5.2."""

    error: str
    description: str


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own and nobody else reaches it.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Provider:
    """An issuer of personas at one address.

    Raises (when made):
        BadConfig: the address is not a loopback one; who asks no password serves nobody else.
    """

    def __init__(
        self,
        address: str,
        key: SigningKey,
        clients: Clients,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.id = address.rstrip("/")
        parts = urlsplit(self.id)
        if parts.scheme not in ("http", "https") or not is_loopback(parts.hostname or ""):
            raise BadConfig("personas are vouched for at a loopback address only")
        self.netloc = parts.netloc
        self._key, self._clients, self._clock = key, clients, clock
        self._grants = Grants(clock)

    def description(self) -> dict[str, Any]:
        """What a client discovers. Source: OpenID Connect Discovery 1.0, section 3."""
        return {
            "issuer": self.id,
            "authorization_endpoint": f"{self.id}/issuer/authorize",
            "token_endpoint": f"{self.id}/issuer/token",
            "userinfo_endpoint": f"{self.id}/issuer/userinfo",
            "jwks_uri": self.id + told.JWKS_PATH,
            "end_session_endpoint": f"{self.id}/issuer/end-session",
            "scopes_supported": SCOPES,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": [METHOD],
            "claims_supported": told.CLAIMS,
            "acr_values_supported": [told.PROVES_NOTHING],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
        }

    def keys(self) -> dict[str, Any]:
        """The public key, as a JWK set."""
        return {"keys": [self._key.public]}

    def read(self, given: Pairs) -> Asked | TurnedAway:
        """A request for a sign-in; see `asked.read_asked`."""
        return read(given, self._clients)

    def send_back(self, turned: TurnedAway) -> str:
        """Where a browser goes with a refusal, which names its issuer (RFC 9207)."""
        return going_back(
            turned.redirect,
            error=turned.error,
            error_description=turned.description,
            state=turned.state,
            iss=self.id,
        )

    def grant(self, asked: Asked, user: User) -> str:
        """Where a browser goes once somebody chose to be `user`."""
        code = self._grants.code(Grant(asked, user, self._clock()))
        return going_back(asked.redirect, code=code, state=asked.state, iss=self.id)

    def decline(self, asked: Asked) -> str:
        """Where a browser goes once somebody would not be anybody."""
        turned = TurnedAway(asked.redirect, asked.state, "access_denied", "the person said no")
        return self.send_back(turned)

    def redeem(self, given: Pairs) -> dict[str, Any] | Fault:
        """Tokens for a code, to the client that it was made for. Source: RFC 6749, 4.1.3."""
        pairs = [(name, value) for name, value in given if value]
        said = dict(pairs)
        if any(number > 1 for number in Counter(name for name, _ in pairs).values()):
            return Fault("invalid_request", "a parameter stands twice")
        if "grant_type" not in said or "code" not in said:
            return Fault("invalid_request", "grant_type or code is missing")
        if said["grant_type"] != "authorization_code":
            return Fault("unsupported_grant_type", "only authorization_code is served")
        if said.get("client_id", "") not in self._clients or "client_secret" in said:
            return Fault("invalid_client", "no public client of that id is registered")
        grant = self._grants.take(said["code"])
        if grant is None or not _fits(grant.asked, said):
            return Fault("invalid_grant", "the code is not good, or not for this request")
        claims = told.id_token(self.id, grant, self._clock())
        access = self._grants.access(said["code"], claims["jti"])
        if access is None:
            return Fault("invalid_grant", "the code came twice")
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(ACCESS_LASTS.total_seconds()),
            "scope": " ".join(sorted(grant.asked.scopes)),
            "id_token": self._key.sign(claims),
        }

    def person(self, access: str) -> dict[str, Any] | None:
        """What an access token opens at userinfo; None if it is not good."""
        grant = self._grants.of(access)
        return told.userinfo(self.id, grant, self._key, self._clock()) if grant else None

    def end(self, given: Pairs) -> str:
        """End the sign-in that an ID token was given for; returns where the browser goes on to,
        empty if to nowhere. An ended token still names its sign-in.

        Source: OpenID Connect RP-Initiated Logout 1.0, sections 2 and 3.
        """
        said = dict(given)
        try:
            claims = signed_claims(said.get("id_token_hint", ""), [self._key.public])
        except BadSignature:
            return ""
        client = self._clients.get(str(claims.get("aud")))
        if client is None or claims.get("iss") != self.id:
            return ""
        if said.get("client_id") not in (None, client.id):
            return ""
        self._grants.end(str(claims.get("jti")))
        onward = said.get("post_logout_redirect_uri", "")
        return going_back(onward, state=said.get("state", "")) if (
            onward in client.after_sign_out
        ) else ""  # fmt: skip


def _fits(asked: Asked, said: dict[str, str]) -> bool:
    """Client, address and verifier are those of the request (RFC 7636, section 4.6)."""
    verifier = said.get("code_verifier", "")
    if asked.client != said.get("client_id") or asked.redirect != said.get("redirect_uri"):
        return False
    if _VERIFIER.match(verifier) is None:
        return False
    digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    return hmac.compare_digest(digest, asked.challenge)
