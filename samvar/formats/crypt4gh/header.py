"""The header of a Crypt4GH file: one packet for each reader, which holds the key of the data.

Source: GA4GH File Encryption Standard (Crypt4GH), version 1, 21 October 2019, sections 3.2 and
3.3. Packets that do not open are other readers'. Edit lists (3.2.4) are refused, because half of
a file must never be taken for the whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from samvar.model.errors import BadFile, NotFound

MAGIC = b"crypt4gh"
KEY_BYTES = 32
NONCE = 12
TAG = 16
_VERSION = 1
_DATA, _EDITS = 0, 1
_METHOD = 0
_MOST_PACKETS = 1_000
_LONGEST_PACKET = 1 << 16


def public_of(private: bytes) -> bytes:
    """The X25519 public key (32 bytes) of a private one (RFC 7748)."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def header(session: bytes, readers: Sequence[bytes]) -> bytes:
    """The header that lets each of the public keys read data under the session key."""
    packets = []
    for reader in readers:
        mine = X25519PrivateKey.generate()  # of this one packet; nobody needs to know the writer
        writer = mine.public_key().public_bytes_raw()
        shared = mine.exchange(X25519PublicKey.from_public_bytes(reader))
        nonce = os.urandom(NONCE)
        body = _number(_DATA) + _number(_METHOD) + session
        sealed = ChaCha20Poly1305(_agreed(shared, reader, writer)).encrypt(nonce, body, None)
        packet = _number(_METHOD) + writer + nonce + sealed
        packets.append(_number(len(packet) + 4) + packet)
    return MAGIC + _number(_VERSION) + _number(len(packets)) + b"".join(packets)


def read_header(source: BinaryIO, private: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """The header's bytes and the session keys in it that this private key opens.

    Leaves `source` at the first segment.

    Raises:
        BadFile: not Crypt4GH 1, cut short, or a packet of ours is none that is read here.
        NotFound: the file is for other readers.
    """
    whole = bytearray(_take(source, 16))
    if whole[:8] != MAGIC:
        raise BadFile("not a Crypt4GH file")
    version, count = (int.from_bytes(whole[n : n + 4], "little") for n in (8, 12))
    if version != _VERSION:
        raise BadFile(f"Crypt4GH version {version} is not read", remedy="write version 1")
    if count > _MOST_PACKETS:
        raise BadFile("the Crypt4GH header has too many packets")
    ours = []
    for _ in range(count):
        size = _take(source, 4)
        length = int.from_bytes(size, "little") - 4
        if not 0 <= length <= _LONGEST_PACKET:
            raise BadFile("a packet of the Crypt4GH header has an impossible length")
        packet = _take(source, length)
        whole += size + packet
        found = _opened(packet, private)
        if found is not None:
            ours.append(_session(found))
    if not ours:
        raise NotFound("the Crypt4GH file is not for this key")
    return bytes(whole), tuple(ours)


def _opened(packet: bytes, private: bytes) -> bytes | None:
    """The content of a packet; None where it is another reader's."""
    if len(packet) < 4 + KEY_BYTES + NONCE + TAG or int.from_bytes(packet[:4], "little") != _METHOD:
        return None
    writer, nonce = packet[4:36], packet[36:48]
    mine = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(writer))
        agreed = _agreed(shared, mine.public_key().public_bytes_raw(), writer)
        return ChaCha20Poly1305(agreed).decrypt(nonce, packet[48:], None)
    except (InvalidTag, ValueError):  # ValueError: a writer's key of small order
        return None


def _session(packet: bytes) -> bytes:
    kind, method = (int.from_bytes(packet[n : n + 4], "little") for n in (0, 4))
    if kind == _EDITS:
        raise BadFile(
            "the Crypt4GH file has an edit list", why="it shows a part of what it holds",
            remedy="write it anew without: crypt4gh decrypt, then encrypt",
        )  # fmt: skip
    if kind != _DATA or method != _METHOD or len(packet) != 8 + KEY_BYTES:
        raise BadFile("a packet of the Crypt4GH header is of a kind that is not read")
    return packet[8:]


def _agreed(shared: bytes, reader: bytes, writer: bytes) -> bytes:
    """Section 3.3.1: the first 32 bytes of BLAKE2b-512 over the secret and both public keys."""
    return hashlib.blake2b(shared + reader + writer).digest()[:KEY_BYTES]


def _number(value: int) -> bytes:
    return value.to_bytes(4, "little")


def _take(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise BadFile("the Crypt4GH header is cut short")
    return data
