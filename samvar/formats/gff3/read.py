"""Rows of a GFF3 file to transcripts: whose child is what, in the words of three sources.

Ensembl, GENCODE and RefSeq name things differently; each attribute is looked up under all its
names. A feature that has exons or a CDS is a transcript; its gene is the parent above it, or
itself where it has none, as RefSeq has mitochondrial genes and pseudogenes.
Source: GFF3 1.26 (The Sequence Ontology, gff3.md).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from samvar.formats.gff3 import kernel
from samvar.formats.gff3.rows import KEYS, TYPE, Rows, read_rows
from samvar.model.bases import Bases
from samvar.model.calls import Bool, Int8, Int32, Int64, UInt64
from samvar.model.errors import BadFile, Where
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.transcript import Mark, Transcripts

_C = {name: number for number, name in enumerate(KEYS)}
_PREFIX = re.compile(r"^(gene|transcript|rna|CDS|cds|id)[:-]")
_HGNC = re.compile(r"(?:Acc|HGNC):(?:HGNC:)?(\d+)\b")
_EXCEPTION = re.compile(r"pos:(complement\()?(?:join\()?(\d+)(?:\.\.(\d+))?[^)]*\)?\)?,aa:Sec")
_MARKS = {
    "MANE_Select": Mark.MANE_SELECT,
    "MANE Select": Mark.MANE_SELECT,
    "MANE_Plus_Clinical": Mark.MANE_PLUS,
    "MANE Plus Clinical": Mark.MANE_PLUS,
    "Ensembl_canonical": Mark.CANONICAL,
    "RefSeq Select": Mark.CANONICAL,
    "cds_start_NF": Mark.START_UNKNOWN,
    "cds_end_NF": Mark.END_UNKNOWN,
}


def read_gff3(path: Path, assembly: Assembly | None = None) -> Transcripts:
    """The transcripts of a GFF3 file on primary contigs; other sequences are left out.

    assembly: where given, the file may not say another.

    Raises:
        BadFile: not GFF3, or exons, CDS and transcripts contradict each other, with the line.
        UnknownAssembly: the file does not say its assembly and none was given, or they differ.
    """
    return _Building(read_rows(path, assembly)).all()


class _Building:
    """Rows on their way to transcripts. `feature` numbers are rows of the table."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        table = rows.table
        self._kind = table[:, kernel.KIND]
        self._features: Int64 = np.flatnonzero(self._kind == kernel.FEATURE)
        self._ids: UInt64 = rows.hashes[self._features, kernel.ID]
        self._order = np.argsort(self._ids, kind="stable")
        self._sorted: UInt64 = self._ids[self._order]

    def all(self) -> Transcripts:
        rows, table = self._rows, self._rows.table
        exon, coding, recoded = (
            np.flatnonzero(self._kind == kind)
            for kind in (kernel.EXON, kernel.CODING, kernel.RECODED)
        )
        owner = {name: self._owner(part) for name, part in (("e", exon), ("c", coding))}
        used: Int64 = np.unique(np.concatenate([owner["e"], owner["c"]]))
        if not len(used):
            raise BadFile("the file has no transcript on a primary contig", where=Where(rows.name))
        gene_row = self._genes(used)
        names = [self._name(row) for row in used.tolist()]
        order = np.array(
            sorted(
                range(len(used)),
                key=lambda i: (
                    *table[used[i], [kernel.CONTIG, kernel.START, kernel.END]],
                    names[i],
                ),
            ),
            dtype=np.int64,
        )
        used, gene_row = used[order], gene_row[order]
        names = [names[i] for i in order.tolist()]
        place = np.full(len(table), -1, dtype=np.int64)
        place[used] = np.arange(len(used))
        of_exon, of_coding = place[owner["e"]], place[owner["c"]]
        exon, of_exon = self._sort(exon, of_exon)
        coding, of_coding = self._sort(coding, of_coding)
        # A gene whose CDS is all that is told: its exons are the CDS.
        bare = np.isin(of_coding, of_exon, invert=True)
        exon, of_exon = self._sort(
            np.concatenate([exon, coding[bare]]), np.concatenate([of_exon, of_coding[bare]])
        )
        self._check(used, exon, of_exon, "an exon")
        self._check(used, coding, of_coding, "a CDS")
        exon_edges = _edges(of_exon, len(used))
        strand = table[used, kernel.STRAND].astype(np.int8)
        start, end, phase, uneven = self._coding(exon, exon_edges, coding, of_coding, strand)
        genes, gene = np.unique(gene_row, return_inverse=True)
        first_coding = _firsts(coding, of_coding, len(used))
        biotypes, biotype = np.unique(
            [self._biotype(row, start[i] >= 0) for i, row in enumerate(used.tolist())],
            return_inverse=True,
        )
        marks = np.array([self._marks(row) for row in used.tolist()], dtype=np.uint16)
        marks |= np.where(uneven, Mark.UNEVEN, 0).astype(np.uint16)
        marks |= np.where(phase > 0, Mark.START_UNKNOWN, 0).astype(np.uint16)
        recoded_of, recoded_at = self._recoded(recoded, coding, of_coding, place, strand)
        return Transcripts(
            rows.assembly,
            Bases.of(self._gene_id(row) for row in genes.tolist()),
            Bases.of(self._symbol(row) for row in genes.tolist()),
            Bases.of(self._hgnc(row) for row in genes.tolist()),
            Bases.of(names),
            Bases.of("" if row < 0 else self._protein(row) for row in first_coding.tolist()),
            tuple(str(each) for each in biotypes),
            gene.astype(np.int32),
            biotype.astype(np.int16),
            table[used, kernel.CONTIG].astype(np.int8),
            strand,
            table[used, kernel.START].copy(),
            table[used, kernel.END].copy(),
            marks,
            exon_edges,
            table[exon, kernel.START].copy(),
            table[exon, kernel.END].copy(),
            start,
            end,
            phase,
            _edges(recoded_of, len(used)),
            recoded_at.astype(np.int32),
        )

    def _owner(self, part: Int64) -> Int64:
        """The feature that each row names as its parent."""
        wanted: UInt64 = self._rows.hashes[part, kernel.PARENT]
        low = np.searchsorted(self._sorted, wanted, side="left")
        high = np.searchsorted(self._sorted, wanted, side="right")
        lost = np.flatnonzero(high == low)
        if len(lost):
            raise self._rows.bad(int(part[lost[0]]), "its Parent is nowhere in the file", 9)
        twice = np.flatnonzero(high - low > 1)
        if len(twice):
            second = self._features[self._order[low[twice[0]] + 1]]
            raise self._rows.bad(int(second), "its ID stands in another line too", 9)
        found: Int64 = self._features[self._order[low]]
        return found

    def _genes(self, used: Int64) -> Int64:
        """The topmost parent of each transcript."""
        top = used.copy()
        for _ in range(4):  # RefSeq: gene, primary transcript, microRNA
            above = self._rows.hashes[top, kernel.PARENT] != 0
            if not above.any():
                return top
            top[above] = self._owner(top[above])
        raise self._rows.bad(int(top[0]), "its parents have no end", 9)

    def _sort(self, part: Int64, of: Int64) -> tuple[Int64, Int64]:
        order = np.lexsort((self._rows.table[part, kernel.START], of))
        return part[order], of[order]

    def _check(self, used: Int64, part: Int64, of: Int64, what: str) -> None:
        """Pieces lie on their transcript, within it, and not over each other."""
        table = self._rows.table
        own, whole = table[part], table[used[of]]
        strange = (own[:, kernel.CONTIG] != whole[:, kernel.CONTIG]) | (
            own[:, kernel.STRAND] != whole[:, kernel.STRAND]
        )
        outside = (own[:, kernel.START] < whole[:, kernel.START]) | (
            own[:, kernel.END] > whole[:, kernel.END]
        )
        aimless = own[:, kernel.STRAND] == 0
        over: Bool = np.zeros(len(part), dtype=bool)
        if what == "an exon":  # a programmed frameshift reads a base of a CDS twice
            over[1:] = (of[1:] == of[:-1]) & (own[1:, kernel.START] < own[:-1, kernel.END])
        for fault, said in (
            (strange, f"{what} lies on another sequence or strand than its transcript"),
            (aimless, f"{what} has no strand"),
            (outside, f"{what} reaches beyond its transcript"),
            (over, f"{what} overlaps another one of its transcript"),
        ):
            hit = np.flatnonzero(fault)
            if len(hit):
                raise self._rows.bad(int(part[hit[0]]), said)
        beyond = np.flatnonzero(whole[:, kernel.END] > self._lengths()[whole[:, kernel.CONTIG]])
        if len(beyond):
            raise self._rows.bad(
                int(used[of[beyond[0]]]),
                f"a transcript ends beyond its contig of {self._rows.assembly.value}",
                5,
            )

    def _lengths(self) -> Int64:
        assembly = self._rows.assembly
        return np.array([0, *(assembly.length(contig) for contig in CONTIGS)], dtype=np.int64)

    def _coding(
        self, exon: Int64, exon_edges: Int32, coding: Int64, of: Int64, strand: Int8
    ) -> tuple[Int32, Int32, Int8, Bool]:
        """Where each transcript's coding sequence begins and ends, its phase, and whether it is
        anything else than what the exons hold between."""
        table = self._rows.table
        count = len(exon_edges) - 1
        edges = _edges(of, count)
        some = np.diff(edges) > 0
        start, end = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
        start[some] = table[coding[edges[:-1][some]], kernel.START]
        end[some] = table[coding[edges[1:][some] - 1], kernel.END]
        first = np.where(strand > 0, edges[:-1], edges[1:] - 1)
        phase = np.zeros(count, dtype=np.int8)
        phase[some] = table[coding[first[some]], kernel.PHASE]
        # Pieces of exons between start and end, to be compared with the CDS lines.
        of_exon = np.repeat(np.arange(count), np.diff(exon_edges))
        low = np.maximum(table[exon, kernel.START], start[of_exon])
        high = np.minimum(table[exon, kernel.END], end[of_exon])
        inside = (low < high) & some[of_exon]
        pieces = np.bincount(of_exon[inside], minlength=count)
        uneven: Bool = some & (pieces != np.diff(edges))
        level = ~uneven[of]
        same = inside & ~uneven[of_exon]
        differs = (low[same] != table[coding[level], kernel.START]) | (
            high[same] != table[coding[level], kernel.END]
        )
        uneven[of[level][differs]] = True
        # The phase of each line has to follow from the lengths of those before it.
        length = (table[coding, kernel.END] - table[coding, kernel.START]).astype(np.int64)
        total = np.concatenate([[0], np.cumsum(length)])
        before = np.where(
            strand[of] > 0,
            total[:-1] - total[edges[:-1]][of],
            total[edges[1:]][of] - total[1:],
        )
        expected = (phase[of] - before) % 3
        uneven[of[expected != table[coding, kernel.PHASE]]] = True
        return start, end, phase, uneven

    def _recoded(
        self, lines: Int64, coding: Int64, of_coding: Int64, place: Int64, strand: Int8
    ) -> tuple[Int64, Int64]:
        """Transcript and first base, along the transcript, of each codon for selenocysteine."""
        table = self._rows.table
        pairs: list[tuple[int, int]] = []
        if len(lines):
            for row, transcript in zip(
                lines.tolist(), place[self._owner(lines)].tolist(), strict=True
            ):
                if transcript >= 0:
                    forward = strand[transcript] > 0
                    at = table[row, kernel.START] if forward else table[row, kernel.END] - 1
                    pairs.append((transcript, int(at)))
        told = coding[table[coding, kernel.WORDS] >= 0]
        of = of_coding[table[coding, kernel.WORDS] >= 0]
        spans = self._rows.spans[table[told, kernel.WORDS], _C["transl_except"], 0]
        for row, transcript in zip(told[spans >= 0].tolist(), of[spans >= 0].tolist(), strict=True):
            for back, low, high in _EXCEPTION.findall(self._rows.word(row, _C["transl_except"])):
                pairs.append((transcript, int(high or low) - 1 if back else int(low) - 1))
        pairs = sorted(set(pairs))
        both = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
        return both[:, 0], both[:, 1]

    def _one_of(self, row: int, *keys: str) -> str:
        for key in keys:
            word = self._rows.word(row, _C[key])
            if word:
                return word
        return ""

    def _name(self, row: int) -> str:
        name = self._one_of(row, "transcript_id") or _PREFIX.sub("", self._one_of(row, "ID"))
        return self._versioned(row, name)

    def _versioned(self, row: int, name: str) -> str:
        version = self._one_of(row, "version")
        return f"{name}.{version}" if name and version and "." not in name else name

    def _gene_id(self, row: int) -> str:
        found = self._one_of(row, "gene_id")
        if not found:
            found = next(
                (ref for ref in self._one_of(row, "Dbxref").split(",") if ref[:7] == "GeneID:"), ""
            ).removeprefix("GeneID:")
        return found or _PREFIX.sub("", self._one_of(row, "ID"))

    def _symbol(self, row: int) -> str:
        return self._one_of(row, "gene_name", "gene", "Name")

    def _hgnc(self, row: int) -> str:
        for key in ("hgnc_id", "Dbxref", "description"):
            word = self._one_of(row, key)
            found = _HGNC.search(word)
            if found and "HGNC" in word:
                return f"HGNC:{found[1]}"
        return ""

    def _biotype(self, row: int, codes: bool) -> str:
        found = self._one_of(row, "transcript_type", "transcript_biotype", "biotype")
        if found:
            return found
        return "protein_coding" if codes else self._rows.word(row, TYPE)

    def _protein(self, row: int) -> str:
        if self._rows.table[row, kernel.WORDS] < 0:
            return ""
        return self._versioned(row, self._one_of(row, "protein_id"))

    def _marks(self, row: int) -> int:
        marks = Mark(0)
        for tag in self._one_of(row, "tag").split(","):
            marks |= _MARKS.get(tag, Mark(0))
        return int(marks)


def _edges(of: Int64, count: int) -> Int32:
    edges = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(of, minlength=count), out=edges[1:])
    return edges


def _firsts(part: Int64, of: Int64, count: int) -> Int64:
    """The earliest row in the file of each transcript's part, which is the one with its words."""
    first = np.full(count, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(first, of, part)
    first[first == np.iinfo(np.int64).max] = -1
    return first
