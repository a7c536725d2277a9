"""Source files of loads, kept sealed: each as Crypt4GH under a key of its own.

A file is sealed beside the objects, on its way, and gets its place when the load is promised; a
manifest that the node has signed fixes what the object must be. Whoever stops the node finds
either a load with its files or neither (`samvar.store.records.sources`).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from samvar.formats.crypt4gh.header import public_of
from samvar.formats.crypt4gh.manifest import Manifest, read_signed, signed
from samvar.formats.crypt4gh.read import decrypt
from samvar.formats.crypt4gh.write import encrypt
from samvar.govern.envelope import new_key
from samvar.govern.keyring import SOURCE
from samvar.model.clock import utc_now
from samvar.model.errors import BadFile, Conflict, NotFound, StoreUnavailable, Where
from samvar.model.ids import new_id
from samvar.model.progress import Progress
from samvar.node.node import Node
from samvar.node.reading import ReadFiles
from samvar.store.records.engine import Transaction
from samvar.store.records.sources import Source, SourceState
from samvar.store.variants.disk import exclusive

FOLDER = "sealing"
"""In the node's folder: sealed files that wait for their place, and nothing in plain."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that has been sealed and waits for its load. people: its sample names, in order."""

    source: Source
    people: tuple[str, ...]
    spool: Path
    key: bytes = field(repr=False)


class _Hashed:
    """A stream that hashes what is read from it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


@contextmanager
def sealing(
    node: Node, paths: Sequence[Path], read: ReadFiles, load: str, progress: Progress
) -> Iterator[tuple[Sealed, ...]]:
    """The files of a load, sealed, in a folder that is gone at the end; none if none are kept.

    Raises:
        BadFile: a file is not the one that was read any more.
        StoreUnavailable: there is no room.
    """
    if not node.config.keep_sources:
        yield ()
        return
    with spooling(node, load) as folder:
        made = []
        for number, (path, report, people) in enumerate(
            zip(paths, read.files, read.columns, strict=True)
        ):
            progress("seal", number, len(paths), "files")
            with _opened(path) as plain:
                one = seal(node, plain, folder / str(number), load, path.name, people)
            if one.source.sha256 != report.sha256:
                raise BadFile(
                    "the file changed while it was read",
                    where=Where(path.name), remedy="load it again",
                )  # fmt: skip
            made.append(one)
        yield tuple(made)


@contextmanager
def spooling(node: Node, name: str) -> Iterator[Path]:
    """A folder for sealed files on their way; `sweep` takes away what a killed process left."""
    parent = node.folder / FOLDER
    parent.mkdir(mode=0o700, exist_ok=True)
    folder, lock = parent / name, parent / f"{name}.lock"
    with exclusive(lock, timeout_s=0):
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlink(missing_ok=True)


def sweep(node: Node) -> None:
    """Take away what processes that are gone have left on its way."""
    for lock in sorted((node.folder / FOLDER).glob("*.lock")):
        with suppress(Conflict), exclusive(lock, timeout_s=0):
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)


def seal(
    node: Node, plain: BinaryIO, spool: Path, load: str, name: str, people: Sequence[str]
) -> Sealed:
    """Encrypt a stream to a new file, under a new key.

    Raises:
        StoreUnavailable: there is no room. Whatever reading `plain` raises.
    """
    identifier, key = new_id("source"), new_key()
    hashed = _Hashed(plain)
    try:
        with os.fdopen(os.open(spool, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            manifest = encrypt(hashed, out, [public_of(key)], about(node, identifier))  # type: ignore[arg-type]  # it reads, and only that is asked of it
    except OSError as fault:
        raise StoreUnavailable(
            "a source file cannot be sealed", where=Where(name), why=fault.strerror,
            remedy="free space in the node's folder, or set keep_sources = false",
        ) from None  # fmt: skip
    source = Source(
        id=identifier,
        load=load,
        name=name,
        sha256=hashed.digest.hexdigest(),
        bytes=manifest.plain_bytes,
        object=manifest.sha256,
        manifest=signed(manifest, node.key.sign),
        made=utc_now(),
    )
    return Sealed(source, tuple(people), spool, key)


def promise(
    node: Node, tx: Transaction, files: Sequence[Sealed], state: SourceState = SourceState.COMING
) -> None:
    """Name the files and keep their keys, before their objects are in their place."""
    tx.sources.promise([replace(each.source, state=state) for each in files])
    for each in files:
        node.keys.keep(tx, SOURCE, each.source.id, each.key)


def place(node: Node, files: Sequence[Sealed]) -> None:
    """Bring promised files among the objects.

    Raises:
        StoreUnavailable: one could not be kept.
    """
    for each in files:
        node.objects.take(each.spool, each.source.object)


def manifest_of(node: Node, source: Source) -> Manifest:
    """What the object of a source must be.

    Raises:
        BadSignature: this node did not sign that for this source.
    """
    return read_signed(source.manifest, node.key.public.verify, about(node, source.id))


@contextmanager
def ciphertext(node: Node, source: Source, folder: Path) -> Iterator[tuple[BinaryIO, bytes]]:
    """The sealed file of a source and its key, once every byte has been held against the manifest.

    folder: where it lies meanwhile, sealed.

    Raises:
        BadSignature: the manifest was changed. CorruptStore: the object is another one.
        NotFound: its object or its key is gone. StoreUnavailable: the store does not answer.
    """
    manifest = manifest_of(node, source)
    with node.records.begin() as tx:
        key = node.keys.find(tx, SOURCE, source.id)
    if key is None:
        raise NotFound(
            "a source file has no key here", why=f"source {source.id}",
            remedy="bring the keys back: samvar keys recover; if it was shredded, it is gone",
        )  # fmt: skip
    spool = folder / source.id
    node.objects.fetch(manifest.sha256, spool)
    try:
        with spool.open("rb") as file:
            yield file, key.bytes
    finally:
        spool.unlink(missing_ok=True)


def open_source(node: Node, source: Source, out: BinaryIO) -> int:
    """Write the content of a source to `out`; returns the bytes. Policy is the caller's.

    Raises: as `ciphertext`; then nothing, or nothing that counts, was written.
    """
    with (
        spooling(node, f"read-{source.id}-{os.getpid()}") as folder,
        ciphertext(node, source, folder) as (file, key),
    ):
        return decrypt(file, out, key, manifest_of(node, source))


def about(node: Node, identifier: str) -> str:
    """What the manifest of a source says that it is."""
    return f"source {identifier} of {node.id}"


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise BadFile("there is no such file", where=Where(path.name)) from None
