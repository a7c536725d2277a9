"""Small files that a newcomer can load into the demo: good ones, an odd one, and broken ones."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samvar.demo.cohort import Cohort, draw_cohort
from samvar.demo.site import ASSEMBLY, draw_sites
from samvar.model.genome import CONTIGS

_SEED = 7


@dataclass(frozen=True, slots=True)
class Example:
    """A file, and what loading it should show."""

    name: str
    lesson: str


EXAMPLES: tuple[Example, ...] = (
    Example("family.vcf", "Ten synthetic people at some 400 sites; loads as it is."),
    Example("odd.vcf", "CRLF, chr names, a split site, '*', a symbolic allele, half calls; loads."),
    Example("wrong-columns.vcf", "One line has lost a column; refused, with its line number."),
    Example("two-of-a-name.vcf", "Two samples share a name; refused."),
    Example("other-assembly.vcf", "Contig lengths of GRCh37; refused by a GRCh38 load."),
    Example("truncated.vcf.gz", "The end of the file is missing; refused."),
    Example("not-a-vcf.vcf", "A letter, not a VCF; refused."),
)


def write_examples(folder: Path) -> tuple[Path, ...]:
    """Write every file of `EXAMPLES` into a folder; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(_SEED)
    cohort = draw_cohort(rng, "stockholm", 10, draw_sites(rng, 400, 100))
    good = vcf_text(cohort)
    lines = good.splitlines()
    header = next(i for i, line in enumerate(lines) if line.startswith("#CHROM"))
    broken = lines[header + 5].rsplit("\t", 1)[0]
    double = lines[header].rsplit("\t", 1)[0] + "\t" + lines[header].split("\t")[9]
    content = {
        "family.vcf": good.encode(),
        "odd.vcf": _ODD.replace("\n", "\r\n").encode(),
        "wrong-columns.vcf": _joined([*lines[: header + 5], broken, *lines[header + 6 :]]),
        "two-of-a-name.vcf": _joined([*lines[:header], double, *lines[header + 1 :]]),
        "other-assembly.vcf": _joined(
            ["##fileformat=VCFv4.3", "##contig=<ID=10,length=135534747>", *lines[header:]]
        ),
        "truncated.vcf.gz": gzip.compress(good.encode(), mtime=0)[:-200],
        "not-a-vcf.vcf": b"Dear colleague,\n\nplease find the genome attached.\n",
    }
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return tuple(folder / example.name for example in EXAMPLES)


def vcf_text(cohort: Cohort) -> str:
    """A cohort as VCF 4.3 text with contig lines that say the assembly."""
    rows = [
        "##fileformat=VCFv4.3",
        f"##reference={ASSEMBLY.value}",
        "##source=samvar demo, synthetic people, normalised",
        *(f"##contig=<ID={c},length={ASSEMBLY.length(c)}>" for c in CONTIGS),
        '##FILTER=<ID=PASS,Description="All filters passed">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        "\t".join(
            ["#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".replace(" ", "\t"), *cohort.names]
        ),
    ]
    sites = cohort.sites
    for i, (ref, alt) in enumerate(zip(sites.ref, sites.alt, strict=True)):
        calls = zip(cohort.dosage[i], cohort.called[i], cohort.written[i], strict=True)
        fixed = (CONTIGS[sites.contig[i] - 1], str(sites.position[i] + 1), ".", ref, alt)
        rows.append("\t".join([*fixed, ".", "PASS", ".", "GT", *(genotype(*c) for c in calls)]))
    return "\n".join(rows) + "\n"


def genotype(dosage: int, called: int, written: int) -> str:
    """A genotype as VCF writes it.

    >>> genotype(1, 2, 2), genotype(1, 1, 2), genotype(0, 0, 2), genotype(1, 1, 1)
    ('0/1', './1', './.', '1')
    """
    alleles = "." * (written - called) + "0" * (called - dosage) + "1" * dosage
    return "/".join(alleles)


def _joined(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


_ODD = """##fileformat=VCFv4.2
##contig=<ID=chr10,length=133797422>
##contig=<ID=chrX,length=156040895>
##contig=<ID=chrUn_KI270302v1,length=2274>
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tODD-1\tODD-2
chr10\t94781859\trs4244285\tG\tA\t50\tPASS\t.\tGT\t0|1\t./1
chr10\t94942290\t.\tC\tT,G\t50\tPASS\t.\tGT\t1/2\t0/2
chr10\t94981296\t.\tA\tC,*\t50\tPASS\t.\tGT\t1/2\t0/0
chr10\t94990000\t.\tN\t<DEL>\t50\tPASS\tEND=94990500\tGT\t0/1\t0/0
chrX\t154536002\t.\tC\tT\t50\tPASS\t.\tGT\t1\t0/1
chrUn_KI270302v1\t20\t.\tA\tG\t50\tPASS\t.\tGT\t0/1\t0/0
"""
