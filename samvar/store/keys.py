"""What a keeper of the root key must do: wrap data keys, and unwrap them again.

The root key never leaves it. A file and an environment variable are in `govern.root_key`; a key
service or a hardware module that offers these two acts fits the same protocol.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key under a root key. `root` is that root key's id."""

    root: str
    sealed: bytes = field(repr=False)


class KeyProvider(Protocol):
    """The keeper of the root key."""

    @property
    def current(self) -> str:
        """Id of the root key that wraps now."""

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """Wrap a data key; `context` must be given again to unwrap it."""

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """The data key.

        Raises:
            BadConfig: the root key that wrapped it is not here.
            CorruptStore: it was changed, or wrapped for another context.
        """
