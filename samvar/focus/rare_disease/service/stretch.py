"""What the genome browser shows around a variant: the case's own rows there, and genes.

Alignments are not kept at a node, and so none are shown.
"""

from __future__ import annotations

import numpy as np

from samvar.focus.rare_disease.records.small import SmallRows
from samvar.focus.rare_disease.service.case import case_of, opened, small_of
from samvar.formats.vcf.records import alleles_called
from samvar.knowledge.transcript.release import newest_of
from samvar.model.errors import NotFound
from samvar.model.genome import CODE, Assembly, Interval
from samvar.model.transcript import Mark
from samvar.present.area import NodeLike

AROUND_BP = 10_000
"""To both sides of what a page is about."""
MOST_BP = 2_000_000
"""Of a large event only the two ends are surrounded; rows between are not served."""
MOST_ROWS = 2_000


def around(assembly: Assembly, contig: str, start: int, end: int) -> Interval:
    """The stretch that is served around 0-based half-open places; a larger one is cut at its end.

    >>> around(Assembly.GRCh38, "1", 500, 501)
    Interval(contig='1', start=0, end=10501)
    """
    last = min(end, start + MOST_BP) + AROUND_BP
    return Interval(contig, max(0, start - AROUND_BP), min(last, assembly.length(contig)))


def stretch_vcf(node: NodeLike, identifier: str, stretch: Interval) -> bytes:
    """The case's small variants in a stretch as a VCF of genotypes, without annotation; its
    contigs have bare names. Whether the case may be seen is the caller's to have asked.

    Raises:
        NotFound: no such case, or its list is gone. CorruptStore: a line cannot be read.
    """
    case = case_of(node, identifier)
    with opened(node, case, small_of(case)) as small:
        lines = _lines(small, stretch)
        samples = "\t".join(small.samples)
    head = (
        "##fileformat=VCFv4.2",
        f"##contig=<ID={stretch.contig},length={case.assembly.length(stretch.contig)}>",
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}",
    )
    return "\n".join((*head, *lines, "")).encode()


def _lines(small: SmallRows, stretch: Interval) -> list[str]:
    place = small["position"]
    inside = (small["contig"] == CODE[stretch.contig]) & (place >= stretch.start)
    numbers = np.flatnonzero(inside & (place < stretch.end))
    by_line = {int(small["line"][number]): int(number) for number in numbers}
    found = []
    for line in sorted(by_line)[:MOST_ROWS]:
        record = small.record(by_line[line])
        genotypes = "\t".join(each or "./." for each in record.values("GT"))
        fixed = (stretch.contig, record.position + 1, ".", record.ref, ",".join(record.alts) or ".")
        if any(alleles_called(each) for each in record.values("GT")):
            quality = "." if record.quality is None else f"{record.quality:g}"
            words = "\t".join(map(str, fixed))
            found.append(f"{words}\t{quality}\t{record.filters}\t.\tGT\t{genotypes}")
    return found


def genes_bed(node: NodeLike, assembly: Assembly, stretch: Interval) -> bytes:
    """Transcripts that touch a stretch as BED with blocks, the agreed ones first where the
    release has any; by the node's newest release of the assembly.

    Raises:
        NotFound: the node has no transcripts of the assembly.
    """
    release = newest_of(node.knowledge_shelf, assembly)
    if release is None:
        raise NotFound("this node has no transcripts of the assembly")
    found = release.transcripts
    touch = (found.contig == CODE[stretch.contig]) & (found.start < stretch.end)
    rows = np.flatnonzero(touch & (found.end > stretch.start))
    agreed = rows[(found.marks[rows] & Mark.MANE_SELECT) != 0]
    lines = []
    for row in (agreed if len(agreed) else rows)[:MOST_ROWS].tolist():
        start, end = int(found.start[row]), int(found.end[row])
        exons = found.exons(row)
        coding = int(found.coding_start[row]), int(found.coding_end[row])
        thick = coding if coding[0] >= 0 else (start, start)
        name = found.symbol[int(found.gene[row])] or found.name[row]
        sizes = ",".join(str(b - a) for a, b in exons)
        starts = ",".join(str(a - start) for a, _ in exons)
        strand = "+" if found.strand[row] > 0 else "-"
        fields = (stretch.contig, start, end, name, 0, strand, *thick, 0, len(exons), sizes, starts)
        lines.append("\t".join(map(str, fields)))
    return "\n".join((*lines, "")).encode()


def gene_stretches(
    node: NodeLike, assembly: Assembly, contig: str, start: int, end: int
) -> list[tuple[str, int, int]]:
    """Symbol, start and end of the genes that touch a stretch, each once, in order of place; ()
    where the node has no transcripts of the assembly."""
    release = newest_of(node.knowledge_shelf, assembly)
    if release is None:
        return []
    found = release.transcripts
    touch = (found.contig == CODE[contig]) & (found.start < end) & (found.end > start)
    genes: dict[str, tuple[int, int]] = {}
    for row in np.flatnonzero(touch).tolist():
        name = found.symbol[int(found.gene[row])] or found.gene_id[int(found.gene[row])]
        low, high = genes.get(name, (int(found.start[row]), int(found.end[row])))
        genes[name] = min(low, int(found.start[row])), max(high, int(found.end[row]))
    return sorted(((name, *place) for name, place in genes.items()), key=lambda each: each[1])


def genes_from(node: NodeLike, assembly: Assembly) -> str:
    """The name of the release that genes are from; "" where the node has none."""
    release = newest_of(node.knowledge_shelf, assembly)
    return "" if release is None else release.head.name
