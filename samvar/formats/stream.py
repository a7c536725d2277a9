"""Plain bytes out of a plain, gzip or BGZF file, a few megabytes at a time; damage is named."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from isal import isal_zlib

from samvar.formats.abreast import abreast
from samvar.formats.inflate import READ, Damage, damaged, spans
from samvar.model.errors import BadFile, NotFound, Where

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 4 << 20
"""Bytes of plain text handed out at once, about; a chunk never exceeds twice this."""

LINE_LIMIT = 64 << 20
"""No line of a text format that samvar reads is longer; memory is not filled to find out."""

BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that ends a whole BGZF file (SAMv1 section 4.1.2)."""


Piece = TypeVar("Piece")


class Packing(Enum):
    """How a file's bytes are packed."""

    PLAIN = "plain"
    GZIP = "gzip"
    BGZF = "bgzf"


def packing(path: Path) -> Packing:
    """Tell the packing by the first bytes, never by the name.

    Raises:
        NotFound: there is no such file.
        BadFile: the file is empty or cannot be read.
    """
    with open_binary(path) as file:
        return _packing(file.read(18), path.name)


def _packing(head: bytes, name: str) -> Packing:
    if not head:
        raise BadFile("the file is empty", where=Where(name))
    if head[:3] != b"\x1f\x8b\x08":
        return Packing.PLAIN
    if len(head) == 18 and head[3] & 4 and head[12:16] == b"BC\x02\x00":
        return Packing.BGZF
    return Packing.GZIP


def open_binary(path: Path) -> BinaryIO:
    """Open a file for reading, or say in our own words why not.

    Raises:
        NotFound: there is no such file.
        BadFile: it is a folder, or may not be read.
    """
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise NotFound("there is no such file", where=Where(path.name)) from None
    except OSError as error:
        raise BadFile(
            "the file cannot be opened", where=Where(path.name), why=error.strerror
        ) from None


def head(path: Path, length: int) -> bytes:
    """The first plain bytes of a file, at most `length`; nothing where they are damaged.

    Only to tell what a file is: whoever reads on with `chunks` is told of the damage.
    """
    kind = packing(path)
    with open_binary(path) as file:
        raw = file.read(1 << 16)
    if kind is Packing.PLAIN:
        return raw[:length]
    try:
        plain: bytes = isal_zlib.decompressobj(wbits=31).decompress(raw, length)
    except Damage:
        return b""
    return plain


def chunks(path: Path, pool: ThreadPoolExecutor | None = None) -> Generator[bytes]:
    """The plain content of a file, in order, as pieces of about `CHUNK` bytes.

    pool: threads that inflate what comes next, in a BGZF file several pieces at once.

    Raises:
        BadFile: truncated or damaged packing; a BGZF file without its end block.
    """
    with open_binary(path) as file:
        yield from chunks_of(file, path.name, pool)


def chunks_of(
    file: BinaryIO, name: str, pool: ThreadPoolExecutor | None = None
) -> Generator[bytes]:
    """The same of a stream that can be peeked into (`io.BufferedReader`); `name` for messages.

    Raises: as `chunks`.
    """
    kind = _packing(cast(io.BufferedReader, file).peek(18)[:18], name)
    if kind is Packing.PLAIN:
        yield from iter(lambda: file.read(CHUNK), b"")
    elif kind is Packing.BGZF:
        parts = spans(file, name, CHUNK)
        whole = (span() for span in parts) if pool is None else abreast(pool, parts)
        for plain, fault in whole:
            if plain:
                yield plain
            if fault is not None:
                raise fault
    else:
        plain_pieces = _gathered(_gzip(file, name))
        yield from plain_pieces if pool is None else ahead(plain_pieces)


class _Pieces(io.RawIOBase):
    """A stream over pieces of bytes that somebody makes as they are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer, /) -> int:
        target, done = memoryview(into).cast("B"), 0
        while done < len(target):
            if not self._held:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._held = memoryview(piece)
            count = min(len(target) - done, len(self._held))
            target[done : done + count] = self._held[:count]
            self._held = self._held[count:]
            done += count
        return done


def as_file(pieces: Iterator[bytes]) -> io.BufferedReader:
    """A stream to read from, over pieces of bytes in order; nothing lies on a disk.

    >>> as_file(iter([b"ab", b"", b"cde"])).read(4)
    b'abcd'
    """
    return io.BufferedReader(_Pieces(pieces), READ)


def ahead(source: Generator[Piece], depth: int = 2) -> Generator[Piece]:
    """The same pieces, made by a thread of their own while the caller works on the last one.

    Inflating lets go of the interpreter lock, so it costs no time where a second core is free.
    """
    ready: queue.Queue[Piece | BaseException | None] = queue.Queue(depth)
    stop = threading.Event()

    def put(piece: Piece | BaseException | None) -> None:
        while not stop.is_set():
            try:
                ready.put(piece, timeout=0.1)
            except queue.Full:
                continue
            return

    def fill() -> None:
        try:
            for piece in source:
                put(piece)
                if stop.is_set():
                    return
            put(None)
        except BaseException as error:
            put(error)
        finally:
            source.close()

    worker = threading.Thread(target=fill, name="inflate", daemon=True)
    worker.start()
    try:
        while (piece := ready.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        stop.set()
        worker.join()


def read_text(path: Path, limit: int = 256 << 20) -> str:
    """A whole small text file, packed or not, as UTF-8 without a byte-order mark.

    Raises:
        BadFile: damaged, over `limit` bytes, or not UTF-8.
    """
    parts: list[bytes] = []
    size = 0
    for part in chunks(path):
        size += len(part)
        if size > limit:
            raise BadFile(
                f"the file holds more than {limit >> 20} MiB of text", where=Where(path.name)
            )
        parts.append(part)
    try:
        return b"".join(parts).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = b"".join(parts).count(b"\n", 0, error.start) + 1
        raise BadFile("the text is not UTF-8", where=Where(path.name, line=line)) from None


def _gathered(pieces: Iterator[bytes]) -> Generator[bytes]:
    """Small pieces joined to about `CHUNK`; what came before a fault goes out before it."""
    parts: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            parts.append(piece)
            size += len(piece)
            if size >= CHUNK:
                yield b"".join(parts)
                parts, size = [], 0
    except BadFile:
        if parts:
            yield b"".join(parts)
        raise
    if parts:
        yield b"".join(parts)


def _gzip(file: BinaryIO, name: str) -> Iterator[bytes]:
    packed = file.read(READ)
    while packed:  # one turn for each gzip member
        member = isal_zlib.decompressobj(wbits=31)
        while not member.eof:
            if not packed:
                packed = file.read(READ)
                if not packed:
                    raise damaged(name, "the gzip file is truncated")
            try:
                plain = member.decompress(packed, CHUNK)
            except Damage:
                raise damaged(name, "the gzip file is damaged") from None
            packed = member.unconsumed_tail
            if plain:
                yield plain
        packed = member.unused_data or file.read(READ)
        if packed.strip(b"\0") == b"":  # tape-style padding after the last member
            packed = b""
