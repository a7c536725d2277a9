"""The file's lines again, with their new fields; everything else of them as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np

from samvar.focus.rare_disease.intake.contig import codes_of
from samvar.focus.rare_disease.service.annotate_text import Fields, Written
from samvar.formats.bgzf import packed as as_bgzf
from samvar.formats.stream import BGZF_END
from samvar.formats.vcf import kernel
from samvar.formats.vcf.amend import AS_IS, Wordlist, amended
from samvar.formats.vcf.fast import Block
from samvar.model.calls import Int32
from samvar.model.errors import Conflict, Where

Lines = Iterator[tuple[bytes, Block, Int32]]
"""Blocks of lines: their bytes, what stands where, and (lines, keys, 2) the places of `keys`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose lines are written again. lines: with the places of `keys_of(fields)`."""

    name: str
    head: list[bytes]
    lines: Lines


def keys_of(fields: Fields) -> tuple[str, ...]:
    """Keys of INFO that are ours, of which a file may have some from an earlier run."""
    return tuple(sorted(fields.computed))


def write(
    file: Source,
    texts: Iterator[Written],
    fields: Fields,
    said: str,
    out: Path | BinaryIO,
    *,
    packed: bool,
) -> None:
    """Write the whole file. texts: of each contig, in the file's order. said: a header line.

    Raises:
        Conflict: the file changed while it was read.
    """
    first = head(file.head, fields, said)
    pieces: Iterator[bytes | memoryview] = chain([first], _pieces(file, texts, fields))
    if packed:
        pieces = chain((as_bgzf(piece) for piece in pieces if piece), [BGZF_END])
    if isinstance(out, Path):
        with out.open("wb") as stream:
            stream.writelines(pieces)
    else:
        out.writelines(pieces)


def head(lines: Sequence[bytes], fields: Fields, said: str) -> bytes:
    """The header: what it was, less declarations of our own keys, and the new ones."""
    ours = tuple(f"##INFO=<ID={key},".encode() for key in fields.computed)
    kept = [line for line in lines[:-1] if not line.startswith((*ours, b"##samvar_rare="))]
    added = [
        f"##INFO=<ID={key},Number={each.number},Type={each.kind},"
        f'Description="{each.description}">'.encode()
        for key, each in fields.declared.items()
    ]
    return b"\n".join([*kept, *added, said.encode(), lines[-1]]) + b"\n"


def _pieces(file: Source, texts: Iterator[Written], fields: Fields) -> Iterator[bytes | memoryview]:
    names = tuple(f"{key}=".encode() for key in keys_of(fields))
    now: Written | None = None
    words, at = Wordlist.of(()), 0
    for raw, block, spans in file.lines:
        codes, start = codes_of(block), 0
        while start < len(codes):
            if now is None or at == now.lines:
                now, at = next(texts, None), 0
                words = Wordlist.of(() if now is None else now.words)
            count = 0 if now is None else min(len(codes) - start, now.lines - at)
            end, stop = start + count, at + count
            if now is None or not np.array_equal(now.codes[at:stop], codes[start:end]):
                raise Conflict("the file changed while it was read", where=Where(file.name))
            had = np.flatnonzero((spans[start:end, :, 0] >= 0).any(axis=1))
            own, info = words, np.full(count, AS_IS, dtype=np.int32)
            if len(had):
                info[had] = len(now.words) + np.arange(len(had), dtype=np.int32)
                kept = [_without(raw, block, start + line, names) for line in had.tolist()]
                own = Wordlist.of([*now.words, *kept])
            yield amended(block.text, block.table, start, own, info, now.which[at:stop])
            start, at = end, stop


def _without(raw: bytes, block: Block, line: int, names: tuple[bytes, ...]) -> bytes:
    """INFO of a line less our own keys."""
    info = raw[block.table[line, kernel.INFO0] : block.table[line, kernel.INFO1]]
    return b";".join(item for item in info.split(b";") if not (item + b"=").startswith(names))
