"""Where each sample was callable: reference blocks of a gVCF, or the records themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.formats.vcf import fast, kernel, reach_kernel
from samvar.formats.vcf.parse import Cover, Parsed
from samvar.model.calls import Bool, Int8, Int16, Int32, Int64, Stretches

_TOP = 32767
_LOOKED_AT = 10_000  # records without alternative that may decide whether a file is a gVCF
_NO_BLOCK = frozenset((b"SVTYPE", b"RU", b"REPID", b"TRID"))


def has_blocks(block: fast.Block) -> bool:
    """Whether a record stands for a stretch of reference, as only a gVCF has them.

    The header does not tell: joint call sets keep the gVCF's own lines. A repeat or structural
    record without alternative also has an END, and is none.
    """
    table, rows = block.table, block.rows
    alone = rows[table[rows[:, kernel.LINE], kernel.ALTS] == 1]
    quiet = alone[np.isin(alone[:, kernel.KIND], (kernel.NONE, kernel.ANY_OTHER))]
    ends = _stated_ends(block)
    for row in quiet[:_LOOKED_AT].tolist():
        line = table[row[kernel.LINE]]
        if block.text[row[kernel.FROM] : row[kernel.TO]].tobytes() == b"<NON_REF>":
            return True
        info = block.text[line[kernel.INFO0] : line[kernel.INFO1]].tobytes()
        keys = {part.partition(b"=")[0] for part in info.split(b";")}
        spans = ends[row[kernel.LINE]] > line[kernel.POS] + line[kernel.REF1] - line[kernel.REF0]
        if spans and not keys & _NO_BLOCK:
            return True
    return False


def _stated_ends(block: fast.Block) -> Int32:
    ends = np.empty(len(block.table), dtype=np.int32)
    reach_kernel.block_ends(block.text, block.table, len(block.table), ends)
    return ends


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

    def take(
        self, parsed: Parsed, aligned: fast.Alleles, cover: Cover | None, lengths: Int64
    ) -> None:
        """What the lines of a block say was seen; `aligned` are its calls where they stand now.

        cover: of a gVCF's block, else None. lengths: bases of each contig by its code.
        """
        block, rows, table = parsed.block, parsed.rows, parsed.block.table
        # A variant that moved is callable where it stands now, too: there it will be counted.
        away = np.flatnonzero(aligned.changed)
        moved, position = rows[away, kernel.LINE], aligned.position[away]
        moved_end = position + aligned.ref.lengths[away]
        moved_contig = table[moved, kernel.CONTIG].astype(np.int8)
        if cover is None:
            contig, start, end = parsed.stretches
            self.add_shared(
                np.append(contig, moved_contig),
                np.append(start, position),
                np.append(end, moved_end),
            )
            return
        lines = cover.lines
        start = table[lines, kernel.POS]
        end = start + table[lines, kernel.REF1] - table[lines, kernel.REF0]
        contig = table[lines, kernel.CONTIG].astype(np.int8)
        block_end = np.minimum(_stated_ends(block)[lines], lengths[contig]).astype(np.int32)
        block_end[table[lines, kernel.USE] != kernel.QUIET] = 0
        end = np.maximum(end, block_end)
        place = np.append(np.arange(len(lines)), np.searchsorted(lines, moved))
        self.add(
            contig[place],
            np.append(start, position),
            np.append(end, moved_end),
            cover.whole[place],
            None if cover.gq is None else cover.gq[place],
            None if cover.dp is None else cover.dp[place],
        )

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
