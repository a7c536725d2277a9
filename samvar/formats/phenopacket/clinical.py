"""What was seen, measured and done."""

from typing import ClassVar, Literal

from samvar.formats.phenopacket.base import (
    Evidence,
    ExternalReference,
    File,
    OntologyClass,
    Procedure,
    Quantity,
    TimeElement,
    TimeInterval,
)
from samvar.formats.phenopacket.message import UNSET, Groups, Message, Unset, Whole

DrugType = Literal[
    "UNKNOWN_DRUG_TYPE",
    "PRESCRIPTION",
    "EHR_MEDICATION_LIST",
    "ADMINISTRATION_RELATED_TO_PROCEDURE",
]
RegimenStatus = Literal["UNKNOWN_STATUS", "STARTED", "COMPLETED", "DISCONTINUED"]


class PhenotypicFeature(Message, frozen=True):
    """A feature that was looked for: seen, or `excluded`."""

    description: str | Unset = UNSET
    type: OntologyClass | Unset = UNSET
    excluded: bool | Unset = UNSET
    severity: OntologyClass | Unset = UNSET
    modifiers: tuple[OntologyClass, ...] | Unset = UNSET
    onset: TimeElement | Unset = UNSET
    resolution: TimeElement | Unset = UNSET
    evidence: tuple[Evidence, ...] | Unset = UNSET


class Value(Message, frozen=True):
    """The outcome of a measurement: a quantity or a term."""

    one_of: ClassVar[Groups] = (
        (
            "quantity",
            "ontology_class",
        ),
    )
    quantity: Quantity | Unset = UNSET
    ontology_class: OntologyClass | Unset = UNSET


class TypedQuantity(Message, frozen=True):
    """One part of a composed outcome."""

    type: OntologyClass | Unset = UNSET
    quantity: Quantity | Unset = UNSET


class ComplexValue(Message, frozen=True):
    """An outcome of several quantities, such as blood pressure."""

    typed_quantities: tuple[TypedQuantity, ...] | Unset = UNSET


class Measurement(Message, frozen=True):
    """One test and its outcome."""

    one_of: ClassVar[Groups] = (
        (
            "value",
            "complex_value",
        ),
    )
    description: str | Unset = UNSET
    assay: OntologyClass | Unset = UNSET
    value: Value | Unset = UNSET
    complex_value: ComplexValue | Unset = UNSET
    time_observed: TimeElement | Unset = UNSET
    procedure: Procedure | Unset = UNSET


class Biosample(Message, frozen=True):
    """Material taken from an individual."""

    id: str | Unset = UNSET
    individual_id: str | Unset = UNSET
    derived_from_id: str | Unset = UNSET
    description: str | Unset = UNSET
    sampled_tissue: OntologyClass | Unset = UNSET
    sample_type: OntologyClass | Unset = UNSET
    phenotypic_features: tuple[PhenotypicFeature, ...] | Unset = UNSET
    measurements: tuple[Measurement, ...] | Unset = UNSET
    taxonomy: OntologyClass | Unset = UNSET
    time_of_collection: TimeElement | Unset = UNSET
    histological_diagnosis: OntologyClass | Unset = UNSET
    tumor_progression: OntologyClass | Unset = UNSET
    tumor_grade: OntologyClass | Unset = UNSET
    pathological_stage: OntologyClass | Unset = UNSET
    pathological_tnm_finding: tuple[OntologyClass, ...] | Unset = UNSET
    diagnostic_markers: tuple[OntologyClass, ...] | Unset = UNSET
    procedure: Procedure | Unset = UNSET
    files: tuple[File, ...] | Unset = UNSET
    material_sample: OntologyClass | Unset = UNSET
    sample_processing: OntologyClass | Unset = UNSET
    sample_storage: OntologyClass | Unset = UNSET


class Disease(Message, frozen=True):
    """A disease that was diagnosed, or `excluded`."""

    term: OntologyClass | Unset = UNSET
    excluded: bool | Unset = UNSET
    onset: TimeElement | Unset = UNSET
    resolution: TimeElement | Unset = UNSET
    disease_stage: tuple[OntologyClass, ...] | Unset = UNSET
    clinical_tnm_finding: tuple[OntologyClass, ...] | Unset = UNSET
    primary_site: OntologyClass | Unset = UNSET
    laterality: OntologyClass | Unset = UNSET


class DoseInterval(Message, frozen=True):
    """A dose, how often, and from when to when."""

    quantity: Quantity | Unset = UNSET
    schedule_frequency: OntologyClass | Unset = UNSET
    interval: TimeInterval | Unset = UNSET


class Treatment(Message, frozen=True):
    """A drug and its doses."""

    agent: OntologyClass | Unset = UNSET
    route_of_administration: OntologyClass | Unset = UNSET
    dose_intervals: tuple[DoseInterval, ...] | Unset = UNSET
    drug_type: DrugType | Unset = UNSET
    cumulative_dose: Quantity | Unset = UNSET


class RadiationTherapy(Message, frozen=True):
    """Radiation, in gray and fractions."""

    modality: OntologyClass | Unset = UNSET
    body_site: OntologyClass | Unset = UNSET
    dosage: Whole | Unset = UNSET
    fractions: Whole | Unset = UNSET


class TherapeuticRegimen(Message, frozen=True):
    """A treatment plan."""

    one_of: ClassVar[Groups] = (
        (
            "external_reference",
            "ontology_class",
        ),
    )
    external_reference: ExternalReference | Unset = UNSET
    ontology_class: OntologyClass | Unset = UNSET
    start_time: TimeElement | Unset = UNSET
    end_time: TimeElement | Unset = UNSET
    regimen_status: RegimenStatus | Unset = UNSET


class MedicalAction(Message, frozen=True):
    """One of four kinds of treatment, and how it went."""

    one_of: ClassVar[Groups] = (
        (
            "procedure",
            "treatment",
            "radiation_therapy",
            "therapeutic_regimen",
        ),
    )
    procedure: Procedure | Unset = UNSET
    treatment: Treatment | Unset = UNSET
    radiation_therapy: RadiationTherapy | Unset = UNSET
    therapeutic_regimen: TherapeuticRegimen | Unset = UNSET
    treatment_target: OntologyClass | Unset = UNSET
    treatment_intent: OntologyClass | Unset = UNSET
    response_to_treatment: OntologyClass | Unset = UNSET
    adverse_events: tuple[OntologyClass, ...] | Unset = UNSET
    treatment_termination_reason: OntologyClass | Unset = UNSET
