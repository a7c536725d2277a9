"""Alleles to what they do to each transcript: many at a time, as rows and sets of terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.formats.fasta import Reference
from samvar.knowledge.transcript import place
from samvar.knowledge.transcript.effect import ALLELE, COLUMNS
from samvar.knowledge.transcript.protein import Proteins
from samvar.knowledge.transcript.track import Track, track_of
from samvar.model.bases import Bases
from samvar.model.calls import Int8, Int32, Int64
from samvar.model.errors import BadInput, NotNormalised, ReferenceMismatch, UnknownAssembly
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.transcript import Transcripts

REACH_BP = 5000
"""How far from a transcript an allele still is upstream or downstream of it, as in VEP."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """n pairs of an allele and a transcript, in the alleles' order.

    rows: (n, `effect.COLUMNS`) int32. terms: (n) int64, each a set of `bits`. edges:
    (alleles + 1) int64: those of allele i are `edges[i]` to `edges[i + 1]`, at least one.
    """

    rows: Int32
    terms: Int64
    edges: Int64

    def __len__(self) -> int:
        return len(self.terms)


class Caller:
    """What alleles do to the transcripts of one release, by the mounted reference.

    Without a reference there is no caller: nothing is guessed.
    """

    def __init__(
        self, transcripts: Transcripts, reference: Reference, *, reach_bp: int = REACH_BP
    ) -> None:
        """reach_bp: up to which distance upstream and downstream are told; 0 for not at all.

        Raises:
            UnknownAssembly: transcripts and reference are of different assemblies.
            BadInput: reach_bp is negative or over a million.
        """
        if not 0 <= reach_bp <= 1_000_000:
            raise BadInput("upstream and downstream reach 0 to 1,000,000 bases")
        self.transcripts = transcripts
        self.reference = reference
        self.check(reference.assembly)
        self.reach_bp = reach_bp
        self.track: Track = track_of(transcripts, reference)
        self.proteins = Proteins(transcripts, self.track)

    def check(self, assembly: Assembly) -> None:
        """Refuse what is of another assembly.

        Raises:
            UnknownAssembly: it is not the transcripts'.
        """
        if assembly is not self.transcripts.assembly:
            raise UnknownAssembly(
                f"the transcripts are of {self.transcripts.assembly.value}, not {assembly.value}",
                remedy="use transcripts, reference and variants of one assembly",
            )

    def pairs(self, contig: Int8, position: Int32, ref: Bases, alt: Bases) -> Pairs:
        """Every pair of an allele and a transcript near it.

        contig: (n) int8, codes. position: (n) int32, 0-based. ref, alt: upper-case letters, as
        normalised alleles have them (left-aligned; shared bases at the ends do not matter).

        Raises:
            ReferenceMismatch: REF is not what the reference has there.
            NotNormalised: the reference does not reach an allele, or a transcript that it lies in.
        """
        ref, alt = _own(ref), _own(alt)
        room = max(1 << 12, min(8 * len(contig), 1 << 20))
        parts: list[tuple[Int32, Int64]] = []
        first = 0
        while True:
            rows = np.empty((room, COLUMNS), dtype=np.int32)
            terms = np.empty(room, dtype=np.int64)
            fault, done, allele = place.find_pairs(
                self.track, contig, position, ref.letters, ref.edges, alt.letters, alt.edges,
                self.reach_bp, first, rows, terms,
            )  # fmt: skip
            parts.append((rows[:done], terms[:done]))
            if fault == place.FINE:
                break
            if fault != place.FULL:
                raise self._fault(fault, int(contig[allele]), int(position[allele]))
            room = room * 2 if allele == first else room
            first = allele
        every = np.concatenate([part[0] for part in parts])
        edges = np.searchsorted(every[:, ALLELE], np.arange(len(contig) + 1))
        return Pairs(every, np.concatenate([part[1] for part in parts]), edges.astype(np.int64))

    def _fault(self, fault: int, code: int, position: int) -> BadInput:
        where = f"{CONTIGS[code - 1]}:{position + 1}"
        if fault == place.MISMATCH:
            return ReferenceMismatch(
                f"REF is not what the mounted reference genome has at {where}",
                remedy="check position, strand and assembly",
            )
        what = "this variant" if fault == place.OUT_OF_REACH else "a transcript that this lies in"
        return NotNormalised(
            f"the mounted reference does not reach {what}, at {where}",
            remedy="mount the whole reference genome",
        )


def replacing(ref: str, alt: str) -> str:
    """What an allele puts in place of what it takes, without the bases that both share at an end.

    >>> replacing("CAG", "CTTG")
    'TT'
    """
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        ref, alt = ref[1:], alt[1:]
    return alt


def _own(bases: Bases) -> Bases:
    """Letters from 0 on: a slice shares those of what it was cut from."""
    return bases if bases.edges[0] == 0 else bases.take(np.arange(len(bases)))
