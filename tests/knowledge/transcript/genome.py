"""Small synthetic genomes for tests: bases, gene models, their FASTA and GFF3."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from samvar.formats.fasta import Reference
from samvar.formats.gff3.read import read_gff3
from samvar.knowledge.transcript.call import Caller
from samvar.model.genome import Assembly

COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def reverse(bases: str) -> str:
    return bases.translate(COMPLEMENT)[::-1]


@dataclass(frozen=True)
class Model:
    """One transcript. exons, coding: 0-based half-open on the genome; coding None: it has none."""

    name: str
    contig: str
    strand: int
    exons: tuple[tuple[int, int], ...]
    coding: tuple[int, int] | None
    phase: int = 0
    biotype: str = "protein_coding"
    tags: tuple[str, ...] = ()
    recoded: tuple[int, ...] = ()

    @property
    def start(self) -> int:
        return self.exons[0][0]

    @property
    def end(self) -> int:
        return self.exons[-1][1]

    def places(self) -> list[int]:
        """Genome places of the exons' bases, along the transcript."""
        places = [p for start, end in self.exons for p in range(start, end)]
        return places if self.strand > 0 else places[::-1]


@dataclass
class Genome:
    bases: dict[str, str]
    models: list[Model] = field(default_factory=list)

    def write_fasta(self, path: Path, width: int = 60) -> Path:
        with path.open("w") as out:
            for name, bases in self.bases.items():
                out.write(f">{name}\n")
                out.writelines(bases[k : k + width] + "\n" for k in range(0, len(bases), width))
        return path

    def write_gff3(self, path: Path) -> Path:
        """As Ensembl writes it, one gene to a transcript; bcftools csq reads it too."""
        lines = ["##gff-version 3", "#!genome-build GRCh38.p14"]
        for model in self.models:
            lines += gff3_lines(model)
        path.write_text("\n".join(lines) + "\n")
        return path

    def caller(self, folder: Path, reach_bp: int = 5000) -> Caller:
        fasta = self.write_fasta(folder / "genome.fa")
        transcripts = read_gff3(self.write_gff3(folder / "genes.gff3"))
        reference = Reference.open(fasta, Assembly.GRCh38, partial=True)
        return Caller(transcripts, reference, reach_bp=reach_bp)


def gff3_lines(model: Model) -> list[str]:
    sign = "+" if model.strand > 0 else "-"
    kind = "mRNA" if model.coding else "lnc_RNA"

    def line(what: str, start: int, end: int, phase: str, said: str) -> str:
        return f"{model.contig}\ttest\t{what}\t{start + 1}\t{end}\t.\t{sign}\t{phase}\t{said}"

    biotype = model.biotype if model.coding else "lincRNA"
    tags = f";tag={','.join(model.tags)}" if model.tags else ""
    gene, name = f"gene:G{model.name}", f"transcript:{model.name}"
    whole = model.start, model.end
    about = f"ID={gene};Name=S{model.name};biotype={biotype};gene_id=G{model.name}"
    lines = [
        line("gene", *whole, ".", about),
        line(kind, *whole, ".", f"ID={name};Parent={gene};biotype={biotype}{tags}"),
    ]
    lines += [line("exon", *exon, ".", f"Parent={name}") for exon in model.exons]
    if model.coding:
        pieces = [
            (max(start, model.coding[0]), min(end, model.coding[1])) for start, end in model.exons
        ]
        pieces = [(start, end) for start, end in pieces if start < end]
        done = -model.phase
        ordered = pieces if model.strand > 0 else pieces[::-1]
        coded = []
        for start, end in ordered:
            said = f"ID=CDS:P{model.name};Parent={name};protein_id=P{model.name}"
            coded.append(line("CDS", start, end, str(-done % 3), said))
            done += end - start
        lines += coded if model.strand > 0 else coded[::-1]
        first, last = ("five_prime_UTR", "three_prime_UTR")[:: model.strand]
        for start, end in model.exons:
            if start < model.coding[0]:
                lines.append(line(first, start, min(end, model.coding[0]), ".", f"Parent={name}"))
            if end > model.coding[1]:
                lines.append(line(last, max(start, model.coding[1]), end, ".", f"Parent={name}"))
    for place in model.recoded:
        start = place if model.strand > 0 else place - 2
        lines.append(
            line("stop_codon_redefined_as_selenocysteine", start, start + 3, ".", f"Parent={name}")
        )
    return lines


STOPS = ("TAA", "TAG", "TGA")


def draw_model(
    dice: random.Random,
    bases: list[str],
    name: str,
    contig: str,
    start: int,
    *,
    codes: bool = True,
    complete: bool = True,
) -> Model:
    """A gene from `start` on, written into the bases so that its protein is whole: ATG, no stop
    but at the end, GT and AG at the introns."""
    strand = dice.choice((1, -1))
    exons, at = [], start
    for _ in range(dice.choice((1, 2, 3, 4))):
        size = dice.randint(4, 70)
        exons.append((at, at + size))
        at += size + dice.randint(25, 90)
    spans = tuple(exons)
    places = [p for s, e in spans for p in range(s, e)]
    if strand < 0:
        places.reverse()
    if not codes or len(places) < 20:
        return Model(name, contig, strand, spans, None)
    utr5 = dice.choice((0, 0, dice.randint(1, len(places) // 3)))
    utr3 = dice.choice((0, 0, dice.randint(1, len(places) // 3)))
    phase = 0 if complete else dice.choice((0, 1, 2))
    length = (len(places) - utr5 - utr3 - phase) // 3 * 3
    tail = 0 if complete else dice.choice((0, 1, 2))
    coding = places[utr5 : utr5 + phase + length + tail]
    coding = coding[: phase + length + min(tail, len(coding) - phase - length)]
    codons = [dice.choice(_SENSE) for _ in range(length // 3)]
    if complete or dice.random() < 0.5:
        codons[0] = "ATG" if phase == 0 else codons[0]
    if tail == 0:
        codons[-1] = dice.choice(STOPS)
    text = "".join(dice.choice("ACGT") for _ in range(phase)) + "".join(codons) + "ACG"[:tail]
    for p, letter in zip(coding, text, strict=False):
        bases[p] = letter if strand > 0 else letter.translate(COMPLEMENT)
    for (_, left), (right, _) in pairwise(spans):
        donor, acceptor = ("GT", "AG") if strand > 0 else ("CT", "AC")
        bases[left : left + 2] = donor
        bases[right - 2 : right] = acceptor
    low, high = min(coding), max(coding) + 1
    return Model(name, contig, strand, spans, (low, high), phase)


_SENSE = [a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT" if a + b + c not in STOPS]


def draw_genome(seed: int, genes: int = 40, contig: str = "21", *, complete: bool = True) -> Genome:
    dice = random.Random(seed)
    bases = dice.choices("ACGT", k=genes * 700 + 400)
    models = []
    for number in range(genes):
        codes, whole = dice.random() < 0.9, complete or dice.random() < 0.5
        start, name = 200 + 700 * number, f"T{number:04d}"
        models.append(draw_model(dice, bases, name, contig, start, codes=codes, complete=whole))
    return Genome({contig: "".join(bases)}, models)


def draw_variants(seed: int, genome: Genome, count: int) -> list[tuple[str, int, str, str]]:
    """Left-aligned, trimmed variants of every shape, most of them near an edge of an exon."""
    dice = random.Random(seed)
    found: set[tuple[str, int, str, str]] = set()
    while len(found) < count:
        model = dice.choice(genome.models)
        bases = genome.bases[model.contig]
        edges = [e for exon in model.exons for e in exon] + list(model.coding or ())
        centre = dice.choice(edges) + dice.randint(-12, 12)
        if dice.random() < 0.4:
            centre = dice.randint(model.start - 20, model.end + 20)
        gone = dice.choice((1, 1, 1, 0, 0, 1, 2, 3, 3, 6, 9, dice.randint(1, 30)))
        new = "".join(
            dice.choice("ACGT") for _ in range(dice.choice((1, 1, 1, 0, 0, 1, 2, 3, 3, 6)))
        )
        if dice.random() < 0.2 and gone == 0:
            new = bases[centre : centre + dice.choice((1, 2, 3, 6))]  # a duplication
        start = max(centre, 1)
        ref, alt = bases[start - 1 : start + gone], bases[start - 1] + new
        if ref == alt:
            continue
        placed = left_aligned(bases, start - 1, ref, alt)
        found.add((model.contig, *placed))
    return sorted(found)


def left_aligned(bases: str, position: int, ref: str, alt: str) -> tuple[int, str, str]:
    while ref[-1] == alt[-1]:
        if len(ref) > 1 and len(alt) > 1:
            ref, alt = ref[:-1], alt[:-1]
        elif position:
            position -= 1
            ref, alt = bases[position] + ref[:-1], bases[position] + alt[:-1]
        else:
            break
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        ref, alt, position = ref[1:], alt[1:], position + 1
    return position, ref, alt
