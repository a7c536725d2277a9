"""Backing a node up while it serves: one moment of every store, listed, checked and signed.

A load waits for the moment in which records and variants are pinned to one commit; questions
never wait. The backup is one Crypt4GH file, sealed under a key of the node that the root key
wraps; what is inside is signed as a whole, so that no segment can be left out or moved. Keys are
not in it: they have a backup of their own (`node.keys`). A plain one is made where that is asked
for in so many words; its folder is readable by its owner only.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec

import samvar
from samvar.formats.crypt4gh.header import public_of
from samvar.formats.crypt4gh.write import encrypt
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.govern.keyring import BACKUP
from samvar.model.clock import iso, utc_now
from samvar.model.errors import (
    BadFile,
    Conflict,
    CorruptStore,
    NotFound,
    UsageError,
    Where,
)
from samvar.node.archive import FORMAT, Manifest, listed, pack, scratch, seal
from samvar.node.node import Node
from samvar.store.objects import Objects
from samvar.store.records.dump import dump
from samvar.store.variants import VariantStore
from samvar.store.variants.disk import exclusive, sync
from samvar.store.variants.manifest import FOLDERS, NAME

WRITER_WAIT_S = 600.0
AS_THEY_ARE = ("node.toml", "roster.json", "releases")
"""Besides the stores: settings, the roster, and releases, which never change."""


class BackupReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was backed up. `objects` False: they are on a server and were left there."""

    node: str
    file: str
    files: int
    bytes: int
    epoch: int
    audit: int
    objects: bool
    keys: bool
    sealed: bool
    seconds: float


def backup(
    node: Node, target: Path, asker: Asker, *, keys: bool = False, plain: bool = False
) -> BackupReport:
    """Write a sealed backup to `target`.

    plain: not sealed; a tar where the name ends in `.tar`, otherwise a folder. keys: with the
    node's key folder inside, which only a plain one can have.

    It is complete and read again before it gets its name; a failure leaves nothing.

    Raises:
        Refused: the person may not do this here.
        Conflict: `target` exists, another backup runs, or a load did not finish in time.
        CorruptStore: a stored file is damaged; then there is no use in copying it.
        BadFile: the backup cannot be written. UsageError: keys inside a sealed backup.
    """
    if keys and not plain:
        raise UsageError(
            "a sealed backup cannot hold the keys that open it",
            remedy="back them up apart: samvar keys backup FILE",
        )
    with changing(node, asker, "change:node", "backup-plain" if plain else "backup"):
        if target.exists():
            raise Conflict("there is something under the backup's name", where=Where(target.name))
        start = time.monotonic()
        with (
            _writable(target),
            exclusive(node.folder / ".backup-lock", timeout_s=0),
            scratch(target.with_name(f".{target.name}.part")) as beside,
            scratch(node.folder / ".backup-work") as within,
        ):
            # Nothing that is not sealed is ever written where backups are kept.
            place = beside if plain else within
            whole = place / "whole"
            whole.mkdir(mode=0o700)
            manifest = _collect(node, whole, keys)
            seal(whole, manifest, node.key)
            if not plain or target.suffix == ".tar":
                pack(whole, place / "packed")
            if not plain:
                _seal(node, within / "packed", beside / "packed")
            if plain and target.suffix != ".tar":
                whole.rename(target)
            else:
                (beside / "packed").rename(target)
            sync(target.parent)
        return BackupReport(
            node=node.id,
            file=target.name,
            files=len(manifest.files),
            bytes=sum(each.bytes for each in manifest.files),
            epoch=manifest.epoch,
            audit=manifest.audit,
            objects=manifest.objects,
            keys=keys,
            sealed=not plain,
            seconds=round(time.monotonic() - start, 3),
        )


def _seal(node: Node, packed: Path, target: Path) -> None:
    with node.records.begin() as tx:
        key = node.keys.key(tx, BACKUP)
    target.touch(0o600)
    with packed.open("rb") as source, target.open("wb") as out:
        encrypt(source, out, [public_of(key.bytes)], f"backup {node.id}")
        out.flush()
        os.fsync(out.fileno())


def _collect(node: Node, place: Path, keys: bool) -> Manifest:
    with ExitStack() as reading, scratch(node.folder / ".backup-pin") as pin:
        with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
            # Both stores at one commit: nothing is loaded or withdrawn between these lines.
            tx = reading.enter_context(node.records.read())
            entries = tx.audit.count()
            epoch = writer.manifest.epoch
            _pin(node.variants.folder, writer.live | {NAME}, pin)
        at = iso(utc_now())
        (place / "records").mkdir(mode=0o700)
        revision = dump(tx, place / "records")
        for name in FOLDERS:
            (place / "variants" / name).mkdir(mode=0o700, parents=True)
        for path in (path for path in pin.rglob("*") if path.is_file()):
            shutil.copyfile(path, place / "variants" / path.relative_to(pin))
    damaged = VariantStore.open(place / "variants").snapshot().verify()
    if damaged:
        raise CorruptStore("a stored file is damaged", where=Where(damaged[0]))
    inside = _copy_objects(node.objects, place / "objects")
    for name in AS_THEY_ARE + (("keys",) if keys else ()):
        _copy(node.folder / name, place / name)
    return Manifest(
        format=FORMAT,
        samvar=samvar.__version__,
        node=node.id,
        at=at,
        revision=revision,
        epoch=epoch,
        audit=entries,
        objects=inside,
        keys=keys,
        files=listed(place),
    )


def _pin(folder: Path, names: frozenset[str], pin: Path) -> None:
    """Second names for files of one commit, so that a later writer cannot sweep them away."""
    for name in names:
        target = pin / name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            target.hardlink_to(folder / name)
        except OSError:  # a file system without hard links
            shutil.copyfile(folder / name, target)


def _copy_objects(objects: Objects, target: Path) -> bool:
    if objects.folder is None:
        return False
    for key, _ in objects.list():
        path = target / key[:2] / key[2:4] / key
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(NotFound):  # destroyed since it was listed, as it may be
            objects.fetch(key, path)
    return True


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=False)
    elif source.is_file():
        shutil.copyfile(source, target)


@contextmanager
def _writable(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise BadFile(
            "the backup cannot be written", where=Where(target.name), why=fault.strerror
        ) from None
