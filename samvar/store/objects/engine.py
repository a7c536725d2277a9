"""Putting and getting whole objects and ranges, over obstore."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import obstore
from obstore.exceptions import BaseError, NotFoundError

from samvar.model.errors import BadFile, CorruptStore, NotFound, StoreUnavailable, Where
from samvar.store.objects.place import open_place

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_KEY = re.compile(r"[0-9a-f]{64}")
_CHUNK = 8 << 20
_SIZES = 10_000


class Objects:
    """Immutable byte strings under the SHA-256 of their content, in hex.

    The same bytes are kept once. What is read whole is checked against its key; ranges
    cannot be, and are for files that carry their own checks (BGZF, Parquet).
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder
        self._sizes: dict[str, int] = {}

    @classmethod
    def open(cls, url: str | Path, **options: str) -> Objects:
        """Open a folder, `file:///folder`, or `s3://bucket/prefix?endpoint=...&region=...`.

        options: further S3 settings by obstore's names; keys are taken from the environment.

        Raises:
            BadConfig: the URL or an option is not understood.
        """
        return cls(*open_place(url, options))

    @property
    def folder(self) -> Path | None:
        """The folder that holds the objects; None where they are on a server."""
        return self._folder

    def put(self, content: bytes | Path) -> str:
        """Keep bytes, or the bytes of a file; returns the key. Durable on return.

        Raises:
            BadFile: the file cannot be read, or changed while it was read.
            StoreUnavailable: nothing was kept.
        """
        if isinstance(content, bytes):
            key = hashlib.sha256(content).hexdigest()
            if not self.exists(key):
                with _as_ours():
                    obstore.put(self._store, _path(key), content)
                self._settle(key)
            return key
        name = Where(content.name)
        try:
            with content.open("rb") as file:
                key = hashlib.file_digest(file, "sha256").hexdigest()
                if self.exists(key):
                    return key
                file.seek(0)
                with _as_ours():
                    obstore.put(self._store, _path(key), _checked(file, key, name))
        except OSError as fault:
            raise BadFile("the file cannot be read", where=name, why=fault.strerror) from None
        self._settle(key)
        return key

    def take(self, file: Path, key: str) -> None:
        """Keep a file of ours whose digest is known, and take it from where it lies.

        In a folder it only gets another name, so that nothing is written twice. Durable on return.

        Raises:
            StoreUnavailable: nothing was kept.
        """
        if self._folder is not None:
            target = self._folder / _path(key)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                file.replace(target)
            except OSError as fault:
                if fault.errno != errno.EXDEV:
                    raise StoreUnavailable(
                        "a file cannot be put among the objects", why=fault.strerror
                    ) from None
            else:
                self._settle(key)
                return
        with file.open("rb") as content, _as_ours():
            obstore.put(self._store, _path(key), _checked(content, key, Where(file.name)))
        self._settle(key)
        file.unlink()

    def path_of(self, key: str) -> Path:
        """Where an object lies in the folder, to be mapped; its bytes are not checked.

        Raises:
            NotFound: no such object. StoreUnavailable: the objects are on a server: `fetch` it.
        """
        if self._folder is None:
            raise StoreUnavailable("an object of a server has no path")
        path = self._folder / _path(key)
        if not path.exists():
            raise NotFound("there is no such object")
        return path

    def get(self, key: str) -> bytes:
        """All bytes of an object.

        Raises:
            NotFound: no such object.
            CorruptStore: the bytes are not those that were put.
        """
        with _as_ours():
            content = bytes(obstore.get(self._store, _path(key)).bytes())
        if hashlib.sha256(content).hexdigest() != key:
            raise CorruptStore("an object is not what was written", why=f"key {key[:12]}...")
        return content

    def get_range(self, key: str, start: int, end: int) -> bytes:
        """Bytes `start <= i < end`; shorter where the object ends before, empty behind its end.

        Raises:
            NotFound: no such object.
            ValueError: not `0 <= start <= end`.
        """
        if not 0 <= start <= end:
            raise ValueError("a range needs 0 <= start <= end")
        # Objects never change, so a reader of many ranges asks for the size once.
        if key not in self._sizes:
            if len(self._sizes) >= _SIZES:
                self._sizes.clear()
            self._sizes[key] = self.size(key)
        stop = min(end, self._sizes[key])
        if start >= stop:
            return b""
        with _as_ours():
            return bytes(obstore.get_range(self._store, _path(key), start=start, end=stop))

    def fetch(self, key: str, target: Path) -> None:
        """Write an object to a new file, checked; the file is not there if this raises.

        Raises:
            NotFound: no such object.
            CorruptStore: the bytes are not those that were put.
        """
        fresh = target.with_name(f"{target.name}.part")
        digest = hashlib.sha256()
        try:
            with _as_ours(), fresh.open("wb") as out:
                for chunk in obstore.get(self._store, _path(key)).stream(min_chunk_size=_CHUNK):
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if digest.hexdigest() != key:
                raise CorruptStore("an object is not what was written", why=f"key {key[:12]}...")
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)

    def verify(self, key: str) -> None:
        """Read all of an object and keep nothing of it.

        Raises:
            NotFound: no such object.
            CorruptStore: the bytes are not those that were put.
        """
        digest = hashlib.sha256()
        with _as_ours():
            for chunk in obstore.get(self._store, _path(key)).stream(min_chunk_size=_CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != key:
            raise CorruptStore("an object is not what was written", why=f"key {key[:12]}...")

    def size(self, key: str) -> int:
        """Bytes of an object.

        Raises:
            NotFound: no such object.
        """
        with _as_ours():
            return int(obstore.head(self._store, _path(key))["size"])

    def exists(self, key: str) -> bool:
        """Whether the object is kept."""
        try:
            self.size(key)
        except NotFound:
            return False
        return True

    def delete(self, key: str) -> None:
        """Take an object away; no error where it is not there."""
        self._sizes.pop(key, None)
        try:
            with _as_ours():
                obstore.delete(self._store, _path(key))
        except NotFound:
            return

    def list(self) -> Iterator[tuple[str, int]]:
        """Key and size in bytes of every object, in no order; foreign files are left out."""
        with _as_ours():
            for page in obstore.list(self._store):
                for found in page:
                    key = found["path"].rpartition("/")[2]
                    if _KEY.fullmatch(key) and found["path"] == _path(key):
                        yield key, int(found["size"])

    def _settle(self, key: str) -> None:
        """Make a fresh file and its name survive a power cut; S3 has done so by answering."""
        if self._folder is None:
            return
        path = self._folder / _path(key)
        for each in (path, path.parent, path.parent.parent, self._folder):
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _path(key: str) -> str:
    """Two levels of folders; anything but a digest cannot name an object, nor leave the store."""
    if not _KEY.fullmatch(key):
        raise NotFound("an object's key is a SHA-256 in hex")
    return f"{key[:2]}/{key[2:4]}/{key}"


def _checked(file: BinaryIO, key: str, where: Where) -> Iterator[bytes]:
    """The file's bytes; raises behind the last one if they are not those of `key`."""
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != key:
        raise BadFile("the file changed while it was read", where=where, remedy="load it again")


@contextmanager
def _as_ours() -> Iterator[None]:
    """Turn obstore's errors into ours; their text may hold the bucket's URL, so it is dropped."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise NotFound("there is no such object") from None
    except BaseError as fault:
        raise StoreUnavailable(
            "the object store does not answer",
            why=type(fault).__name__,
            remedy="check the setting 'objects', the disk and the server",
        ) from None
