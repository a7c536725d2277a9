"""The key that the demo's issuer signs with: RS256, which every client knows (Core 1.0, 15.1).

It is none of a node's keys, and no roster of the demo names it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from samvar.model.errors import BadConfig, Where

ALGORITHM = "RS256"
_BITS = 2048


class SigningKey:
    """An RSA key of 2048 bits in a file that nobody else reads, made at first use."""

    def __init__(self, key: RSAKey) -> None:
        self._key = key
        self._id = key.thumbprint()

    @classmethod
    def open(cls, path: Path) -> SigningKey:
        """The key of a file.

        Raises:
            BadConfig: the file is damaged, or others can read it.
        """
        where = Where(path.name)
        if not path.exists():
            made = RSAKey.generate_key(_BITS)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(made.as_pem(private=True))
            return cls(made)
        if path.stat().st_mode & 0o077:
            raise BadConfig("others can read the issuer's key", where=where, remedy="chmod 600")
        try:
            key = RSAKey.import_key(path.read_bytes())
            if not key.is_private:
                raise ValueError("a public key")
        except (JoseError, ValueError, TypeError):
            raise BadConfig(
                "the issuer's key is damaged", where=where, remedy="remove the file"
            ) from None
        return cls(key)

    @property
    def public(self) -> dict[str, str]:
        """The half that everybody may know, as a JWK (RFC 7517)."""
        half = {str(k): str(v) for k, v in self._key.as_dict(private=False).items()}
        return {**half, "kid": self._id, "use": "sig", "alg": ALGORITHM}

    def sign(self, claims: Mapping[str, Any], **header: str) -> str:
        """Claims as a compact JWS (RFC 7515). header: members beside `alg`, `kid` and `typ`."""
        head = {"alg": ALGORITHM, "kid": self._id, "typ": "JWT", **header}
        payload = msgspec.json.encode(dict(claims))
        return jws.serialize_compact(head, payload, self._key, algorithms=[ALGORITHM])
