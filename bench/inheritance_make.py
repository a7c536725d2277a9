"""Files for the figures of inheritance: the demo trio many times over, and a whole genome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from samvar.formats.bgzf import bgzf
from samvar.formats.stream import chunks
from samvar.model.genome import CONTIGS, Assembly

_OWN = (b"GeneticModels", b"ModelScore", b"Compounds", b"RankScore", b"RankResult")
_BEHIND = b"ACGT"


def copies_of(source: Path, out: Path, copies: int) -> int:
    """Each contig's records so many times, each time with genes of their own; returns how many.

    What genmod wrote before is left out. Further copies have a base more behind POS, so that no two
    records have one name.
    """
    head: list[bytes] = []
    by_contig: dict[bytes, list[bytes]] = {}
    for line in b"".join(chunks(source)).splitlines(keepends=True):
        if line.startswith(b"#"):
            head.append(line)
        else:
            by_contig.setdefault(line.split(b"\t", 1)[0], []).append(line)
    own = tuple(b"##INFO=<ID=" + key + b"," for key in _OWN)
    count = 0
    with out.open("wb") as file:
        file.writelines(line for line in head if not line.startswith(own))
        for rows in by_contig.values():
            for copy in range(copies):
                file.writelines(_copy(line, copy) for line in rows)
                count += len(rows)
    return count


def _copy(line: bytes, copy: int) -> bytes:
    fields = line.split(b"\t")
    items = fields[7].split(b";")
    fields[7] = b";".join(x for x in items if x.partition(b"=")[0] not in _OWN) or b"."
    if copy:
        more = bytes(_BEHIND[copy >> 2 * k & 3] for k in range(4))
        fields[3], fields[4] = fields[3] + more, fields[4] + more
    return re.sub(rb"ENSG(\d+)", rb"ENSG\g<1>%d" % copy, b"\t".join(fields))


def whole_trio(out: Path, records: int) -> None:
    """A genome of the demo trio's people: records all over the contigs, six in ten in a gene, with
    consequences, frequencies and genotypes as parents hand them down. By one seed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as file:
        file.writelines(bgzf(_pieces(records)))


def _pieces(records: int) -> Iterator[bytes]:
    yield _HEAD
    draw = np.random.default_rng(20261127)
    lengths = np.array([Assembly.GRCh37.length(contig) for contig in CONTIGS[:23]], dtype=float)
    share = (lengths / lengths.sum() * records).astype(int)
    share[0] += records - int(share.sum())
    for contig, length, count in zip(CONTIGS, lengths, share, strict=False):
        places = np.sort(draw.integers(20_000_000, int(length) - 1_000_000, count))
        father, mother = (draw.choice(3, count, p=[0.55, 0.35, 0.1]) for _ in range(2))
        child = sum((draw.random(count) < each / 2).astype(int) for each in (father, mother))
        depths = draw.poisson(32, (count, 3)) + 1
        rows = zip(
            places.tolist(), father.tolist(), np.asarray(child).tolist(), mother.tolist(),
            depths.tolist(), draw.random(count).tolist(), strict=True,
        )  # fmt: skip
        yield b"".join(_row(contig, *row) for row in rows)


def _row(
    contig: str, place: int, father: int, child: int, mother: int, depth: list[int], chance: float
) -> bytes:
    gene = place // 120_000
    inside = place % 120_000 < 72_000
    term = "intron_variant" if chance < 0.9 else "missense_variant"
    csq = ",".join(
        f"T|{term}|MODIFIER|G{gene}|ENSG{contig}{gene:06d}|Transcript|ENST{gene}{k}|protein_coding"
        f"|{'tolerated' if chance < 0.95 else 'deleterious'}|benign|{chance:.3f}"
        for k in range(4)
    )
    info = f"1000GAF={chance:.4f};CADD={chance * 30:.3f};SWEGENAF={chance / 2:.4f}"
    if inside:
        info += f";CSQ={csq};most_severe_consequence=G{gene}:T|{term}"
    cells = "\t".join(
        f"{('0/0', '0/1', '1/1')[copies]}:{d - d * copies // 2},{d * copies // 2}:{d}:99"
        for copies, d in zip((father, child, mother), depth, strict=True)
    )
    return f"{contig}\t{place}\t.\tC\tT\t50\tPASS\t{info}\tGT:AD:DP:GQ\t{cells}\n".encode()


_HEAD = b"""##fileformat=VCFv4.2
##reference=GRCh37
##INFO=<ID=CSQ,Number=.,Type=String,Description="By VEP. Format: Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|SIFT|PolyPhen|LoFtool">
##INFO=<ID=1000GAF,Number=A,Type=Float,Description="Frequency">
##INFO=<ID=SWEGENAF,Number=A,Type=Float,Description="Frequency">
##INFO=<ID=CADD,Number=A,Type=Float,Description="Deleteriousness">
##INFO=<ID=most_severe_consequence,Number=.,Type=String,Description="Consequence">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tADM1059A1\tADM1059A2\tADM1059A3
"""  # noqa: E501
