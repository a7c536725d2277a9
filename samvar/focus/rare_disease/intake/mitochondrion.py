"""Variants of the mitochondrion with each member's share of reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from samvar.focus.rare_disease.intake.annotated import Annotating
from samvar.focus.rare_disease.model.row import MitochondrialRow, Mixture
from samvar.formats.vcf.annotation_read import decoded
from samvar.formats.vcf.records import Record, RecordFile, real_number, whole_number
from samvar.model.genome import Assembly

_DISEASES = ("MitomapAssociatedDiseases", "MitomapDisease")


def read_mitochondrion(
    path: Path, members: Sequence[str], assembly: Assembly | None, family: str | None = None
) -> Iterator[MitochondrialRow]:
    """A row for each alternative on the mitochondrion; a VCF of other contigs too is passed over.

    Raises:
        BadFile, UnknownAssembly: with the line.
    """
    file = RecordFile(path, assembly)
    annotating = Annotating(file, family)
    for record in file.on("MT"):
        told = annotating.of(record)
        for number, alt in enumerate(record.alts, 1):
            yield MitochondrialRow(
                record.line,
                record.position,
                record.ref,
                alt,
                record.passed,
                tuple(
                    _mixture(record, number, file.samples.index(member), member)
                    for member in members
                    if member in file.samples
                ),
                told[number - 1],
                tuple(_diseases(record, number)),
            )


def _diseases(record: Record, number: int) -> Iterator[str]:
    for key in _DISEASES:
        parts = record.info.get(key, "").split(",")
        text = parts[number - 1] if len(parts) == len(record.alts) else parts[0]
        if text not in (".", ""):
            yield decoded(text)


def _mixture(record: Record, number: int, sample: int, member: str) -> Mixture:
    """The share of AD; else AF (Mutect2) or HF (MToolBox), one value for each alternative."""

    def said(key: str) -> str | None:
        return record.values(key)[sample]

    genotype = said("GT") or "."
    depths = [whole_number(part) for part in (said("AD") or "").split(",")]
    known = [depth for depth in depths if depth is not None]
    if len(depths) == len(record.alts) + 1 and len(known) == len(depths):
        depth = sum(known)
        fraction = known[number] / depth if depth else None
        return Mixture(member, genotype, fraction, known[number], depth)
    for key in ("AF", "HF"):
        parts = (said(key) or "").split(",")
        value = real_number(parts[number - 1]) if len(parts) == len(record.alts) else None
        if value is not None and 0 <= value <= 1:
            return Mixture(member, genotype, value, None, whole_number(said("DP")))
    return Mixture(member, genotype, None, None, whole_number(said("DP")))
