"""What a list needs of each line of a family's VCF beyond its genotypes, block after block.

Values are looked at once and known again by their bytes: millions of records say few things.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from samvar.focus.rare_disease.intake.small_layout import CLINVAR, LISTED, RANK_SCORE, Layout
from samvar.focus.rare_disease.model.listing import NO_SCORE, ClinVar
from samvar.formats.vcf import kernel
from samvar.formats.vcf.annotation import consequences
from samvar.formats.vcf.annotation_genmod import FREQUENCIES
from samvar.formats.vcf.kin import KinBlock
from samvar.formats.vcf.spans import column_spans
from samvar.model.calls import Int8, Int16, Int32
from samvar.model.consequence import rank
from samvar.model.errors import BadFile, Where

UNKNOWN = -1
"""The severity of a line that no annotator has looked at."""
NO_GENE = -1
_INFO_COLUMN = 8
_KNOWN = 1 << 20


@dataclass(frozen=True, slots=True)
class Lines:
    """Of the rows of a block, r each: severity int8, score int16, clinvar int8, frequency float32
    (nan: not stated), passed int8, length of REF int32, and the numbers of its genes."""

    severity: Int8
    score: Int16
    clinvar: Int8
    frequency: npt.NDArray[np.float32]
    passed: Int8
    length: Int32
    genes: list[list[int]]


@dataclass
class LineReader:
    """Reads blocks of one file. genes: the number of each gene, in the order in which they came.

    symbols: of genes by their number, where the file has symbols beside the names of `genes`.
    """

    layout: Layout
    file: str
    genes: dict[str, int] = field(default_factory=dict)
    symbols: dict[int, str] = field(default_factory=dict)
    _severity: dict[bytes, int] = field(default_factory=dict)
    _gene: dict[bytes, int] = field(default_factory=dict)
    _clinvar: dict[bytes, int] = field(default_factory=dict)
    _number: dict[bytes, float] = field(default_factory=dict)

    def read(self, block: KinBlock, keys: Sequence[str]) -> Lines:
        """keys: those of INFO whose places the block tells; the layout's are among them.

        Raises:
            BadFile: a score or a frequency is not a number, with its line.
        """
        place = {key: at for at, key in enumerate(keys)}
        lines, rows = block.lines, block.line
        severity = np.full(lines, UNKNOWN, dtype=np.int8)
        clinvar = np.zeros(lines, dtype=np.int8)
        genes: list[list[int]] = [[] for _ in range(lines)]
        annotation = self.layout.annotation
        if annotation is not None:
            spans = block.spans[:, place[annotation.annotator.value]]
            if self.layout.term is not None:
                severity = self._least(block, spans, self.layout.term)
            if self.layout.clinvar is not None:
                self._gravest(clinvar, block, spans, self.layout.clinvar)
            if self.layout.gene is not None:
                self._name(genes, block, spans, self.layout.gene)
        if annotation is None or self.layout.gene is None:
            self._name_listed(genes, block, block.spans[:, place[LISTED]])
        said = block.spans[:, place[CLINVAR]]
        for line in np.flatnonzero(said[:, 0] >= 0).tolist():
            clinvar[line] = max(clinvar[line], self._grave(_value(block, said, line)))
        table = block.block.table
        length = (table[:, kernel.REF1] - table[:, kernel.REF0]).astype(np.int32)
        own = severity[rows]
        if annotation is not None:
            self._tell_apart(own, block, block.spans[:, place[annotation.annotator.value]])
        return Lines(
            own,
            self._scores(block, place[RANK_SCORE])[rows],
            clinvar[rows],
            self._frequency(block, [place[key] for key in FREQUENCIES]),
            (table[:, kernel.PASSED] != 0).astype(np.int8)[rows],
            length[rows],
            [genes[line] for line in rows.tolist()],
        )

    def _least(self, block: KinBlock, spans: Int32, column: int) -> Int8:
        """(lines) the rank of the gravest term."""
        owner, places = column_spans(block.block.text, spans, column)
        known, raw = self._severity, block.raw
        ranks = np.empty(len(owner), dtype=np.int8)
        for at, (start, end) in enumerate(places.tolist()):
            value = raw[start:end]
            if value not in known:
                names = value.decode("utf-8", "replace").lstrip("*").split("&")
                known[value] = min(rank(name) for name in names)
            ranks[at] = known[value]
        found = np.full(block.lines, np.iinfo(np.int8).max, dtype=np.int8)
        np.minimum.at(found, owner, ranks)
        return np.where(found == np.iinfo(np.int8).max, np.int8(UNKNOWN), found)

    def _tell_apart(self, severity: Int8, block: KinBlock, spans: Int32) -> None:
        """Of lines with several alternatives, what is said of each; what is said of none that can
        be told stays that of the line."""
        annotation, table = self.layout.annotation, block.block.table
        assert annotation is not None
        numbers = block.block.rows[:, kernel.NUMBER]
        for line in np.flatnonzero((table[:, kernel.ALTS] > 1) & (spans[:, 0] >= 0)).tolist():
            begin, end = int(table[line, kernel.REF0]), int(table[line, kernel.REF1])
            alts = block.raw[end + 1 : block.raw.index(b"\t", end + 1)].decode("ascii", "replace")
            ref = block.raw[begin:end].decode("ascii", "replace")
            where = Where(self.file, block.block.first_line + line)
            text = _value(block, spans, line).decode("utf-8", "replace")
            try:
                told = consequences(annotation, text, ref, alts.split(","), where)
            except BadFile:  # the row itself notes it
                continue
            first, last = np.searchsorted(block.line, [line, line + 1]).tolist()
            for row in range(first, last):
                said = [rank(t) for each in told.of(int(numbers[row])) for t in each.terms]
                severity[row] = min(said, default=UNKNOWN)

    def _gravest(self, out: Int8, block: KinBlock, spans: Int32, column: int) -> None:
        owner, places = column_spans(block.block.text, spans, column)
        for line, (start, end) in zip(owner.tolist(), places.tolist(), strict=True):
            out[line] = max(out[line], self._grave(block.raw[start:end]))

    def _grave(self, value: bytes) -> int:
        known = self._clinvar.get(value)
        if known is None:
            known = int(gravest(value.decode("utf-8", "replace")))
            if len(self._clinvar) < _KNOWN:
                self._clinvar[value] = known
        return known

    def _name(self, out: list[list[int]], block: KinBlock, spans: Int32, column: int) -> None:
        owner, places = column_spans(block.block.text, spans, column)
        numbers, raw = self._gene, block.raw
        for line, (start, end) in zip(owner.tolist(), places.tolist(), strict=True):
            value = raw[start:end]
            number = numbers.get(value)
            if number is None:
                known = len(self.genes)
                number = self._numbered(value)
                if len(self.genes) > known and self.layout.symbol is not None:
                    self._keep_symbol(known, raw, spans[line].tolist(), start)
            if number >= 0 and number not in out[line]:
                out[line].append(number)

    def _keep_symbol(self, gene: int, raw: bytes, value: list[int], inside: int) -> None:
        """The symbol in the entry of which `inside` is a part. value: where all entries stand."""
        begin = max(raw.rfind(b",", value[0], inside) + 1, value[0])
        entry = raw[begin : value[1]].partition(b",")[0].split(b"|")
        if self.layout.symbol is not None and len(entry) > self.layout.symbol:
            symbol = entry[self.layout.symbol].decode("utf-8", "replace")
            if symbol:
                self.symbols[gene] = symbol

    def _name_listed(self, out: list[list[int]], block: KinBlock, spans: Int32) -> None:
        for line in np.flatnonzero(spans[:, 0] >= 0).tolist():
            for name in _value(block, spans, line).split(b","):
                number = self._numbered(name)
                if number >= 0 and number not in out[line]:
                    out[line].append(number)

    def _numbered(self, value: bytes) -> int:
        """The number of the gene that a file calls so; less than 0 where it names none."""
        number = self._gene.get(value)
        if number is None:
            name = value.decode("utf-8", "replace")
            if self.layout.genes_by == "HGNC_ID" and name.isdecimal():
                name = f"HGNC:{name}"
            number = NO_GENE if name in ("", ".") else self.genes.setdefault(name, len(self.genes))
            if len(self._gene) < _KNOWN:
                self._gene[value] = number
        return number

    def _scores(self, block: KinBlock, key: int) -> Int16:
        """(lines) genmod's rank score: the first family's, cut to a whole number."""
        spans = block.spans[:, key]
        found = np.full(block.lines, NO_SCORE, dtype=np.int16)
        for line in np.flatnonzero(spans[:, 0] >= 0).tolist():
            text = _value(block, spans, line).partition(b",")[0].rpartition(b":")[2]
            found[line] = int(self._float(text, block, line))
        return found

    def _frequency(self, block: KinBlock, keys: Sequence[int]) -> npt.NDArray[np.float32]:
        """(rows) the highest that the file states of each alternative."""
        found = [math.nan] * len(block.line)
        first = np.searchsorted(block.line, np.arange(block.lines + 1)).tolist()
        many = block.block.table[:, kernel.ALTS].tolist()
        numbers = block.block.rows[:, kernel.NUMBER].tolist()
        for key in keys:
            spans = block.spans[:, key]
            stated = np.flatnonzero(spans[:, 0] >= 0)
            for line, (start, end) in zip(stated.tolist(), spans[stated].tolist(), strict=True):
                parts = block.raw[start:end].split(b",")
                if len(parts) != many[line]:  # one figure for several says nothing of each
                    continue
                for row in range(first[line], first[line + 1]):
                    part = parts[numbers[row] - 1]
                    if part not in (b".", b""):
                        value = self._float(part, block, line)
                        if value > found[row] or math.isnan(found[row]):
                            found[row] = value
        return np.array(found, dtype=np.float32)

    def _float(self, text: bytes, block: KinBlock, line: int) -> float:
        known = self._number.get(text)
        if known is None:
            try:
                known = float(text)
            except ValueError:
                where = Where(self.file, block.block.first_line + line, _INFO_COLUMN)
                raise BadFile("a score or frequency in INFO is not a number", where=where) from None
            if len(self._number) < _KNOWN:
                self._number[text] = known
        return known


def gravest(text: str) -> ClinVar:
    """What a value of ClinVar's significance says at its gravest.

    >>> gravest("Likely_benign|other").name, gravest("Pathogenic/Likely_pathogenic").name
    ('LIKELY_BENIGN', 'PATHOGENIC')
    >>> gravest("Conflicting_interpretations_of_pathogenicity").name, gravest("5").name
    ('CONFLICTING', 'PATHOGENIC')
    """
    words = text.lower().replace("%2c", ",")
    for separator in "&,/":
        words = words.replace(separator, "|")
    said = {_SAID.get(word.strip("_ "), ClinVar.OTHER) for word in words.split("|") if word}
    return max(said, default=ClinVar.NOTHING)


_SAID = {
    **dict.fromkeys(("pathogenic", "5"), ClinVar.PATHOGENIC),
    **dict.fromkeys(("likely_pathogenic", "likely pathogenic", "4"), ClinVar.LIKELY_PATHOGENIC),
    **dict.fromkeys(
        (
            "conflicting_interpretations_of_pathogenicity",
            "conflicting_classifications_of_pathogenicity",
        ),
        ClinVar.CONFLICTING,
    ),
    **dict.fromkeys(("uncertain_significance", "0"), ClinVar.UNCERTAIN),
    **dict.fromkeys(("likely_benign", "3"), ClinVar.LIKELY_BENIGN),
    **dict.fromkeys(("benign", "2"), ClinVar.BENIGN),
    **dict.fromkeys((".", "not_provided", "1"), ClinVar.NOTHING),
}
"""Words of ClinVar's VCF, and the codes of its VCFs before 2015."""


def _value(block: KinBlock, spans: Int32, line: int) -> bytes:
    start, end = spans[line]
    return block.raw[start:end]
