"""A classification as a record for ClinVar: the class, why, and in whom it was seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec import UNSET, UnsetType

from samvar.focus.rare_disease.model.classified import Result
from samvar.focus.rare_disease.model.facts import Inheritance
from samvar.focus.rare_disease.model.verdict import Verdict
from samvar.formats.clinvar.submission import (
    AssertionCriteria,
    Citation,
    Condition,
    ConditionSet,
    Coordinates,
    Gene,
    GermlineClassification,
    GermlineRecord,
    Observation,
    SubmittedVariant,
    VariantSet,
)
from samvar.formats.clinvar.submission.model import AlleleOrigin, Contig, Inherited
from samvar.model.errors import BadInput
from samvar.model.shape import learned
from samvar.model.variant import Variant

BY_ACMG = AssertionCriteria(db="DOI", id="10.1038/gim.2015.30")
"""ACMG/AMP 2015; a laboratory with criteria of its own names these instead."""
_DOI = re.compile(r"doi:(10\.\d{4,9}/[^\s,;]+)")
_DISEASE = re.compile(r"(OMIM|MONDO|ORPHA|Orphanet|MedGen|MeSH|HP)[:\s]?([A-Z]*\d+)")
_DATABASES = {"ORPHA": "Orphanet"}
_PREFIXED = {"Orphanet": "ORPHA", "MONDO": "MONDO:", "HP": "HP:"}
_PASSED_ON: dict[Inheritance, Inherited] = {
    Inheritance.DOMINANT: "Autosomal dominant inheritance",
    Inheritance.RECESSIVE: "Autosomal recessive inheritance",
    Inheritance.X_LINKED: "X-linked inheritance",
    Inheritance.MITOCHONDRIAL: "Mitochondrial inheritance",
}


def condition_of(text: str) -> Condition:
    """A disease as ClinVar takes it: by number where the text has one, else by name.

    >>> condition_of("ORPHA:101435").id, condition_of("OMIM:261600").id
    ('ORPHA101435', '261600')
    >>> condition_of("phenylketonuria").name
    'phenylketonuria'

    Raises:
        BadInput: empty.
    """
    found = _DISEASE.fullmatch(text.strip())
    if found is None:
        if not text.strip():
            raise BadInput("the condition is not named")
        return Condition(name=text.strip())
    database = _DATABASES.get(found.group(1), found.group(1))
    number = _PREFIXED.get(database, "") + found.group(2)
    return msgspec.convert({"db": database, "id": number}, learned(Condition))


def record(
    result: Result,
    variant: Variant,
    conditions: Iterable[str],
    *,
    evaluated: date,
    gene: str = "",
    inheritance: Inheritance | None = None,
    origin: AlleleOrigin = "germline",
    individuals: int | None = None,
    local_key: str = "",
    accession: str = "",
) -> GermlineRecord:
    """One record. accession: of the record that it updates; "" for a new one.

    The comment says which criteria are met, why, and by what; it names no patient.

    Raises:
        BadInput: more than one condition: each is a record of its own.
    """
    given = [condition_of(each) for each in conditions]
    if len(given) != 1:
        raise BadInput("a record is for one condition", remedy="submit one record for each")
    count: int | UnsetType = UNSET if individuals is None else individuals
    genes = (Gene(symbol=gene),) if gene else UNSET
    return GermlineRecord(
        record_status="update" if accession else "novel",
        clinvar_accession=accession or UNSET,
        local_key=local_key or UNSET,
        variant_set=VariantSet(
            variant=(SubmittedVariant(chromosome_coordinates=_place(variant), gene=genes),)
        ),
        condition_set=ConditionSet(condition=tuple(given)),
        germline_classification=GermlineClassification(
            germline_classification_description=result.proposed.text,  # type: ignore[arg-type]
            date_last_evaluated=evaluated.isoformat(),
            comment=comment(result),
            mode_of_inheritance=_PASSED_ON[inheritance] if inheritance else UNSET,
            custom_classification_score=float(result.points),
            citation=citations(result.verdicts) or UNSET,
        ),
        observed_in=(
            Observation(
                allele_origin=origin,
                affected_status="yes",
                collection_method="clinical testing",
                number_of_individuals=count,
            ),
        ),
    )


def comment(result: Result) -> str:
    """Why, in sentences that a stranger can follow."""
    met = [f"{each.label}: {each.why}." for each in result.verdicts if each.met]
    start = f"{result.proposed.text} by {result.points:+d} points (Tavtigian et al. 2020)."
    if result.disagreement:
        start += f" The table of 2015 gives: {result.by_table.text}."
    return " ".join([start, *(met or ["No criterion is met."])])


def citations(verdicts: Iterable[Verdict]) -> tuple[Citation, ...]:
    """The publications behind what is met, each once."""
    found = {doi: None for each in verdicts if each.met for doi in _DOI.findall(each.source)}
    return tuple(Citation(db="DOI", id=doi) for doi in found)


def _place(variant: Variant) -> Coordinates:
    contig: Contig = variant.contig  # type: ignore[assignment]
    return Coordinates(
        assembly=variant.assembly.value,
        chromosome=contig,
        start=variant.position + 1,
        stop=variant.end,
        reference_allele=variant.ref,
        alternate_allele=variant.alt,
    )
