"""A node's signing key (Ed25519, RFC 8032), kept in its folder and readable by nobody else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from samvar.model.errors import BadConfig, Where

_FILE = "node.key"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half that everybody may know.

    >>> key = NodeKey.new()
    >>> key.public.verify(b"hello", key.sign(b"hello")), key.public.verify(b"hallo", b"x" * 64)
    (True, False)
    """

    raw: bytes
    _key: Ed25519PublicKey = field(repr=False, compare=False)

    @classmethod
    def of(cls, raw: bytes) -> PublicKey:
        """From its 32 bytes.

        Raises:
            ValueError: not 32 bytes.
        """
        return cls(raw, Ed25519PublicKey.from_public_bytes(raw))

    @property
    def id(self) -> str:
        """16 hexadecimal digits that name the key."""
        return sha256(self.raw).hexdigest()[:16]

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the key's owner signed exactly these bytes."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class NodeKey:
    """The half that only the node has. Its `repr` shows nothing of it."""

    public: PublicKey
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def new(cls) -> NodeKey:
        """A fresh key from the system's randomness."""
        return cls.of(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def of(cls, seed: bytes) -> NodeKey:
        """From the 32 bytes of RFC 8032's private key."""
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(PublicKey.of(private.public_key().public_bytes_raw()), private)

    @classmethod
    def create(cls, folder: Path, file: str = _FILE) -> NodeKey:
        """Make a key and write it to `folder`, mode 0600.

        Raises:
            BadConfig: the folder has a key already.
        """
        key = cls.new()
        try:
            handle = os.open(folder / file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BadConfig("the node has a key already", where=Where(file)) from None
        with os.fdopen(handle, "wb") as out:
            out.write(key._private.private_bytes_raw())
            out.flush()
            os.fsync(out.fileno())
        return key

    @classmethod
    def load(cls, folder: Path, file: str = _FILE) -> NodeKey:
        """Read the node's key.

        Raises:
            BadConfig: no key, a damaged one, or one that others on the machine can read.
        """
        path, where = folder / file, Where(file)
        if not path.is_file():
            raise BadConfig("the node has no key", where=where, remedy="run samvar node init")
        if path.stat().st_mode & 0o077:
            raise BadConfig("others can read the node's key", where=where, remedy="chmod 600")
        seed = path.read_bytes()
        if len(seed) != 32:
            raise BadConfig("the node's key is damaged", where=where, remedy="restore a backup")
        return cls.of(seed)

    @classmethod
    def open(cls, folder: Path, file: str = _FILE) -> NodeKey:
        """The key of the folder, made at first use."""
        return cls.load(folder, file) if (folder / file).exists() else cls.create(folder, file)

    def sign(self, message: bytes) -> bytes:
        """64 bytes that only this key can make."""
        return self._private.sign(message)
