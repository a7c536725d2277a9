"""What each synthetic sample was looked at with: callable stretches of genome, exome and panel."""

from __future__ import annotations

import numpy as np

from samvar.demo.atlas import PANEL_GENES
from samvar.demo.site import ASSEMBLY, exons
from samvar.model.calls import Int64, Stretches
from samvar.model.genome import CODE, CONTIGS
from samvar.model.person import AssayKind

KINDS: tuple[AssayKind, ...] = (AssayKind.GENOME, AssayKind.EXOME, AssayKind.PANEL)
SHARE: tuple[float, ...] = (0.72, 0.2, 0.08)
NAME: dict[AssayKind, str] = {
    AssayKind.GENOME: "synthetic whole genome",
    AssayKind.EXOME: "synthetic exome",
    AssayKind.PANEL: "synthetic pharmacogene panel",
}
_LOST = {AssayKind.EXOME: 0.03, AssayKind.PANEL: 0.01}
_GENOME_GAPS = 40
_GAP_BP = 60_000
_CENTROMERE_BP = 3_000_000
_CENTROMERE_MB = (
    123, 94, 91, 50, 49, 60, 60, 45, 43, 40, 53, 35, 18, 17, 19, 37, 25, 18, 26, 28, 12, 15, 61, 10,
)  # fmt: skip
"""Middle of each centromere on GRCh38, contigs 1 to Y, rounded (UCSC cytoBand)."""


BATCHES: dict[AssayKind, int] = {
    AssayKind.GENOME: 6,
    AssayKind.EXOME: 4,
    AssayKind.PANEL: 2,
}
"""Sequencing batches of one laboratory; samples of a batch have the same gaps."""


class Callability:
    """The stretches of a region's laboratory: each batch of samples has its own gaps."""

    def __init__(self, rng: np.random.Generator) -> None:
        by_gene = exons()
        self._target = {
            AssayKind.EXOME: _table(list(exons(deep=False).values())),
            AssayKind.PANEL: _table([by_gene[gene] for gene in sorted(PANEL_GENES)]),
        }
        self._contigs = _arms()
        self._batches = {
            kind: [self._draw(rng, kind) for _ in range(count)] for kind, count in BATCHES.items()
        }

    def of(self, rng: np.random.Generator, kind: AssayKind) -> Stretches:
        """Where a variant of one sample, of a batch drawn now, would have been seen."""
        return self._batches[kind][int(rng.integers(0, BATCHES[kind]))]

    def _draw(self, rng: np.random.Generator, kind: AssayKind) -> Stretches:
        if kind is AssayKind.GENOME:
            return self._genome(rng)
        target = self._target[kind]
        kept = target[:, rng.random(target.shape[1]) >= _LOST[kind]]
        return Stretches.join(kept[0], kept[1], kept[2])

    def _genome(self, rng: np.random.Generator) -> Stretches:
        """Whole arms less some gaps: the complement of gaps, arm by arm."""
        arms = self._contigs
        arm = rng.integers(0, arms.shape[1], _GENOME_GAPS)
        length = arms[2, arm] - arms[1, arm]
        start = arms[1, arm] + (rng.random(_GENOME_GAPS) * length).astype(np.int64)
        gaps = Stretches.join(
            arms[0, arm],
            start,
            np.minimum(start + rng.integers(500, _GAP_BP, _GENOME_GAPS), arms[2, arm]),
        )
        # Edges of arms and gaps together, in order, alternate between open and closed.
        opens = np.concatenate(
            [arms[0] << 32 | arms[1], gaps.contig.astype(np.int64) << 32 | gaps.end]
        )
        closes = np.concatenate(
            [arms[0] << 32 | arms[2], gaps.contig.astype(np.int64) << 32 | gaps.start]
        )
        opens.sort()
        closes.sort()
        return Stretches.join(opens >> 32, opens & 0xFFFFFFFF, closes & 0xFFFFFFFF)


def _table(parts: list[Stretches]) -> Int64:
    return np.stack(
        [
            np.concatenate([getattr(p, column) for p in parts]).astype(np.int64)
            for column in ("contig", "start", "end")
        ]
    )


def _arms() -> Int64:
    """Both arms of each contig, (3, arms): code, start, end; MT is whole."""
    rows: list[tuple[int, int, int]] = []
    for name in CONTIGS:
        length, code = ASSEMBLY.length(name), CODE[name]
        if name == "MT":
            rows.append((code, 0, length))
            continue
        middle = _CENTROMERE_MB[code - 1] * 1_000_000
        rows.append((code, 10_000, middle - _CENTROMERE_BP // 2))
        rows.append((code, middle + _CENTROMERE_BP // 2, length - 10_000))
    return np.array(rows, dtype=np.int64).T
