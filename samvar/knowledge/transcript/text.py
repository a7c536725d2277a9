"""What a caller finds, as the entries of CSQ in the layout of Ensembl VEP.

Source: Ensembl VEP 113, VCF output; names of proteins without the brackets of a prediction, and
`=` as `%3D`, as VEP writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from samvar.knowledge.transcript import text_kernel
from samvar.knowledge.transcript.bits import (
    ALTERING,
    DELETION,
    FRAMESHIFT,
    INSERTION,
    MISSENSE,
    START_RETAINED,
    STOP_GAINED,
    STOP_LOST,
    STOP_RETAINED,
    SYNONYMOUS,
    names_of,
)
from samvar.knowledge.transcript.call import Caller, Pairs, replacing
from samvar.knowledge.transcript.effect import (
    AFTER,
    ALLELE,
    BEFORE,
    CODING0,
    HIGH,
    LOW,
    PROTEIN0,
    TRANSCRIPT,
)
from samvar.model.bases import Bases
from samvar.model.calls import Bool, Int32, Int64
from samvar.model.consequence import TERMS
from samvar.model.transcript import Mark

FIELDS = (
    "Allele", "Consequence", "IMPACT", "SYMBOL", "Gene", "Feature_type", "Feature", "BIOTYPE",
    "EXON", "INTRON", "HGVSc", "HGVSp", "CDS_position", "Protein_position", "Amino_acids",
    "ALLELE_NUM", "DISTANCE", "FLAGS", "STRAND", "HGNC_ID", "CANONICAL", "MANE",
)  # fmt: skip

_SAFE = "!\"#$'()*+-./:<>?@[]^_`{}~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_NAMED = (
    STOP_GAINED | FRAMESHIFT | STOP_LOST | INSERTION | DELETION | MISSENSE | ALTERING
    | START_RETAINED | STOP_RETAINED | SYNONYMOUS
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entries:
    """The text of n alleles' entries, commas between those of one. edges: (n + 1) int64."""

    letters: npt.NDArray[np.uint8]
    edges: Int64

    def of(self, allele: int) -> str:
        """The text of one allele."""
        raw: bytes = self.letters[self.edges[allele] : self.edges[allele + 1]].tobytes()
        return raw.decode("ascii")


class EntryWriter:
    """Writes the entries of one caller's alleles. Safe for several threads."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        t = caller.transcripts
        symbol, gene_id, hgnc = (
            [_safe(each) for each in part] for part in (t.symbol, t.gene_id, t.hgnc_id)
        )
        biotypes = [_safe(each) for each in t.biotypes]
        names = [_safe(each) for each in t.name]
        gene, biotype = t.gene.tolist(), t.biotype.tolist()
        marks, strand = t.marks.tolist(), t.strand.tolist()
        self._head = Bases.of(
            f"{symbol[g]}|{gene_id[g]}|Transcript|{name}|{biotypes[b]}"
            for g, name, b in zip(gene, names, biotype, strict=True)
        )
        self._tail = Bases.of(
            f"{s}|{hgnc[g]}|{'YES' if m & Mark.CANONICAL else ''}|{_mane(m)}"
            for s, g, m in zip(strand, gene, marks, strict=True)
        )
        self._flags = Bases.of(_flags(m) for m in marks)
        self._accession = Bases.of(names)
        self._protein = Bases.of(_safe(each) for each in t.protein)

    def write(
        self, pairs: Pairs, position: Int32, ref: Bases, alt: Bases, name: Bases, number: Int32
    ) -> Entries:
        """The entries of the alleles that `Caller.pairs` was asked for.

        name: what CSQ calls each. number: which alternative of its record each is, from 1.
        """
        rows, terms = pairs.rows, pairs.terms
        sets, word_of = _numbered(terms)
        words = Bases.of(_word(bits) for bits in sets.tolist())
        told = self._proteins(pairs, ref, alt)
        shared = shared_codons(rows, position)
        size = self._room(rows, words, word_of, told, name, alt)
        out = np.empty(size, dtype=np.uint8)
        edges = np.zeros(len(pairs.edges), dtype=np.int64)
        text_kernel.write_entries(
            self.caller.track, rows, terms, pairs.edges, position, ref.letters, ref.edges,
            alt.letters, alt.edges, name.letters, name.edges, number, words.letters, words.edges,
            word_of, self._head.letters, self._head.edges, self._tail.letters,
            self._tail.edges, self._flags.letters, self._flags.edges, self._accession.letters,
            self._accession.edges, self._protein.letters, self._protein.edges, told.letters,
            told.edges, shared, out, edges,
        )  # fmt: skip
        return Entries(out[: edges[-1]], edges)

    def _proteins(self, pairs: Pairs, ref: Bases, alt: Bases) -> Bases:
        """Names of changes of the protein that a row alone cannot tell; "" for all others."""
        rows, terms = pairs.rows, pairs.terms
        plain = (rows[:, BEFORE] > 0) & (rows[:, AFTER] > 0)
        plain &= (rows[:, BEFORE] != ord("*")) & (rows[:, AFTER] != ord("U"))
        hard = np.flatnonzero((terms & _NAMED != 0) & ~plain)
        lengths = np.zeros(len(rows), dtype=np.int64)
        made: list[bytes] = []
        for k in hard.tolist():
            row = rows[k].tolist()
            new = replacing(ref[row[ALLELE]], alt[row[ALLELE]])
            name = self.caller.proteins.change(
                row[TRANSCRIPT], row[LOW], row[HIGH], new, int(terms[k])
            )
            made.append(name.replace("=", "%3D").encode())
            lengths[k] = len(made[-1])
        edges = np.zeros(len(rows) + 1, dtype=np.int32)
        np.cumsum(lengths, out=edges[1:])
        return Bases(np.frombuffer(b"".join(made), dtype=np.uint8), edges)

    def _room(
        self, rows: Int32, words: Bases, word_of: Int64, told: Bases, name: Bases, alt: Bases
    ) -> int:
        """Letters that the entries take at most."""
        t, r = rows[:, TRANSCRIPT], rows[:, ALLELE]
        per_transcript = (
            self._head.lengths + self._tail.lengths + self._flags.lengths
            + self._accession.lengths + self._protein.lengths
        )  # fmt: skip
        size = len(rows) * text_kernel.AROUND + len(told.letters)
        size += int(per_transcript[t[t >= 0]].sum(dtype=np.int64))
        size += int(words.lengths[word_of].sum(dtype=np.int64))
        return size + int((name.lengths[r] + alt.lengths[r]).sum(dtype=np.int64))


def _numbered(terms: Int64) -> tuple[Int64, Int64]:
    """The different sets of terms, and which of them each one is."""
    places = 1 << 12
    word_of = np.empty(len(terms), dtype=np.int64)
    while True:
        seen, number = np.zeros(places, dtype=np.int64), np.empty(places, dtype=np.int32)
        sets = np.empty(places, dtype=np.int64)
        many = text_kernel.number_sets(terms, seen, number, sets, word_of)
        if many >= 0:
            return sets[:many], word_of
        places *= 4


def shared_codons(rows: Int32, position: Int32) -> Bool:
    """Rows whose codon another allele at another position changes too.

    Whether both lie on one copy of the chromosome decides what the codon becomes; each row tells of
    its allele alone.
    """
    shared: Bool = np.zeros(len(rows), dtype=bool)
    told = np.flatnonzero((rows[:, PROTEIN0] > 0) & (rows[:, CODING0] >= 0))
    if not len(told):
        return shared
    t, residue = rows[told, TRANSCRIPT], rows[told, PROTEIN0]
    at = position[rows[told, ALLELE]]
    order = np.lexsort((at, residue, t))
    t, residue, at, told = t[order], residue[order], at[order], told[order]
    same = (t[1:] == t[:-1]) & (residue[1:] == residue[:-1])
    group = np.concatenate([[0], np.cumsum(~same)])
    first = np.flatnonzero(np.concatenate([[True], ~same]))
    last = np.concatenate([first[1:], [len(t)]]) - 1
    shared[told[(at[first] != at[last])[group]]] = True
    return shared


def vep_names(ref: Sequence[str], alts: Sequence[Sequence[str]]) -> list[str]:
    """What VEP calls the alternatives of records: without the first base, where lengths differ and
    all begin with the same one; `-` for nothing.

    >>> vep_names(["CA", "C"], [["C", "CAA"], ["T"]])
    ['-', 'AA', 'T']
    """
    found = []
    for one, others in zip(ref, alts, strict=True):
        cut = any(len(each) != len(one) for each in others) and all(
            each[:1] == one[:1] for each in others
        )
        found += [(each[1:] or "-") if cut else each for each in others]
    return found


def _word(bits: int) -> str:
    names = names_of(bits)
    return f"{'&'.join(names)}|{TERMS[names[0]].impact.value}"


def _safe(word: str) -> str:
    """Without letters that mean something in INFO or CSQ."""
    return quote(word, safe=_SAFE)


def _mane(marks: int) -> str:
    if marks & Mark.MANE_SELECT:
        return "MANE_Select"
    return "MANE_Plus_Clinical" if marks & Mark.MANE_PLUS else ""


def _flags(marks: int) -> str:
    told = ((Mark.START_UNKNOWN, "cds_start_NF"), (Mark.END_UNKNOWN, "cds_end_NF"))
    return "&".join(word for mark, word in told if marks & mark)
