"""The variant store of a node: a folder that one process writes and many read."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samvar.model.errors import Conflict, CorruptStore
from samvar.store.variants import disk
from samvar.store.variants.compact import MOST_RUNS
from samvar.store.variants.manifest import (
    FOLDERS,
    FORMAT,
    NAME,
    Manifest,
    corrupt,
    read_manifest,
    stamp,
    write_manifest,
)
from samvar.store.variants.mapping import Missing
from samvar.store.variants.merging import is_small, merge_once, unmerged
from samvar.store.variants.opened import Opened
from samvar.store.variants.snapshot import Snapshot
from samvar.store.variants.sweep import sweep
from samvar.store.variants.writer import Writer

GRACE_S = 60.0
"""How long a file that left the store stays on the disk, for readers of older commits."""

_POLL_S = 0.05
_HOLD_S = 120.0


class VariantStore:
    """Opens a folder; safe to share between threads, and to open in many processes.

    verify: compare each file's SHA-256 the first time this process maps it.
    """

    def __init__(self, folder: Path, *, grace_s: float = GRACE_S, verify: bool = True) -> None:
        self.folder = folder
        self._manifest = str(folder / NAME)
        self._grace_s = grace_s
        self._verify = verify
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._snapshot: Snapshot | None = None

    @classmethod
    def create(cls, folder: Path, *, grace_s: float = GRACE_S, verify: bool = True) -> VariantStore:
        """Make an empty store at epoch 0; the folder may exist, but hold no store.

        Raises:
            Conflict: there is a store already.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with disk.exclusive(folder / "lock", timeout_s=0):
            if (folder / NAME).exists():
                raise Conflict("there is a variant store in this folder already")
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
            write_manifest(folder, Manifest(FORMAT, 0))
        return cls.open(folder, grace_s=grace_s, verify=verify)

    @classmethod
    def open(cls, folder: Path, *, grace_s: float = GRACE_S, verify: bool = True) -> VariantStore:
        """Open a store.

        Raises:
            NotFound: there is none. CorruptStore: its files are not what was written.
        """
        store = cls(folder, grace_s=grace_s, verify=verify)
        store.snapshot()
        return store

    @property
    def epoch(self) -> int:
        """The number of the last commit."""
        return self.snapshot().epoch

    def snapshot(self) -> Snapshot:
        """The last commit, of whichever process; the same object until there is another.

        Raises:
            CorruptStore: a file is damaged or missing.
        """
        now = stamp(self._manifest)
        snapshot = self._snapshot
        if snapshot is not None and now == self._stamp:
            return snapshot
        with self._lock:
            while True:
                now = stamp(self._manifest)
                if self._snapshot is not None and now == self._stamp:
                    return self._snapshot
                manifest = read_manifest(self.folder)
                before = None if self._snapshot is None else self._snapshot.opened
                try:
                    opened = Opened(self.folder, manifest, before, verify=self._verify)
                except Missing as error:
                    if stamp(self._manifest) == now:
                        raise corrupt(str(error), "it is missing") from None
                    continue  # a newer commit has swept it meanwhile: read that one
                if stamp(self._manifest) == now:
                    self._snapshot, self._stamp = Snapshot(opened), now
                    return self._snapshot

    @contextmanager
    def writer(self, timeout_s: float = 10.0) -> Iterator[Writer]:
        """The one writer. Leaving without `commit` leaves no trace.

        Where runs have come faster than they were joined, it waits for that first.

        Raises:
            Conflict: another writer is at work for longer than `timeout_s`.
            CorruptStore: a file is damaged or missing.
        """
        waited = self._hold_back(timeout_s)
        with disk.exclusive(self.folder / "lock", timeout_s):
            try:
                writer = Writer(self.folder, read_manifest(self.folder), self._grace_s, waited)
            except Missing as error:
                raise corrupt(str(error), "it is missing") from None
            self._sweep(writer)
            try:
                yield writer
            except Missing as error:
                raise corrupt(str(error), "it is missing") from None
            finally:
                self._sweep(writer)

    def tidy(self, deadline_s: float, timeout_s: float = 10.0) -> bool:
        """Rewrite what was withdrawn more than `deadline_s` ago; whether there was anything.

        Also deletes the files that have been gone for longer than the grace. After
        `tidy(deadline_s)` and the grace, no byte of that withdrawal is on the disk. Small stores
        are written anew at once; large ones beside their writers, as `merge` does.

        Raises:
            Conflict: another writer, or another process that merges, is at work for longer than
                `timeout_s`.
        """
        with self.writer(timeout_s) as writer:
            since = self.snapshot().unsettled_since
            if since is None or since + deadline_s > time.time():
                return False
            if is_small(writer.manifest):
                writer.commit(compact=True)
                return True
        before, until = time.time() - deadline_s, time.monotonic() + timeout_s
        while (since := self.snapshot().unsettled_since) is not None and since <= before:
            if not merge_once(self.folder, before):
                if time.monotonic() > until:
                    raise Conflict(
                        "another process is joining the runs of this variant store",
                        remedy="wait until it has ended, then try again",
                    )
                time.sleep(_POLL_S)
        return True

    def merge(self) -> bool:
        """Join runs and shards where many have gathered, while readers and writers go on.

        False where nothing was due, or another process is at it. For a background worker.

        Raises:
            CorruptStore: a file is damaged. Conflict: a writer held its lock for ten minutes.
        """
        return merge_once(self.folder)

    def _hold_back(self, timeout_s: float) -> float:
        """Wait, before a writer begins, until unmerged runs are few enough; seconds waited.

        Where nobody joins them in the background, it is done here.
        """
        if unmerged(read_manifest(self.folder)) < MOST_RUNS:
            return 0.0
        start = time.monotonic()
        while unmerged(read_manifest(self.folder)) >= MOST_RUNS:
            if not merge_once(self.folder):
                if time.monotonic() > start + max(timeout_s, _HOLD_S):
                    break  # slow answers are better than none
                time.sleep(_POLL_S)
        return time.monotonic() - start

    def _sweep(self, writer: Writer) -> None:
        """Delete what the last commit does not name, if the writer knows what that is."""
        try:
            if read_manifest(self.folder).epoch == writer.manifest.epoch:
                sweep(self.folder, writer.manifest, writer.live, self._grace_s, time.time())
        except CorruptStore:
            return  # never delete by a manifest that cannot be read
