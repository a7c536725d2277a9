"""Write D4 files for tests, as the format's own writer lays them out; in plain words."""

from __future__ import annotations

import json
import struct
import zlib
from itertools import pairwise
from pathlib import Path


def runs_of(depths: list[int], kept: dict[int, int]) -> list[tuple[int, int, int]]:
    """(first base from 1, bases more, depth) of what no code stands for."""
    found: list[tuple[int, int, int]] = []
    for place, depth in enumerate(depths):
        if depth in kept:
            continue
        if found:
            left, more, value = found[-1]
            if value == depth and left + more == place and more < 65535:
                found[-1] = (left, more + 1, value)
                continue
        found.append((place + 1, 0, depth))
    return found


def packed(depths: list[int], codes: dict[int, int], width: int) -> bytes:
    """The primary table of one contig."""
    number = 0
    for place, depth in enumerate(depths):
        number |= codes.get(depth, (1 << width) - 1) << (place * width)
    return number.to_bytes((len(depths) * width + 7) // 8, "little")


class Writer:
    """The bytes of a file as they grow; places are from its beginning."""

    def __init__(self) -> None:
        self.data = bytearray(b"d4\xdd\xdd\0\0\0\0")

    def stream(self, frames: list[bytes], at: int | None = None) -> tuple[int, int]:
        """Frames, each linked to the next; returns place and size of the first."""
        places = []
        for number, frame in enumerate(frames):
            whole = struct.pack("<qQ", 0, 0) + frame
            if number == 0 and at is not None:
                self.data[at : at + len(whole)] = whole
                places.append((at, len(whole)))
            else:
                places.append((len(self.data), len(whole)))
                self.data += whole
        for (here, _), (there, size) in pairwise(places):
            self.data[here : here + 16] = struct.pack("<qQ", there - here, size)
        return places[0]

    def reserve(self, size: int) -> int:
        self.data += bytes(size)
        return len(self.data) - size

    def directory(self, at: int, entries: list[tuple[str, int, int, int]]) -> None:
        """Entries (name, kind, place, size) of the directory whose 512 bytes lie at `at`."""
        text = b"".join(
            bytes((1, kind)) + struct.pack("<QQ", place - at, size) + name.encode() + b"\0"
            for name, kind, place, size in entries
        )
        room = 512 - 16
        pieces = [text[i : i + room] for i in range(0, len(text), room)] or [b""]
        pieces[0] = pieces[0].ljust(room, b"\0")
        self.stream(pieces, at)


def write_d4(
    path: Path,
    contigs: dict[str, list[int]],
    values: list[int],
    *,
    deflate: bool = True,
    part: int = 1000,
    simple: bool = False,
    denominator: float | None = None,
) -> None:
    """A file with these depths. values: the dictionary, a power of two of them."""
    width = (len(values) - 1).bit_length()
    codes = {value: code for code, value in enumerate(values)}
    writer = Writer()
    root = writer.reserve(512)
    head = {
        "chrom_list": [{"name": name, "size": len(d)} for name, d in contigs.items()],
        "dictionary": {"SimpleRange": {"low": values[0], "high": values[-1] + 1}}
        if simple
        else {"Dictionary": {"i2v_map": values}},
        "denominator": "One" if denominator is None else {"Value": denominator},
    }
    text = json.dumps(head).encode()
    meta = writer.stream([text[:200], text[200:].ljust(600, b"\0")])
    table = b"".join(packed(depths, codes, width) for depths in contigs.values())
    blob = len(writer.data)
    writer.data += table
    folder = writer.reserve(512)
    partitions, streams = [], []
    for name, depths in contigs.items():
        for start in range(0, len(depths), part):
            end = min(start + part, len(depths))
            partitions.append([name, start, end])
            runs = [
                (left + start, more, value)
                for left, more, value in runs_of(depths[start:end], codes)
            ]
            streams.append(writer.stream(_frames(runs, start, end, deflate=deflate)))
    said = {
        "format": "SimpleKV",
        "record_format": "range",
        "partitions": partitions,
        "compression": {"Deflate": 5} if deflate else "NoCompression",
    }
    inner = writer.stream([json.dumps(said).encode().ljust(300, b"\0")])
    entries = [(".metadata", 0, *inner)]
    entries += [(str(number), 0, *place) for number, place in enumerate(streams)]
    writer.directory(folder, entries)
    writer.directory(
        root,
        [
            (".metadata", 0, *meta),
            (".ptab", 2, blob, len(table)),
            (".stab", 1, folder, len(writer.data) - folder),
        ],
    )
    path.write_bytes(bytes(writer.data))


def _frames(
    runs: list[tuple[int, int, int]], start: int, end: int, *, deflate: bool
) -> list[bytes]:
    raw = b"".join(struct.pack("<IHi", *run) for run in runs)
    if not deflate:
        return [raw[:37], raw[37:].ljust(len(raw) + 15, b"\0")]
    found = []
    size = 7
    for number in range(0, max(len(runs), 1), size):
        some = runs[number : number + size]
        body = zlib.compress(b"".join(struct.pack("<IHi", *run) for run in some), 5)[2:-4]
        head = struct.pack("<III", start, end, len(some))
        found.append((b"\0" if number == 0 else b"") + head + body)
    return found
