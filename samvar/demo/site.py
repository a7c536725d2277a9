"""The sites at which synthetic people differ: position, alleles, frequency, exon or not.

Reference bases come from a fixed function of the position, not from the human genome, except
at the named alleles of `atlas`. Indels are left-aligned and trimmed against that function.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from samvar.demo.atlas import APART, DEEP, GENES, NAMED_ALLELES, TOGETHER
from samvar.demo.population import Float32, frequencies
from samvar.model.calls import Bool, Int8, Int32, Int64, Stretches
from samvar.model.genome import CODE, CONTIGS, Assembly

ASSEMBLY = Assembly.GRCh38
_GENE_SHARE = 0.6
_EXON_SHARE = 0.7
_SECOND_ALLELE = 60  # one site in so many has a second alternative allele
_INDEL = 14  # one site in so many is an insertion or deletion, up to 30 bases


class Place(IntEnum):
    """How a site is inherited."""

    PAIRED = 0  # autosomes, and the pseudoautosomal stretches on X
    X = 1
    Y = 2
    MITOCHONDRIAL = 3


@dataclass(frozen=True, slots=True)
class Sites:
    """s sites in the order of the genome, no two alike.

    contig: (s) code 1 to 25. position: (s) 0-based. place: (s) a `Place`.
    frequency: (5, s) in each source population. exonic: (s) inside an exon of `exons`.
    together, apart: (row, row): a strand with the first allele has the second one, too; never.
    """

    contig: Int8
    position: Int32
    ref: tuple[str, ...]
    alt: tuple[str, ...]
    place: Int8
    frequency: Float32
    exonic: Bool
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.ref)

    @property
    def names(self) -> list[str]:
        """Each site as people write it, `10-94781859-G-A`."""
        return [
            f"{CONTIGS[c - 1]}-{p + 1}-{r}-{a}"
            for c, p, r, a in zip(self.contig, self.position, self.ref, self.alt, strict=True)
        ]


def reference_bases(contig: int, position: int, length: int) -> str:
    """Bases of the synthetic reference, a fixed function of the position.

    >>> reference_bases(1, 1000, 8) == reference_bases(1, 998, 10)[2:]
    True
    """
    x = np.arange(position, position + length, dtype=np.uint64)
    x += np.uint64(contig << 32)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return "".join("ACGT"[i] for i in (x >> np.uint64(62)))


def exons(*, deep: bool = True) -> dict[str, Stretches]:
    """What a test of each gene covers: 180 bases in every 1,000, and around each named allele.

    deep: also around named alleles deep in introns; without, nothing that holds one of them.
    """
    found: dict[str, Stretches] = {}
    for gene, contig, start, end in GENES:
        step = 1000 if end - start > 4000 else 180
        starts = np.arange(start, end, step)
        inside_gene = [
            (name, p) for name, c, p, _, _, _ in NAMED_ALLELES if c == contig and start <= p < end
        ]
        unseen = [] if deep else [p for name, p in inside_gene if name in DEEP]
        for p in unseen:
            starts = starts[(p < starts) | (p >= starts + 180)]
        known = np.array([p for _, p in inside_gene if p not in unseen], dtype=np.int64)
        found[gene] = Stretches.join(
            np.full(len(starts) + len(known), CODE[contig]),
            np.concatenate([starts, known - 60]),
            np.concatenate([np.minimum(starts + 180, end), known + 60]),
        )
    return found


def inside(stretches: Stretches, contig: Int8, position: Int32) -> Bool:
    """Which positions lie in the stretches: (s) bool."""
    key = contig.astype(np.int64) << 32 | position
    start = stretches.contig.astype(np.int64) << 32 | stretches.start
    end = stretches.contig.astype(np.int64) << 32 | stretches.end
    at = np.searchsorted(start, key, side="right") - 1
    return np.asarray((at >= 0) & (key < end[np.maximum(at, 0)])) if len(start) else key < 0


def draw_sites(rng: np.random.Generator, count: int, chromosomes: int) -> Sites:
    """About `count` sites, the named alleles among them; `chromosomes` as in `frequencies`."""
    contig, position = _positions(rng, count)
    rows = list(_alleles(rng, contig, position))
    named = {(CODE[c], p, r, a): freq for _, c, p, r, a, freq in NAMED_ALLELES}
    taken = {(c, p) for c, p, _, _ in named}
    rows = sorted({r for r in rows if (r[0], r[1]) not in taken} | set(named))
    frequency = frequencies(rng, len(rows), chromosomes)
    for column, row in enumerate(rows):
        if row in named:
            frequency[:, column] = named[row]
    codes = np.array([r[0] for r in rows], dtype=np.int8)
    starts = np.array([r[1] for r in rows], dtype=np.int32)
    every_exon = list(exons().values())
    merged = Stretches.join(
        np.concatenate([e.contig for e in every_exon]),
        np.concatenate([e.start for e in every_exon]),
        np.concatenate([e.end for e in every_exon]),
    )
    return Sites(
        codes,
        starts,
        tuple(r[2] for r in rows),
        tuple(r[3] for r in rows),
        _places(codes, starts),
        frequency,
        inside(merged, codes, starts),
        _pairs(rows, TOGETHER),
        _pairs(rows, APART),
    )


def _pairs(
    rows: list[tuple[int, int, str, str]], wanted: tuple[tuple[str, str], ...]
) -> tuple[tuple[int, int], ...]:
    key = {name: (CODE[c], p, r, a) for name, c, p, r, a, _ in NAMED_ALLELES}
    at = {row: number for number, row in enumerate(rows)}
    return tuple((at[key[first]], at[key[second]]) for first, second in wanted)


def _positions(rng: np.random.Generator, count: int) -> tuple[Int64, Int64]:
    in_genes = int(count * _GENE_SHARE)
    span = np.array([end - start for _, _, start, end in GENES], dtype=float)
    weight = np.sqrt(span)  # long genes get more sites, short ones not none
    gene = rng.choice(len(GENES), in_genes, p=weight / weight.sum())
    first = np.array([g[2] for g in GENES])[gene]
    offset = (rng.random(in_genes) * span[gene]).astype(np.int64)
    exon = (rng.random(in_genes) < _EXON_SHARE) & (span[gene] > 4000)
    offset[exon] = offset[exon] // 1000 * 1000 + rng.integers(0, 180, int(exon.sum()))
    offset = np.minimum(offset, span[gene].astype(np.int64) - 1)
    gene_contig = np.array([CODE[g[1]] for g in GENES])[gene]
    length = np.array([ASSEMBLY.length(c) for c in CONTIGS[:23]], dtype=float)
    far = rng.choice(23, count - in_genes, p=length / length.sum())
    between = 1_000_000 + rng.random(count - in_genes) * (length[far] - 2_000_000)
    return (
        np.concatenate([gene_contig, far + 1]).astype(np.int64),
        np.concatenate([first + offset, between]).astype(np.int64),
    )


def _alleles(
    rng: np.random.Generator, contig: npt.NDArray[np.int64], position: npt.NDArray[np.int64]
) -> list[tuple[int, int, str, str]]:
    kind = rng.integers(0, _INDEL, len(contig))
    second = rng.integers(0, _SECOND_ALLELE, len(contig)) == 0
    turn = rng.integers(1, 4, len(contig))
    length = np.minimum(rng.geometric(0.2, len(contig)), 30)
    rows: list[tuple[int, int, str, str]] = []
    for c, p, k, two, t, n in zip(
        contig.tolist(), position.tolist(), kind.tolist(), second.tolist(), turn.tolist(),
        length.tolist(), strict=True,
    ):  # fmt: skip
        base = reference_bases(c, p, 1) if k else reference_bases(c, p, n + 12)
        anchor = base[0]
        other = "ACGT"[("ACGT".index(anchor) + t) % 4]
        if k:
            rows.append((c, p, anchor, other))
            if two:
                rows.append((c, p, anchor, "ACGT"[("ACGT".index(other) + 1) % 4]))
            continue
        # An indel whose last base differs from its anchor cannot be moved further left.
        if t == 1:
            rows.append((c, p, anchor, anchor + base[1:n] + other))
        else:
            last = next((i for i in range(n, len(base)) if base[i] != anchor), None)
            if last is not None and p + last < ASSEMBLY.length(CONTIGS[c - 1]):
                rows.append((c, p, base[: last + 1], anchor))
    return [row for row in rows if row[2] != row[3]]


def _places(contig: Int8, position: Int32) -> Int8:
    place = np.zeros(len(contig), dtype=np.int8)
    place[contig == CODE["MT"]] = Place.MITOCHONDRIAL
    for name, where in (("X", Place.X), ("Y", Place.Y)):
        at = contig == CODE[name]
        for start, end in ASSEMBLY.par(name):
            at &= ~((position >= start) & (position < end))
        place[at] = where
    return place
