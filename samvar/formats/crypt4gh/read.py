"""Read Crypt4GH, with or without the manifest that fixes the file as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from samvar.formats.crypt4gh.header import MAGIC, NONCE, TAG, read_header
from samvar.formats.crypt4gh.manifest import Manifest
from samvar.formats.crypt4gh.write import SEGMENT
from samvar.model.errors import BadFile, CorruptStore

_SEALED = NONCE + SEGMENT + TAG


def is_crypt4gh(start: bytes) -> bool:
    """Whether a file that begins so says that it is Crypt4GH."""
    return start.startswith(MAGIC)


def decrypt(
    source: BinaryIO, out: BinaryIO, private: bytes, manifest: Manifest | None = None
) -> int:
    """Decrypt to `out`, which is worthless if this raises; returns the bytes written.

    manifest: of the file, its signature checked. Without one (a file that came from elsewhere)
    nobody can tell whether segments are missing, doubled or out of order.

    Raises:
        BadFile: not Crypt4GH, or damaged. NotFound: for other readers.
        CorruptStore: not the file of the manifest.
    """
    plain = 0
    for content in decrypted(source, private, manifest):
        plain += len(content)
        out.write(content)
    return plain


def decrypted(
    source: BinaryIO, private: bytes, manifest: Manifest | None = None
) -> Generator[bytes]:
    """The content, a segment at a time; what came is worthless if this raises at its end.

    Raises: as `decrypt`.
    """
    digest, size, segments, plain = hashlib.sha256(), 0, 0, 0
    start, keys = read_header(source, private)
    digest.update(start)
    size += len(start)
    ciphers = [ChaCha20Poly1305(key) for key in keys]
    for sealed in _segments(source):
        digest.update(sealed)
        size += len(sealed)
        segments += 1
        content = _opened(sealed, ciphers)
        plain += len(content)
        yield content
    found = (size, digest.hexdigest(), segments, plain)
    if manifest is not None and found != (
        manifest.bytes, manifest.sha256, manifest.segments, manifest.plain_bytes,
    ):  # fmt: skip
        raise CorruptStore("an encrypted file is not the one of its manifest")


def _segments(source: BinaryIO) -> Iterator[bytes]:
    while sealed := source.read(_SEALED):
        while len(sealed) < _SEALED and (more := source.read(_SEALED - len(sealed))):
            sealed += more
        yield sealed


def _opened(sealed: bytes, ciphers: list[ChaCha20Poly1305]) -> bytes:
    for cipher in ciphers:
        try:
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError):
            continue
    raise BadFile("a segment of the encrypted file is damaged or cut short")
