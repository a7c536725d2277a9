"""Inputs to measure on, made from a seed: a genome-like VCF of one person, a cohort VCF, calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pysam

from samvar.model.calls import Calls
from samvar.model.genome import CONTIGS, Assembly

_ALT = {"A": "G", "C": "T", "G": "A", "T": "C"}


def header(samples: list[str], fields: str) -> str:
    """The header of a VCF of GRCh38 with these samples and FORMAT fields, column line included."""
    lines = ["##fileformat=VCFv4.2", '##FILTER=<ID=PASS,Description="All filters passed">']
    lines += [f"##contig=<ID={c},length={Assembly.GRCh38.length(c)}>" for c in CONTIGS]
    lines.append('##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">')
    for name, number, kind in (
        ("GT", "1", "String"),
        ("AD", "R", "Integer"),
        ("DP", "1", "Integer"),
        ("GQ", "1", "Integer"),
    ):
        if name in fields.split(":"):
            lines.append(f'##FORMAT=<ID={name},Number={number},Type={kind},Description="{name}">')
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".replace(" ", "\t")
    return "\n".join([*lines, "\t".join([columns, *samples])]) + "\n"


def places(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """`count` distinct sites over the autosomes, sorted: contig code, 0-based position."""
    length = np.array([Assembly.GRCh38.length(c) for c in CONTIGS[:22]], dtype=np.int64)
    edges = np.concatenate([[0], np.cumsum(length)])
    flat = np.unique(rng.integers(0, edges[-1], int(count * 1.01)))
    flat = np.sort(rng.choice(flat, min(count, len(flat)), replace=False))
    contig = np.searchsorted(edges, flat, side="right") - 1
    return (contig + 1).astype(np.int8), (flat - edges[contig]).astype(np.int32)


def genome_vcf(path: Path, records: int) -> Path:
    """One person's VCF as a pipeline writes it (GT:AD:DP:GQ), bgzipped."""
    rng = np.random.default_rng(1)
    contig, position = places(rng, records)
    ref = np.array(list("ACGT"))[rng.integers(0, 4, len(contig))]
    depth = rng.poisson(32, len(contig))
    quality = rng.integers(20, 99, len(contig))
    hom = rng.random(len(contig)) < 0.4
    plain = path.with_suffix("")
    with plain.open("w") as out:
        out.write(header(["PERSON"], "GT:AD:DP:GQ"))
        for c, p, r, d, q, h in zip(
            contig.tolist(), position.tolist(), ref.tolist(), depth.tolist(), quality.tolist(),
            hom.tolist(), strict=True,
        ):  # fmt: skip
            gt, alt_reads = ("1/1", d) if h else ("0/1", d // 2)
            out.write(
                f"{CONTIGS[c - 1]}\t{p + 1}\t.\t{r}\t{_ALT[r]}\t{q * 10}.4\tPASS\tDP={d}\t"
                f"GT:AD:DP:GQ\t{gt}:{d - alt_reads},{alt_reads}:{d}:{q}\n"
            )
    pysam.tabix_compress(str(plain), str(path), force=True)
    plain.unlink()
    return path


def cohort_vcf(path: Path, records: int, samples: int) -> Path:
    """A cohort's VCF with genotypes only, rare alleles dominating, bgzipped."""
    rng = np.random.default_rng(2)
    contig, position = places(rng, records)
    plain = path.with_suffix("")
    words = np.array([b"0/0", b"0/1", b"1/1"])
    with plain.open("wb") as out:
        out.write(header([f"S{i}" for i in range(samples)], "GT").encode())
        for c, p in zip(contig.tolist(), position.tolist(), strict=True):
            chance = np.exp(rng.uniform(np.log(0.0005), np.log(0.5)))
            genotypes = words[rng.binomial(2, chance, samples)]
            start = f"{CONTIGS[c - 1]}\t{p + 1}\t.\tA\tG\t.\tPASS\t.\tGT\t".encode()
            out.write(start + b"\t".join(genotypes.tolist()) + b"\n")
    pysam.tabix_compress(str(plain), str(path), force=True)
    plain.unlink()
    return path


def calls(seed: int, sites: int, samples: int, batch: int = 131_072) -> Iterator[Calls]:
    """Calls of `samples` people at `sites` sites, without a file; about one in six carries."""
    rng = np.random.default_rng(seed)
    contig, position = places(np.random.default_rng(3), sites)
    names = tuple(f"S{i}" for i in range(samples))
    bases = np.array(list("ACGT"))
    ref = bases[np.random.default_rng(4).integers(0, 4, len(contig))].tolist()
    for lo in range(0, len(contig), batch):
        hi = min(lo + batch, len(contig))
        dosage = (rng.random((hi - lo, samples)) < 0.15).astype(np.int8)
        dosage[np.arange(hi - lo), rng.integers(0, samples, hi - lo)] = 1  # seen at least once
        two = np.full((hi - lo, samples), 2, dtype=np.int8)
        yield Calls(
            names,
            contig[lo:hi],
            position[lo:hi],
            tuple(ref[lo:hi]),
            tuple(_ALT[r] for r in ref[lo:hi]),
            dosage,
            two,
            two,
            np.ones(hi - lo, dtype=bool),
        )
