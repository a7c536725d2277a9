"""One file through: its alleles looked up in every source, its lines written with the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec
import numpy as np

from samvar.formats.bgzf import packed
from samvar.formats.stream import BGZF_END
from samvar.formats.vcf.passing import Passing, PassingFile
from samvar.formats.vcf.rewrite import NO_ITEMS, Items, Rewriter
from samvar.model.calls import Int32
from samvar.model.progress import Progress, silent
from samvar.node.annotate.consequence import Consequences
from samvar.node.annotate.fields import OWN, told
from samvar.node.annotate.output import Text, write_bcf
from samvar.node.annotate.source import Asked, Source
from samvar.node.annotate.table import Rows

T = TypeVar("T")


class Annotated(msgspec.Struct, kw_only=True):
    """What was done. alleles: sequences on primary contigs; other: `*`, symbolic and such.

    found: of each source, alleles about which it says something.
    """

    file: str
    assembly: str
    assembly_from: str
    sources: dict[str, str]
    family: int = 0
    left_in: int = 0
    records: int = 0
    alleles: int = 0
    other: int = 0
    found: dict[str, int] = {}


def annotate_file(
    file: PassingFile,
    sources: Sequence[Source],
    names: Sequence[str],
    out: Path | BinaryIO,
    form: str,
    progress: Progress = silent,
    consequences: Consequences | None = None,
) -> Annotated:
    """Write a file with the fields of all sources; memory stays bounded whatever its size.

    consequences: also what each allele does to the transcripts of a release.
    names: of `fields.FIELDS`. out: a path, or for VCF a stream. form: of `output.FORMS`.

    Raises:
        BadFile, ReferenceMismatch, UnknownAssembly, NotNormalised: with the line.
        Conflict: the family is not in the figures that it is taken out of.
    """
    fields = told((source.group for source in sources), names)
    said = [source.said for source in sources]
    if consequences is not None:
        said.append(consequences.said)
    field = None if consequences is None else consequences.field
    items = _nothing if consequences is None else consequences.of
    done = Annotated(
        file=file.name,
        assembly=file.assembly.value,
        assembly_from=file.assembly_from,
        sources=dict(said),
    )
    if form == "parquet":
        rows = Rows(fields, dict(said), field and field[0])
        rows.write(_made(file, sources, items, rows.of, done, progress), _path(out))
    else:
        text = Lines(Rewriter(fields, OWN, field), packed=form == "vcf.gz")
        made = _made(file, sources, items, text.of, done, progress)
        pieces = chain([text.head(file.head, said)], made, text.end)
        if form == "bcf":
            write_bcf(pieces, _path(out), file.name)
        elif isinstance(out, Path):
            with out.open("wb") as stream:
                stream.writelines(pieces)
        else:
            out.writelines(pieces)
    progress("done", done.records, done.records, "records")
    return done


def _nothing(_: Passing) -> Items:
    return NO_ITEMS


def _path(out: Path | BinaryIO) -> Path:
    if not isinstance(out, Path):
        raise TypeError("this form is written to a path")
    return out


def _made(
    file: PassingFile,
    sources: Sequence[Source],
    items: Callable[[Passing], Items],
    make: Callable[[Passing, Int32, Items], T],
    done: Annotated,
    progress: Progress,
) -> Iterator[T]:
    """What is made of each piece and of what is known of its own alleles, piece after piece.

    make: gets (own alleles, columns of all sources) int32, and the text of each alternative; it
    runs in several threads.
    """

    def work(piece: Passing) -> tuple[T, Passing, list[int]]:
        asked = Asked.of(piece) if sources else None
        values = [source.counts(asked) for source in sources if asked is not None]
        found = [int((each[:, 0] >= 0).sum()) for each in values]
        values.append(np.empty((len(piece), 0), dtype=np.int32))
        return make(piece, np.concatenate(values, axis=1), items(piece)), piece, found

    for made, piece, found in file.each(work):
        for source, some in zip(sources, found, strict=True):
            name = source.group.prefix.strip("_")
            done.found[name] = done.found.get(name, 0) + some
        done.records += piece.block.records
        done.alleles += len(piece)
        done.other += len(piece.block.rows) - len(piece)
        progress("annotate", done.records, None, "records")
        yield made


class Lines:
    """The text of an annotated file, packed or not."""

    def __init__(self, rewriter: Rewriter, *, packed: bool) -> None:
        self._rewriter = rewriter
        self._packed = packed
        self.end = [BGZF_END] if packed else []

    def head(self, lines: Sequence[bytes], said: Sequence[tuple[str, str]]) -> Text:
        """The header."""
        text = self._rewriter.head(lines, said)
        return packed(text) if self._packed else text

    def of(self, piece: Passing, values: Int32, items: Items) -> Text:
        """The lines of a piece."""
        block = piece.block
        if len(piece) < len(block.rows):
            every = np.full((len(block.rows), values.shape[1]), -1, dtype=np.int32)
            every[piece.own] = values
            values = every
        text = self._rewriter.lines(block, values, items)
        return packed(text) if self._packed else text
