"""One file through: its alleles looked up in every source, its lines written with the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from samvar.formats.vcf.passing import Passing, PassingFile
from samvar.formats.vcf.rewrite import Rewriter, Told
from samvar.model.calls import Int32
from samvar.model.progress import Progress, silent
from samvar.node.annotate.fields import COUNTS, OWN, told
from samvar.node.annotate.output import Text, write_bcf, write_text
from samvar.node.annotate.source import Asked, Source
from samvar.node.annotate.table import write_table


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
) -> Annotated:
    """Write a file with the fields of all sources; memory stays bounded whatever its size.

    names: of `fields.FIELDS`. out: a path, or for VCF a stream. form: of `output.FORMS`.

    Raises:
        BadFile, ReferenceMismatch, UnknownAssembly, NotNormalised: with the line.
        Conflict: the family is not in the figures that it is taken out of.
    """
    fields = told((source.group for source in sources), names)
    said = [source.said for source in sources]
    done = Annotated(
        file=file.name,
        assembly=file.assembly.value,
        assembly_from=file.assembly_from,
        sources=dict(said),
    )
    found = _found(file, sources, done, progress)
    if form == "parquet":
        write_table(found, fields, dict(said), _path(out))
    elif form == "bcf":
        write_bcf(_text(file, found, fields, said), _path(out), file.name)
    else:
        pieces = _text(file, found, fields, said)
        if isinstance(out, Path):
            with out.open("wb") as stream:
                write_text(pieces, stream, packed=form == "vcf.gz")
        else:
            write_text(pieces, out, packed=form == "vcf.gz")
    progress("done", done.records, done.records, "records")
    return done


def _path(out: Path | BinaryIO) -> Path:
    if not isinstance(out, Path):
        raise TypeError("this form is written to a path")
    return out


def _found(
    file: PassingFile, sources: Sequence[Source], done: Annotated, progress: Progress
) -> Iterator[tuple[Passing, Int32]]:
    """Each piece with what is known of its own alleles, (alleles, columns of all sources)."""
    width = len(COUNTS)
    for piece in file.pieces():
        values = np.empty((len(piece), width * len(sources)), dtype=np.int32)
        asked = Asked.of(piece)
        for number, source in enumerate(sources):
            values[:, number * width : (number + 1) * width] = source.counts(asked)
            name = source.group.prefix.strip("_")
            some = int((values[:, number * width] >= 0).sum())
            done.found[name] = done.found.get(name, 0) + some
        done.records += piece.block.records
        done.alleles += len(piece)
        done.other += len(piece.block.rows) - len(piece)
        progress("annotate", done.records, None, "records")
        yield piece, values


def _text(
    file: PassingFile,
    found: Iterator[tuple[Passing, Int32]],
    fields: Sequence[Told],
    said: Sequence[tuple[str, str]],
) -> Iterator[Text]:
    rewriter = Rewriter(fields, OWN)
    yield rewriter.head(file.head, said)
    for piece, values in found:
        block = piece.block
        if len(piece) == len(block.rows):
            yield rewriter.lines(block, values)
            continue
        every = np.full((len(block.rows), values.shape[1]), -1, dtype=np.int32)
        every[piece.own] = values
        yield rewriter.lines(block, every)
