"""Rows of a GFF3 file to transcripts: whose child is what, in the words of three sources.

Ensembl, GENCODE and RefSeq name things differently; each attribute is looked up under all its
names. A feature that has exons or a CDS is a transcript; its gene is the parent above it, or
itself where it has none, as RefSeq has mitochondrial genes and pseudogenes.
Source: GFF3 1.26 (The Sequence Ontology, gff3.md).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np

from samvar.formats.gff3 import kernel
from samvar.formats.gff3.rows import KEYS, Rows, read_rows
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
        names = self._names(used)
        places = [table[used, column] for column in (kernel.END, kernel.START, kernel.CONTIG)]
        order = np.lexsort((np.array(names), *places))
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
        biotypes, biotype = np.unique(self._biotypes(used, start >= 0), return_inverse=True)
        marks = np.array([_marks_of(tags) for tags in rows.words(used, "tag")], dtype=np.uint16)
        marks |= np.where(uneven, Mark.UNEVEN, 0).astype(np.uint16)
        marks |= np.where(phase > 0, Mark.START_UNKNOWN, 0).astype(np.uint16)
        recoded_of, recoded_at = self._recoded(recoded, coding, of_coding, place, strand)
        return Transcripts(
            rows.assembly,
            Bases.of(self._gene_ids(genes)),
            Bases.of(rows.words(genes, "gene_name", "gene", "Name")),
            Bases.of(self._hgnc(genes)),
            Bases.of(names),
            Bases.of(self._proteins(first_coding)),
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
        told, of = told[spans >= 0], of[spans >= 0]
        said = self._rows.words(told, "transl_except")
        for text, transcript in zip(said, of.tolist(), strict=True):
            for back, low, high in _EXCEPTION.findall(text):
                pairs.append((transcript, int(high or low) - 1 if back else int(low) - 1))
        pairs = sorted(set(pairs))
        both = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
        return both[:, 0], both[:, 1]

    def _names(self, used: Int64) -> list[str]:
        rows = self._rows
        told, own = rows.words(used, "transcript_id"), rows.words(used, "ID")
        versions = rows.words(used, "version")
        return [
            _versioned(name or _PREFIX.sub("", other), version)
            for name, other, version in zip(told, own, versions, strict=True)
        ]

    def _gene_ids(self, genes: Int64) -> list[str]:
        rows = self._rows
        found = rows.words(genes, "gene_id")
        for k, references, own in zip(
            range(len(genes)), rows.words(genes, "Dbxref"), rows.words(genes, "ID"), strict=True
        ):
            if not found[k]:
                numbers = [each[7:] for each in references.split(",") if each[:7] == "GeneID:"]
                found[k] = numbers[0] if numbers else _PREFIX.sub("", own)
        return found

    def _hgnc(self, genes: Int64) -> list[str]:
        found = [""] * len(genes)
        for key in ("hgnc_id", "Dbxref", "description"):
            for k, word in enumerate(self._rows.words(genes, key)):
                number = _HGNC.search(word) if "HGNC" in word and not found[k] else None
                if number:
                    found[k] = f"HGNC:{number[1]}"
        return found

    def _biotypes(self, used: Int64, codes: Bool) -> list[str]:
        told = self._rows.words(used, "transcript_type", "transcript_biotype", "biotype")
        kinds = self._rows.words(used, "type")
        return [
            word or ("protein_coding" if coding else kind)
            for word, coding, kind in zip(told, codes.tolist(), kinds, strict=True)
        ]

    def _proteins(self, first: Int64) -> list[str]:
        """first: a coding row of each transcript that has words, or -1."""
        found = [""] * len(first)
        some = np.flatnonzero(first >= 0)
        some = some[self._rows.table[first[some], kernel.WORDS] >= 0]
        names = self._rows.words(first[some], "protein_id")
        versions = self._rows.words(first[some], "version")
        for k, name, version in zip(some.tolist(), names, versions, strict=True):
            found[k] = _versioned(name, version)
        return found


def _versioned(name: str, version: str) -> str:
    return f"{name}.{version}" if name and version and "." not in name else name


@lru_cache(maxsize=4096)
def _marks_of(tags: str) -> int:
    marks = Mark(0)
    for tag in tags.split(","):
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
