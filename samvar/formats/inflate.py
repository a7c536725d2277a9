"""BGZF blocks in spans that can be inflated side by side; a block that is damaged is named.

Source: SAMv1 (samtools/hts-specs), section 4.1.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from isal import igzip_lib, isal_zlib

from samvar.model.errors import BadFile, Where

READ = 1 << 20
"""Packed bytes that are read from a file at once."""

Damage = cast(type[Exception], igzip_lib.IsalError)
_MAGIC, _EXTRA = b"\x1f\x8b\x08\x04", b"\x06\x00BC\x02\x00"


def damaged(name: str, what: str) -> BadFile:
    """The error for a file whose packing is not whole."""
    return BadFile(
        what,
        where=Where(name),
        why="the file was cut off or changed on its way",
        remedy="fetch or write the file again and compare its checksum",
    )


@dataclass(slots=True)
class Span:
    """Whole BGZF blocks that follow each other: deflated bytes, checksum and length of each.

    Called, it inflates them: what is whole, and what is wrong with the block behind it.
    """

    name: str
    blocks: list[tuple[bytes, int, int]] = field(default_factory=list)
    size: int = 0

    def __call__(self) -> tuple[bytes, BadFile | None]:
        parts: list[bytes] = []
        for block in self.blocks:
            try:
                parts.append(_block(*block, self.name))
            except BadFile as fault:
                return b"".join(parts), fault
        return b"".join(parts), None


def spans(file: BinaryIO, name: str, size: int) -> Generator[Span]:
    """A file's blocks in spans of about `size` plain bytes; those before a fault go out first."""
    span = Span(name)
    try:
        for deflated, checksum, length in _blocks(file, name):
            span.blocks.append((deflated, checksum, length))
            span.size += length
            if span.size >= size:
                yield span
                span = Span(name)
    except BadFile:
        yield span
        raise
    yield span


def _blocks(file: BinaryIO, name: str) -> Iterator[tuple[bytes, int, int]]:
    """Deflated bytes, checksum and plain length of each block that is not empty."""
    held = b""
    at = 0
    last = 1  # plain bytes of the last block; a whole file ends in an empty one
    while True:
        if len(held) - at < 18 or len(held) - at < struct.unpack_from("<H", held, at + 16)[0] + 1:
            held = held[at:] + file.read(READ)
            at = 0
            if not held:
                break
            if len(held) < 18:
                raise damaged(name, "the BGZF file is truncated inside a block")
        if held[at : at + 4] != _MAGIC or held[at + 10 : at + 16] != _EXTRA:
            raise damaged(name, "a BGZF block has no BGZF header")
        end = at + struct.unpack_from("<H", held, at + 16)[0] + 1
        if end > len(held):
            raise damaged(name, "the BGZF file is truncated inside a block")
        if end - at < 26:
            raise damaged(name, "a BGZF block is shorter than its own header")
        checksum, last = struct.unpack_from("<II", held, end - 8)
        if last > 1 << 16:
            raise damaged(name, "a BGZF block says that it holds more than 64 KiB")
        if last:
            yield held[at + 18 : end - 8], checksum, last
        at = end
    if last:
        raise damaged(name, "the BGZF file is truncated: its end-of-file block is missing")


def _block(deflated: bytes, checksum: int, length: int, name: str) -> bytes:
    try:
        plain: bytes = igzip_lib.decompress(deflated, flag=igzip_lib.DECOMP_DEFLATE, bufsize=length)
    except Damage:
        raise damaged(name, "a BGZF block cannot be inflated") from None
    if len(plain) != length or isal_zlib.crc32(plain) != checksum:
        raise damaged(name, "a BGZF block differs from its checksum")
    return plain
