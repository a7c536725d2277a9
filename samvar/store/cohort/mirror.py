"""A copy of the genome files and callable stretches where a cluster can read them.

Files of the store never change and are named at random, so that level means: the same names with
the same lengths. Who the people are, what they allow and what was decided of them is not copied:
every question takes that from the store itself, and reads the files of those people only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError

from samvar.model.errors import Conflict, StoreUnavailable
from samvar.store.objects.place import open_place
from samvar.store.variants.manifest import File
from samvar.store.variants.snapshot import Snapshot

if TYPE_CHECKING:
    from obstore.store import ObjectStore

KINDS = ("genome", "callable")
_OURS = re.compile(rf"({'|'.join(KINDS)})/[0-9a-z]{{8,64}}\.[a-z]+")
_OWNER = "samvar-mirror"


@dataclass(frozen=True, slots=True)
class Apart:
    """What keeps a mirror from being level: files that it lacks, and files that left the store."""

    lacks: tuple[File, ...]
    left: tuple[str, ...]

    @property
    def level(self) -> bool:
        """Whether nothing does."""
        return not self.lacks and not self.left


class Mirror:
    """The copy of one node's files; no other node's may be in the same place."""

    def __init__(self, url: str, owner: str) -> None:
        """url: a folder or `s3://bucket/prefix?...`. owner: the node's id.

        Raises:
            BadConfig: the URL is not understood. Conflict: it is another node's mirror.
            StoreUnavailable: the server does not answer.
        """
        self._store: ObjectStore = open_place(url, {})[0]
        with _as_ours():
            try:
                said = bytes(obstore.get(self._store, _OWNER).bytes()).decode("utf-8", "replace")
            except FileNotFoundError:
                said = owner
                obstore.put(self._store, _OWNER, owner.encode())
        if said != owner:
            raise Conflict(
                "the mirror is another node's",
                remedy="give each node a prefix of its own",
            )

    def apart(self, snapshot: Snapshot) -> Apart:
        """Compare names and lengths with a commit's files."""
        wanted, there = files_of(snapshot), self._there()
        lacks = tuple(file for name, file in wanted.items() if there.get(name) != file.bytes)
        return Apart(lacks, tuple(sorted(there.keys() - wanted.keys())))

    def level(self, snapshot: Snapshot, beat: Callable[[int, int], None] | None = None) -> Apart:
        """Take away what left the store, then bring what is lacking; returns what was done.

        beat: called with files done and in all. Raises StoreUnavailable; what was done stays.
        """
        found = self.apart(snapshot)
        done, total = 0, len(found.left) + len(found.lacks)
        with _as_ours():
            for name in found.left:
                obstore.delete(self._store, name)
                done += 1
            for file in found.lacks:
                obstore.put(self._store, file.name, Path(snapshot.opened.folder / file.name))
                done += 1
                if beat is not None:
                    beat(done, total)
        return found

    def _there(self) -> dict[str, int]:
        with _as_ours():
            return {
                found["path"]: int(found["size"])
                for page in obstore.list(self._store)
                for found in page
                if _OURS.fullmatch(found["path"])
            }


def files_of(snapshot: Snapshot) -> Mapping[str, File]:
    """The files of a commit that a cluster reads, by name."""
    entries = snapshot.opened.entries.values()
    return {file.name: file for e in entries for file in (e.genome, e.callable)}


@contextmanager
def _as_ours() -> Iterator[None]:
    """Their text may hold the bucket's address, so only the kind of fault is told."""
    try:
        yield
    except (BaseError, OSError) as fault:
        raise StoreUnavailable(
            "the mirror of the genomes cannot be reached, or a file could not be read",
            why=type(fault).__name__,
            remedy="check the setting 'mirror', the disk and the server; then level it again",
        ) from None
