"""The fast path: a block of VCF text to lines, alleles and genotypes, by the compiled kernels."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from samvar.formats.vcf import align, allele_kernel, genotype, kernel
from samvar.formats.vcf.words import Text, as_arrays, count_lines, words_of
from samvar.model.bases import Bases
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
_LETTERS = 1 << 29


class Names:
    """Contig names met so far and their codes; 0 is a sequence that samvar does not keep.

    known: letters of all names, the end of each, their codes. Threads share it: each takes
    `known` as it stands, and another one is put in its place.
    """

    def __init__(self, assembly: Assembly, strange: frozenset[str] = frozenset()) -> None:
        self._assembly = assembly
        self._strange = strange
        self._lock = threading.Lock()
        self.known: tuple[Text, Int32, Int8] = (
            np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int8),
        )  # fmt: skip

    def add(self, name: bytes) -> None:
        """Take up a name; an accession of another assembly is a sequence of its own."""
        text = name.decode("utf-8", "replace")
        named = accession(text)
        if named is not None:
            contig = named[1] if named[0] in (None, self._assembly) else None
        else:
            contig = contig_name(text)
        code = 0 if contig is None or text in self._strange else CODE[contig]
        with self._lock:
            letters, ends, codes = self.known
            letters = np.append(letters, np.frombuffer(name, dtype=np.uint8))
            ends = np.append(ends, np.int32(len(letters)))
            self.known = letters, ends, np.append(codes, np.int8(code))


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
    letters: tuple[int, int]


@dataclass(slots=True)
class Alleles:
    """Normalised rows, n each: place, upper-case alleles, key, and whether they changed."""

    contig: Int8
    position: Int32
    passed: Bool
    ref: Bases
    alt: Bases
    key: UInt64
    changed: Bool
    reached: Bool

    def take(self, rows: Int64) -> Alleles:
        """These rows, by index."""
        return Alleles(
            self.contig[rows], self.position[rows], self.passed[rows], self.ref.take(rows),
            self.alt.take(rows), self.key[rows], self.changed[rows], self.reached[rows],
        )  # fmt: skip


@dataclass(slots=True)
class Genotypes:
    """Arrays (row, sample); see `model.calls.Calls`. Of what is not given, without rows."""

    dosage: Int8
    called: Int8
    written: Int8
    dp: Int32
    gq: Int32
    ad: Int32

    def between(self, low: int, high: int) -> Genotypes:
        """Rows `low` to `high`, without a copy."""
        return Genotypes(
            self.dosage[low:high], self.called[low:high], self.written[low:high],
            self.dp[low:high], self.gq[low:high], self.ad[low:high],
        )  # fmt: skip


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
            text, words, table, columns, *names.known, at, done
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
    alternatives = allele_kernel.count_alternatives(table, done)
    rows = np.empty((alternatives, kernel.ROW_COLUMNS), dtype=np.int32)
    kinds = np.zeros((2, kernel.KINDS), dtype=np.int64)
    found, records, others, beyond, *letters = allele_kernel.list_alleles(
        text, table, done, lengths, rows, kinds
    )
    return Block(
        text, first_line, table, rows[:found], kinds, records, others, beyond,
        (letters[0], letters[1]),
    )  # fmt: skip


def align_block(block: Block, rows: Int32, content: Text, layout: Int64, file: str) -> Alleles:
    """Normalise rows of a block against a reference (`layout` of zeros: only trim).

    Raises:
        ReferenceMismatch: a REF is not what the reference has there.
        BadFile: a record's alleles would fill memory.
    """
    n = len(rows)
    ref_size, alt_size = block.letters
    if ref_size + alt_size > _LETTERS:
        raise BadFile(
            f"the alleles of a record come to more than {_LETTERS >> 20} MiB",
            where=Where(file, line=block.first_line + _largest(block, rows)),
            why="each alternative is spelled with its REF; no real record is that large",
        )
    ref_text, alt_text = np.empty(ref_size, dtype=np.uint8), np.empty(alt_size, dtype=np.uint8)
    ref_edges, alt_edges = np.empty(n + 1, dtype=np.int32), np.empty(n + 1, dtype=np.int32)
    contig, position = np.empty(n, dtype=np.int8), np.empty(n, dtype=np.int32)
    key = np.empty(n, dtype=np.uint64)
    passed, changed, reached = (np.empty(n, dtype=bool) for _ in range(3))
    fault, row = align.align_rows(
        block.text, block.table, rows, content, layout,
        contig, position, passed, ref_text, ref_edges, alt_text, alt_edges, key, changed, reached,
    )  # fmt: skip
    if fault:
        raise ReferenceMismatch(
            "REF is not what the mounted reference genome has at this position",
            where=Where(file, line=block.first_line + int(rows[row, kernel.LINE]), column=4),
            remedy="mount the reference that the file was called against",
        )
    ref, alt = Bases(ref_text, ref_edges), Bases(alt_text, alt_edges)
    return Alleles(contig, position, passed, ref, alt, key, changed, reached)


def _largest(block: Block, rows: Int32) -> int:
    """The line whose alleles have the most letters."""
    lines = rows[:, kernel.LINE]
    size = block.table[lines, kernel.REF1] - block.table[lines, kernel.REF0]
    total = np.bincount(lines, size + rows[:, kernel.TO] - rows[:, kernel.FROM])
    return int(np.argmax(total))


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
        block.text, words_of(block.text), block.table, rows, span[0], span[1], take, lowest_depth,
        found.dosage, found.called, found.written, found.dp, found.gq, found.ad,
    )  # fmt: skip
    if fault:
        raise BadFile(
            _FAULTS[fault], where=Where(file, line=block.first_line + line, column=column)
        )
    return found
