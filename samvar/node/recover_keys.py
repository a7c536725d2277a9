"""Getting a node's keys back on a bare folder: shares of the root key, and a key backup.

Afterwards the data backup is restored into the same folder; it brings the data keys in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from samvar.govern.identity import Asker
from samvar.govern.keys_backup import FILE, KeyBackup, Keys, read_backup, unpack_keys
from samvar.govern.policy import Facts, Policy
from samvar.govern.root_key import RootKey, RootPlace
from samvar.govern.shamir import Share, join
from samvar.model.errors import BadInput, Conflict, CorruptStore, NotFound, Where
from samvar.model.place import CENTRES
from samvar.node.keys import _write_new
from samvar.store.records.keys import DataKey


class Recovered(msgspec.Struct, frozen=True, kw_only=True):
    """Whose keys were recovered, of when, and under which root key."""

    node: str
    at: str
    root: str
    keys: int
    files: tuple[str, ...]
    dry_run: bool = False


def recover_keys(
    folder: Path,
    archive: Path,
    asker: Asker,
    *,
    shares: Sequence[str] = (),
    root: str | None = None,
    dry_run: bool = False,
) -> Recovered:
    """Put a node's keys into `folder`/keys, which must hold none.

    shares: lines of shares, as many as are needed. root: instead of them, where the root key is
    (`file:PATH`, `env:NAME`).

    Raises:
        Refused: the person may not do this at that node.
        BadInput: too few shares, or of another root key. NotFound: there is no key backup.
        Conflict: there are keys here. CorruptStore: the backup was changed.
    """
    backup = read_key_file(archive)
    if backup.node not in CENTRES:
        raise CorruptStore("the key backup is of a node that samvar does not know")
    centre = CENTRES[backup.node].id
    Policy.load().decide(asker, "change:node", Facts(backup.node, centre)).require()
    if root is not None:
        key = RootPlace.parse(root, folder).read()
    else:
        key = RootKey.of(join(Share.parse(line) for line in shares))
    if key.id != backup.root:
        raise BadInput(
            f"the root key is {key.id}, and the key backup is under {backup.root}",
            remedy="take the shares, or the backup, of the other one",
        )
    content = unpack_keys(backup, key)
    done = Recovered(
        node=backup.node,
        at=backup.at,
        root=key.id,
        keys=len(content.keys),
        files=tuple(sorted(content.files)),
        dry_run=dry_run,
    )
    place = folder / "keys"
    if place.exists() and any(place.iterdir()):
        raise Conflict("there are keys in this folder already", where=Where(place.name))
    if not dry_run:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, data in content.files.items():
            if Path(name).name != name:
                raise CorruptStore("the key backup names a file outside of its folder")
            _write_new(place / name, data)
        if root is None:
            RootPlace(file=place / "root.key").write(key)
        _write_new(place / FILE, archive.read_bytes())
    return done


def read_key_file(archive: Path) -> KeyBackup:
    """The outer form of a key backup.

    Raises:
        NotFound: there is none. BadFile: it is something else.
    """
    if not archive.is_file():
        raise NotFound("there is no key backup here", where=Where(archive.name))
    return read_backup(archive.read_bytes())


def waiting_keys(path: Path, place: RootPlace) -> tuple[DataKey, ...]:
    """Data keys of a key backup that wait for their data; empty where there is none.

    Raises:
        BadConfig: the root key is not there. CorruptStore: the backup was changed.
    """
    if not path.is_file():
        return ()
    content: Keys = unpack_keys(read_key_file(path), place.read())
    return content.keys
