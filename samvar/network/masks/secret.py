"""Keys that live as long as one question: what two nodes share, and boxes for one reader.

X25519 (RFC 7748) gives two nodes a secret, HKDF-SHA256 (RFC 5869) a key from it that is bound to
the circle of nodes that take part and to one use; ChaCha20-Poly1305 (RFC 8439) seals a box.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from samvar.model.errors import BadInput
from samvar.network.masks.shamir import SECRET_BYTES, SHARE_BYTES

KEY_BYTES = 32
BOX_BYTES = 2 * SHARE_BYTES + 16
_PAIR, _SELF, _BOX = b"samvar/masks/pair/1\0", b"samvar/masks/self/1\0", b"samvar/masks/box/1\0"
_ONCE = bytes(12)
"""The nonce of a box. Its key seals one box and no more."""


def public_of(private: bytes) -> bytes:
    """The half that the others are told."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def pair_mask(private: bytes, public: bytes, circle: bytes, one: str, other: str) -> bytes:
    """The key of the mask that two nodes share. Which of them asks makes no difference.

    circle: digest of who takes part in what, with which keys (`statement.circle`).

    Raises:
        BadInput: the public key gives a secret that everybody knows.
    """
    first, second = sorted((one, other))
    return _derive(_shared(private, public), circle, _PAIR, first, second)


def self_mask(seed: bytes, circle: bytes, node: str) -> bytes:
    """The key of the mask that a node has for itself, from the seed that it shares out."""
    return _derive(seed, circle, _SELF, node)


def seal_box(
    private: bytes, public: bytes, circle: bytes, maker: str, reader: str, shares: tuple[bytes, ...]
) -> bytes:
    """The maker's shares, for one reader: of its self mask's seed, and of its pair key.

    Raises:
        BadInput: the reader's public key gives a secret that everybody knows.
    """
    key = _derive(_shared(private, public), circle, _BOX, maker, reader)
    return ChaCha20Poly1305(key).encrypt(_ONCE, b"".join(shares), None)


def open_box(
    private: bytes, public: bytes, circle: bytes, maker: str, reader: str, box: bytes
) -> tuple[bytes, bytes]:
    """The two shares in a box.

    Raises:
        BadInput: it was not made by this maker for this reader in this circle.
    """
    key = _derive(_shared(private, public), circle, _BOX, maker, reader)
    try:
        both = ChaCha20Poly1305(key).decrypt(_ONCE, box, None)
    except InvalidTag:
        raise BadInput("a box of shares was made for another, or changed") from None
    if len(both) != 2 * SHARE_BYTES:
        raise BadInput("a box holds something else than two shares")
    return both[:SHARE_BYTES], both[SHARE_BYTES:]


def _shared(private: bytes, public: bytes) -> bytes:
    try:
        mine, theirs = (
            X25519PrivateKey.from_private_bytes(private),
            X25519PublicKey.from_public_bytes(public),
        )
        return mine.exchange(theirs)
    except ValueError:  # not 32 bytes, or a point of small order
        raise BadInput("a public key is none") from None


def _derive(secret: bytes, circle: bytes, use: bytes, *names: str) -> bytes:
    info = use + b"\0".join(name.encode() for name in names)
    return HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=circle, info=info).derive(secret)
