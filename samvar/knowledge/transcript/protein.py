"""Proteins of a release's transcripts before and after an edit: few rows need them, each whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from samvar.knowledge.transcript.bits import (
    CODING,
    FRAMESHIFT,
    START_LOST,
    START_RETAINED,
    STOP_RETAINED,
    SYNONYMOUS,
)
from samvar.knowledge.transcript.codon import LETTERS, THREE, translate
from samvar.knowledge.transcript.hgvs_protein import name_change
from samvar.knowledge.transcript.splice import put_spliced
from samvar.knowledge.transcript.track import Track
from samvar.model.transcript import Transcripts

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
_CODONS: tuple[Mapping[str, str], ...] = tuple(
    {
        f"{a}{b}{c}": translate(f"{a}{b}{c}", mitochondrial=mitochondrial)
        for a in LETTERS
        for b in LETTERS
        for c in LETTERS
    }
    for mitochondrial in (False, True)
)


class Proteins:
    """Spliced sequences and proteins, the last few kept. Safe for several threads."""

    def __init__(self, transcripts: Transcripts, track: Track) -> None:
        self._transcripts = transcripts
        self._track = track
        self.spliced = lru_cache(maxsize=4096)(self._spliced)
        self.protein = lru_cache(maxsize=4096)(self._protein)

    def _spliced(self, t: int) -> str:
        """Bases of the transcript along it."""
        out = np.empty(int(self._track.spliced[t]), dtype=np.uint8)
        put_spliced(self._track, t, out)
        return out.tobytes().decode("ascii")

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
        f = int(track.phase[t])
        first = int(track.coding_from[t]) + f
        old, bases = self.protein(t), self.spliced(t)
        if "*" in old[:-1]:
            return ""  # read through, and nobody says as what
        new = alt if track.strand[t] > 0 else alt.translate(_COMPLEMENT)[::-1]
        shift = len(new) - (high - low)
        if terms & START_RETAINED and shift:
            return "p.="
        begin, behind = max(low - first, 0) // 3, (high - first + 2) // 3  # codons of the old
        if not shift and terms & SYNONYMOUS:
            return _same(old, begin, behind, f)
        code = _CODONS[int(track.code[t])]
        rest = bases[first + 3 * begin : low] + new + bases[high:]
        if shift % 3 or (old.endswith("*") and behind >= len(old)):
            read = old[:begin] + _until_stop(rest, code)
        else:
            size = 3 * (behind - begin) + shift
            read = old[:begin] + _read(rest[:size], code) + old[behind:]
        pad = "X" if f else ""
        if terms & STOP_RETAINED and read == old:
            return f"p.Ter{len(pad + old)}="
        return name_change(pad + old, pad + read, frameshift=bool(terms & FRAMESHIFT))

    def _protein(self, t: int) -> str:
        """The whole codons of the coding sequence, translated; U for selenocysteine."""
        track = self._track
        first = int(track.coding_from[t]) + int(track.phase[t])
        coding = self.spliced(t)[first : int(track.coding_to[t])]
        found = translate(coding, mitochondrial=bool(track.code[t]))
        for p in track.recoded[track.recoded_edges[t] : track.recoded_edges[t + 1]].tolist():
            index = self._index(t, p)
            if index is not None and (index - first) % 3 == 0:
                found = _put(found, (index - first) // 3)
        return found

    def _index(self, t: int, p: int) -> int | None:
        done = 0
        for start, end in self._transcripts.exons(t):
            if start <= p < end:
                k = done + p - start
                return k if self._track.strand[t] > 0 else int(self._track.spliced[t]) - 1 - k
            done += end - start
        return None


def _read(bases: str, code: Mapping[str, str]) -> str:
    return "".join(code.get(bases[k : k + 3], "X") for k in range(0, len(bases) - 2, 3))


def _until_stop(bases: str, code: Mapping[str, str]) -> str:
    """Whole codons up to the first stop, which is the last letter where there is one."""
    found = []
    for k in range(0, len(bases) - 2, 3):
        found.append(code.get(bases[k : k + 3], "X"))
        if found[-1] == "*":
            break
    return "".join(found)


def _put(protein: str, k: int) -> str:
    if 0 <= k < len(protein) and protein[k] == "*":
        return protein[:k] + "U" + protein[k + 1 :]
    return protein


def _same(old: str, begin: int, end: int, phase: int) -> str:
    pad = 1 if phase else 0
    words = [f"{THREE[old[k]]}{k + 1 + pad}" for k in range(begin, min(end, len(old)))]
    return f"p.{words[0]}=" if len(words) == 1 else f"p.{words[0]}_{words[-1]}="
