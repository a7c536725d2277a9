"""A case's variants in addresses: sealed, so that no address tells what a patient carries.

The same variant of the same case always has the same address, after every re-analysis too; only
the node that made it can read it, and only within that case (AES-SIV, RFC 5297).
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from samvar.govern.keyring import SEARCH
from samvar.model.errors import NotFound
from samvar.present.area import NodeLike

_DOMAIN = b"samvar variant of a case 1\0"


class Sealer:
    """Seals and opens the variants of one case. node: the one that has the case."""

    def __init__(self, node: NodeLike, case: str) -> None:
        with node.records.read() as tx:
            key = node.keys.find(tx, SEARCH)
        if key is None:
            with node.records.begin() as tx:
                key = node.keys.key(tx, SEARCH)
        self._box = AESSIV(hmac.digest(key.bytes, _DOMAIN, "sha512"))
        self._bound = [case.encode()]

    def seal(self, variant: str) -> str:
        """A variant's name as a word of an address."""
        sealed = self._box.encrypt(variant.encode(), self._bound)
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, word: str) -> str:
        """The variant that a word of an address names.

        Raises:
            NotFound: it was not made here for this case.
        """
        try:
            padded = word.encode("ascii") + b"=" * (-len(word) % 4)
            return self._box.decrypt(urlsafe_b64decode(padded), self._bound).decode()
        except (ValueError, InvalidTag):
            raise NotFound("the case has no such variant") from None
