"""Where the exons of a transcript end, counted as HGVS counts: from the start codon."""

from __future__ import annotations

import numpy as np

from samvar.model.transcript import Mark, Transcripts


class ExonEnds:
    """Ends of exons by the accession of the transcript, with its version or without."""

    def __init__(self, transcripts: Transcripts) -> None:
        self._transcripts = transcripts
        self._place: dict[str, int] = {}
        for place in np.flatnonzero(transcripts.coding_start >= 0).tolist():
            name = transcripts.name[place]
            self._place.setdefault(name.partition(".")[0], place)
            self._place[name] = place

    def of(self, name: str) -> tuple[tuple[int, ...], int]:
        """Last place of each exon, in order, and how many bases are coding; (), 0 if unknown.

        Places count on behind the stop codon, and are negative before the start codon. A
        transcript whose start codon is not in it cannot be counted so, and is unknown.
        """
        place = self._place.get(name, self._place.get(name.partition(".")[0]))
        t = self._transcripts
        if place is None or int(t.marks[place]) & (Mark.START_UNKNOWN | Mark.UNEVEN):
            return (), 0
        forward = int(t.strand[place]) > 0
        low, high = int(t.coding_start[place]), int(t.coding_end[place])
        exons = t.exons(place) if forward else t.exons(place)[::-1]
        before = sum(
            max(0, min(end, low) - start) if forward else max(0, end - max(start, high))
            for start, end in exons
        )
        coding = sum(max(0, min(end, high) - max(start, low)) for start, end in exons)
        ends, along = [], 0
        for start, end in exons:
            along += end - start
            # There is no place 0: the base before the start codon is -1.
            ends.append(along - before if along > before else along - before - 1)
        return tuple(ends), coding
