"""The root key of a node: 32 bytes that wrap every other key, in a file or in the environment.

It is written as 64 hexadecimal digits. The setting `root_key` says where: `file:PATH` (mode 0600,
from the node's folder where relative) or `env:NAME`. Keep it apart from the data: whoever has both
has everything, and whoever loses it, and its escrow shares, has lost all that is sealed.
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from samvar.govern.envelope import KEY_BYTES, new_key, open_sealed, seal
from samvar.model.errors import BadConfig, Conflict, Where
from samvar.store.keys import Wrapped

_HEX = re.compile(r"[0-9a-f]{64}")
_LOST = "put the root key back, or recover it: samvar keys recover"


@dataclass(frozen=True, slots=True)
class RootKey:
    """One root key; `id` is 16 hexadecimal digits that name it and say nothing about it."""

    id: str
    _key: bytes = field(repr=False, compare=False)

    @classmethod
    def of(cls, key: bytes) -> RootKey:
        """From its 32 bytes.

        Raises:
            BadConfig: another length.
        """
        if len(key) != KEY_BYTES:
            raise BadConfig("a root key has 32 bytes")
        return cls(hmac.digest(key, b"samvar root key id", "sha256").hex()[:16], key)

    @classmethod
    def new(cls) -> RootKey:
        """A fresh one."""
        return cls.of(new_key())

    @property
    def secret(self) -> bytes:
        """The key itself: for its file and its escrow, and for nothing else."""
        return self._key

    @property
    def current(self) -> str:
        """As `KeyProvider`: there is one key, and it wraps."""
        return self.id

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """As `KeyProvider`.

        >>> root = RootKey.new()
        >>> root.unwrap(root.wrap(b"k" * 32, b"here"), b"here") == b"k" * 32
        True
        """
        return Wrapped(self.id, seal(self._key, key, context))

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """As `KeyProvider`."""
        if wrapped.root != self.id:
            raise BadConfig(
                f"the root key here is {self.id}, and {wrapped.root} is needed", remedy=_LOST
            )
        return open_sealed(self._key, wrapped.sealed, context)


@dataclass(frozen=True, slots=True)
class RootPlace:
    """Where a root key is kept: a file, or a variable of the environment."""

    file: Path | None = None
    variable: str | None = None

    @classmethod
    def parse(cls, text: str, folder: Path) -> RootPlace:
        """`file:PATH`, relative to `folder`, or `env:NAME`.

        Raises:
            BadConfig: another form; the text may be a key, so it is not repeated.
        """
        kind, _, rest = text.partition(":")
        if kind == "file" and rest:
            return cls(file=folder / rest)
        if kind == "env" and rest:
            return cls(variable=rest)
        raise BadConfig(
            "the setting 'root_key' is not a reference", remedy="write file:PATH or env:NAME"
        )

    @property
    def name(self) -> str:
        """For messages: the variable, or the file without its folder."""
        return self.variable or (self.file.name if self.file else "")

    def exists(self, environment: Mapping[str, str] | None = None) -> bool:
        """Whether there is something."""
        if self.file is not None:
            return self.file.exists()
        return self.variable in (os.environ if environment is None else environment)

    def read(self, environment: Mapping[str, str] | None = None) -> RootKey:
        """The key.

        Raises:
            BadConfig: not there, readable by others, or not 64 hexadecimal digits.
        """
        if not self.exists(environment):
            raise BadConfig("the root key is not there", where=Where(self.name), remedy=_LOST)
        if self.file is None:
            text = (os.environ if environment is None else environment)[self.variable or ""]
        else:
            if self.file.stat().st_mode & 0o077:
                raise BadConfig(
                    "others can read the root key", where=Where(self.name), remedy="chmod 600"
                )
            text = self.file.read_text("ascii", "replace")
        if not _HEX.fullmatch(text.strip()):
            raise BadConfig("the root key is damaged", where=Where(self.name), remedy=_LOST)
        return RootKey.of(bytes.fromhex(text.strip()))

    def write(self, key: RootKey) -> None:
        """Keep a key in its file, mode 0600, durable on return; nothing is ever overwritten.

        Raises:
            Conflict: there is a file. BadConfig: a variable cannot be written.
        """
        if self.file is None:
            raise BadConfig(
                "a root key in the environment is set there", where=Where(self.name),
                remedy="make one: openssl rand -hex 32",
            )  # fmt: skip
        try:
            handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise Conflict("there is a root key already", where=Where(self.name)) from None
        except OSError as fault:
            raise BadConfig(
                "the root key cannot be written", where=Where(self.name), why=fault.strerror
            ) from None
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(key.secret.hex() + "\n")
            out.flush()
            os.fsync(out.fileno())
