"""Genes, variants and what they were taken to mean."""

from typing import Any, ClassVar, Literal

from samvar.formats.phenopacket.base import OntologyClass
from samvar.formats.phenopacket.message import UNSET, Groups, Message, Unset, Whole

MoleculeContext = Literal["unspecified_molecule_context", "genomic", "transcript", "protein"]
AcmgPathogenicityClassification = Literal[
    "NOT_PROVIDED",
    "BENIGN",
    "LIKELY_BENIGN",
    "UNCERTAIN_SIGNIFICANCE",
    "LIKELY_PATHOGENIC",
    "PATHOGENIC",
]
TherapeuticActionability = Literal["UNKNOWN_ACTIONABILITY", "NOT_ACTIONABLE", "ACTIONABLE"]
InterpretationStatus = Literal[
    "UNKNOWN_STATUS", "REJECTED", "CANDIDATE", "CONTRIBUTORY", "CAUSATIVE"
]
ProgressStatus = Literal["UNKNOWN_PROGRESS", "IN_PROGRESS", "COMPLETED", "SOLVED", "UNSOLVED"]


class GeneDescriptor(Message, frozen=True):
    """A gene by identifier and symbol."""

    value_id: str | Unset = UNSET
    symbol: str | Unset = UNSET
    description: str | Unset = UNSET
    alternate_ids: tuple[str, ...] | Unset = UNSET
    alternate_symbols: tuple[str, ...] | Unset = UNSET
    xrefs: tuple[str, ...] | Unset = UNSET


class Expression(Message, frozen=True):
    """A variant in one nomenclature, for example hgvs.g."""

    syntax: str | Unset = UNSET
    value: str | Unset = UNSET
    version: str | Unset = UNSET


class VcfRecord(Message, frozen=True):
    """A variant as a VCF record; `pos` is 1-based, as in the file."""

    genome_assembly: str | Unset = UNSET
    chrom: str | Unset = UNSET
    pos: Whole | Unset = UNSET
    id: str | Unset = UNSET
    ref: str | Unset = UNSET
    alt: str | Unset = UNSET
    qual: str | Unset = UNSET
    filter: str | Unset = UNSET
    info: str | Unset = UNSET


class Extension(Message, frozen=True):
    """A named value outside the schema."""

    name: str | Unset = UNSET
    value: str | Unset = UNSET


class VariationDescriptor(Message, frozen=True):
    """A variant with its descriptions; `variation` is GA4GH VRS 1 JSON as it came."""

    id: str | Unset = UNSET
    variation: dict[str, Any] | Unset = UNSET
    label: str | Unset = UNSET
    description: str | Unset = UNSET
    gene_context: GeneDescriptor | Unset = UNSET
    expressions: tuple[Expression, ...] | Unset = UNSET
    vcf_record: VcfRecord | Unset = UNSET
    xrefs: tuple[str, ...] | Unset = UNSET
    alternate_labels: tuple[str, ...] | Unset = UNSET
    extensions: tuple[Extension, ...] | Unset = UNSET
    molecule_context: MoleculeContext | Unset = UNSET
    structural_type: OntologyClass | Unset = UNSET
    vrs_ref_allele_seq: str | Unset = UNSET
    allelic_state: OntologyClass | Unset = UNSET


class VariantInterpretation(Message, frozen=True):
    """How a variant is classified."""

    acmg_pathogenicity_classification: AcmgPathogenicityClassification | Unset = UNSET
    therapeutic_actionability: TherapeuticActionability | Unset = UNSET
    variation_descriptor: VariationDescriptor | Unset = UNSET


class GenomicInterpretation(Message, frozen=True):
    """What a gene or variant means for the diagnosis."""

    one_of: ClassVar[Groups] = (
        (
            "gene",
            "variant_interpretation",
        ),
    )
    subject_or_biosample_id: str | Unset = UNSET
    interpretation_status: InterpretationStatus | Unset = UNSET
    gene: GeneDescriptor | Unset = UNSET
    variant_interpretation: VariantInterpretation | Unset = UNSET


class Diagnosis(Message, frozen=True):
    """A disease and the findings that explain it."""

    disease: OntologyClass | Unset = UNSET
    genomic_interpretations: tuple[GenomicInterpretation, ...] | Unset = UNSET


class Interpretation(Message, frozen=True):
    """A conclusion and how far it has come."""

    id: str | Unset = UNSET
    progress_status: ProgressStatus | Unset = UNSET
    diagnosis: Diagnosis | Unset = UNSET
    summary: str | Unset = UNSET
