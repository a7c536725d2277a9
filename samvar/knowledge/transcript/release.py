"""A release of transcripts on disk: a head in words, and columns that are mapped into memory.

`transcripts.json` says name, date, licence, source, assembly and where each column lies in
`transcripts.bin`, whose SHA-256 is the release's digest. Written once, whole; never changed.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from samvar.formats.gff3.read import read_gff3
from samvar.knowledge.shelf import default_shelf
from samvar.model.bases import Bases
from samvar.model.clock import utc_now
from samvar.model.errors import BadFile, BadInput, Conflict, CorruptStore, NotFound, Where
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.shape import learned
from samvar.model.transcript import Transcripts

HEAD, COLUMNS = "transcripts.json", "transcripts.bin"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ALIGNED = 64
_TEXTS = ("gene_id", "symbol", "hgnc_id", "name", "protein")


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where one array lies: numpy's name of its type, its first byte, how many values."""

    name: str
    type: str
    offset: int
    size: int


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`transcripts.json`: what a release says of itself. date: of the source, or of its import."""

    name: str
    date: str
    licence: str
    source: str
    assembly: str
    digest: str
    biotypes: tuple[str, ...]
    columns: tuple[Column, ...]
    genes: int
    transcripts: int
    form: int = 1


@dataclass(frozen=True, slots=True)
class TranscriptRelease:
    """Transcripts and what is said of them."""

    head: Head
    transcripts: Transcripts


def import_gff3(
    path: Path,
    shelf: Path,
    *,
    name: str,
    date: str = "",
    licence: str = "",
    source: str = "",
    assembly: Assembly | None = None,
) -> Head:
    """Make a release of a GFF3 file on a shelf, a folder of releases. date: by default today's.

    Raises:
        BadFile, UnknownAssembly: as `read_gff3`. BadInput: a name or a date that cannot be one.
        Conflict: another release of that name lies there.
    """
    if not _NAME.fullmatch(name):
        raise BadInput("a release's name is letters, digits, '.', '_' and '-', at most 64")
    if date and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        raise BadInput("a release's date is written YYYY-MM-DD")
    found = read_gff3(path, assembly)
    raw, columns = _packed(found)
    head = Head(
        name, date or utc_now().date().isoformat(), licence or "not told", source or path.name,
        found.assembly.value, hashlib.sha256(raw).hexdigest(), found.biotypes, columns,
        len(found.gene_id), len(found),
    )  # fmt: skip
    target = shelf / name
    if target.exists():
        if (target / HEAD).is_file() and _head(target).digest == head.digest:
            return _head(target)
        raise Conflict(
            f"a release named {name} with other content is there",
            remedy="give the new one another name; a release is never changed",
        )
    shelf.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=shelf) as made:
        part = Path(made) / name
        part.mkdir()
        (part / COLUMNS).write_bytes(raw)
        (part / HEAD).write_bytes(msgspec.json.format(msgspec.json.encode(head)) + b"\n")
        part.rename(target)
    return head


def read_release(folder: Path) -> TranscriptRelease:
    """Open a release; its columns are mapped, and checked against the digest.

    Raises:
        NotFound: the folder is none. BadFile: its head is damaged.
        CorruptStore: the columns are not those that were written.
    """
    head = _head(folder)
    path = folder / COLUMNS
    try:
        raw = np.memmap(path, dtype=np.uint8, mode="r")
    except (OSError, ValueError):
        raise _corrupt(head, "its columns are missing") from None
    if hashlib.sha256(raw.data).hexdigest() != head.digest:
        raise _corrupt(head, "its columns differ from their digest")
    try:
        found = _unpacked(np.asarray(raw), head)
    except (KeyError, TypeError, ValueError):
        raise _corrupt(head, "its head does not say where its columns are") from None
    if not _is_sound(found):
        raise _corrupt(head, "its columns contradict each other")
    return TranscriptRelease(head, found)


def releases_on(shelf: Path) -> tuple[Head, ...]:
    """The releases of transcripts of a shelf, newest first."""
    folders = [p.parent for p in shelf.glob(f"*/{HEAD}")] if shelf.is_dir() else []
    heads = [_head(folder) for folder in folders if not folder.name.startswith(".")]
    return tuple(sorted(heads, key=lambda head: (head.date, head.name), reverse=True))


def newest_of(shelf: Path, assembly: Assembly) -> TranscriptRelease | None:
    """The newest release of an assembly on a shelf; None where there is none.

    Raises: as `read_release`.
    """
    for each in releases_on(shelf):
        if each.assembly == assembly.value:
            return _kept(shelf / each.name, each.digest)
    return None


@lru_cache(4)
def _kept(folder: Path, _digest: str) -> TranscriptRelease:
    return read_release(folder)


def find_transcripts(
    named: str, shelf: Path | None = None, assembly: Assembly | None = None
) -> TranscriptRelease:
    """The release of a name on a shelf, or in a folder; or the transcripts of a GFF3 file.

    Raises:
        NotFound: none of these is there. Others as `read_release` and `read_gff3`.
    """
    place = shelf or default_shelf()
    for folder in (place / named, Path(named)):
        if (folder / HEAD).is_file():
            return read_release(folder)
    path = Path(named)
    if path.is_file():
        found = read_gff3(path, assembly)
        head = Head(
            path.name, "", "not told", path.name, found.assembly.value,
            hashlib.sha256(_packed(found)[0]).hexdigest(), found.biotypes, (), len(found.gene_id),
            len(found),
        )  # fmt: skip
        return TranscriptRelease(head, found)
    known = ", ".join(head.name for head in releases_on(place))
    raise NotFound(
        f"there is no release of transcripts '{named[:60]}', and no such file",
        remedy=f"one of {known}"
        if known
        else "make one with 'samvar knowledge transcripts import'",
    )


def _packed(found: Transcripts) -> tuple[bytes, tuple[Column, ...]]:
    """All columns end to end, each at a place that a processor reads at once."""
    arrays: dict[str, np.ndarray] = {}
    for each in fields(found):
        value = getattr(found, each.name)
        if isinstance(value, Bases):
            arrays[f"{each.name}.letters"] = value.letters
            arrays[f"{each.name}.edges"] = value.edges
        elif isinstance(value, np.ndarray):
            arrays[each.name] = value
    parts: list[bytes] = []
    columns: list[Column] = []
    at = 0
    for name, array in arrays.items():
        raw = np.ascontiguousarray(array).tobytes()
        gap = -len(raw) % _ALIGNED
        columns.append(Column(name, array.dtype.str, at, len(array)))
        parts.append(raw + b"\0" * gap)
        at += len(raw) + gap
    return b"".join(parts), tuple(columns)


def _unpacked(raw: np.ndarray, head: Head) -> Transcripts:
    arrays: dict[str, Any] = {}
    for each in head.columns:
        kind = np.dtype(each.type)
        if each.offset % _ALIGNED or not 0 <= each.offset <= len(raw) - each.size * kind.itemsize:
            raise ValueError("a column lies beyond the file")
        arrays[each.name] = raw[each.offset : each.offset + each.size * kind.itemsize].view(kind)
    for name in _TEXTS:
        arrays[name] = Bases(arrays.pop(f"{name}.letters"), arrays.pop(f"{name}.edges"))
    assembly = Assembly.parse(head.assembly)
    return Transcripts(assembly=assembly, biotypes=head.biotypes, **arrays)


def _is_sound(t: Transcripts) -> bool:
    """Whether every index points into what it is an index of: kernels do not look twice."""

    def divides(edges: np.ndarray, into: int, parts: int) -> bool:
        if len(edges) != parts + 1 or edges[0] != 0 or edges[-1] != into:
            return False
        return bool((np.diff(edges) >= 0).all())

    texts = ((t.gene_id, t.symbol, t.hgnc_id), len(t.gene_id)), ((t.name, t.protein), len(t))
    each = (t.biotype, t.contig, t.strand, t.start, t.end, t.marks, t.coding_start, t.coding_end,
            t.phase)  # fmt: skip
    return (
        all(divides(b.edges, len(b.letters), size) for some, size in texts for b in some)
        and all(len(column) == len(t) for column in each)
        and len(t.exon_start) == len(t.exon_end)
        and divides(t.exon_edges, len(t.exon_start), len(t))
        and divides(t.recoded_edges, len(t.recoded), len(t))
        and bool((np.diff(t.exon_edges) > 0).all())
        and bool(((t.gene >= 0) & (t.gene < len(t.gene_id))).all())
        and bool(((t.biotype >= 0) & (t.biotype < len(t.biotypes))).all())
        and bool(((t.contig >= 1) & (t.contig <= len(CONTIGS))).all())
        and bool(((t.phase >= 0) & (t.phase <= 2)).all())
        and bool((np.abs(t.strand) == 1).all())
        and bool(((t.exon_start >= 0) & (t.exon_start < t.exon_end)).all())
        and bool((t.exon_start[t.exon_edges[:-1]] == t.start).all())
        and bool((t.exon_end[t.exon_edges[1:] - 1] == t.end).all())
    )


def _head(folder: Path) -> Head:
    try:
        raw = (folder / HEAD).read_bytes()
    except OSError:
        raise NotFound(
            "the folder is not a release of transcripts",
            where=Where(folder.name),
            remedy="make one with 'samvar knowledge transcripts import'",
        ) from None
    try:
        return msgspec.json.decode(raw, type=learned(Head))
    except msgspec.MsgspecError as error:
        raise BadFile("the release's head is damaged", where=Where(HEAD), why=str(error)) from None


def _corrupt(head: Head, why: str) -> CorruptStore:
    return CorruptStore(
        f"the release {head.name[:64]} of transcripts is not what was written",
        where=Where(COLUMNS),
        why=why,
        remedy="import the release again",
    )
