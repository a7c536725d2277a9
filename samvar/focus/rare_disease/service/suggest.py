"""Criteria suggested for every variant of an annotated file, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.analyse.acmg.exons import ExonEnds
from samvar.focus.rare_disease.analyse.acmg.gather import facts_of
from samvar.focus.rare_disease.analyse.acmg.prior import without_phenotype
from samvar.focus.rare_disease.analyse.acmg.suggest import suggest
from samvar.focus.rare_disease.model.classified import Result
from samvar.focus.rare_disease.model.facts import Facts, Gnomad, Inheritance
from samvar.focus.rare_disease.rules.acmg.shelf import read_folder, rules_for
from samvar.formats.gff3.read import read_gff3
from samvar.formats.vcf.annotation import Annotation, annotations_of, consequences
from samvar.formats.vcf.records import Record, RecordFile, real_number
from samvar.model.consequence import Consequence, most_severe
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Assembly


@dataclass(frozen=True, slots=True)
class GnomadKeys:
    """INFO keys of gnomAD's filtering allele frequency and of what it rests on; "" for none."""

    faf: str = ""
    alleles: str = ""
    chromosomes: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """One alternative allele, its most severe consequence, and what follows.

    variant: contig-position-REF-ALT as the file has it, 1-based.
    """

    variant: str
    consequence: Consequence
    facts: Facts
    result: Result
    p_acmg: float


def suggest_file(
    path: Path,
    *,
    assembly: Assembly | None = None,
    inheritance: Inheritance | None = None,
    gnomad: GnomadKeys = GnomadKeys(),
    rules: Path | None = None,
    genes: Path | None = None,
) -> Iterator[Suggested]:
    """Every alternative with a consequence (CSQ, ANN or BCSQ), in the order of the file.

    inheritance: of the disease that is looked for; rules of a panel that ask for it are taken.
    genes: a GFF3 with the transcripts that the file names, for where their exons end. What the
    files do not say stays unknown.

    Raises:
        BadFile: damaged, or no annotation is declared. UnknownAssembly: as of a VCF.
        BadFile, NotFound: as of the rules.
    """
    own = read_folder(rules) if rules is not None else ()
    file = RecordFile(path, assembly)
    declared = annotations_of(file.head)
    if not declared:
        raise BadFile(
            "the file has no consequences",
            where=Where(file.name),
            remedy="annotate it with VEP (CSQ), SnpEff (ANN) or bcftools csq (BCSQ)",
        )
    ends = ExonEnds(read_gff3(genes, file.assembly)) if genes is not None else None
    for record in file:
        annotation = next((one for one in declared if one.annotator.value in record.info), None)
        if annotation is None:
            continue
        for variant, worst, number in _alternatives(record, annotation, file.name):
            exon_ends, coding = ends.of(worst.transcript) if ends is not None else ((), 0)
            facts = facts_of(
                worst,
                exon_ends=exon_ends,
                coding_bases=coding,
                inheritance=inheritance,
                gnomad=_gnomad(record, number, gnomad, file.name),
                source=annotation.annotator.name,
            )
            verdicts = suggest(facts, rules_for(facts.gene, inheritance, own))
            yield Suggested(variant, worst, facts, classify(verdicts), without_phenotype(verdicts))


def _alternatives(
    record: Record, annotation: Annotation, name: str
) -> Iterator[tuple[str, Consequence, int]]:
    where = Where(name, line=record.line)
    text = record.info[annotation.annotator.value]
    told = consequences(annotation, text, record.ref, record.alts, where)
    for number, alt in enumerate(record.alts, 1):
        worst = most_severe(told.of(number))
        if worst is not None and record.contig is not None:
            yield f"{record.contig}-{record.position + 1}-{record.ref}-{alt}", worst, number


def _gnomad(record: Record, number: int, keys: GnomadKeys, name: str) -> Gnomad | None:
    """What the record says of gnomAD; None where it has no filtering allele frequency."""
    faf = _value(record, number, keys.faf)
    if faf is None:
        return None
    where = Where(name, line=record.line)
    if not 0 <= faf <= 1:
        raise BadFile(f"{keys.faf} is no frequency, 0 to 1", where=where)
    counts = {"alleles": keys.alleles, "chromosomes": keys.chromosomes}
    known = {
        field: int(value)
        for field, key in counts.items()
        if (value := _value(record, number, key)) is not None and value >= 0
    }
    return Gnomad(faf=faf, **known)


def _value(record: Record, number: int, key: str) -> float | None:
    """One alternative's value of an INFO key; a single value is of all of them."""
    values = record.info.get(key, "").split(",") if key else [""]
    text = values[number - 1] if len(values) == len(record.alts) else values[0]
    return real_number(text)
