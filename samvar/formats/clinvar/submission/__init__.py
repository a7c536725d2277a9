"""Submissions to ClinVar as JSON: written, and checked without asking anybody."""

from samvar.formats.clinvar.submission.check import checked, read_submission, write_submission
from samvar.formats.clinvar.submission.model import (
    AssertionCriteria,
    Citation,
    Condition,
    ConditionSet,
    Coordinates,
    Feature,
    Gene,
    GermlineClassification,
    GermlineRecord,
    Observation,
    Submission,
    SubmittedVariant,
    VariantSet,
)

__all__ = [
    "AssertionCriteria",
    "Citation",
    "Condition",
    "ConditionSet",
    "Coordinates",
    "Feature",
    "Gene",
    "GermlineClassification",
    "GermlineRecord",
    "Observation",
    "Submission",
    "SubmittedVariant",
    "VariantSet",
    "checked",
    "read_submission",
    "write_submission",
]
