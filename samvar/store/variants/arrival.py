"""Writing the files of new samples: genomes, callable stretches, a shard for each 1,000."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from samvar.formats.abreast import abreast, threads
from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution
from samvar.model.genome import Assembly
from samvar.store.variants.callability import checked, content_digest, write_stretches
from samvar.store.variants.carriers import MISSED, SHARD_PEOPLE, Marks, write_carriers
from samvar.store.variants.gather import Gathered
from samvar.store.variants.genome import Kept, Spelled, genome_table, write_table
from samvar.store.variants.manifest import File
from samvar.store.variants.pack import shares, write_pack
from samvar.store.variants.spool import Spool
from samvar.store.variants.staging import fresh_name

Placed = tuple[File, int | None]
"""A file of calls, and which of those who share it a person is: see `people.Entry`."""


def write_calls(
    folder: Path, gathered: Gathered, number: int
) -> tuple[list[Placed], list[tuple[int, int, File]]]:
    """What `write_genomes` and `write_shards` give: both at once, of the same calls."""
    with ThreadPoolExecutor(1, thread_name_prefix="carriers") as beside:
        shards = beside.submit(write_shards, folder, gathered.calls, number)
        return write_genomes(folder, gathered, number), shards.result()


def write_genomes(folder: Path, gathered: Gathered, number: int) -> list[Placed]:
    """The Parquet file of each of `number` samples; those of few rows share one."""
    spelled = Spelled(gathered.codes, gathered.long_alleles)
    with threads("genome") as pool:
        # Two at a time: more would hold more whole genomes than they save time.
        files = abreast(pool, _genomes(folder, gathered.calls, number, spelled), depth=2)
        return [placed for own in files for placed in own]


def _genomes(
    folder: Path, calls: Spool, number: int, spelled: Spelled
) -> Iterator[Callable[[], list[Placed]]]:
    """A job for each file. Of many small genomes the columns are made once for all."""
    for low, high in calls.groups(number):
        kept = calls.of_samples(low, high)
        table = genome_table(kept, spelled)
        edges = np.searchsorted(kept.sample, np.arange(low, high + 1)).tolist()
        own = [table.slice(start, end - start) for start, end in pairwise(edges)]
        for first, last in shares([len(each) for each in own]):
            name = fresh_name("genome", "parquet")
            yield partial(_written, folder, name, own[first:last])


def _written(folder: Path, name: str, tables: Sequence[Any]) -> list[Placed]:
    if len(tables) == 1:
        return [(write_table(folder, name, tables[0]), None)]
    file = write_pack(folder, name, tables)
    return [(file, place) for place in range(len(tables))]


def write_all_stretches(
    folder: Path, stretches: Sequence[Stretches], present: Callable[[str], File | None]
) -> list[tuple[File, str]]:
    """File and content digest of each; `present` finds a live file of equal stretches."""
    files: dict[str, File] = {}
    digests: dict[int, str] = {}
    found = []
    for own in stretches:
        content = digests.setdefault(id(own), "") or content_digest(own)
        digests[id(own)] = content
        if content not in files:
            live = present(content)
            name = fresh_name("callable", "parquet")
            files[content] = live or write_stretches(folder, name, own)
        found.append((files[content], content))
    return found


def write_shards(folder: Path, calls: Spool, number: int) -> list[tuple[int, int, File]]:
    """The first person, the one behind the last, and the carriers file of each new shard."""
    shards = []
    for low in range(0, number, SHARD_PEOPLE):
        high = min(low + SHARD_PEOPLE, number)
        name = fresh_name("carriers", "arrow")
        marks = _marks(calls.by_window(low, high), low)
        shards.append((low, high, write_carriers(folder, name, marks, high - low)))
    return shards


def _marks(windows: Iterator[Kept], low: int) -> Iterator[Marks]:
    for calls in windows:
        none = np.where(calls.missed > 0, MISSED, 0)
        state = np.where(calls.counted > 0, calls.counted, none)
        some = state > 0
        yield Marks.of(calls.key[some], calls.sample[some] - low, state[some])


def checked_all(
    assembly: Assembly,
    contributions: Sequence[Contribution],
    callable_: Mapping[str, Stretches],
) -> list[Stretches]:
    """The stretches of each contribution; people of one assay share them, and the work."""
    known: dict[tuple[int, int], Stretches] = {}
    found = []
    for contribution in contributions:
        own, gap = callable_[contribution.sample], contribution.rules.close_gap_bp
        name = id(own), gap
        if name not in known:
            known[name] = checked(assembly, own, gap)
        found.append(known[name])
    return found
