"""The file's lines again, with their new fields; everything else of them as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np

from samvar.focus.rare_disease.intake.contig import runs
from samvar.focus.rare_disease.service.annotate_text import Fields, Written
from samvar.formats.bgzf import packed as as_bgzf
from samvar.formats.stream import BGZF_END
from samvar.formats.vcf import kernel
from samvar.formats.vcf.fast import Block
from samvar.model.calls import Int32
from samvar.model.errors import Conflict, Where

_COLUMNS = (kernel.START, kernel.INFO0, kernel.INFO1, kernel.END, kernel.CONTIG)


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
    pieces: Iterator[bytes] = chain([head(file.head, fields, said)], _pieces(file, texts, fields))
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


def _pieces(file: Source, texts: Iterator[Written], fields: Fields) -> Iterator[bytes]:
    names = tuple(f"{key}=".encode() for key in keys_of(fields))
    now: Written | None = None
    at = 0
    for raw, block, spans in file.lines:
        found: list[bytes] = []
        for code, start, end in runs(block):
            if now is None or at == now.lines:
                now, at = next(texts, None), 0
            if now is None or now.code != code or at + end - start > now.lines:
                raise Conflict("the file changed while it was read", where=Where(file.name))
            _lines(raw, block, spans, (start, end), now.texts[at:], names, found)
            at += end - start
        yield b"".join(found)


def _lines(
    raw: bytes,
    block: Block,
    spans: Int32,
    span: tuple[int, int],
    texts: Sequence[str],
    names: tuple[bytes, ...],
    found: list[bytes],
) -> None:
    start, end = span
    had: list[bool] = np.any(spans[start:end, :, 0] >= 0, axis=1).tolist()
    places = (block.table[start:end, column].tolist() for column in _COLUMNS)
    for at, info0, info1, stop, code, before, text in zip(*places, had, texts, strict=False):
        if code == kernel.BLANK:
            continue
        info = raw[info0:info1]
        if before:
            kept = (item for item in info.split(b";") if not (item + b"=").startswith(names))
            info = b";".join(kept)
        if text:
            new = text.encode()
            info = new if info in (b"", b".") else info + b";" + new
        found += (raw[at:info0], info or b".", raw[info1:stop], b"\n")
