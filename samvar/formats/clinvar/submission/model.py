"""A submission of germline classifications, field by field as ClinVar's API names them.

Source: NCBI, ClinVar Submission API, schema of `germlineSubmission` (since May 2024):
https://www.ncbi.nlm.nih.gov/clinvar/docs/api_http/. What samvar never sends (somatic
classifications, deletions, haplotypes, drug responses) is left out and refused.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

MOST_RECORDS = 10_000
Text = Annotated[str, msgspec.Meta(min_length=1)]
Place = Annotated[int, msgspec.Meta(ge=1)]
Day = Annotated[str, msgspec.Meta(pattern=r"^[1-9]\d{3}-[01]\d-[0-3]\d$")]
Scv = Annotated[str, msgspec.Meta(pattern=r"^SCV\d{9}$")]

Described = Literal[
    "Pathogenic",
    "Likely pathogenic",
    "Uncertain significance",
    "Likely benign",
    "Benign",
    "Pathogenic, low penetrance",
    "Likely pathogenic, low penetrance",
    "Uncertain risk allele",
    "Likely risk allele",
    "Established risk allele",
]
Inherited = Literal[
    "Autosomal dominant inheritance",
    "Autosomal recessive inheritance",
    "Mitochondrial inheritance",
    "X-linked inheritance",
    "X-linked dominant inheritance",
    "X-linked recessive inheritance",
    "Y-linked inheritance",
    "Semidominant inheritance",
    "Autosomal dominant inheritance with maternal imprinting",
    "Autosomal dominant inheritance with paternal imprinting",
    "Sporadic",
    "Unknown mechanism",
    "Other",
]
Affected = Literal["yes", "no", "unknown", "not provided", "not applicable"]
AlleleOrigin = Literal[
    "germline",
    "de novo",
    "inherited",
    "maternal",
    "paternal",
    "biparental",
    "unknown",
    "not applicable",
]
Collection = Literal[
    "clinical testing",
    "research",
    "curation",
    "literature only",
    "case-control",
    "in vitro",
    "in vivo",
    "reference population",
    "provider interpretation",
    "phenotyping only",
    "not provided",
]
StructuralMethod = Literal[
    "SNP array",
    "Oligo array",
    "Read depth",
    "Paired-end mapping",
    "One end anchored assembly",
    "Sequence alignment",
    "Optical mapping",
    "Curated,PCR",
]
VariantType = Literal[
    "Insertion",
    "Deletion",
    "Duplication",
    "Tandem duplication",
    "copy number loss",
    "copy number gain",
    "Inversion",
    "Translocation",
    "Complex",
]
Contig = Literal[
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "20", "21", "22", "X", "Y", "MT",
]  # fmt: skip


class _Part(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename="camel",
):
    """A part of a submission."""


class AssertionCriteria(_Part, frozen=True):
    """By what the laboratory classifies: a publication, or a file that ClinVar has."""

    db: Literal["PubMed", "DOI", "pmc"] | UnsetType = UNSET
    id: Annotated[str, msgspec.Meta(pattern=r"^[^;]+$")] | UnsetType = UNSET
    url: (
        Annotated[
            str,
            msgspec.Meta(
                pattern=r"^https://[qd]?submit\.ncbi\.nlm\.nih\.gov/(api/2\.0/files|ft/byid)/.+"
            ),
        ]
        | UnsetType
    ) = UNSET


class Citation(_Part, frozen=True):
    """A publication, by its number or by its address."""

    db: Literal["PubMed", "BookShelf", "DOI", "pmc"] | UnsetType = UNSET
    id: Text | UnsetType = UNSET
    url: Text | UnsetType = UNSET


class GermlineClassification(_Part, frozen=True):
    """The class, since when it stands, and why."""

    germline_classification_description: Described
    date_last_evaluated: Day | UnsetType = UNSET
    comment: Text | UnsetType = UNSET
    mode_of_inheritance: Inherited | UnsetType = UNSET
    custom_classification_score: float | UnsetType = UNSET
    citation: tuple[Citation, ...] | UnsetType = UNSET


class Coordinates(_Part, frozen=True):
    """1-based, both ends included."""

    assembly: Literal["GRCh38", "GRCh37"] | UnsetType = UNSET
    chromosome: Contig | UnsetType = UNSET
    accession: Text | UnsetType = UNSET
    start: Place | UnsetType = UNSET
    stop: Place | UnsetType = UNSET
    inner_start: Place | UnsetType = UNSET
    inner_stop: Place | UnsetType = UNSET
    outer_start: Place | UnsetType = UNSET
    outer_stop: Place | UnsetType = UNSET
    reference_allele: Text | UnsetType = UNSET
    alternate_allele: Text | UnsetType = UNSET
    variant_length: Annotated[int, msgspec.Meta(ge=0)] | UnsetType = UNSET


class Gene(_Part, frozen=True):
    """By symbol or by NCBI's number."""

    symbol: Text | UnsetType = UNSET
    id: Annotated[int, msgspec.Meta(ge=0)] | UnsetType = UNSET


class SubmittedVariant(_Part, frozen=True):
    """By coordinates or by HGVS."""

    chromosome_coordinates: Coordinates | UnsetType = UNSET
    hgvs: Text | UnsetType = UNSET
    gene: tuple[Gene, ...] | UnsetType = UNSET
    variant_type: VariantType | UnsetType = UNSET
    copy_number: Text | UnsetType = UNSET
    reference_copy_number: Annotated[int, msgspec.Meta(ge=0)] | UnsetType = UNSET


class VariantSet(_Part, frozen=True):
    """One variant; ClinVar calls it a set."""

    variant: Annotated[tuple[SubmittedVariant, ...], msgspec.Meta(min_length=1, max_length=1)]


class Condition(_Part, frozen=True):
    """A disease by its number, or by name where it has none."""

    db: Literal["OMIM", "MedGen", "Orphanet", "MeSH", "HP", "MONDO"] | UnsetType = UNSET
    id: Text | UnsetType = UNSET
    name: Text | UnsetType = UNSET


class ConditionSet(_Part, frozen=True):
    """What it is classified for; why there are several, if there are."""

    condition: Annotated[tuple[Condition, ...], msgspec.Meta(min_length=1)]
    multiple_condition_explanation: (
        Literal["Novel disease", "Uncertain", "Co-occurring"] | UnsetType
    ) = UNSET


class Feature(_Part, frozen=True):
    """A clinical feature that was looked for."""

    clinical_features_affected_status: Literal["present", "absent", "not tested"]
    db: Literal["HP"] | UnsetType = UNSET
    id: Text | UnsetType = UNSET
    name: Text | UnsetType = UNSET


class Observation(_Part, frozen=True):
    """People in whom it was seen, together."""

    allele_origin: AlleleOrigin
    affected_status: Affected
    collection_method: Collection
    number_of_individuals: Annotated[int, msgspec.Meta(ge=0)] | UnsetType = UNSET
    clinical_features: tuple[Feature, ...] | UnsetType = UNSET
    clinical_features_comment: Text | UnsetType = UNSET
    struct_var_method_type: StructuralMethod | UnsetType = UNSET


class GermlineRecord(_Part, frozen=True):
    """One variant, classified for one condition."""

    record_status: Literal["novel", "update"]
    variant_set: VariantSet
    condition_set: ConditionSet
    germline_classification: GermlineClassification
    observed_in: Annotated[tuple[Observation, ...], msgspec.Meta(min_length=1)]
    clinvar_accession: Scv | UnsetType = UNSET
    local_id: Text | UnsetType = msgspec.field(default=UNSET, name="localID")
    local_key: Text | UnsetType = UNSET


class Submission(_Part, frozen=True):
    """What is sent: records that were all classified by the same criteria."""

    germline_submission: Annotated[
        tuple[GermlineRecord, ...], msgspec.Meta(min_length=1, max_length=MOST_RECORDS)
    ]
    assertion_criteria: AssertionCriteria
    submission_name: Text | UnsetType = UNSET
    clinvar_submission_release_status: Literal["public", "hold until published"] | UnsetType = UNSET
    behalf_org_id: Place | UnsetType = msgspec.field(default=UNSET, name="behalfOrgID")
