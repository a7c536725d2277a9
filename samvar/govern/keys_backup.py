"""The backup of a node's keys: one sealed file, apart from the backup of its data.

It holds the signing keys and the wrapped data keys, under a key of its own that the root key
wraps. Alone it is worth nothing: it opens with the root key, which is kept elsewhere or in escrow.

{"format": "samvar-keys-1", "node", "at", "root": id, "key": wrapped, "sealed": content}
"""

from __future__ import annotations

import msgspec

from samvar.govern.envelope import new_key, open_sealed, seal
from samvar.model.errors import BadFile, CorruptStore
from samvar.model.shape import learned
from samvar.store.keys import KeyProvider, Wrapped
from samvar.store.records.keys import DataKey

FORMAT = "samvar-keys-1"
FILE = "keys.backup"
"""Its name in the key folder of a node whose keys were recovered and that waits for its data."""


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """What is inside: files of the key folder by name, and the data keys, still wrapped."""

    files: dict[str, bytes]
    keys: tuple[DataKey, ...]


class KeyBackup(msgspec.Struct, frozen=True, kw_only=True):
    """The file. node and at (ISO 8601): whose it is and of when; `root`: the id of its root key."""

    format: str
    node: str
    at: str
    root: str
    key: bytes
    sealed: bytes

    @property
    def context(self) -> bytes:
        """What its content is bound to."""
        return msgspec.json.encode([self.format, self.node, self.at, self.root])


def pack_keys(node: str, at: str, keys: Keys, provider: KeyProvider) -> bytes:
    """The bytes of a key backup."""
    bare = KeyBackup(format=FORMAT, node=node, at=at, root=provider.current, key=b"", sealed=b"")
    raw = new_key()
    wrapped = provider.wrap(raw, bare.context)
    content = seal(raw, msgspec.json.encode(keys), bare.context)
    return msgspec.json.encode(msgspec.structs.replace(bare, key=wrapped.sealed, sealed=content))


def read_backup(data: bytes) -> KeyBackup:
    """The outer form, which anybody can read.

    Raises:
        BadFile: it is not a key backup, or one of a newer samvar.
    """
    try:
        backup = msgspec.json.decode(data, type=learned(KeyBackup))
    except msgspec.MsgspecError:
        raise BadFile("this is not a key backup") from None
    if backup.format != FORMAT:
        raise BadFile("the key backup has another format", remedy="use the samvar that wrote it")
    return backup


def unpack_keys(backup: KeyBackup, provider: KeyProvider) -> Keys:
    """What is inside.

    Raises:
        BadConfig: another root key is needed. CorruptStore: it was changed.
    """
    raw = provider.unwrap(Wrapped(backup.root, backup.key), backup.context)
    try:
        return msgspec.json.decode(
            open_sealed(raw, backup.sealed, backup.context), type=learned(Keys)
        )
    except msgspec.MsgspecError:
        raise CorruptStore("the key backup does not hold keys") from None
