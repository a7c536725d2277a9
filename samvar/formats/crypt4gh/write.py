"""Write Crypt4GH: a header for the readers, then segments of 64 KiB.

Source: Crypt4GH version 1, section 3.4 (ChaCha20-Poly1305, RFC 8439; a random nonce a segment).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from samvar.formats.crypt4gh.header import KEY_BYTES, NONCE, header
from samvar.formats.crypt4gh.manifest import Manifest

SEGMENT = 1 << 16
_SEGMENTS_AT_ONCE = 32


def encrypt(source: BinaryIO, out: BinaryIO, readers: Sequence[bytes], about: str) -> Manifest:
    """Encrypt to the owners of the public keys (32 bytes each); returns what to sign.

    Raises:
        ValueError: no reader, or a key that is none.
    """
    if not readers:
        raise ValueError("a file is encrypted to somebody")
    session = os.urandom(KEY_BYTES)
    cipher = ChaCha20Poly1305(session)
    digest, size, segments, plain = hashlib.sha256(), 0, 0, 0

    def put(part: bytes) -> None:
        nonlocal size
        out.write(part)
        digest.update(part)
        size += len(part)

    put(header(session, readers))
    while block := source.read(SEGMENT * _SEGMENTS_AT_ONCE):
        while len(block) % SEGMENT and (more := source.read(SEGMENT - len(block) % SEGMENT)):
            block += more  # a stream may give less than was asked for; segments are full
        view = memoryview(block)
        for start in range(0, len(block), SEGMENT):
            nonce = os.urandom(NONCE)
            put(nonce)
            put(cipher.encrypt(nonce, view[start : start + SEGMENT], None))
            segments += 1
        plain += len(block)
    return Manifest(
        bytes=size, sha256=digest.hexdigest(), segments=segments, plain_bytes=plain, about=about
    )
