"""A synthetic genome for benchmarks: contigs 21 and 22 full of genes, their GFF3, FASTA and VCF.

Each gene has several transcripts over shared exons. Every exon is a whole number of codons and none
holds a stop but the last, so that any choice of exons is a protein.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from samvar.knowledge.transcript.codon import CODES, LETTERS, STOP
from samvar.model.genome import Assembly

CONTIGS = ("21", "22")
ISOFORMS = 6
EXONS = 10
_COMPLEMENT = np.zeros(256, dtype=np.uint8)
for _a, _b in zip(b"ACGT", b"TGCA", strict=True):
    _COMPLEMENT[_a] = _b


def make(folder: Path, transcripts: int, variants: int) -> tuple[Path, Path, Path]:
    """FASTA, GFF3 and VCF, made once; the same for the same numbers."""
    fasta = folder / f"genome-{transcripts}-{variants}.fa"
    genes = folder / f"genes-{transcripts}-{variants}.gff3"
    vcf = folder / f"variants-{transcripts}-{variants}.vcf"
    if not vcf.is_file():
        dice = np.random.default_rng(1)
        bases = {
            name: np.frombuffer(b"ACGT", dtype=np.uint8)[
                dice.integers(0, 4, Assembly.GRCh38.length(name))
            ]
            for name in CONTIGS
        }
        _write_genes(genes, dice, bases, transcripts)
        _write_fasta(fasta, bases)
        _write_variants(vcf, dice, bases, variants)
    return fasta, genes, vcf


def _write_genes(
    path: Path, dice: np.random.Generator, bases: dict[str, np.ndarray], transcripts: int
) -> None:
    many = transcripts // ISOFORMS
    total = sum(len(each) for each in bases.values())
    codons = np.array([a + b + c for a in LETTERS for b in LETTERS for c in LETTERS])
    sense = codons[CODES[0, :64] != STOP]
    number = 0
    with path.open("w") as out:
        out.write("##gff-version 3\n#!genome-build GRCh38\n")
        for name, text in bases.items():
            here = round(many * len(text) / total)
            step = (len(text) - 20_000) // here
            for gene in range(here):
                number += 1
                start = 10_000 + gene * step
                lengths = 3 * dice.integers(20, 80, EXONS)
                gaps = dice.integers(80, max(81, (step - 2600) // EXONS), EXONS)
                at = start + np.cumsum(gaps + np.concatenate([[0], lengths[:-1]])) - gaps[0]
                _write_gene(out, dice, text, name, number, at, lengths, sense)


def _write_gene(out, dice, text, contig, number, starts, lengths, sense) -> None:  # type: ignore[no-untyped-def]
    strand = "+" if dice.integers(2) else "-"
    ends = starts + lengths
    along = range(EXONS) if strand == "+" else range(EXONS - 1, -1, -1)
    for place, k in enumerate(along):
        words = sense[dice.integers(0, len(sense), lengths[k] // 3)]
        if place == 0:
            words[0] = "ATG"
        if place == EXONS - 1:
            words[-1] = "TAA"
        raw = np.frombuffer("".join(words).encode(), dtype=np.uint8)
        text[starts[k] : ends[k]] = raw if strand == "+" else _COMPLEMENT[raw][::-1]
    for k in range(EXONS - 1):
        text[ends[k] : ends[k] + 2] = list(b"GT" if strand == "+" else b"CT")
        text[starts[k + 1] - 2 : starts[k + 1]] = list(b"AG" if strand == "+" else b"AC")
    gene = f"G{number:07d}"

    def line(kind: str, low: int, high: int, phase: str, said: str) -> str:
        return f"{contig}\tx\t{kind}\t{low + 1}\t{high}\t.\t{strand}\t{phase}\t{said}\n"

    whole = int(starts[0]), int(ends[-1])
    out.write(
        line(
            "gene",
            *whole,
            ".",
            f"ID=gene:{gene};Name=S{number};biotype=protein_coding;gene_id={gene}",
        )
    )
    for isoform in range(ISOFORMS):
        kept = [
            0,
            *(k for k in range(1, EXONS - 1) if isoform == 0 or dice.random() < 0.8),
            EXONS - 1,
        ]
        name = f"T{number:07d}{isoform}"
        about = (
            f"ID=transcript:{name};Parent=gene:{gene};biotype=protein_coding;transcript_id={name}"
        )
        out.write(line("mRNA", *whole, ".", about))
        for k in kept:
            exon = int(starts[k]), int(ends[k])
            out.write(line("exon", *exon, ".", f"Parent=transcript:{name}"))
            out.write(
                line(
                    "CDS", *exon, "0", f"ID=CDS:P{name};Parent=transcript:{name};protein_id=P{name}"
                )
            )


def _write_fasta(path: Path, bases: dict[str, np.ndarray]) -> None:
    with path.open("wb") as out:
        for name, text in bases.items():
            out.write(f">{name}\n".encode())
            whole = len(text) // 60 * 60
            lines = np.full((whole // 60, 61), ord("\n"), dtype=np.uint8)
            lines[:, :60] = text[:whole].reshape(-1, 60)
            out.write(lines.tobytes())
            if whole < len(text):
                out.write(text[whole:].tobytes() + b"\n")


def _write_variants(
    path: Path, dice: np.random.Generator, bases: dict[str, np.ndarray], count: int
) -> None:
    """Nine substitutions in ten, the rest short insertions and deletions, trimmed and left-aligned
    by how they are drawn: the base before an indel is not its last one."""
    total = sum(len(each) for each in bases.values())
    with path.open("w") as out:
        out.write("##fileformat=VCFv4.2\n")
        out.writelines(f"##contig=<ID={name},length={len(text)}>\n" for name, text in bases.items())
        out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        for name, text in bases.items():
            many = round(count * len(text) / total)
            places = np.sort(dice.choice(len(text) - 2000, many, replace=False) + 1000)
            kinds, others = dice.integers(0, 20, many), dice.integers(1, 4, many)
            sizes = dice.integers(1, 7, many)
            drawn = dice.integers(0, 4, (many, 8))
            for p, kind, other, size, new in zip(
                places.tolist(), kinds.tolist(), others.tolist(), sizes.tolist(), drawn.tolist(),
                strict=True,
            ):  # fmt: skip
                here = chr(text[p])
                if kind > 1:
                    ref, alt = here, LETTERS[(LETTERS.index(here) + other) % 4]
                elif kind == 1:
                    ref, alt = text[p : p + size + 1].tobytes().decode(), here
                    if ref[-1] == here:
                        continue
                else:
                    added = "".join(LETTERS[k] for k in new[:size])
                    ref, alt = here, here + added
                    if alt[-1] == here:
                        continue
                out.write(f"{name}\t{p + 1}\t.\t{ref}\t{alt}\t.\t.\t.\n")
