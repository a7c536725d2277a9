"""The container that a D4 file is: directories, streams of linked frames, blobs.

Source: 38/d4-format, `d4-framefile`: an entry is a byte 1, its kind, its offset from the directory,
its size, its name and a zero; a frame begins with the distance to the next one and that one's size,
64 bits each, little-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samvar.model.errors import BadFile, Where

Data = npt.NDArray[np.uint8]
MAGIC = b"d4\xdd\xdd"
ROOT = 8
_DIRECTORY = 512
_LINK = struct.Struct("<qQ")
_PLACE = struct.Struct("<QQ")
_MOST_FRAMES = 1 << 20
STREAM, FOLDER, BLOB = range(3)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a directory; offset: from the beginning of the file."""

    kind: int
    offset: int
    size: int


class Container:
    """The parts of one file. data: all its bytes, mapped.

    Raises:
        BadFile: a part lies outside of the file, or leads back to itself.
    """

    def __init__(self, data: Data, name: str) -> None:
        self.data = data
        self.name = name

    def fault(self, why: str) -> BadFile:
        """The error of a damaged file."""
        return BadFile(
            "the D4 file is damaged",
            where=Where(self.name),
            why=why,
            remedy="make the file again, or fetch it again and compare its checksum",
        )

    def part(self, offset: int, size: int) -> Data:
        """Some bytes, not copied."""
        if not 0 <= offset <= offset + size <= len(self.data):
            raise self.fault("a part lies beyond its end")
        return self.data[offset : offset + size]

    def frames(self, entry: Entry) -> list[bytes]:
        """The contents of a stream, frame by frame."""
        found: list[bytes] = []
        offset, size = entry.offset, entry.size
        seen: set[int] = set()
        while True:
            if size < _LINK.size or offset in seen or len(seen) == _MOST_FRAMES:
                raise self.fault("a stream leads back to itself, or has a frame without a head")
            seen.add(offset)
            frame = self.part(offset, size).tobytes()
            found.append(frame[_LINK.size :])
            link, size = _LINK.unpack_from(frame)
            if link == 0:
                return found
            offset += link

    def directory(self, offset: int) -> dict[str, Entry]:
        """The entries of the directory at a place, by name."""
        text = b"".join(self.frames(Entry(FOLDER, offset, _DIRECTORY)))
        found: dict[str, Entry] = {}
        at = 0
        while at < len(text) and text[at]:
            end = text.find(b"\0", at + 2 + _PLACE.size)
            if end < 0 or text[at + 1] > BLOB:
                raise self.fault("an entry of a directory is cut off, or of no known kind")
            place, size = _PLACE.unpack_from(text, at + 2)
            name = text[at + 2 + _PLACE.size : end].decode("utf-8", "replace")
            found[name] = Entry(text[at + 1], offset + place, size)
            at = end + 1
        return found
