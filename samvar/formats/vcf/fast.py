"""The fast path: a block of VCF text to lines, alleles and genotypes, by the compiled kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samvar.formats.vcf import align, genotype, kernel
from samvar.formats.vcf.words import Text, as_arrays, count_lines
from samvar.model.calls import Bool, Int8, Int32, Int64, UInt64
from samvar.model.errors import BadFile, ReferenceMismatch, Where
from samvar.model.genome import CODE, Assembly, accession, contig_name

_FAULTS = {
    kernel.BAD_POSITION: "the position is not a whole number",
    kernel.EMPTY_FIELD: "a field is empty",
    kernel.HEADER_LINE: "a header line stands between records",
    kernel.BAD_GENOTYPE: "a genotype cannot be read",
    kernel.BAD_ALLELE: "a genotype names an allele that the record does not have",
    kernel.BAD_NUMBER: "DP, GQ or AD is not a number",
}


class Names:
    """Contig names met so far and their codes; 0 is a sequence that samvar does not keep."""

    def __init__(self, assembly: Assembly, strange: frozenset[str] = frozenset()) -> None:
        self._assembly = assembly
        self._strange = strange
        self.letters = np.zeros(0, dtype=np.uint8)
        self.ends: Int32 = np.zeros(0, dtype=np.int32)
        self.codes: Int8 = np.zeros(0, dtype=np.int8)

    def add(self, name: bytes) -> None:
        """Take up a name; an accession of another assembly is a sequence of its own."""
        text = name.decode("utf-8", "replace")
        named = accession(text)
        if named is not None:
            contig = named[1] if named[0] in (None, self._assembly) else None
        else:
            contig = contig_name(text)
        code = 0 if contig is None or text in self._strange else CODE[contig]
        self.letters = np.append(self.letters, np.frombuffer(name, dtype=np.uint8))
        self.ends = np.append(self.ends, np.int32(len(self.letters)))
        self.codes = np.append(self.codes, np.int8(code))


@dataclass(slots=True)
class Block:
    """Whole lines of text and what stands where in them; see `kernel` for the columns."""

    text: Text
    first_line: int
    table: Int32
    rows: Int32
    kinds: Int64
    records: int
    others: int
    beyond: int


@dataclass(slots=True)
class Alleles:
    """Normalised rows: (n) 0-based position, upper-case alleles, key, and whether they changed."""

    position: Int32
    ref: list[str]
    alt: list[str]
    key: UInt64
    changed: Bool
    reached: Bool


@dataclass(slots=True)
class Aligned:
    """The same rows with their alleles still end to end, a line feed after each."""

    position: Int32
    ref_text: Text
    alt_text: Text
    key: UInt64
    changed: Bool
    reached: Bool


@dataclass(slots=True)
class Genotypes:
    """Arrays (row, sample); see `model.calls.Calls`."""

    dosage: Int8
    called: Int8
    written: Int8
    dp: Int32
    gq: Int32
    ad: Int32


def index(
    raw: bytes, first_line: int, columns: int, names: Names, lengths: Int64, file: str
) -> Block:
    """Find the lines of a block, each ended by a line feed, and their alternatives.

    lengths: bases of each contig by its code.

    Raises:
        BadFile: a line has the wrong columns, an empty field or a bad position.
    """
    text, words = as_arrays(raw)
    table = np.empty((count_lines(text, words), kernel.LINE_COLUMNS), dtype=np.int32)
    at = done = 0
    while True:
        fault, done, at, detail = kernel.index_lines(
            text, words, table, columns, names.letters, names.ends, names.codes, at, done
        )
        if fault != kernel.NEW_NAME:
            break
        names.add(raw[at : at + detail])
    if fault in (kernel.TOO_FEW, kernel.WRONG_COUNT):
        raise BadFile(
            f"the record has {detail} columns, the header {columns}",
            where=Where(file, line=first_line + done),
        )
    if fault:
        raise BadFile(_FAULTS[fault], where=Where(file, line=first_line + done, column=detail))
    kept = table[:, kernel.CONTIG] > 0
    rows = np.empty((int(table[kept, kernel.ALTS].sum()), kernel.ROW_COLUMNS), dtype=np.int32)
    kinds = np.zeros((2, kernel.KINDS), dtype=np.int64)
    found, *counts = kernel.list_alleles(text, table, done, lengths, rows, kinds)
    return Block(text, first_line, table, rows[:found], kinds, *counts)


def align_block(block: Block, rows: Int32, content: Text, layout: Int64, file: str) -> Alleles:
    """Normalise rows of a block against a reference (`layout` of zeros: only trim).

    Raises:
        ReferenceMismatch: a REF is not what the reference has there.
    """
    found = align_text(block, rows, content, layout, file)
    ref, alt = _split(found.ref_text), _split(found.alt_text)
    return Alleles(found.position, ref, alt, found.key, found.changed, found.reached)


def align_text(block: Block, rows: Int32, content: Text, layout: Int64, file: str) -> Aligned:
    """The same, without a string for each allele. Raises: as `align_block`."""
    n = len(rows)
    lines = rows[:, kernel.LINE]
    ref_size = (block.table[lines, kernel.REF1] - block.table[lines, kernel.REF0] + 1).sum()
    alt_size = (rows[:, kernel.TO] - rows[:, kernel.FROM] + 1).sum()
    ref_text = np.empty(int(ref_size), dtype=np.uint8)
    alt_text = np.empty(int(alt_size), dtype=np.uint8)
    position = np.empty(n, dtype=np.int32)
    key = np.empty(n, dtype=np.uint64)
    changed, reached = np.empty(n, dtype=bool), np.empty(n, dtype=bool)
    fault, row, ref_end, alt_end = align.align_rows(
        block.text, block.table, rows, content, layout,
        position, ref_text, alt_text, key, changed, reached,
    )  # fmt: skip
    if fault:
        raise ReferenceMismatch(
            "REF is not what the mounted reference genome has at this position",
            where=Where(file, line=block.first_line + int(rows[row, kernel.LINE]), column=4),
            remedy="mount the reference that the file was called against",
        )
    return Aligned(position, ref_text[:ref_end], alt_text[:alt_end], key, changed, reached)


def _split(joined: npt.NDArray[np.uint8]) -> list[str]:
    return joined.tobytes().decode("ascii").split("\n")[:-1]


def read_genotypes(
    block: Block,
    rows: Int32,
    span: tuple[int, int],
    take: Int32,
    samples: int,
    wanted: tuple[bool, bool, bool],
    file: str,
    *,
    lowest_depth: bool = False,
) -> Genotypes:
    """Genotypes of rows `span` of a block; `wanted` says whether DP, GQ and AD are read.

    Raises:
        BadFile: a genotype or number cannot be read, with its line and column.
    """
    shape = (span[1] - span[0], samples)
    empty = np.empty((0, 0), dtype=np.int32)
    numbers = [np.full(shape, -1, dtype=np.int32) if want else empty for want in wanted]
    counts = [np.zeros(shape, dtype=np.int8) for _ in range(3)]
    found = Genotypes(counts[0], counts[1], counts[2], numbers[0], numbers[1], numbers[2])
    fault, line, column = genotype.read_genotypes(
        block.text, block.table, rows, span[0], span[1], take, lowest_depth,
        found.dosage, found.called, found.written, found.dp, found.gq, found.ad,
    )  # fmt: skip
    if fault:
        raise BadFile(
            _FAULTS[fault], where=Where(file, line=block.first_line + line, column=column)
        )
    return found
