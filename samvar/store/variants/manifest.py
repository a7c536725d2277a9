"""The manifest: the one file that says which files are the store; a commit replaces it whole.

Shape of the folder:

    manifest.json     this file: {"manifest": {...}, "sha256": digest of the inner text}
    lock              held by the one writer
    counts/           runs of allele counts and their strata, tracks of allele numbers
    alleles/          runs of the side table of long alleles
    people/           contributions, 1,000 or fewer a shard
    carriers/         who carries what, one file a shard; and the tables of `beside`
    genome/           one Parquet file a sample
    callable/         stretches; samples with equal ones share a file
    merging/          half-made files of whoever joins runs and shards, and their lock

Files are immutable and named at random: a name tells nothing about a person.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import msgspec

from samvar.model.errors import CorruptStore, NotFound, Where
from samvar.model.shape import learned
from samvar.store.variants.disk import publish

FORMAT = 5
"""2 added `Run.same` and `Run.same_track`; 3 narrow counts, and people who left a shard whose file
still lists them; 4 tables beside the small variants; 5 files of genomes that people share. What
is older is read as it is, and the next commit writes the newest."""
NAME = "manifest.json"
MERGING = "merging"
"""Files that `merging` has not finished; no commit names them, and no writer looks at them."""
FOLDERS = ("counts", "alleles", "people", "carriers", "genome", "callable")


class File(msgspec.Struct, frozen=True):
    """A file of the store: its name under the folder, its length and SHA-256 when written."""

    name: str
    bytes: int
    sha256: str


class Run(msgspec.Struct, frozen=True):
    """Signed rows of one assembly and scope, sorted; the sum over all runs is the table.

    rows: of `counts`. subtracts: the moment (UNIX seconds) since when this run holds a
    subtraction that has not met the rows it cancels; None once it has. same, same_track: strata
    whose rows, or track, are those of another stratum, and of which; they are written once.
    changes: how many times a person came or went since this run began; 0 where that was not
    counted yet.
    """

    assembly: str
    scope: str
    counts: File | None
    strata: File | None
    track: File | None
    rows: int
    subtracts: float | None
    same: dict[str, str] = {}
    same_track: dict[str, str] = {}
    changes: int = 0


class AlleleRun(msgspec.Struct, frozen=True):
    """Signed uses of long alleles of one assembly."""

    assembly: str
    file: File
    rows: int
    subtracts: float | None


class Beside(msgspec.Struct, frozen=True):
    """A table of a shard beside its small variants. kind: see `beside.FORMS`."""

    kind: str
    file: File
    rows: int


class Shard(msgspec.Struct, frozen=True):
    """At most 1,000 people of one assembly: who they are, and what they carry.

    count: people who are here. left: indices in `carriers` of those who are not any more, sorted;
    `people` is of the others, in order. subtracts: since when (UNIX seconds) the first of them
    has been gone.
    """

    assembly: str
    people: File
    carriers: File
    count: int
    left: tuple[int, ...] = ()
    subtracts: float | None = None
    beside: tuple[Beside, ...] = ()

    @property
    def size(self) -> int:
        """People in `carriers`, those who left included."""
        return self.count + len(self.left)


class Gone(msgspec.Struct, frozen=True):
    """A file that no longer belongs to the store, kept a while for readers of older commits."""

    name: str
    since: float


class Manifest(msgspec.Struct, frozen=True):
    """All that is live after one commit."""

    format: int
    epoch: int
    runs: tuple[Run, ...] = ()
    alleles: tuple[AlleleRun, ...] = ()
    shards: tuple[Shard, ...] = ()
    gone: tuple[Gone, ...] = ()
    delayed_s: float = 0.0
    """How long writers have waited, in all, for runs to be joined."""

    @property
    def unsettled_since(self) -> float | None:
        """Since when (UNIX seconds) the oldest file has held rows of somebody who left."""
        tables = (self.runs, self.alleles, self.shards)
        moments = [each.subtracts for table in tables for each in table]
        return min((moment for moment in moments if moment is not None), default=None)

    def files(self) -> list[File]:
        """Files that this manifest itself names; shards' people name more."""
        named: list[File] = []
        for run in self.runs:
            named += [f for f in (run.counts, run.strata, run.track) if f is not None]
        named += [run.file for run in self.alleles]
        for shard in self.shards:
            named += [shard.people, shard.carriers, *(each.file for each in shard.beside)]
        return named


class _Sealed(msgspec.Struct, frozen=True):
    manifest: msgspec.Raw
    sha256: str


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make a manifest the store's own, in one step."""
    inner = msgspec.json.encode(manifest)
    sealed = _Sealed(msgspec.Raw(inner), sha256(inner).hexdigest())
    publish(folder / NAME, msgspec.json.encode(sealed) + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """The last commit.

    Raises:
        NotFound: there is no store in the folder.
        CorruptStore: the manifest was changed, or is of a form that this version cannot read.
    """
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        raise NotFound("there is no variant store in this folder", where=Where(NAME)) from None
    try:
        sealed = msgspec.json.decode(data, type=learned(_Sealed))
        inner = bytes(sealed.manifest)
        if sha256(inner).hexdigest() != sealed.sha256:
            raise corrupt(NAME, "its checksum differs")
        number = msgspec.json.decode(inner, type=learned(_Format)).format
        if not 1 <= number <= FORMAT:
            raise CorruptStore(
                f"the variant store has format {number}; this version reads 1 to {FORMAT}",
                where=Where(NAME),
                remedy="use the version of samvar that wrote it",
            )
        return msgspec.json.decode(inner, type=learned(Manifest))
    except msgspec.MsgspecError as error:
        raise corrupt(NAME, "it is not a manifest") from error


class _Format(msgspec.Struct):
    format: int


def stamp(manifest: str) -> tuple[int, int, int]:
    """What changes with every commit: inode, time and length of the manifest file.

    manifest: its path, as text: every answer asks, and a `Path` costs more than the question.
    """
    try:
        status = os.stat(manifest)  # noqa: PTH116
    except FileNotFoundError:
        raise NotFound("there is no variant store in this folder", where=Where(NAME)) from None
    return status.st_ino, status.st_mtime_ns, status.st_size


def corrupt(name: str, why: str) -> CorruptStore:
    """The error for stored bytes that are not what was written."""
    return CorruptStore(
        "a file of the variant store is damaged",
        where=Where(name),
        why=why,
        remedy="restore the store from a backup; samvar doctor lists every damaged file",
    )
