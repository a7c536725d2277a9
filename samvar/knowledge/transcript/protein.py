"""Proteins of a release's transcripts before and after an edit: few rows need them, each whole."""

from __future__ import annotations

from functools import lru_cache

from samvar.formats.fasta import Reference
from samvar.knowledge.transcript.bits import (
    CODING,
    FRAMESHIFT,
    START_LOST,
    START_RETAINED,
    STOP_RETAINED,
    SYNONYMOUS,
)
from samvar.knowledge.transcript.codon import THREE, translate
from samvar.knowledge.transcript.hgvs_protein import name_change
from samvar.knowledge.transcript.track import Track
from samvar.model.genome import CODE, CONTIGS
from samvar.model.transcript import Transcripts

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


class Proteins:
    """Spliced sequences and proteins, the last few kept. Safe for several threads."""

    def __init__(self, transcripts: Transcripts, track: Track, reference: Reference) -> None:
        self._transcripts = transcripts
        self._track = track
        self._reference = reference
        self.spliced = lru_cache(maxsize=4096)(self._spliced)

    def _spliced(self, t: int) -> str:
        """Bases of the transcript along it."""
        contig = CONTIGS[int(self._transcripts.contig[t]) - 1]
        parts = (self._reference.fetch(contig, *exon) for exon in self._transcripts.exons(t))
        bases = "".join(parts)
        return bases if self._track.strand[t] > 0 else bases.translate(_COMPLEMENT)[::-1]

    def change(self, t: int, low: int, high: int, alt: str, terms: int) -> str:
        """HGVS of an edit's protein, or "" where it cannot be told.

        low, high: spliced bases that are replaced. alt: by what, as the genome has it.
        terms: the set that the caller found.
        """
        if terms & START_LOST:
            return "p.Met1?"
        if terms & CODING or low < 0:
            return ""
        track = self._track
        u, f = int(track.coding_from[t]), int(track.phase[t])
        bases = self.spliced(t)
        new = alt if track.strand[t] > 0 else alt.translate(_COMPLEMENT)[::-1]
        mitochondrial = int(track.contig[t]) == CODE["MT"]
        first = u + f
        old = translate(bases[first : int(track.coding_to[t])], mitochondrial=mitochondrial)
        edited = bases[:low] + new + bases[high:]
        read = translate(edited[first:], mitochondrial=mitochondrial)
        begin, end = max(low - first, 0) // 3, -(-(low + len(new) - first) // 3)
        shift = len(new) - (high - low)
        old, read = self._recode(t, old, read, first, begin, (high - first + 2) // 3, shift)
        if "*" in old[:-1]:
            return ""  # read through, and nobody says as what
        if terms & START_RETAINED and shift:
            return "p.="
        at_stop = old.endswith("*") and (high - first + 2) // 3 >= len(old)
        behind = read.find("*", begin if shift % 3 or at_stop else end)
        read = read if behind < 0 else read[: behind + 1]
        if not shift and terms & SYNONYMOUS:
            return _same(old, begin, end, f)
        pad = "X" if f else ""
        if terms & STOP_RETAINED and read == old:
            return f"p.Ter{len(pad + old)}="
        return name_change(pad + old, pad + read, frameshift=bool(terms & FRAMESHIFT))

    def _recode(
        self, t: int, old: str, read: str, first: int, begin: int, end: int, shift: int
    ) -> tuple[str, str]:
        """Selenocysteine where it was, and where the edit leaves it: before codon `begin`, and from
        `end` on where the frame stays."""
        track = self._track
        here = track.recoded[track.recoded_edges[t] : track.recoded_edges[t + 1]].tolist()
        for p in here:
            index = self._index(t, p)
            if index is None or (index - first) % 3:
                continue
            k = (index - first) // 3
            old = _put(old, k)
            if k < begin:
                read = _put(read, k)
            elif k >= end and shift % 3 == 0:
                read = _put(read, k + shift // 3)
        return old, read

    def _index(self, t: int, p: int) -> int | None:
        done = 0
        for start, end in self._transcripts.exons(t):
            if start <= p < end:
                k = done + p - start
                return k if self._track.strand[t] > 0 else int(self._track.spliced[t]) - 1 - k
            done += end - start
        return None


def _put(protein: str, k: int) -> str:
    if 0 <= k < len(protein) and protein[k] == "*":
        return protein[:k] + "U" + protein[k + 1 :]
    return protein


def _same(old: str, begin: int, end: int, phase: int) -> str:
    pad = 1 if phase else 0
    words = [f"{THREE[old[k]]}{k + 1 + pad}" for k in range(begin, min(end, len(old)))]
    return f"p.{words[0]}=" if len(words) == 1 else f"p.{words[0]}_{words[-1]}="
