"""Read D4: how many bases of a contig, or of stretches of it, have each depth.

A base's depth is a code of a few bits in the primary table; what no code stands for is a run in the
secondary table. Nothing is made of single bases here: codes are counted, and runs weighed.

Source: Hou et al. 2021, doi:10.1038/s43588-021-00085-0, and 38/d4-format, versions to 0.3.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from samvar.formats.d4.container import BLOB, FOLDER, MAGIC, ROOT, STREAM, Container, Entry
from samvar.formats.d4.kernel import add_codes, add_runs, count_codes
from samvar.formats.stream import open_binary
from samvar.model.calls import Int64
from samvar.model.errors import BadFile, UsageError, Where

_RUN = np.dtype([("left", "<u4"), ("more", "<u2"), ("value", "<i4")])
"""A run: its first base counted from 1, how many more bases there are, their depth."""
_FIRST = struct.Struct("<BIII")
_LATER = struct.Struct("<III")
_WIDEST = 16
_LEAST_DENOMINATOR = 1e-6
"""So that no depth is beyond what can be counted."""


@dataclass(frozen=True, slots=True)
class Depths:
    """How many bases have which depth. depth: (n) float64, ascending; bases: (n) int64."""

    depth: npt.NDArray[np.float64]
    bases: Int64

    @property
    def total(self) -> int:
        """Bases in all."""
        return int(self.bases.sum())

    @property
    def mean(self) -> float | None:
        """The mean depth; None of no bases."""
        return float(self.depth @ self.bases) / self.total if self.total else None

    def share(self, least: float) -> float | None:
        """The share of bases with at least this depth, 0-1; None of no bases."""
        deep = int(self.bases[self.depth >= least].sum())
        return deep / self.total if self.total else None

    @classmethod
    def joined(cls, parts: Iterable[Depths]) -> Depths:
        """The bases of several, together."""
        some = list(parts)
        depth = np.concatenate([part.depth for part in some] or [np.zeros(0)])
        bases = np.concatenate([part.bases for part in some] or [np.zeros(0, np.int64)])
        return _counted(depth, bases)


class D4File:
    """One file of one track. contigs: length of each, in the file's order.

    Raises:
        BadFile: not D4, damaged, or of several tracks.
    """

    def __init__(self, path: Path) -> None:
        with open_binary(path) as file:
            head = file.read(ROOT)
        if head[: len(MAGIC)] != MAGIC:
            raise BadFile("this is not a D4 file", where=Where(path.name))
        self._parts = Container(np.memmap(path, dtype=np.uint8, mode="r"), path.name)
        root = self._parts.directory(ROOT)
        head_at = root.get(".metadata")
        if head_at is None or head_at.kind != STREAM:
            raise BadFile(
                "the D4 file is of several tracks, or of none",
                where=Where(path.name),
                remedy="give a file of one sample",
            )
        said = self._json(head_at)
        self.contigs: dict[str, int] = self._contigs(said)
        self._values = self._dictionary(said)
        self._divisor = self._denominator(said)
        self._width = (len(self._values) - 1).bit_length()
        self._table = self._primary(root)
        self._runs_at = self._secondary(root)

    def depths(self, contig: str, stretches: Iterable[tuple[int, int]] | None = None) -> Depths:
        """The depths of a contig's bases, or of some stretches of it.

        stretches: disjoint, sorted, 0-based half-open. contig: as the file names it.

        Raises:
            UsageError: the contig is none of the file's, or a stretch leads out of it.
            BadFile: the file is damaged.
        """
        wanted = self._wanted(contig, stretches)
        length = self.contigs[contig]
        starts, ends, values = self._runs(contig)
        weight = _within(ends, wanted) - _within(starts, wanted)
        codes = np.zeros(len(self._values), dtype=np.int64)
        if self._width:
            first = self._offsets[contig]
            size = (length * self._width + 7) // 8
            table = np.asarray(self._table[first : first + size])
            count_codes(table, self._width, wanted[:, 0].copy(), wanted[:, 1].copy(), codes)
        else:
            codes[0] = (wanted[:, 1] - wanted[:, 0]).sum()
        # Whatever a run holds has the last code, too: what is left of it stands for itself.
        codes[-1] -= weight.sum()
        if codes[-1] < 0:
            raise self._parts.fault("its two tables contradict each other")
        depth = np.concatenate([self._values, values]) / self._divisor
        return _counted(depth, np.concatenate([codes, weight]))

    def sums(
        self, contig: str, stretches: Iterable[tuple[int, int]], floors: Sequence[float]
    ) -> npt.NDArray[np.float64]:
        """(stretches, 1 + floors) of each stretch the depths of its bases added up, and how many
        bases reach each floor. All as in `depths`.

        Raises: as `depths`.
        """
        wanted = self._wanted(contig, stretches)
        starts, ends = wanted[:, 0].copy(), wanted[:, 1].copy()
        least = np.asarray(floors, dtype=np.float64)
        found = np.zeros((len(wanted), 1 + len(least)))
        first = self._offsets[contig]
        size = (self.contigs[contig] * self._width + 7) // 8
        table = np.asarray(self._table[first : first + size])
        depth = self._values / self._divisor
        add_codes(table, self._width, starts, ends, depth, least, found)
        run_starts, run_ends, values = self._runs(contig)
        runs = run_starts, run_ends, values / self._divisor
        add_runs(*runs, float(depth[-1]), starts, ends, least, found)
        return found

    def _wanted(
        self, contig: str, stretches: Iterable[tuple[int, int]] | None
    ) -> npt.NDArray[np.int64]:
        """(n, 2) the stretches, looked at."""
        if contig not in self.contigs:
            raise UsageError(f"'{contig[:40]}' is no contig of the D4 file")
        length = self.contigs[contig]
        pairs = [(0, length)] if stretches is None else list(stretches)
        wanted = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        edges = wanted.ravel()
        if len(edges) and (edges[0] < 0 or edges[-1] > length or (np.diff(edges) < 0).any()):
            raise UsageError("stretches of a contig are sorted, disjoint and within it")
        return wanted

    def _runs(self, contig: str) -> tuple[Int64, Int64, Int64]:
        """Starts, ends and depths of the runs of a contig, in order.

        The format's own writer lets a run begin at the last base of the one before (24 contigs of
        one of Scout's demo files have such): the base is the earlier one's, as its reader has it.
        """
        found = [self._decoded(*place) for place in self._runs_at.get(contig, ())]
        runs = np.concatenate(found) if found else np.zeros(0, dtype=_RUN)
        starts = runs["left"].astype(np.int64) - 1
        ends = starts + runs["more"] + 1
        if len(runs):
            shared = ends[:-1] - starts[1:]
            if shared.max(initial=0) > 1 or starts[0] < 0 or ends[-1] > self.contigs[contig]:
                raise self._parts.fault("runs of its secondary table overlap, or leave the contig")
            starts[1:] += np.maximum(shared, 0)
            if (ends < starts).any():
                raise self._parts.fault("a run of its secondary table lies within another")
        return starts, ends, runs["value"].astype(np.int64)

    def _decoded(self, entry: Entry, deflated: bool, most: int) -> npt.NDArray[Any]:
        """The runs of one partition; it has at most as many as bases."""
        frames = self._parts.frames(entry)
        if not deflated:
            whole = b"".join(frames)
            runs = np.frombuffer(whole, dtype=_RUN, count=len(whole) // _RUN.itemsize)
            unused = np.flatnonzero(runs["left"] == 0)
            return runs[: unused[0]] if len(unused) else runs
        parts = []
        for number, frame in enumerate(frames):
            head = _LATER if number else _FIRST
            if len(frame) < head.size:
                raise self._parts.fault("a frame of the secondary table is cut off")
            *plain, _, _, count = head.unpack_from(frame)
            size = count * _RUN.itemsize
            if count > most:
                raise self._parts.fault("a partition has more runs than bases")
            body = frame[head.size :]
            if not (plain and plain[0]):
                body = self._inflated(body, size)
            if len(body) < size:
                raise self._parts.fault("a frame of the secondary table is cut off")
            parts.append(np.frombuffer(body, dtype=_RUN, count=count))
        return np.concatenate(parts)

    def _inflated(self, body: bytes, size: int) -> bytes:
        try:
            return zlib.decompressobj(-15).decompress(body, size) if size else b""
        except zlib.error:
            raise self._parts.fault("a frame of the secondary table cannot be inflated") from None

    # -- what the file says of itself -------------------------------------------------------

    def _json(self, entry: Entry) -> dict[str, Any]:
        text = b"".join(self._parts.frames(entry)).rstrip(b"\0")
        try:
            said = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise self._parts.fault("its metadata is not JSON")
        return said

    def _contigs(self, said: dict[str, Any]) -> dict[str, int]:
        listed = said.get("chrom_list")
        try:
            found = {str(each["name"]): int(each["size"]) for each in listed or ()}
        except (TypeError, KeyError, ValueError):
            raise self._parts.fault("its contigs are not named with their sizes") from None
        if not found or not all(0 <= size < 1 << 32 for size in found.values()):
            raise self._parts.fault("it has no contig, or one of no size")
        return found

    def _dictionary(self, said: dict[str, Any]) -> Int64:
        """The depth of each code."""
        match said.get("dictionary"):
            case {"SimpleRange": {"low": int(low), "high": int(high)}} if 0 < high - low <= 1 << 16:
                values = list(range(low, high))
            case {"Dictionary": {"i2v_map": list(values)}} if all(type(v) is int for v in values):
                pass
            case _:
                raise self._parts.fault("its dictionary of depths is of no known form")
        if not values or len(values) & (len(values) - 1) or len(values) > 1 << _WIDEST:
            raise self._parts.fault("its dictionary of depths has no power of two of them")
        return np.array(values, dtype=np.int64)

    def _denominator(self, said: dict[str, Any]) -> float:
        match said.get("denominator", "One"):
            case "One":
                return 1.0
            case {"Value": int() | float() as value} if value >= _LEAST_DENOMINATOR:
                return float(value)
        raise self._parts.fault("its denominator is of no known form")

    def _primary(self, root: dict[str, Entry]) -> npt.NDArray[np.uint8]:
        self._offsets: dict[str, int] = {}
        at = 0
        for name, length in self.contigs.items():
            self._offsets[name] = at
            at += (length * self._width + 7) // 8
        entry = root.get(".ptab")
        if entry is None or entry.kind != BLOB or entry.size < at:
            raise self._parts.fault("its primary table is missing or too short")
        return self._parts.part(entry.offset, entry.size)

    def _secondary(self, root: dict[str, Entry]) -> dict[str, list[tuple[Entry, bool, int]]]:
        """Of each contig: where its runs lie, whether deflated, and of how many bases."""
        entry = root.get(".stab")
        if entry is None or entry.kind != FOLDER:
            raise self._parts.fault("its secondary table is missing")
        streams = self._parts.directory(entry.offset)
        said = self._json(streams.get(".metadata", entry))
        if said.get("record_format") != "range":
            raise self._parts.fault("its secondary table is of no known form")
        deflated = said.get("compression") not in (None, "NoCompression")
        found: dict[str, list[tuple[Entry, bool, int]]] = {}
        for number, partition in enumerate(said.get("partitions") or ()):
            stream = streams.get(str(number))
            match partition:
                case [str(name), int(start), int(end)] if stream is not None:
                    found.setdefault(name, []).append((stream, deflated, max(end - start, 0)))
                case _:
                    raise self._parts.fault("a partition of its secondary table is missing")
        return found


def _within(places: Int64, wanted: npt.NDArray[np.int64]) -> Int64:
    """How many bases of the wanted stretches lie before each place."""
    if not len(wanted):
        return np.zeros(len(places), dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(wanted[:, 1] - wanted[:, 0])])
    at = np.searchsorted(wanted[:, 0], places, side="right")
    inside = np.minimum(places, wanted[np.maximum(at - 1, 0), 1]) - wanted[np.maximum(at - 1, 0), 0]
    found: Int64 = np.where(at == 0, 0, before[np.maximum(at - 1, 0)] + inside)
    return found


def _counted(depth: npt.NDArray[np.float64], bases: Int64) -> Depths:
    """Each depth once, with all its bases, those of none left out."""
    kept = bases > 0
    once, which = np.unique(depth[kept], return_inverse=True)
    return Depths(once, np.bincount(which, bases[kept], len(once)).astype(np.int64))
