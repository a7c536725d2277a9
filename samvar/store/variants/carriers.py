"""Who carries each variant: one site-major file a shard of at most 1,000 people.

An Arrow IPC file, mapped, one record batch per window of 2^23 places: `key` (uint64, sorted) and
`people` (binary). Windows are the same in all shards, so joining or rewriting shards of whole
genomes holds one window at a time in memory.

A person's *state* at a site is 1 or 2 counted copies, or 3: none counted and at least one allele
missed; 0 is not written. A site's bytes are the shorter of two forms, told apart by their length:
2 bits a person, ceil(n / 4) bytes; or, when strictly shorter, a list of `gap << 2 | state`, where
gap is the number of people skipped, as base-128 numbers of one or two bytes, low bits first, high
bit set on the first of two. (2^14 codes hold gap 999.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.model.calls import Int64, UInt64
from samvar.store.variants.disk import Output
from samvar.store.variants.manifest import File, corrupt
from samvar.store.variants.mapping import arrow_batches, mapped
from samvar.store.variants.search import Search

SHARD_PEOPLE = 1000
MISSED = 3

_SHIFT = 54  # a window is the contig code and the top 5 bits of the position
WINDOW_SHIFT = np.uint64(_SHIFT)
WINDOWS = 1 << 10

_WORTH_A_KERNEL = 256
"""People of a shard from which unpacking one site is worth the loading of compiled code."""

Bytes = np.ndarray
_SCHEMA = [("key", pa.uint64()), ("people", pa.binary())]


@dataclass(frozen=True, slots=True)
class Marks:
    """States of n (site, person) pairs, sorted by key, then person; each pair once.

    key: (n) uint64. person: (n) int64, index in the shard. state: (n) uint8, 1 to 3.
    """

    key: UInt64
    person: Int64
    state: np.ndarray

    def __len__(self) -> int:
        return len(self.key)

    @classmethod
    def of(cls, key: UInt64, person: np.ndarray, state: np.ndarray) -> Marks:
        """Sort pairs in any order."""
        # Where people come one after the other, which is the rule, one sort is enough.
        ordered = bool((person[1:] >= person[:-1]).all())
        order = np.argsort(key, kind="stable") if ordered else np.lexsort((person, key))
        return cls(key[order], person[order].astype(np.int64), state[order].astype(np.uint8))

    @classmethod
    def chain(cls, parts: Sequence[Marks]) -> Marks:
        """Marks of later keys behind those of earlier ones."""
        parts = [no_marks(), *parts]
        return cls(
            np.concatenate([part.key for part in parts]),
            np.concatenate([part.person for part in parts]),
            np.concatenate([part.state for part in parts]),
        )


def no_marks() -> Marks:
    """Nobody anywhere."""
    return Marks(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.uint8))


def encode_sites(
    site: Int64, person: Int64, state: np.ndarray, sites: int, people: int
) -> tuple[Int64, Bytes]:
    """Pack marks, sorted by site and person, into `sites` pieces of bytes.

    site: (n) int64, 0 to sites - 1. Returns (sites + 1) offsets, and the bytes.
    """
    width = -(-people // 4)
    fresh = np.append(True, site[1:] != site[:-1]) if len(site) else np.zeros(0, bool)
    gap = np.diff(person, prepend=-1) - 1
    gap[fresh] = person[fresh]
    code = gap << 2 | state
    size = 1 + (code >= 128)
    listed = np.bincount(site, weights=size, minlength=sites).astype(np.int64)
    packed = listed >= width
    offsets = np.concatenate(([0], np.cumsum(np.where(packed, width, listed))))
    data = np.zeros(int(offsets[-1]), dtype=np.uint8)

    rows = np.flatnonzero(~packed[site])
    end = np.cumsum(size[rows])
    own = np.append(True, site[rows][1:] != site[rows][:-1]) if len(rows) else np.zeros(0, bool)
    base = (end - size[rows])[own]
    at = (
        offsets[site[rows]]
        + end
        - size[rows]
        - np.repeat(base, np.diff(np.append(np.flatnonzero(own), len(rows))))
    )
    two = size[rows] == 2
    data[at] = code[rows] & 127 | np.where(two, 128, 0)
    data[at[two] + 1] = code[rows][two] >> 7

    rows = np.flatnonzero(packed[site])
    if len(rows):
        at = offsets[site[rows]] + (person[rows] >> 2)
        bits = state[rows].astype(np.uint8) << (2 * (person[rows] & 3)).astype(np.uint8)
        first = np.flatnonzero(np.append(True, at[1:] != at[:-1]))
        data[at[first]] = np.add.reduceat(bits, first)  # four people a byte, no bit twice
    return offsets, data


def decode_sites(offsets: Int64, data: Bytes, people: int) -> tuple[Int64, Int64, np.ndarray]:
    """Unpack pieces of bytes: site index, person and state of every mark, in order."""
    width = -(-people // 4)
    length = np.diff(offsets)
    packed = length == width
    site_of_byte = np.repeat(np.arange(len(length)), length)
    data = data[int(offsets[0]) : int(offsets[-1])]

    listed = np.flatnonzero(~packed[site_of_byte])
    values, site = data[listed].astype(np.int64), site_of_byte[listed]
    second = np.append(False, values[:-1] >= 128) if len(values) else np.zeros(0, bool)
    start = np.flatnonzero(~second)
    code = values[start] & 127
    long = values[start] >= 128
    code[long] |= values[start[long] + 1] << 7
    site = site[start]
    step = (code >> 2) + 1
    total = np.cumsum(step)
    own = np.append(True, site[1:] != site[:-1]) if len(site) else np.zeros(0, bool)
    base = np.repeat((total - step)[own], np.diff(np.append(np.flatnonzero(own), len(site))))
    found = [(site, total - base - 1, (code & 3).astype(np.uint8))]

    full = np.flatnonzero(packed)
    if len(full):
        bits = data[np.flatnonzero(packed[site_of_byte])].reshape(len(full), width)
        states = np.stack([bits >> np.uint8(2 * i) & np.uint8(3) for i in range(4)], axis=2)
        row, column = np.nonzero(states.reshape(len(full), width * 4))
        found.append((full[row], column, states.reshape(len(full), -1)[row, column]))
    sites, persons, marks = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(sites, kind="stable")
    return sites[order], persons[order], marks[order]


class Carriers:
    """A shard's file, mapped."""

    def __init__(self, folder: Path, file: File, people: int, *, verify: bool = True) -> None:
        """Raises CorruptStore and Missing, as `mapping.mapped`."""
        self.people = people
        self.width = -(-people // 4)
        self._windows: dict[int, tuple[UInt64, np.ndarray, Bytes]] = {}
        self._plain: dict[int, tuple[Search, memoryview, Bytes]] = {}
        for metadata, batch in arrow_batches(file, mapped(folder, file, verify=verify)):
            if batch.schema.names != [name for name, _ in _SCHEMA] or "window" not in metadata:
                raise corrupt(file.name, "it has other columns")
            _, offsets, data = batch.column(1).buffers()
            self._windows[int(metadata["window"])] = (
                batch.column(0).to_numpy(zero_copy_only=True),
                np.frombuffer(offsets, np.int32)[: len(batch.column(1)) + 1],
                np.frombuffer(data, np.uint8),
            )
        for window, (key, offset, data) in self._windows.items():
            self._plain[window] = Search(key), offset.data, data

    def piece(self, key: int) -> tuple[Bytes, int, int] | None:
        """Where the bytes of one site are: in what, from where to where; None where nobody is."""
        window = self._plain.get(key >> _SHIFT)
        if window is None:
            return None
        search, offsets, data = window
        row = search.row(key)
        if row < 0:
            return None
        return data, offsets[row], offsets[row + 1]

    def states(self, data: Bytes, start: int, end: int) -> np.ndarray:
        """The state of each person, (people) uint8, from the bytes of one site."""
        if self.people >= _WORTH_A_KERNEL:
            from samvar.store.variants.kernel import unpack_site  # noqa: PLC0415 (few need numba)

            state = np.empty(self.people, np.uint8)
            unpack_site(data, start, end, self.people, state)
            return state
        edges = np.array([0, end - start])
        _, person, mark = decode_sites(edges, data[start:end], self.people)
        state = np.zeros(self.people, np.uint8)
        state[person] = mark
        return state

    def windows(self) -> list[int]:
        """The windows that have marks, in order."""
        return sorted(self._windows)

    def of_window(self, window: int) -> Marks:
        """All marks of one window."""
        if window not in self._windows:
            return no_marks()
        key, offsets, data = self._windows[window]
        site, person, state = decode_sites(offsets.astype(np.int64), data, self.people)
        return Marks(key[site], person, state)

    def at(self, keys: UInt64) -> Marks:
        """Marks of sorted keys; a key without any is absent."""
        found: list[Marks] = []
        for window, low, high in window_bounds(keys):
            if window not in self._windows:
                continue
            key, offsets, data = self._windows[window]
            wanted = keys[low:high]
            row = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
            row = row[key[row] == wanted]
            if not len(row):
                continue
            lengths = (offsets[row + 1] - offsets[row]).astype(np.int64)
            edges = np.concatenate(([0], np.cumsum(lengths)))
            start = np.repeat(offsets[row].astype(np.int64) - edges[:-1], lengths)
            pick = start + np.arange(edges[-1])
            site, person, state = decode_sites(edges, data[pick], self.people)
            found.append(Marks(key[row][site], person, state))
        return Marks.chain(found) if len(found) != 1 else found[0]


def window_bounds(keys: UInt64) -> list[tuple[int, int, int]]:
    """Window, first and end index of each window that sorted keys touch."""
    window = keys >> WINDOW_SHIFT
    if not len(window) or window[0] == window[-1]:
        return [(int(window[0]), 0, len(keys))] if len(window) else []
    own, first = np.unique(window, return_index=True)
    ends = np.append(first[1:], len(keys))
    return list(zip(own.tolist(), first.tolist(), ends.tolist(), strict=True))


def write_carriers(folder: Path, name: str, parts: Iterable[Marks], people: int) -> File:
    """Write a shard of `people`; each part has its windows to itself."""
    schema = pa.schema(_SCHEMA)
    with Output(folder / name) as out:
        writer: Any = pa.ipc.new_file(out, schema)
        for marks in parts:
            if not len(marks):
                continue
            fresh = np.append(True, marks.key[1:] != marks.key[:-1])
            key, site = marks.key[fresh], np.cumsum(fresh) - 1
            offsets, data = encode_sites(site, marks.person, marks.state, len(key), people)
            for window, low, high in window_bounds(key):
                start, own = offsets[low], offsets[low : high + 1]
                pieces = (own - start).astype(np.int32), data[start : own[-1]]
                binary = pa.Array.from_buffers(
                    pa.binary(), high - low, [None, *map(pa.py_buffer, pieces)]
                )
                writer.write_batch(
                    pa.record_batch([pa.array(key[low:high]), binary], schema=schema),
                    custom_metadata={"window": str(window)},
                )
        writer.close()
    return File(name, out.bytes, out.sha256)


def join_shards(
    folder: Path, name: str, shards: Sequence[tuple[Carriers, Sequence[int | None]]], people: int
) -> File:
    """Write several shards as one; each comes with the new index of its people, None = left out."""

    def parts() -> Iterable[Marks]:
        for window in sorted({w for carriers, _ in shards for w in carriers.windows()}):
            pieces = []
            for carriers, places in shards:
                new = np.array([-1 if place is None else place for place in places], np.int64)
                marks = carriers.of_window(window)
                person = new[marks.person]
                keep = person >= 0
                pieces.append((marks.key[keep], person[keep], marks.state[keep]))
            yield Marks.of(*(np.concatenate(column) for column in zip(*pieces, strict=True)))

    return write_carriers(folder, name, parts(), people)
