"""Joining long runs and rewriting large shards beside the writers, who go on meanwhile.

New files are made in a folder of their own, from files that never change. Only to name them in the
manifest does it take the writers' lock, for some milliseconds; what a writer did in the meantime
stays, and work whose inputs are gone is thrown away. No answer changes, so the epoch does not. A
process that is killed leaves the last commit whole, and its half-made files to the next one.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from samvar.model.errors import Conflict
from samvar.store.variants import disk
from samvar.store.variants.beside import join_beside, read_beside, write_beside
from samvar.store.variants.carriers import Carriers, join_shards
from samvar.store.variants.compact import runs_due, shards_due
from samvar.store.variants.manifest import (
    FORMAT,
    MERGING,
    Beside,
    File,
    Gone,
    Manifest,
    Run,
    Shard,
    read_manifest,
    write_manifest,
)
from samvar.store.variants.mapping import Missing
from samvar.store.variants.people import read_people, write_people
from samvar.store.variants.runs import INLINE_ROWS, Joining, write_allele_runs
from samvar.store.variants.staging import INLINE_BYTES, fresh_name

LOCK_WAIT_S = 600.0
"""A load holds the writers' lock for minutes; what was joined meanwhile is worth the wait."""


def unmerged(manifest: Manifest) -> int:
    """Runs of the table that has the most."""
    return max(Counter((run.assembly, run.scope) for run in manifest.runs).values(), default=0)


def is_small(manifest: Manifest) -> bool:
    """Whether all of a store is written anew in about a second."""
    rows = sum(run.rows for run in manifest.runs)
    carriers = sum(shard.carriers.bytes for shard in manifest.shards)
    return rows <= INLINE_ROWS and carriers <= INLINE_BYTES


@dataclass(frozen=True, slots=True)
class JoinedRuns:
    """Neighbouring runs of one family, and the run that stands for them; None: they cancel."""

    before: tuple[Run, ...]
    after: Run | None


@dataclass(frozen=True, slots=True)
class JoinedShards:
    """Neighbouring shards, and the carriers of those who were there when this was begun.

    place: for each shard, the new index of each old one, None for who had left.
    """

    before: tuple[Shard, ...]
    carriers: File
    place: tuple[tuple[int | None, ...], ...]


def merge_once(folder: Path, settle_before: float | None = None) -> bool:
    """Do what is due at one commit; whether anything was.

    settle_before: UNIX seconds; what has been cancelled since then or longer is due.

    Raises:
        CorruptStore: a file is damaged. Conflict: a writer held its lock for ten minutes.
    """
    with _alone(folder) as alone:
        if not alone:
            return False
        manifest = read_manifest(folder)
        try:
            runs = _join_runs(folder, manifest, settle_before)
            shards = _join_shards(folder, manifest, settle_before)
        except Missing:
            return False  # a writer has joined them itself, and swept: look again later
        alleles = settle_before is not None and any(
            run.subtracts is not None and run.subtracts <= settle_before for run in manifest.alleles
        )
        if not runs and not shards and not alleles:
            return False
        disk.sync_all([path for path in (folder / MERGING).iterdir() if path.name != "lock"])
        with disk.exclusive(folder / "lock", LOCK_WAIT_S):
            return _publish(folder, runs, shards, alleles=alleles)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Be the only process that merges, in an empty folder; False where another one is at it."""
    place = folder / MERGING
    place.mkdir(exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(disk.exclusive(place / "lock", timeout_s=0))
        except Conflict:
            yield False
            return
        _empty(place)
        yield True
        _empty(place)


def _empty(place: Path) -> None:
    for path in place.iterdir():
        if path.name != "lock":
            disk.remove(path)


def _join_runs(folder: Path, manifest: Manifest, settle_before: float | None) -> list[JoinedRuns]:
    joining = Joining(folder, MERGING)
    found = []
    for name in sorted({(run.assembly, run.scope) for run in manifest.runs}):
        own = [run for run in manifest.runs if (run.assembly, run.scope) == name]
        settle = settle_before is not None and any(
            run.subtracts is not None and run.subtracts <= settle_before for run in own
        )
        count = runs_due([run.rows for run in own], [run.changes for run in own], settle=settle)
        if not count:
            continue
        joined = own[len(own) - count :]
        since = [run.subtracts for run in joined if run.subtracts is not None]
        settled = count == len(own) or not since
        run = joining.run(name, joined, None if settled else min(since))
        found.append(JoinedRuns(tuple(joined), run))
    return found


def _join_shards(
    folder: Path, manifest: Manifest, settle_before: float | None
) -> list[JoinedShards]:
    found = []
    for assembly in sorted({shard.assembly for shard in manifest.shards}):
        own = [shard for shard in manifest.shards if shard.assembly == assembly]
        settle = [
            settle_before is not None and s.subtracts is not None and s.subtracts <= settle_before
            for s in own
        ]
        for group in shards_due([shard.count for shard in own], settle):
            before = tuple(own[index] for index in group)
            place = _new_places(before)
            parts = [
                (Carriers(folder, shard.carriers, shard.size), indices)
                for shard, indices in zip(before, place, strict=True)
            ]
            people = sum(shard.count for shard in before)
            file = join_shards(folder, fresh_name(MERGING, "arrow"), parts, people)
            found.append(JoinedShards(before, file, place))
    return found


def _new_places(shards: Sequence[Shard]) -> tuple[tuple[int | None, ...], ...]:
    found, number = [], 0
    for shard in shards:
        indices: list[int | None] = []
        for index in range(shard.size):
            here = index not in shard.left
            indices.append(number if here else None)
            number += here
        found.append(tuple(indices))
    return tuple(found)


def _publish(
    folder: Path, runs: Sequence[JoinedRuns], shards: Sequence[JoinedShards], *, alleles: bool
) -> bool:
    """Name what was made in the manifest of now, where its inputs still stand."""
    now = time.time()
    manifest = read_manifest(folder)
    before = {file.name for file in manifest.files()}
    for joined in runs:
        manifest = _with_run(folder, manifest, joined)
    for group in shards:
        manifest = _with_shard(folder, manifest, group)
    if alleles:
        kept = write_allele_runs(folder, manifest, {}, now, everything=True)
        manifest = msgspec.structs.replace(manifest, alleles=kept)
    after = {file.name for file in manifest.files()}
    if after == before:
        return False
    disk.sync_all([folder / name for name in after - before])
    for name in sorted({name.partition("/")[0] for name in after - before}):
        disk.sync(folder / name)
    gone = (*manifest.gone, *(Gone(name, now) for name in sorted(before - after)))
    write_manifest(folder, msgspec.structs.replace(manifest, format=FORMAT, gone=gone))
    return True


def _with_run(folder: Path, manifest: Manifest, joined: JoinedRuns) -> Manifest:
    kept = list(manifest.runs)
    at = _found(kept, joined.before)
    if at is None:
        return manifest
    after = [] if joined.after is None else [_moved_run(folder, joined.after)]
    kept[at : at + len(joined.before)] = after
    return msgspec.structs.replace(manifest, runs=tuple(kept))


def _with_shard(folder: Path, manifest: Manifest, group: JoinedShards) -> Manifest:
    """Whoever left in the meantime leaves the new shard, and what else was said of people stays."""
    kept = list(manifest.shards)
    names = [shard.carriers.name for shard in group.before]
    at = _found([shard.carriers.name for shard in kept], names)
    if at is None:
        return manifest
    own = kept[at : at + len(names)]
    entries = [entry for shard in own for entry in read_people(folder, shard.people)]
    left = [
        index
        for shard, place in zip(own, group.place, strict=True)
        for old in shard.left
        if (index := place[old]) is not None
    ]
    since = [shard.subtracts for shard in own if shard.subtracts is not None]
    people = write_people(folder, fresh_name("people", "json"), entries)
    shard = Shard(
        own[0].assembly,
        people,
        _moved(folder, group.carriers, "carriers"),
        len(entries),
        tuple(left),
        min(since) if left else None,
        _beside(folder, own, group.place),
    )
    kept[at : at + len(names)] = [shard]
    return msgspec.structs.replace(manifest, shards=tuple(kept))


def _beside(
    folder: Path, shards: Sequence[Shard], place: Sequence[Sequence[int | None]]
) -> tuple[Beside, ...]:
    """The shards' tables beside the small variants, which are few rows, as those of one."""
    written = []
    for kind in sorted({each.kind for shard in shards for each in shard.beside}):
        parts = [
            (read_beside(folder, each.file, kind), places)
            for shard, places in zip(shards, place, strict=True)
            for each in shard.beside
            if each.kind == kind
        ]
        table = join_beside(kind, parts)
        if len(table):
            file = write_beside(folder, fresh_name("carriers", "arrow"), table)
            written.append(Beside(kind, file, len(table)))
    return tuple(written)


def _found(kept: Sequence[object], before: Sequence[object]) -> int | None:
    """Where all of `before` still stand, one after the other."""
    places = range(len(kept) - len(before) + 1)
    return next((at for at in places if list(kept[at : at + len(before)]) == list(before)), None)


def _moved_run(folder: Path, run: Run) -> Run:
    moved = {
        name: file and _moved(folder, file, "counts")
        for name, file in (("counts", run.counts), ("strata", run.strata), ("track", run.track))
    }
    return msgspec.structs.replace(run, **moved)


def _moved(folder: Path, file: File, room: str) -> File:
    """Out of the folder of half-made files; once, where two families share it."""
    name = file.name.replace(MERGING, room, 1)
    if (folder / file.name).exists():
        (folder / file.name).rename(folder / name)
    return File(name, file.bytes, file.sha256)
