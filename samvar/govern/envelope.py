"""Sealing a few bytes: AES-256-GCM, bound to the place where they are kept.

A sealed value says nothing and cannot be moved: its place (table, column, row) and the id of its
key are authenticated with it, so that a value copied into another row does not open.

form     one byte, 1 | nonce, 12 random bytes | ciphertext and tag
Source: NIST SP 800-38D (GCM), section 8.2.2 (random nonces; a key is used far below 2^32 times).
"""

from __future__ import annotations

import os

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samvar.model.errors import CorruptStore

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE = 12


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a sealed value is kept, and under which key (its id)."""

    table: str
    column: str
    row: str
    key: str

    @property
    def context(self) -> bytes:
        """The same as bytes; no two places have the same."""
        return b"samvar-sealed-1" + msgspec.json.encode(self)


def new_key() -> bytes:
    """256 bits of the system's randomness."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    """Encrypt and authenticate.

    >>> key, place = new_key(), Place("identities", "sealed", "per_1", "key_1")
    >>> open_sealed(key, seal(key, b"19121212-1212", place.context), place.context)
    b'19121212-1212'
    """
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, context)


def open_sealed(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """What was sealed.

    Raises:
        CorruptStore: changed, of another place, or under another key: nobody can tell which.
    """
    try:
        if sealed[:1] != _VERSION:
            raise InvalidTag
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], context)
    except (InvalidTag, ValueError):
        raise CorruptStore(
            "a sealed value does not open", why="changed, moved, or under another key"
        ) from None
