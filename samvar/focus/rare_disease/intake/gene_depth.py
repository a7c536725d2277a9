"""Measure the genes of a case: by a D4 file and transcripts, or by mosdepth's regions.

Of a gene that codes for a protein its coding bases count: those of the transcripts that NCBI and
Ensembl agree on (MANE), else of the source's own choice, else of all. Of any other gene the exons
count, chosen in the same way. A base counts once however many transcripts have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from samvar.focus.rare_disease.model.gene_depth import FLOORS, MemberDepth
from samvar.formats.d4.read import D4File
from samvar.formats.mosdepth.thresholds import NAMELESS, RegionDepth
from samvar.model.genome import CONTIGS, contig_name
from samvar.model.transcript import Mark, Transcripts

Gene = tuple[str, str | None]
"""Symbol, and HGNC id or None."""
_CHOICES = (Mark.MANE_SELECT | Mark.MANE_PLUS, Mark.CANONICAL)


@dataclass(frozen=True, slots=True)
class GeneStretches:
    """genes: in order of contig and place; contigs: of each. contig: (s) int8, code; start, end:
    (s) int64, 0-based half-open; gene: (s) int64, index. Disjoint within a gene; genes may share
    bases."""

    genes: tuple[Gene, ...]
    contigs: tuple[str, ...]
    contig: npt.NDArray[np.int8]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    gene: npt.NDArray[np.int64]


def stretches_of(found: Transcripts) -> GeneStretches:
    """What is measured of each gene of a release."""
    genes: list[Gene] = []
    contigs: list[str] = []
    rows: list[tuple[int, int, int, int]] = []
    order = np.argsort(found.gene, kind="stable")
    firsts = np.flatnonzero(np.diff(found.gene[order], prepend=-1))
    for chosen in np.split(order, firsts[1:]):
        if not len(chosen):
            continue
        gene = int(found.gene[chosen[0]])
        symbol = found.symbol[gene] or found.gene_id[gene]
        contig = int(found.contig[chosen[0]])
        for start, end in _joined(_bases(found, _agreed(found, chosen), contig)):
            rows.append((contig, start, end, len(genes)))
        genes.append((symbol, _hgnc(found.hgnc_id[gene])))
        contigs.append(CONTIGS[contig - 1])
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    place = table[:, 0].astype(np.int8)
    return GeneStretches(tuple(genes), tuple(contigs), place, table[:, 1], table[:, 2], table[:, 3])


def _agreed(found: Transcripts, rows: npt.NDArray[np.int64]) -> list[int]:
    coding = rows[found.coding_start[rows] >= 0]
    among = coding if len(coding) else rows
    for mark in _CHOICES:
        marked = among[(found.marks[among] & mark) != 0]
        if len(marked):
            return [int(row) for row in marked]
    return [int(row) for row in among]


def _bases(found: Transcripts, rows: list[int], contig: int) -> Iterable[tuple[int, int]]:
    """A gene of two contigs (the pseudoautosomal ones) is measured on its first."""
    for row in rows:
        low, high = int(found.coding_start[row]), int(found.coding_end[row])
        for start, end in found.exons(row) if found.contig[row] == contig else ():
            coding = (max(start, low), min(end, high)) if low >= 0 else (start, end)
            if coding[0] < coding[1]:
                yield coding


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """
    >>> _joined([(5, 9), (1, 3), (2, 4), (9, 10)])
    [(1, 4), (5, 10)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _hgnc(text: str) -> str | None:
    digits = text.removeprefix("HGNC:")
    return f"HGNC:{digits}" if digits.isdecimal() and digits != "0" else None


def by_transcripts(path: Path, wanted: GeneStretches) -> dict[Gene, MemberDepth]:
    """Every gene on a contig that the file has.

    Raises:
        BadFile: the file is damaged.
    """
    file = D4File(path)
    named = {contig_name(title): title for title in file.contigs}
    total = np.zeros((len(wanted.genes), 1 + len(FLOORS)))
    bases = np.zeros(len(wanted.genes), dtype=np.int64)
    for code in np.unique(wanted.contig).tolist():
        title = named.get(CONTIGS[code - 1])
        if title is None:
            continue
        here = wanted.contig == code
        start, end, gene = wanted.start[here], wanted.end[here], wanted.gene[here]
        edges = np.unique(np.concatenate([start, end]))
        before = np.zeros((len(edges), 1 + len(FLOORS)))
        pieces = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        np.cumsum(file.sums(title, pieces, FLOORS), axis=0, out=before[1:])
        own = before[np.searchsorted(edges, end)] - before[np.searchsorted(edges, start)]
        np.add.at(total, gene, own)
        np.add.at(bases, gene, end - start)
    return {
        wanted.genes[at]: MemberDepth(
            int(bases[at]),
            float(total[at, 0] / bases[at]),
            {floor: round(total[at, 1 + n]) for n, floor in enumerate(FLOORS)},
            wanted.contigs[at],
        )
        for at in np.flatnonzero(bases)[::-1].tolist()  # of two of a name the first one stays
    }


def by_regions(regions: Iterable[RegionDepth]) -> dict[Gene, MemberDepth]:
    """Regions of one name together are that gene; one without a name is left out."""
    bases: dict[str, int] = {}
    contigs: dict[str, str | None] = {}
    reaching: dict[str, dict[int, int]] = {}
    for each in regions:
        if each.region == NAMELESS:
            continue
        bases[each.region] = bases.get(each.region, 0) + each.end - each.start
        contigs.setdefault(each.region, contig_name(each.contig))
        own = reaching.setdefault(each.region, {})
        for floor in FLOORS:
            if floor in each.reaching:
                own[floor] = own.get(floor, 0) + each.reaching[floor]
    return {
        _named(name): MemberDepth(bases[name], None, reaching[name], contigs[name])
        for name in bases
    }


def _named(region: str) -> Gene:
    known = _hgnc(region) if region.startswith("HGNC:") else None
    return region, known


def together(
    members: Mapping[str, Mapping[Gene, MemberDepth]],
) -> dict[Gene, dict[str, MemberDepth]]:
    """Each gene with all in whom it was measured, in order of symbols.

    members: by name of the sample.
    """
    found: dict[Gene, dict[str, MemberDepth]] = {}
    for member, genes in members.items():
        for gene, depth in genes.items():
            found.setdefault(gene, {})[member] = depth
    return dict(sorted(found.items(), key=lambda each: (each[0][0], each[0][1] or "")))
