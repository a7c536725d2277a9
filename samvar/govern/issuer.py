"""Who may vouch for whom: the issuers that the network trusts, and a node's own.

A person's token is an OpenID Connect ID token. It is bound to the node that signed the person in
by its `nonce`, which any issuer copies from the request: the hash of the node's id and a random
salt. So no other node can use it, whatever issuer made it, and no issuer needs to know of us.
The idea is that of OpenPubkey (Heilman et al. 2023, IACR ePrint 2023/296), without its
ephemeral key: a node signs what it sends already.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from joserfc import jws
from joserfc.jwk import OKPKey

from samvar.govern.identity import User
from samvar.govern.keys import NodeKey
from samvar.govern.proof import Proof

_FILE = "issuer.key"
_DOMAIN = b"samvar/holder/1\0"
LIFETIME = timedelta(minutes=55)
AUDIENCE = "samvar"


class Claims(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an issuer writes what we need, and how its values are called here.

    purposes: the claim that limits what a person may act for (Inera: `commissionPurpose`), and
    for each of its values a purpose of ours; no claim, no limit.
    """

    subject: str = "sub"
    name: str = "name"
    role: str = "role"
    centre: str = "centre"
    unit: str = "care_unit"
    purpose: str = ""
    roles: dict[str, str] = {}
    centres: dict[str, str] = {}
    units: dict[str, str] = {}
    purposes: dict[str, str] = {}


class Issuer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One trusted issuer, as the roster names it; nobody else is believed.

    id: its `iss`. audience: our client id there. keys: public keys (JWK, RFC 7517), each with a
    `kid`; jwks_url: where newer ones are, if they change. centres: whose staff and patients it
    may vouch for. nationwide: also people who belong to no centre.
    """

    id: str
    audience: str
    centres: tuple[str, ...]
    keys: tuple[dict[str, str], ...] = ()
    jwks_url: str = ""
    nationwide: bool = False
    claims: Claims = Claims()


def new_salt() -> str:
    """128 random bits for one sign-in."""
    return secrets.token_urlsafe(16)


def holder_nonce(node: str, salt: str) -> str:
    """The `nonce` that binds a token to one node.

    >>> holder_nonce("skane", "a") == holder_nonce("uppsala", "a")
    False
    """
    digest = sha256(_DOMAIN + node.encode() + b"\0" + salt.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class OwnIssuer:
    """The issuer inside a node: it vouches for people whom the node itself has signed in."""

    def __init__(self, node: str, key: NodeKey, *, nationwide: bool = False) -> None:
        self.id = f"urn:samvar:issuer:{node}"
        self._node, self._nationwide = node, nationwide
        self._key = OKPKey.import_key(_jwk(key))

    @classmethod
    def open(cls, node: str, folder: Path, *, nationwide: bool = False) -> OwnIssuer:
        """The issuer whose key lies in a node's key folder, made at first use.

        Raises:
            BadConfig: the key is damaged, or others can read it.
        """
        return cls(node, NodeKey.open(folder, _FILE), nationwide=nationwide)

    @property
    def public(self) -> Issuer:
        """As the roster names it."""
        return Issuer(
            self.id, AUDIENCE, (self._node,), (self._public_jwk(),), nationwide=self._nationwide
        )

    def vouch(
        self, user: User, holder: str, now: datetime, *, signed_in: datetime | None = None
    ) -> Proof:
        """A token for a person whom this node has signed in, bound to the node `holder`.

        signed_in: when the person last showed who they are (`auth_time`); now if not given.
        """
        salt = new_salt()
        claims: dict[str, Any] = {
            "iss": self.id,
            "aud": AUDIENCE,
            "sub": user.id,
            "role": user.role.value,
            "nonce": holder_nonce(holder, salt),
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "auth_time": int((signed_in or now).timestamp()),
            "jti": secrets.token_urlsafe(12),
        }
        if user.centre is not None:
            claims["centre"] = user.centre
        if user.unit is not None:
            claims["care_unit"] = user.unit
        return Proof(self.sign(claims), salt)

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Any claims as a compact JWS."""
        header = {"alg": "Ed25519", "kid": self._public_jwk()["kid"], "typ": "JWT"}
        return jws.serialize_compact(
            header, msgspec.json.encode(dict(claims)), self._key, algorithms=["Ed25519"]
        )

    def _public_jwk(self) -> dict[str, str]:
        public = {str(k): str(v) for k, v in self._key.as_dict(private=False).items()}
        return {"kid": self._key.thumbprint(), **public}


def _jwk(key: NodeKey) -> dict[str, str | list[str]]:
    def text(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    seed = key._private.private_bytes_raw()
    return {"kty": "OKP", "crv": "Ed25519", "x": text(key.public.raw), "d": text(seed)}
