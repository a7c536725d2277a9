"""Files for the figures of inheritance: the demo trio many times over, and a whole genome."""

from __future__ import annotations

import random
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


def random_families(folder: Path, seed: int, families: int = 40) -> tuple[Path, Path]:
    """A VCF and a pedigree of any families of up to six, with any genotypes: missing, half, single,
    phased. Genes overlap their neighbours, and some records are in none."""
    draw = random.Random(seed)
    people: list[tuple[str, ...]] = []
    for family in range(families):
        parents: dict[str, list[str]] = {"1": [], "2": []}
        for number in range(draw.randint(1, 6)):
            name, sex = f"F{family}p{number}", draw.choice("12")
            father, mother = (
                draw.choice(parents[each]) if parents[each] and draw.random() < 0.6 else "0"
                for each in "12"
            )
            ill = draw.choice("1222110") if number else "2"
            people.append((f"F{family}", name, father, mother, sex, ill))
            parents[sex].append(name)
    ped, vcf = folder / f"{seed}.ped", folder / f"{seed}.vcf"
    ped.write_text("".join("\t".join(person) + "\n" for person in people))
    lines = [*_RANDOM_HEAD, "\t".join((*_COLUMNS, *(person[1] for person in people)))]
    for contig, count in (("1", 150), ("X", 80)):
        for number in range(count):
            gene = f"G{contig}{number // 6}"
            names = draw.choice(
                [gene, gene, f"{gene},G{contig}{number // 6 + 1}", f"{gene},H{contig}"]
            )
            info = "." if draw.random() < 0.08 else f"Annotation={names}"
            cells = [f"{draw.choice(_GENOTYPES)}:{draw.choice((0, 10, 40, 99))}" for _ in people]
            place = str(5_000_000 + number * 10)
            lines.append(
                "\t".join((contig, place, ".", "A", "T", ".", "PASS", info, "GT:GQ", *cells))
            )
    vcf.write_text("\n".join(lines) + "\n")
    return vcf, ped


_GENOTYPES = (
    *["0/0"] * 4, *["0/1"] * 4, *["1/1"] * 2, "./.", "1|0", "0|1", "./1", "0/.", "1",
)  # fmt: skip
_COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")
_RANDOM_HEAD = (
    "##fileformat=VCFv4.2", "##reference=GRCh37",
    '##INFO=<ID=Annotation,Number=.,Type=String,Description="Genes">',
)  # fmt: skip

_HEAD = b"""##fileformat=VCFv4.2
##reference=GRCh37
##INFO=<ID=CSQ,Number=.,Type=String,Description="By VEP. Format: Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|SIFT|PolyPhen|LoFtool">
##INFO=<ID=1000GAF,Number=A,Type=Float,Description="Frequency">
##INFO=<ID=SWEGENAF,Number=A,Type=Float,Description="Frequency">
##INFO=<ID=CADD,Number=A,Type=Float,Description="Deleteriousness">
##INFO=<ID=most_severe_consequence,Number=.,Type=String,Description="Consequence">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tADM1059A1\tADM1059A2\tADM1059A3
"""  # noqa: E501
