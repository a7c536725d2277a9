"""A submission checked before anybody sends it, and as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
from msgspec import UNSET

from samvar.formats.clinvar.submission.model import (
    Coordinates,
    GermlineRecord,
    Submission,
    SubmittedVariant,
)
from samvar.formats.json_located import Located, Step
from samvar.model.errors import BadInput, without_numbers
from samvar.model.shape import learned

SMALL_NT = 50
"""Above this a variant is structural: a type instead of alleles, and how it was found."""
Fault = tuple[list[Step], str]


def read_submission(path: Path) -> Submission:
    """A submission from a file.

    Raises:
        BadFile: not of the format, or against one of its rules; with its line.
    """
    file = Located(path)
    found = file.shaped(Submission, "a submission to ClinVar")
    for place, what in faults(found):
        raise file.fault(what, place)
    return found


def checked(submission: Submission) -> Submission:
    """The same, once it holds to every rule of the API that a schema can and cannot say.

    Raises:
        BadInput: a rule that it breaks, with the field.
    """
    try:
        msgspec.convert(msgspec.to_builtins(submission), learned(Submission))
    except msgspec.ValidationError as fault:
        raise BadInput("this is not a submission to ClinVar", why=str(fault)[:200]) from None
    for place, what in faults(submission):
        raise BadInput(what, why=f"at {'.'.join(map(str, place))}")
    return submission


def write_submission(submission: Submission) -> bytes:
    """JSON as ClinVar's API takes it, checked.

    Raises:
        BadInput: as `checked`.
    """
    return msgspec.json.format(msgspec.json.encode(checked(submission)), indent=2) + b"\n"


def faults(submission: Submission) -> Iterator[Fault]:
    """Rules that are broken, each with its place."""
    criteria = submission.assertion_criteria
    if not _one_of((criteria.db, criteria.id), (criteria.url,)):
        yield ["assertionCriteria"], "criteria are given by db and id, or by url"
    seen: dict[str, int] = {}
    for number, record in enumerate(submission.germline_submission):
        at: list[Step] = ["germlineSubmission", number]
        for place, what in _record(record):
            yield [*at, *place], what
        if record.local_key is not UNSET:
            if record.local_key in seen:
                yield [*at, "localKey"], "two records have the same key"
            seen[record.local_key] = number


def _record(record: GermlineRecord) -> Iterator[Fault]:
    if record.record_status == "update" and record.clinvar_accession is UNSET:
        yield ["recordStatus"], "an update names the SCV accession that it updates"
    yield from _classification(record)
    for variant in record.variant_set.variant:
        for place, what in _variant(variant):
            yield ["variantSet", "variant", 0, *place], what
        if _large(variant) and any(
            each.struct_var_method_type is UNSET for each in record.observed_in
        ):
            what = f"how a variant of more than {SMALL_NT} bases was found is stated"
            yield ["observedIn"], what
    conditions = record.condition_set.condition
    for number, each in enumerate(conditions):
        if not _one_of((each.db, each.id), (each.name,)):
            what = "a condition has db and id, or a name"
            yield ["conditionSet", "condition", number], what
    explained = record.condition_set.multiple_condition_explanation is not UNSET
    if explained is not (len(conditions) > 1):
        yield ["conditionSet"], "several conditions are explained, one is not"
    for number, seen in enumerate(record.observed_in):
        for index, feature in enumerate(seen.clinical_features or ()):
            if not _one_of((feature.db, feature.id), (feature.name,)):
                what = "a feature has db and id, or a name"
                yield ["observedIn", number, "clinicalFeatures", index], what
    for name, text in (("localID", record.local_id), ("localKey", record.local_key)):
        if text is not UNSET and without_numbers(text) != text:
            yield [name], "an identifier that will be public holds a personal number"


def _classification(record: GermlineRecord) -> Iterator[Fault]:
    given = record.germline_classification
    place: list[Step] = ["germlineClassification"]
    if given.date_last_evaluated is not UNSET:
        try:
            date.fromisoformat(given.date_last_evaluated)
        except ValueError:
            yield [*place, "dateLastEvaluated"], "this is no day"
    if given.comment is not UNSET and without_numbers(given.comment) != given.comment:
        yield [*place, "comment"], "a comment that will be public holds a personal number"
    for number, each in enumerate(given.citation or ()):
        if not _one_of((each.db, each.id), (each.url,)):
            yield [*place, "citation", number], "a citation has db and id, or a url"


def _variant(variant: SubmittedVariant) -> Iterator[Fault]:
    if not _one_of((variant.chromosome_coordinates,), (variant.hgvs,)):
        yield [], "a variant is given by coordinates or by HGVS, and not by both"
    for number, gene in enumerate(variant.gene or ()):
        if not _one_of((gene.symbol,), (gene.id,)):
            yield ["gene", number], "a gene is given by its symbol or by its number"
    place = variant.chromosome_coordinates
    if isinstance(place, Coordinates):
        for what in _coordinates(place, variant):
            yield ["chromosomeCoordinates"], what


def _coordinates(place: Coordinates, variant: SubmittedVariant) -> Iterator[str]:
    by_name = UNSET not in (place.assembly, place.chromosome)
    if not by_name and place.accession is UNSET:
        yield "coordinates name assembly and chromosome, or an accession"
    exact = (place.start, place.stop)
    inner, outer = (place.inner_start, place.inner_stop), (place.outer_start, place.outer_stop)
    if place.start is UNSET and UNSET in inner and UNSET in outer:
        yield "coordinates have a start, or inner or outer ends"
    for first, last in (exact, inner, outer):
        if isinstance(first, int) and isinstance(last, int) and first > last:
            yield "coordinates end before they start"
    if (place.reference_allele is UNSET) is not (place.alternate_allele is UNSET):
        yield "both alleles are given, or none"
    if place.reference_allele is UNSET and variant.variant_type is UNSET:
        yield "a variant without alleles has a type"


def _large(variant: SubmittedVariant) -> bool:
    place = variant.chromosome_coordinates
    if not isinstance(place, Coordinates):
        return False
    start = place.start if isinstance(place.start, int) else place.outer_start
    stop = place.stop if isinstance(place.stop, int) else place.outer_stop
    if isinstance(start, int) and isinstance(stop, int):
        return stop - start + 1 > SMALL_NT
    return place.start is UNSET


def _one_of(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    """Whether all of exactly one side are given, and none of the other."""
    here, there = [[each is not UNSET for each in side] for side in (first, second)]
    return (all(here) and not any(there)) or (all(there) and not any(here))
