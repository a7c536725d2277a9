"""Keys of a node for names that only it can make or read, such as a handle of a patient."""

from __future__ import annotations

import hmac
from typing import Protocol

from samvar.govern.keyring import SEARCH, KeyRing
from samvar.store.records.engine import Records

_DOMAIN = b"samvar keyed 1\0"


class Keyed(Protocol):
    """A node with its records and its keys."""

    @property
    def records(self) -> Records: ...
    @property
    def keys(self) -> KeyRing: ...


def keyed(node: Keyed, what: str) -> bytes:
    """64 bytes that only this node can make: the same for a use at any time. what: used for what.

    Raises:
        BadConfig: the root key is not there.
    """
    with node.records.read() as tx:
        key = node.keys.find(tx, SEARCH)
    if key is None:
        with node.records.begin() as tx:
            key = node.keys.key(tx, SEARCH)
    return hmac.digest(key.bytes, _DOMAIN + what.encode(), "sha512")
