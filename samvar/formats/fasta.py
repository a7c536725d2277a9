"""A reference genome as FASTA: mapped into memory, shared by all processes that read it."""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from samvar.formats import stream
from samvar.formats.cache import cache_folder
from samvar.model.calls import Int64
from samvar.model.errors import BadFile, BadRegion, UnknownAssembly, Where
from samvar.model.genome import CODE, CONTIGS, Assembly, accession, contig_name

_KEEP = bytes(c if chr(c) in "ACGTN" else ord("N") for c in bytes(range(256)).upper())
_PIECE = 1 << 24


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each contig's bases lie: five arrays by contig code; index 0 is unused.

    A base at position p of a contig is at `offset + p // bases * width + p % bases`.
    """

    offset: Int64
    bases: Int64
    width: Int64
    length: Int64


class Reference:
    """One assembly's sequence. Letters other than A, C, G, T are N, as bcftools takes them.

    `content` is the mapped FASTA text, `layout` says where its contigs lie. Names with or
    without `chr` and RefSeq accessions are understood; other sequences are left out.
    """

    def __init__(
        self, content: npt.NDArray[np.uint8], layout: Layout, assembly: Assembly, name: str
    ) -> None:
        self.content = content
        self.layout = layout
        self.assembly = assembly
        self.name = name

    @classmethod
    def open(cls, path: Path, assembly: Assembly, *, partial: bool = False) -> Reference:
        """Map a FASTA file, plain, gzip or bgzip; a packed one is expanded once into the cache.

        partial: contigs may be missing or shorter than the assembly's (a test or gene panel).

        Raises:
            BadFile: not FASTA, or lines of uneven length.
            UnknownAssembly: the contigs are not those of `assembly`.
        """
        plain = path
        if stream.packing(path) is not stream.Packing.PLAIN:
            plain = _expand(path)
        with stream.open_binary(plain) as file:
            try:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:
                raise BadFile("the file is empty", where=Where(path.name)) from None
        content = np.frombuffer(mapped, dtype=np.uint8)
        own = _kept(plain, ".fai")
        entries = None
        for index in (plain.with_name(plain.name + ".fai"), own):
            if entries is None and index.is_file():
                entries = _read_index(index, content)
        if entries is None:
            entries = _scan(content, path.name)
            _keep_index(own, entries)
        return cls(content, _lay_out(entries, assembly, partial, path.name), assembly, path.name)

    def length(self, contig: str) -> int:
        """Bases of a contig that the file holds; 0 where it has none of it."""
        return int(self.layout.length[CODE[contig]])

    def fetch(self, contig: str, start: int, end: int) -> str:
        """Bases of `contig` from `start` to `end`, 0-based half-open, upper case.

        Raises:
            BadRegion: outside of what the file holds.
        """
        code = CODE.get(contig, 0)
        if not code or not 0 <= start <= end <= int(self.layout.length[code]):
            raise BadRegion(
                f"the reference {self.name} does not hold {contig[:40]}:{start + 1}-{end}"
            )
        if start == end:
            return ""
        offset, bases, width = (
            int(part[code]) for part in (self.layout.offset, self.layout.bases, self.layout.width)
        )
        first = offset + start // bases * width + start % bases
        last = offset + (end - 1) // bases * width + (end - 1) % bases
        raw = self.content[first : last + 1].tobytes()
        return raw.translate(_KEEP, b"\r\n").decode("ascii")

    @cached_property
    def digest(self) -> str:
        """SHA-256 over name, length and bases of each contig in code order; packing is no part."""
        total = hashlib.sha256()
        for contig in CONTIGS:
            length = self.length(contig)
            if length:
                total.update(f">{contig} {length}\n".encode())
                for start in range(0, length, _PIECE):
                    total.update(
                        self.fetch(contig, start, min(length, start + _PIECE)).encode("ascii")
                    )
        return total.hexdigest()


_Entry = tuple[str, int, int, int, int]  # name, length, offset, bases a line, width of a line


def _kept(path: Path, suffix: str) -> Path:
    """Where the cache keeps what was made from this very state of a file."""
    stamp = path.stat()
    mark = f"{path.resolve()}\0{stamp.st_size}\0{stamp.st_mtime_ns}".encode()
    folder = cache_folder() / "references"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / (hashlib.sha256(mark).hexdigest()[:32] + suffix)


def _expand(path: Path) -> Path:
    kept = _kept(path, ".fa")
    if not kept.is_file():
        _put(kept, stream.chunks(path))
    return kept


def _keep_index(kept: Path, entries: list[_Entry]) -> None:
    """Finding the contigs of a genome takes seconds; the next process need not."""
    _put(kept, ("\t".join(map(str, entry)).encode() + b"\n" for entry in entries if entry[0]))


def _put(kept: Path, parts: Iterable[bytes]) -> None:
    draft = kept.with_name(f"{kept.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as out:
            for part in parts:
                out.write(part)
        draft.replace(kept)
    finally:
        draft.unlink(missing_ok=True)


def _read_index(path: Path, content: npt.NDArray[np.uint8]) -> list[_Entry] | None:
    """Entries of a .fai file, or None where it does not fit the sequence (a stale index)."""
    entries: list[_Entry] = []
    for line in stream.read_text(path).splitlines():
        fields = line.split("\t")
        try:
            name, length, offset, bases, width = fields[0], *map(int, fields[1:5])
        except ValueError:
            return None
        if bases <= 0 or width < bases or length < 0 or offset < 2:
            return None
        head = content[max(0, offset - 1000) : offset].tobytes()
        title = head[head.rfind(b">") + 1 :].split()
        last = offset + (max(length, 1) - 1) // bases * width + (max(length, 1) - 1) % bases
        after = content[last + 1 : last + 4].tobytes().lstrip(b"\r\n")
        if not title or title[0] != name.encode() or last >= len(content):
            return None
        if after[:1] not in (b"", b">") or (length and content[last] in b"\r\n>"):
            return None
        entries.append((name, length, offset, bases, width))
    return entries or None


def _scan(content: npt.NDArray[np.uint8], name: str) -> list[_Entry]:
    if content[0] != ord(">"):
        raise BadFile("a FASTA file begins with '>'", where=Where(name, line=1))
    starts = _find(content, ord(">"))
    entries: list[_Entry] = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(content)
        title_end = _next(content, start, end)
        title = content[start + 1 : title_end].tobytes().split()
        entries.append(
            _measure(content, title_end + 1, end, title[0].decode("ascii", "replace"), name)
            if title and title_end < end
            else ("", 0, end, 1, 1)
        )
    return entries


def _measure(content: npt.NDArray[np.uint8], start: int, end: int, title: str, name: str) -> _Entry:
    """The line form of one sequence, by its first line, checked against every other line end."""
    stop = end
    while stop > start and content[stop - 1] in b"\r\n":
        stop -= 1
    first_end = _next(content, start, stop)
    width = first_end - start + 1
    bases = width - 1
    if bases and content[first_end - 1] == ord("\r") and first_end < stop:
        bases -= 1
    if first_end >= stop:  # a single line
        bases = max(stop - start, 1)
        width = bases + 1
    full, rest = divmod(stop - start, width)
    length = full * bases + rest
    ends = content[start + width - 1 : stop : width]
    inner = sum(
        int(np.count_nonzero(content[a : min(a + _PIECE, stop)] == ord("\n")))
        for a in range(start, stop, _PIECE)
    )
    if rest > bases or inner != full or not bool(np.all(ends == ord("\n"))):
        raise BadFile(
            f"the lines of sequence {title[:40]} are of uneven length",
            where=Where(name),
            remedy="rewrite the file with one line length, for example by samtools faidx",
        )
    return title, length, start, bases, width


def _find(content: npt.NDArray[np.uint8], letter: int) -> list[int]:
    found: list[int] = []
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE]
        found.extend((np.flatnonzero(piece == letter) + start).tolist())
    return found


def _next(content: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Place of the next line end from `start`, or `end`."""
    step = 1 << 12
    for at in range(start, end, step):
        hit = np.flatnonzero(content[at : min(at + step, end)] == ord("\n"))
        if len(hit):
            return at + int(hit[0])
    return end


def _lay_out(entries: list[_Entry], assembly: Assembly, partial: bool, name: str) -> Layout:
    table = np.zeros((4, len(CONTIGS) + 1), dtype=np.int64)
    table[1:3] = 1
    for title, length, offset, bases, width in entries:
        named = accession(title)
        if named is not None and named[0] not in (None, assembly):
            raise _not_this(name, assembly, f"{title} belongs to another assembly")
        contig = named[1] if named is not None else contig_name(title)
        if contig is None or length == 0:
            continue
        expected = assembly.length(contig)
        if contig == "MT" and length != expected and not partial:
            continue  # UCSC hg19 carries another mitochondrion (NC_001807, 16,571 bases)
        if length > expected or (length != expected and not partial):
            raise _not_this(name, assembly, f"contig {contig} has {length} bases, not {expected}")
        table[:, CODE[contig]] = offset, bases, width, length
    missing = [contig for contig in CONTIGS[:-1] if not table[3, CODE[contig]]]
    if len(missing) == len(CONTIGS) - 1 and not table[3, CODE["MT"]]:
        raise BadFile("the file holds no primary contig", where=Where(name))
    if missing and not partial:
        raise _not_this(name, assembly, f"contig {missing[0]} is missing")
    return Layout(*table)


def _not_this(name: str, assembly: Assembly, why: str) -> UnknownAssembly:
    return UnknownAssembly(
        f"the file is not a reference genome {assembly.value}",
        where=Where(name),
        why=why,
        remedy="mount the FASTA file of this assembly",
    )
