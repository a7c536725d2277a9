"""The public keys of outside issuers: fetched from the pinned address, never from a token's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from samvar.govern.issuer import Issuer
from samvar.model.errors import PeerUnavailable
from samvar.model.shape import learned

_HOLD_S = 600.0
_AGAIN_S = 30.0
_WELL_KNOWN = "/.well-known/openid-configuration"
_MOST_BYTES = 1 << 20
_TIMEOUT_S = 5.0
_LOCAL = ("127.0.0.1", "localhost", "::1")

Key = Mapping[str, str]
Fetch = Callable[[str], bytes]


def fetch_as(url: str, bearer: str) -> bytes:
    """`fetch`, as whoever holds an access token."""
    return fetch(url, bearer=bearer)


def fetch(url: str, *, timeout_s: float = _TIMEOUT_S, bearer: str = "") -> bytes:
    """The document at an address of ours: over TLS (or on this machine), no redirects, bounded.

    Raises:
        PeerUnavailable: nobody there, another status than 200, or too long.
    """
    headers = {"accept": "application/json"}
    if bearer:
        headers["authorization"] = f"Bearer {bearer}"
    check_address(url)
    try:
        with (
            httpx.Client(timeout=timeout_s, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            if answer.status_code != 200:
                raise PeerUnavailable("the issuer did not answer", why=f"{answer.status_code}")
            found = bytearray()
            for piece in answer.iter_bytes():
                found += piece
                if len(found) > _MOST_BYTES:
                    raise PeerUnavailable("the issuer answers without end")
            return bytes(found)
    except httpx.HTTPError as error:
        raise PeerUnavailable("the issuer does not answer", why=type(error).__name__) from None


def check_address(url: str) -> None:
    """Nothing, if an address is reached over TLS, or on this machine.

    Raises:
        PeerUnavailable: it is not.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in _LOCAL):
        raise PeerUnavailable("the issuer is not reached over TLS", remedy="pin an https address")


def read_keys(raw: bytes) -> tuple[Key, ...]:
    """The keys of a JWK set (RFC 7517) with their text members; secrets have no place in one.

    Raises:
        PeerUnavailable: not a key set.
    """
    try:
        keys = msgspec.json.decode(raw, type=learned(dict[str, Any]))["keys"]
        return tuple(
            {name: value for name, value in key.items() if isinstance(value, str)}
            for key in keys
            if key.get("kty") in ("RSA", "EC", "OKP")
        )
    except (msgspec.DecodeError, msgspec.ValidationError, KeyError, TypeError, AttributeError):
        raise PeerUnavailable("the issuer's keys cannot be read") from None


class Discovered(msgspec.Struct, frozen=True):
    """What an issuer says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    userinfo_endpoint: str = ""


def discover(issuer: str, get: Fetch = fetch) -> Discovered:
    """An issuer's endpoints. Source: OpenID Connect Discovery 1.0 section 4.

    Raises:
        PeerUnavailable: it does not answer, or says that it is another.
    """
    try:
        found = msgspec.json.decode(get(issuer.rstrip("/") + _WELL_KNOWN), type=learned(Discovered))
    except msgspec.DecodeError:
        raise PeerUnavailable("the issuer's description cannot be read") from None
    if found.issuer != issuer:
        raise PeerUnavailable("the issuer says that it is another", why=found.issuer[:200])
    for url in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        check_address(url)
    return found


@dataclass(frozen=True, slots=True)
class _Held:
    """until: from when on they are fetched again. again: the same for a key that is not there."""

    keys: Sequence[Key]
    until: float
    again: float

    def serves(self, kid: str, now: float) -> bool:
        if now >= self.until:
            return False
        return now < self.again or not kid or any(key.get("kid") == kid for key in self.keys)


class IssuerKeys:
    """Keys by issuer: those that the roster holds, or the newest of the pinned address.

    Where the roster pins only the issuer, its own description says where the keys are.

    Fetched ones are held for ten minutes; where the issuer is silent, the last ones stay. A key
    that is not among them has them fetched sooner, since an issuer may sign with a new one at any
    moment: once in 30 seconds at most, whatever tokens name, because anybody can write a token.
    Source: OpenID Connect Core 1.0, section 10.1.1.
    """

    def __init__(self, get: Fetch = fetch, seconds: Callable[[], float] = time.monotonic) -> None:
        self._get, self._seconds = get, seconds
        self._held: dict[str, _Held] = {}
        self._turns: dict[str, threading.Lock] = {}

    def __call__(self, issuer: Issuer, kid: str = "") -> Sequence[Key]:
        """The keys of an issuer now. kid: the one that is needed.

        Raises:
            PeerUnavailable: they are not held, and cannot be fetched.
        """
        if issuer.keys and not issuer.jwks_url:
            return issuer.keys
        held = self._held.get(issuer.id)
        if held is not None and held.serves(kid, self._seconds()):
            return held.keys
        with self._turns.setdefault(issuer.id, threading.Lock()):
            held = self._held.get(issuer.id)
            if held is not None and held.serves(kid, self._seconds()):
                return held.keys  # somebody fetched them meanwhile
            try:
                address = issuer.jwks_url or discover(issuer.id, self._get).jwks_uri
                found: Sequence[Key] = read_keys(self._get(address))
            except PeerUnavailable:
                if held is None and not issuer.keys:
                    raise
                found = held.keys if held else issuer.keys
            now = self._seconds()
            self._held[issuer.id] = _Held(found, now + _HOLD_S, now + _AGAIN_S)
            return found
