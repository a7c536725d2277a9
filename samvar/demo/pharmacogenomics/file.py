"""The files in which a laboratory would bring the invented patients: VCF, BED, sheet, TSV.

One multi-sample VCF for each assembly. The BED says exactly which bases the assay looks at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from samvar.demo.pharmacogenomics.patient import Patient, tested_positions
from samvar.focus.pharmacogenomics.model import Genotype
from samvar.model.genome import Assembly


@dataclass(frozen=True, slots=True)
class Files:
    """What was written. alone: a VCF and the outside calls of each patient who has any."""

    assembly: Assembly
    vcf: Path
    bed: Path
    sheet: Path
    alone: tuple[tuple[Path, Path], ...]


def write_files(folder: Path, assembly: Assembly, patients: Sequence[Patient]) -> Files:
    """Write the files of patients of one assembly into a folder."""
    name = f"pgx-{assembly.value}"
    files = Files(
        assembly,
        folder / f"{name}.vcf",
        folder / f"{name}.bed",
        folder / f"{name}.tsv",
        tuple(
            (folder / f"{each.label}.vcf", folder / f"{each.label}.outside.tsv")
            for each in patients
            if each.outside
        ),
    )
    files.vcf.write_text(vcf_text(assembly, patients), "utf-8")
    files.bed.write_text(bed_text(assembly), "utf-8")
    files.sheet.write_text(_sheet_text(patients), "utf-8")
    for each, (vcf, outside) in zip((p for p in patients if p.outside), files.alone, strict=True):
        vcf.write_text(vcf_text(assembly, [each]), "utf-8")
        outside.write_text(_outside_text(each), "utf-8")
    return files


def vcf_text(assembly: Assembly, patients: Sequence[Patient]) -> str:
    """VCF 4.3 with a record for every position that the assay looks at, variant or not."""
    positions = list(tested_positions(assembly))
    contigs = dict.fromkeys(position.sites[assembly.value].contig for _, position in positions)
    lines = [
        "##fileformat=VCFv4.3",
        f"##reference={assembly.value}",
        "##source=samvar demo, invented patients, normalised",
        *(f"##contig=<ID={name},length={assembly.length(name)}>" for name in contigs),
        '##FILTER=<ID=PASS,Description="All filters passed">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        "\t".join(
            ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"]
            + [each.label for each in patients]
        ),
    ]
    for gene, position in positions:
        site = position.sites[assembly.value]
        alleles = (site.ref, *position.alts)
        fixed = [site.contig, str(site.position + 1), position.id, site.ref]
        calls = [written(each.genotype(gene, position), alleles) for each in patients]
        lines.append(
            "\t".join([*fixed, ",".join(position.alts), ".", "PASS", ".", "GT", *calls])
        )  # fmt: skip
    return "\n".join(lines) + "\n"


def bed_text(assembly: Assembly) -> str:
    """The bases that the assay looks at: those of each position's reference allele."""
    rows = []
    for _, position in tested_positions(assembly):
        site = position.sites[assembly.value]
        rows.append(f"{site.contig}\t{site.position}\t{site.position + len(site.ref)}")
    return "\n".join(rows) + "\n"


def written(genotype: Genotype | None, alleles: Sequence[str]) -> str:
    """A genotype as VCF writes it.

    >>> written(Genotype(("C", "T"), ""), ("C", "T")), written(None, ("C", "T"))
    ('0|1', './.')
    """
    if genotype is None:
        return "./."
    mark = "/" if genotype.phase is None else "|"
    return mark.join(str(alleles.index(allele)) for allele in genotype.alleles)


def _sheet_text(patients: Sequence[Patient]) -> str:
    rows = [f"{each.label}\t{each.sex.value}\t{each.ancestry}" for each in patients]
    return "\n".join(["sample\tsex\tancestry", *rows]) + "\n"


def _outside_text(patient: Patient) -> str:
    rows = [f"{each.gene}\t{'/'.join(each.alleles)}" for each in patient.outside]
    return "\n".join(rows) + "\n"
