"""Where each sample was callable: reference blocks of a gVCF, or the records themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.model.calls import Bool, Int8, Int16, Int32, Stretches

_TOP = 32767


@dataclass(frozen=True, slots=True)
class _Piece:
    contig: Int8
    start: Int32
    end: Int32
    callable_: Bool  # (n, samples)
    gq: Int16 | None
    dp: Int16 | None


class Callable:
    """Gathers stretches while a file is read; quality is applied only when they are asked for."""

    def __init__(self, samples: tuple[str, ...]) -> None:
        self._samples = samples
        self._pieces: list[_Piece] = []
        self._shared: list[Stretches] = []

    def add_shared(self, contig: Int8, start: Int32, end: Int32) -> None:
        """Stretches that hold for every sample, such as the sites of a joint call set."""
        self._shared.append(Stretches.join(contig, start, end))

    def add(
        self,
        contig: Int8,
        start: Int32,
        end: Int32,
        whole: Bool,
        gq: Int32 | None,
        dp: Int32 | None,
    ) -> None:
        """Stretches (n) of each sample: `whole`, `gq`, `dp` are (n, samples), -1 = not given."""
        self._pieces.append(
            _Piece(
                contig,
                start,
                end,
                whole,
                None if gq is None else np.minimum(gq, _TOP).astype(np.int16),
                None if dp is None else np.minimum(dp, _TOP).astype(np.int16),
            )
        )

    def stretches(self, min_gq: int, min_dp: int, close_gap_bp: int) -> dict[str, Stretches]:
        """Per sample; a quality that is not given does not reach a threshold above 0."""
        shared = _union(self._shared, close_gap_bp)
        if not self._pieces:
            return dict.fromkeys(self._samples, shared)
        found: dict[str, Stretches] = {}
        for number, sample in enumerate(self._samples):
            parts = [shared] if len(shared) else []
            for piece in self._pieces:
                keep = piece.callable_[:, number]
                if min_gq > 0:
                    keep = keep & _reaches(piece.gq, number, min_gq)
                if min_dp > 0:
                    keep = keep & _reaches(piece.dp, number, min_dp)
                if keep.any():
                    parts.append(
                        Stretches.join(
                            piece.contig[keep], piece.start[keep], piece.end[keep], close_gap_bp
                        )
                    )
            found[sample] = _union(parts, close_gap_bp)
        return found


def _reaches(values: Int16 | None, sample: int, least: int) -> Bool | bool:
    return False if values is None else values[:, sample] >= min(least, _TOP)


def _union(parts: list[Stretches], close_gap_bp: int) -> Stretches:
    if not parts:
        return Stretches.of([])
    return Stretches.join(
        np.concatenate([part.contig for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
        close_gap_bp,
    )
