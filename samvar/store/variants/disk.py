"""File operations of the store: bytes that are hashed as they are written, and durable renames.

Every change that the store makes on a disk is made here, so that a test can stop the process
before any one of them.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from samvar.model.errors import Conflict

_POLL_S = 0.02
_HOLD_BYTES = 1 << 20
_SYNCS_AT_ONCE = 8


class Output:
    """A new file, written once from start to end; `bytes` and `sha256` say what went in.

    Creating a file that exists is an error: stored files are never changed.
    """

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._hash = sha256()
        self._held = bytearray()
        self.bytes = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """Append all of `data`."""
        view = memoryview(data).cast("B")
        self.bytes += len(view)
        if len(self._held) + len(view) > _HOLD_BYTES:
            self._pass_on(self._held)
            self._held = bytearray()
        if len(view) > _HOLD_BYTES:
            self._pass_on(view)
        else:
            self._held += view
        return len(view)

    def _pass_on(self, data: bytearray | memoryview) -> None:
        self._hash.update(data)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._fd, rest) :]

    def flush(self) -> None:
        """Small pieces wait for `close`; writers of file-like objects call this all the time."""

    def tell(self) -> int:
        """Bytes written so far."""
        return self.bytes

    def close(self) -> None:
        """Close the file; the bytes become durable with `sync`."""
        if not self.closed:
            self.closed = True
            try:
                self._pass_on(self._held)
            finally:
                os.close(self._fd)

    @property
    def sha256(self) -> str:
        """Digest of all bytes, as hexadecimal text; ask after `close`."""
        return self._hash.hexdigest()

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's names, survive a loss of power."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_all(paths: Sequence[Path]) -> None:
    """`sync` each; side by side, because the disk writes one journal entry for all who wait.

    Returns when all are durable; raises OSError if one is not.
    """
    with ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
        for _ in pool.map(sync, paths):
            pass


def publish(path: Path, data: bytes) -> None:
    """Put `data` under a name in one step: a reader sees the old bytes or the new, never a part."""
    fresh = path.with_name(path.name + ".new")
    remove(fresh)
    with Output(fresh) as out:
        out.write(data)
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)


def remove(path: Path) -> None:
    """Take a name away, if it is there."""
    try:
        path.unlink()
    except FileNotFoundError:
        return


@contextmanager
def exclusive(path: Path, timeout_s: float) -> Iterator[None]:
    """Hold the only write lock of a store; a killed process lets go of it.

    Raises:
        Conflict: another writer holds it for longer than `timeout_s`.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Conflict(
                        "another writer is at work on this variant store",
                        remedy="wait for its load or withdrawal to end, then try again",
                    ) from None
                time.sleep(_POLL_S)
        yield
    finally:
        os.close(fd)
