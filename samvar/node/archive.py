"""The form of a backup: a folder or a tar with a signed list of its files and their digests.

manifest.json        {"manifest": {...}, "key": public key, "signature": Ed25519 over manifest}
node.toml ...        settings, roster and releases, as they are
records/             every table of the record store, as compressed JSON lines
variants/            the files of one commit of the variant store
objects/             sealed source files, where the node keeps them in a folder
keys/                only if asked for
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadFile, BadSignature, CorruptStore, NotFound, Where
from samvar.model.shape import learned

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 8 << 20
_MANIFEST_LIMIT = 1 << 30


class ArchivedFile(msgspec.Struct, frozen=True):
    """A file of a backup: its name inside it, its length and SHA-256."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds.

    revision: of the record tables. epoch: of the variant store. audit: entries in the log.
    objects: whether the objects are inside; those on a server are not.
    """

    format: int
    samvar: str
    node: str
    at: str
    revision: str
    epoch: int
    audit: int
    objects: bool
    keys: bool
    files: tuple[ArchivedFile, ...]


class _Sealed(msgspec.Struct, frozen=True):
    manifest: msgspec.Raw
    key: str
    signature: str


def seal(folder: Path, manifest: Manifest, key: NodeKey) -> None:
    """Write the signed manifest into the folder of a backup."""
    inner = msgspec.json.encode(manifest)
    sealed = _Sealed(msgspec.Raw(inner), key.public.raw.hex(), key.sign(inner).hex())
    with (folder / MANIFEST).open("xb") as out:
        out.write(msgspec.json.encode(sealed))
        out.flush()
        os.fsync(out.fileno())


def listed(folder: Path) -> tuple[ArchivedFile, ...]:
    """Every file under a folder with its digest, by name; each made durable on the way."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest = sha256()
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
            os.fsync(file.fileno())
            name = path.relative_to(folder).as_posix()
            found.append(ArchivedFile(name, file.tell(), digest.hexdigest()))
    return tuple(found)


def pack(folder: Path, target: Path) -> None:
    """Make one tar of a backup's folder, its manifest first."""
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    target.touch(0o600)
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(names, key=lambda path: path != folder / MANIFEST):
            tar.add(path, path.relative_to(folder).as_posix(), recursive=False)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def unpack(archive: Path, folder: Path) -> tuple[Manifest, PublicKey]:
    """Copy a backup into an existing, empty folder, checking every byte on the way.

    Raises:
        NotFound: there is no backup. BadSignature: the manifest was changed.
        CorruptStore: a file is missing, changed, or not in the manifest.
    """
    with _opened(archive) as files:
        first = next(files, None)
        if first is None or first[0] != MANIFEST:
            raise NotFound("there is no backup here", where=Where(archive.name))
        manifest, key = _read_manifest(first[1].read(_MANIFEST_LIMIT))
        todo = {each.name: each for each in manifest.files}
        for name, content in files:
            each = todo.pop(name, None)
            if each is None:
                raise _corrupt(name, "the manifest does not name it")
            _copy(content, folder / _inside(name), each)
        if todo:
            raise _corrupt(min(todo), "it is missing")
    return manifest, key


@contextmanager
def _opened(archive: Path) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """Name and content of every file of a backup, the manifest first; links are refused."""
    if archive.is_dir():
        yield _in_folder(archive)
        return
    try:
        with tarfile.open(archive, "r:") as tar:
            yield _in_tar(tar)
    except FileNotFoundError:
        raise NotFound("there is no backup here", where=Where(archive.name)) from None
    except (tarfile.TarError, EOFError):
        raise BadFile("the backup is not a whole tar", where=Where(archive.name)) from None


def _in_folder(archive: Path) -> Iterator[tuple[str, BinaryIO]]:
    paths = sorted(path for path in archive.rglob("*") if not path.is_dir() or path.is_symlink())
    for path in sorted(paths, key=lambda path: path != archive / MANIFEST):
        name = path.relative_to(archive).as_posix()
        if path.is_symlink() or not path.is_file():
            raise _corrupt(name, "it is not a plain file")
        with path.open("rb") as content:
            yield name, content


def _in_tar(tar: tarfile.TarFile) -> Iterator[tuple[str, BinaryIO]]:
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise _corrupt(member.name, "it is not a plain file")
        yield member.name, content  # type: ignore[misc]  # typeshed: IO[bytes]


def _read_manifest(data: bytes) -> tuple[Manifest, PublicKey]:
    try:
        sealed = msgspec.json.decode(data, type=learned(_Sealed))
        key = PublicKey.of(bytes.fromhex(sealed.key))
        if not key.verify(bytes(sealed.manifest), bytes.fromhex(sealed.signature)):
            raise BadSignature("the backup's manifest was changed", where=Where(MANIFEST))
        manifest = msgspec.json.decode(sealed.manifest, type=learned(Manifest))
    except (msgspec.MsgspecError, ValueError):
        raise _corrupt(MANIFEST, "it is not a manifest") from None
    if manifest.format != FORMAT:
        raise CorruptStore(
            f"the backup has format {manifest.format}; this version reads {FORMAT}",
            remedy="use the version of samvar that wrote it",
        )
    return manifest, key


def _inside(name: str) -> PurePosixPath:
    """The name as a path that stays inside; a signed manifest may still be hostile."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise _corrupt(MANIFEST, "it names a file outside of the backup")
    return path


def _copy(content: BinaryIO, target: Path, expected: ArchivedFile) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, left = sha256(), expected.bytes
    mode = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(target, mode, 0o600), "wb") as out:
        while chunk := content.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                break
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if left or digest.hexdigest() != expected.sha256:
        raise _corrupt(expected.name, "it is not what was written")


def _corrupt(name: str, why: str) -> CorruptStore:
    return CorruptStore(
        "the backup is damaged", where=Where(name), why=why, remedy="take another backup"
    )


@contextmanager
def scratch(place: Path) -> Iterator[Path]:
    """A fresh folder for its owner only, taken away at the end if it is still there."""
    shutil.rmtree(place, ignore_errors=True)  # left by a run that was killed
    place.mkdir(mode=0o700, parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
