"""A GFF3 file to columns, in one pass: what transcripts are made of, and the words about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from samvar.formats import stream
from samvar.formats.abreast import threads
from samvar.formats.gff3 import kernel
from samvar.formats.vcf.fast import Names
from samvar.formats.vcf.lines import Lines
from samvar.formats.vcf.words import Text, as_arrays, count_lines
from samvar.model.calls import Int32, Int64, UInt64
from samvar.model.errors import BadFile, UnknownAssembly, Where
from samvar.model.genome import Assembly, accession

KEYS = (
    "ID", "Parent", "Name", "gene_name", "gene", "gene_id", "biotype", "gene_type", "gene_biotype",
    "transcript_type", "transcript_biotype", "transcript_id", "version", "tag", "hgnc_id", "Dbxref",
    "description", "protein_id", "partial", "transl_except",
)  # fmt: skip
"""Attributes that are read; the kernel needs ID and Parent first and transl_except last."""
TYPE = len(KEYS)
"""Column of the spans that holds a feature's type."""

_PASSED_OVER = (
    "five_prime_UTR", "three_prime_UTR", "UTR", "start_codon", "stop_codon", "intron", "region",
    "chromosome", "scaffold", "supercontig", "biological_region", "match", "cDNA_match",
    "EST_match", "protein_match", "enhancer", "silencer", "sequence_feature", "polypeptide",
)  # fmt: skip
_RECODED = "stop_codon_redefined_as_selenocysteine"
_BUILD = re.compile(r"\b(GRCh3[78]|hg38|hg19)(?![0-9])")
_FAULTS = {
    kernel.TOO_FEW: "a GFF3 line has nine columns, with tabs between",
    kernel.TOO_MANY: "a GFF3 line has nine columns, and no tab in the last",
    kernel.BAD_START: "the start is a whole number from 1",
    kernel.BAD_END: "the end is a whole number, not before the start",
    kernel.BAD_STRAND: "the strand is '+', '-', '.' or '?'",
    kernel.BAD_PHASE: "the phase is 0, 1 or 2, and a CDS needs one",
    kernel.NO_PARENT: "an exon or a CDS needs a Parent",
}
_NOT_GTF = "give GFF3; GTF, which has no Parent, is another format"


def _ends(words: Iterable[str]) -> tuple[Text, Int32]:
    raw = [word.encode() for word in words]
    ends = np.cumsum([len(word) for word in raw], dtype=np.int64).astype(np.int32)
    return np.frombuffer(b"".join(raw), dtype=np.uint8), ends


_KEY_TEXT, _KEY_ENDS = _ends(KEYS)
_KIND_TEXT, _KIND_ENDS = _ends(("exon", "CDS", _RECODED, *_PASSED_OVER))
_KIND_CODES = np.array(
    [kernel.EXON, kernel.CODING, kernel.RECODED, *[-1] * len(_PASSED_OVER)], dtype=np.int8
)


@dataclass(slots=True)
class Rows:
    """The lines of a file that matter: n rows, and m of them with words of their own.

    table: (n, `kernel.ROW_COLUMNS`) int32, LINE from 1. hashes: (n, 2) uint64, of ID and Parent.
    spans: (m, TYPE + 1, 2) int64, start and end in `said`; -1 for what a line does not say.
    """

    name: str
    assembly: Assembly
    table: Int32
    hashes: UInt64
    spans: Int64
    said: bytes

    def words(self, rows: Int64, *keys: str) -> list[str]:
        """What each row says under the first of some `KEYS`, or `type`, that it has; else "".

        Raises:
            BadFile: it is not ASCII.
        """
        found = [""] * len(rows)
        places = self.table[rows, kernel.WORDS]
        for key in keys:
            column = TYPE if key == "type" else KEYS.index(key)
            low, high = self.spans[places, column].T
            open_ones = np.flatnonzero((low >= 0) & (places >= 0))
            for k, a, b in zip(
                open_ones.tolist(), low[open_ones].tolist(), high[open_ones].tolist(), strict=True
            ):
                if not found[k]:
                    found[k] = self._decoded(self.said[a:b], int(rows[k]), key)
        return found

    def _decoded(self, raw: bytes, row: int, key: str) -> str:
        if b"%" in raw:
            raw = _unescaped(raw)
        try:
            return raw.decode("ascii")
        except UnicodeDecodeError:
            if key == "description":
                return raw.decode("utf-8", "replace")
            raise self.bad(row, f"{key} is not ASCII", 9) from None

    def bad(self, row: int, what: str, column: int | None = None) -> BadFile:
        """The error for a row."""
        line = int(self.table[row, kernel.LINE])
        return BadFile(what, where=Where(self.name, line=line, column=column))


def _unescaped(raw: bytes) -> bytes:
    """Percent-encoded letters as they are meant; a percent sign that begins none stays.

    >>> _unescaped(b"Source:HGNC Symbol%3BAcc:HGNC:5, 50%")
    b'Source:HGNC Symbol;Acc:HGNC:5, 50%'
    """
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit[1], 16)]), raw)


def read_rows(path: Path, assembly: Assembly | None = None) -> Rows:
    """Read a GFF3 file, plain, gzip or bgzip. assembly: where given, the file may not differ.

    Raises:
        BadFile: damaged, or a line is not GFF3, with line and column.
        UnknownAssembly: the file does not say its assembly and none was given, or they differ.
    """
    pool = threads("gff3")
    try:
        lines = Lines(stream.chunks(path, pool), path.name)
        return _Reading(path.name, assembly).all(lines)
    finally:
        pool.shutdown()


class _Reading:
    """One file on its way in."""

    def __init__(self, name: str, assembly: Assembly | None) -> None:
        self._name = name
        self._given = assembly
        self._names: Names | None = None
        self._parts: list[tuple[Int32, UInt64, Int64, bytes]] = []
        self._letters = self._words = 0

    def all(self, lines: Lines) -> Rows:
        blocks = lines.blocks()
        assembly = self._given
        for raw, first_line in blocks:
            if self._names is None:
                assembly = self._decide(raw)
                self._names = Names(assembly)
            if self._block(raw, first_line, self._names, assembly or Assembly.GRCh38):
                break
        blocks.close()
        if not self._parts or assembly is None:
            raise BadFile(
                "the file has no features on a primary contig",
                where=Where(self._name),
                remedy=_NOT_GTF,
            )
        tables, hashes, spans, said = zip(*self._parts, strict=True)
        return Rows(
            self._name,
            assembly,
            np.concatenate(tables),
            np.concatenate(hashes),
            np.concatenate(spans),
            b"".join(said),
        )

    def _decide(self, raw: bytes) -> Assembly:
        """The assembly, by what was given, the leading comments, or the first accession."""
        told: Assembly | None = None
        for line in raw[: 1 << 16].split(b"\n"):
            text = line.decode("utf-8", "replace")
            found = _BUILD.search(text) if text.startswith("#") else None
            if found:
                told = Assembly.parse(found[1])
            elif line and not line.startswith(b"#"):
                named = accession(text.split("\t")[0])
                told = told or (named[0] if named else None)
                break
        if told and self._given and told is not self._given:
            raise UnknownAssembly(
                f"the file is of {told.value}, not {self._given.value}", where=Where(self._name)
            )
        decided = self._given or told
        if decided is None:
            raise UnknownAssembly(
                "the file does not say its reference genome",
                where=Where(self._name),
                remedy="give the assembly",
            )
        return decided

    def _block(self, raw: bytes, first_line: int, names: Names, assembly: Assembly) -> bool:
        """Read a block; True where the features end before the file."""
        text, words = as_arrays(raw)
        room = max(count_lines(text, words), 16)
        letters = len(text) + 64
        state = np.zeros(5, dtype=np.int64)
        while True:
            rows = np.empty((room, kernel.ROW_COLUMNS), dtype=np.int32)
            hashes = np.empty((room, 2), dtype=np.uint64)
            spans = np.empty((room, len(KEYS) + 1, 2), dtype=np.int32)
            said = np.empty(letters, dtype=np.uint8)
            fault, at, detail = kernel.read_lines(
                text, words, *names.known, _KIND_TEXT, _KIND_ENDS, _KIND_CODES, _KEY_TEXT,
                _KEY_ENDS, state, rows, hashes, spans, said,
            )  # fmt: skip
            line = first_line + int(state[1])
            self._keep(state, first_line, rows, hashes, spans, said)
            if fault == kernel.NEW_NAME:
                self._meet(raw[at : at + detail], names, assembly, line)
            elif fault == kernel.FULL:
                room *= 4
            elif fault in _FAULTS:
                raise BadFile(
                    _FAULTS[fault],
                    where=Where(self._name, line=line, column=detail),
                    remedy=_NOT_GTF if fault == kernel.NO_PARENT else None,
                )
            else:
                return fault == kernel.SEQUENCE

    def _keep(
        self,
        state: Int64,
        first_line: int,
        rows: Int32,
        hashes: UInt64,
        spans: Int32,
        said: npt.NDArray[np.uint8],
    ) -> None:
        n, w, size = (int(each) for each in state[2:])
        state[2:] = 0
        if not n:
            return
        table = rows[:n].copy()
        table[:, kernel.LINE] += first_line
        here = table[:, kernel.WORDS]
        here[here >= 0] += self._words
        wide: Int64 = spans[:w].astype(np.int64)
        wide[wide[:, :, 0] >= 0] += self._letters
        self._parts.append((table, hashes[:n].copy(), wide, said[:size].tobytes()))
        self._words += w
        self._letters += size

    def _meet(self, name: bytes, names: Names, assembly: Assembly, line: int) -> None:
        named = accession(name.decode("utf-8", "replace"))
        if named is not None and named[0] not in (None, assembly):
            raise UnknownAssembly(
                f"a sequence belongs to another assembly than {assembly.value}",
                where=Where(self._name, line=line, column=1),
                remedy="give the annotation of this assembly",
            )
        names.add(name)
