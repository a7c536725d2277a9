"""A patient, a family, a cohort: the three documents of the schema."""

from typing import Literal

from samvar.formats.phenopacket.base import ExternalReference, File, OntologyClass, TimeElement
from samvar.formats.phenopacket.clinical import (
    Biosample,
    Disease,
    Measurement,
    MedicalAction,
    PhenotypicFeature,
)
from samvar.formats.phenopacket.genomic import Interpretation
from samvar.formats.phenopacket.message import UNSET, Message, Timestamp, Unset, Whole

VitalState = Literal["UNKNOWN_STATUS", "ALIVE", "DECEASED"]
Sex = Literal["UNKNOWN_SEX", "FEMALE", "MALE", "OTHER_SEX"]
KaryotypicSex = Literal[
    "UNKNOWN_KARYOTYPE",
    "XX",
    "XY",
    "XO",
    "XXY",
    "XXX",
    "XXYY",
    "XXXY",
    "XXXX",
    "XYY",
    "OTHER_KARYOTYPE",
]
AffectedStatus = Literal["MISSING", "UNAFFECTED", "AFFECTED"]


class VitalStatus(Message, frozen=True):
    """Alive or not, and if not, since when and why."""

    status: VitalState | Unset = UNSET
    time_of_death: TimeElement | Unset = UNSET
    cause_of_death: OntologyClass | Unset = UNSET
    survival_time_in_days: Whole | Unset = UNSET


class Individual(Message, frozen=True):
    """Who the phenopacket is about."""

    id: str | Unset = UNSET
    alternate_ids: tuple[str, ...] | Unset = UNSET
    date_of_birth: Timestamp | Unset = UNSET
    time_at_last_encounter: TimeElement | Unset = UNSET
    vital_status: VitalStatus | Unset = UNSET
    sex: Sex | Unset = UNSET
    karyotypic_sex: KaryotypicSex | Unset = UNSET
    gender: OntologyClass | Unset = UNSET
    taxonomy: OntologyClass | Unset = UNSET


class Resource(Message, frozen=True):
    """An ontology that the phenopacket uses, with its version."""

    id: str | Unset = UNSET
    name: str | Unset = UNSET
    url: str | Unset = UNSET
    version: str | Unset = UNSET
    namespace_prefix: str | Unset = UNSET
    iri_prefix: str | Unset = UNSET


class Update(Message, frozen=True):
    """A later change to the phenopacket."""

    timestamp: Timestamp | Unset = UNSET
    updated_by: str | Unset = UNSET
    comment: str | Unset = UNSET


class MetaData(Message, frozen=True):
    """Who made the phenopacket, when, and with which ontologies."""

    created: Timestamp | Unset = UNSET
    created_by: str | Unset = UNSET
    submitted_by: str | Unset = UNSET
    resources: tuple[Resource, ...] | Unset = UNSET
    updates: tuple[Update, ...] | Unset = UNSET
    phenopacket_schema_version: str | Unset = UNSET
    external_references: tuple[ExternalReference, ...] | Unset = UNSET


class Phenopacket(Message, frozen=True):
    """One patient, or one proband."""

    id: str | Unset = UNSET
    subject: Individual | Unset = UNSET
    phenotypic_features: tuple[PhenotypicFeature, ...] | Unset = UNSET
    measurements: tuple[Measurement, ...] | Unset = UNSET
    biosamples: tuple[Biosample, ...] | Unset = UNSET
    interpretations: tuple[Interpretation, ...] | Unset = UNSET
    diseases: tuple[Disease, ...] | Unset = UNSET
    medical_actions: tuple[MedicalAction, ...] | Unset = UNSET
    files: tuple[File, ...] | Unset = UNSET
    meta_data: MetaData | Unset = UNSET


class Person(Message, frozen=True):
    """One line of a pedigree."""

    family_id: str | Unset = UNSET
    individual_id: str | Unset = UNSET
    paternal_id: str | Unset = UNSET
    maternal_id: str | Unset = UNSET
    sex: Sex | Unset = UNSET
    affected_status: AffectedStatus | Unset = UNSET


class Pedigree(Message, frozen=True):
    """A family tree, as a PED file has it."""

    persons: tuple[Person, ...] | Unset = UNSET


class Family(Message, frozen=True):
    """A proband with relatives."""

    id: str | Unset = UNSET
    proband: Phenopacket | Unset = UNSET
    relatives: tuple[Phenopacket, ...] | Unset = UNSET
    consanguinous_parents: bool | Unset = UNSET
    pedigree: Pedigree | Unset = UNSET
    files: tuple[File, ...] | Unset = UNSET
    meta_data: MetaData | Unset = UNSET


class Cohort(Message, frozen=True):
    """Several patients."""

    id: str | Unset = UNSET
    description: str | Unset = UNSET
    members: tuple[Phenopacket, ...] | Unset = UNSET
    files: tuple[File, ...] | Unset = UNSET
    meta_data: MetaData | Unset = UNSET
