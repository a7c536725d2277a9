"""The data keys of a restored node, and opening a sealed backup with one of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from samvar.formats.crypt4gh.read import decrypt, is_crypt4gh
from samvar.govern.keyring import BACKUP, PERSON, place_of
from samvar.govern.keys_backup import FILE
from samvar.govern.root_key import RootPlace
from samvar.model.clock import utc_now
from samvar.model.errors import BadConfig, NotFound, SamvarError, Where
from samvar.node.config import NodeConfig
from samvar.node.node import root_place
from samvar.node.recover_keys import waiting_keys
from samvar.store.records.engine import Records, Transaction
from samvar.store.records.keys import DataKey


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """Data keys for the node that will be; recovered: from a key backup, not from a node."""

    keys: tuple[DataKey, ...]
    place: RootPlace
    recovered: bool


def gather_keys(folder: Path, old: NodeConfig | None, key_backup: Path | None) -> KnownKeys:
    """The newest data keys at hand: of the node that is there, else of a key backup.

    Raises:
        BadConfig: there is a key backup, and not its root key.
    """
    # The sealed settings cannot be read yet: the node that is there knows, or the environment.
    said = os.environ.get("SAMVAR_ROOT_KEY", "file:keys/root.key")
    place = root_place(old) if old else RootPlace.parse(said, folder)
    if old is not None and (old.records or (old.folder / "records.sqlite").exists()):
        with suppress(SamvarError), Records.open(old.records_url) as records, records.read() as tx:
            return KnownKeys(tx.keys.all(), place, recovered=False)
    path = key_backup or folder / "keys" / FILE
    return KnownKeys(waiting_keys(path, place), place, recovered=path.is_file())


def unsealed(archive: Path, target: Path, known: KnownKeys) -> Path:
    """The archive as it is if it is plain, else what is in it, as a tar at `target`.

    Raises:
        BadConfig: it is sealed, and its key is not here. BadFile: it is damaged.
    """
    if not archive.is_file():
        return archive
    with archive.open("rb") as source:
        if not is_crypt4gh(source.read(8)):
            return archive
        source.seek(0)
        for key in known.keys:
            if key.kind == BACKUP and key.wrapped is not None:
                context = place_of(key.id, key.kind, key.owner).context
                private = known.place.read().unwrap(key.wrapped, context)
                target.touch(0o600)
                with suppress(NotFound), target.open("wb") as out:
                    decrypt(source, out, private)
                    return target
    raise BadConfig(
        "the backup is sealed, and the key that opens it is not here",
        where=Where(archive.name),
        remedy="recover the keys first: samvar keys recover",
    )


def bring_in(tx: Transaction, keys: Sequence[DataKey]) -> None:
    """Write the data keys; people whose key was shredded since the backup leave again.

    Their samples are taken out when the node opens, before it serves.
    """
    tx.keys.add_many(keys)
    gone = [key.owner for key in keys if key.kind == PERSON and key.shredded is not None]
    tx.identities.forget(gone)
    here = tx.persons.by_ids(gone)
    for person in here:
        tx.samples.leave([each.sample.id for each in tx.samples.of(person=person)], utc_now())
