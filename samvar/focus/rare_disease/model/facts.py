"""What is known of one variant and one disease: what criteria are suggested from.

A field that is left out is unknown, which is never "no": the criteria that need it are not
assessed, and say what is missing. There is no field for the nation's own counts: they are
enriched for patients, and no frequency criterion may use them.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

T = TypeVar("T")

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Odds = Annotated[float, msgspec.Meta(ge=0)]


class Inheritance(Enum):
    """How the disease is passed on."""

    DOMINANT = "dominant"
    RECESSIVE = "recessive"
    X_LINKED = "x_linked"
    MITOCHONDRIAL = "mitochondrial"


class Loss(Enum):
    """How well it is known that loss of function causes the disease.

    Source: Abou Tayoun et al. 2018, doi:10.1002/humu.23626, table 1. established: the gene's
    validity is strong or definitive, three or more null variants are pathogenic without PVS1, and
    more than a tenth of its pathogenic variants are null. likely: validity at least moderate, two
    null variants seen, and a null mouse has the disease. possible: one of the last two.
    """

    ESTABLISHED = "established"
    LIKELY = "likely"
    POSSIBLE = "possible"
    NONE = "none"


class NullKind(Enum):
    """The branches of the PVS1 tree."""

    TRUNCATING = "truncating"
    SPLICE = "splice"
    DELETION = "deletion"
    DUPLICATION = "duplication"
    START = "start"


class Tandem(Enum):
    """Whether duplicated exons stand behind the gene's own."""

    PROVEN = "proven"
    PRESUMED = "presumed"
    NO = "no"


class Fit(Enum):
    """How well a patient's picture fits the gene: SVI de novo version 1.1, table 1.

    specific: highly specific for it. consistent: fits, but is not highly specific. heterogeneous:
    fits, and has many genetic causes. inconsistent: does not fit.
    """

    SPECIFIC = "specific"
    CONSISTENT = "consistent"
    HETEROGENEOUS = "heterogeneous"
    INCONSISTENT = "inconsistent"


class Phase(Enum):
    """On which strand another variant lies: the opposite one (trans) or the same (cis)."""

    TRANS = "trans"
    CIS = "cis"
    UNKNOWN = "unknown"


class Other(Enum):
    """What else a patient has in the gene."""

    PATHOGENIC = "pathogenic"
    LIKELY_PATHOGENIC = "likely_pathogenic"
    UNCERTAIN = "uncertain"
    HOMOZYGOUS = "homozygous"


class SplicePlace(Enum):
    """Where a compared splice variant lies: the same base, the two bases next to the exon, or
    elsewhere in the same donor or acceptor."""

    NUCLEOTIDE = "nucleotide"
    DINUCLEOTIDE = "dinucleotide"
    MOTIF = "motif"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the facts: unknown keys are refused, so that no misspelt fact is lost."""


class Null(Part, frozen=True, omit_defaults=True):
    """Of a null variant. removed: share of the protein that is lost, 0-1.

    decay: nonsense-mediated decay is expected. exon_used: the exon is in biologically relevant
    transcripts. critical: the lost part is known to matter. loss_common: null variants of this
    exon are frequent in the population. in_frame: of a splice change, deletion or duplication.
    whole_gene: of a deletion. tandem: of a duplication. other_start: another transcript starts
    elsewhere. pathogenic_upstream: pathogenic variants lie before the next start in frame.
    """

    kind: NullKind
    decay: bool | UnsetType = UNSET
    exon_used: bool | UnsetType = UNSET
    critical: bool | UnsetType = UNSET
    loss_common: bool | UnsetType = UNSET
    removed: Share | UnsetType = UNSET
    in_frame: bool | UnsetType = UNSET
    whole_gene: bool | UnsetType = UNSET
    tandem: Tandem | UnsetType = UNSET
    other_start: bool | UnsetType = UNSET
    pathogenic_upstream: bool | UnsetType = UNSET


class Gnomad(Part, frozen=True, omit_defaults=True):
    """gnomAD's filtering allele frequency (95 %, highest group), 0-1, and what it rests on.

    alleles: chromosomes with the variant. chromosomes: that were looked at, of all groups.
    homozygotes: people who have it twice.
    """

    faf: Share
    alleles: Count | UnsetType = UNSET
    chromosomes: Count | UnsetType = UNSET
    homozygotes: Count | UnsetType = UNSET


class Expected(Part, frozen=True):
    """How common the disease lets one allele be: Whiffin et al. 2017, doi:10.1038/gim.2017.26.

    All 0-1. prevalence: of the disease. genetic: largest share of one gene. allelic: largest share
    of one allele in the gene. penetrance: of the variant.
    """

    prevalence: Share
    genetic: Share
    allelic: Share
    penetrance: Share


class Neighbour(Part, frozen=True):
    """A classified variant that this one is compared with.

    id: such as ClinVar's. stars: its review status, 0-4. same_change: it makes the same amino acid
    change; else another one at the same residue.
    """

    id: str
    pathogenic: Other
    same_change: bool
    stars: Annotated[int, msgspec.Meta(ge=0, le=4)] = 0


class SpliceNeighbour(Part, frozen=True):
    """A classified variant with the same predicted effect on splicing."""

    id: str
    pathogenic: Other
    place: SplicePlace
    stars: Annotated[int, msgspec.Meta(ge=0, le=4)] = 0


class DeNovo(Part, frozen=True):
    """One patient in whom the variant is new. proven: both parents are proven to be the parents."""

    proven: bool
    fit: Fit


class Trans(Part, frozen=True):
    """One patient with a recessive disease, and the other variant of the gene."""

    other: Other
    phase: Phase = Phase.UNKNOWN


class Family(Part, frozen=True, omit_defaults=True):
    """One family. meioses: informative ones, of a dominant or X-linked disease. affected_siblings
    and healthy_siblings: beyond the first patient, of a recessive one, genotype as expected.
    not_carrying: affected members without the variant."""

    meioses: Count = 0
    affected_siblings: Count = 0
    healthy_siblings: Count = 0
    not_carrying: Count = 0


class Assay(Part, frozen=True, omit_defaults=True):
    """One functional assay. abnormal: its result. odds: OddsPath, where it is known; else controls:
    pathogenic abnormal, pathogenic normal, benign abnormal, benign normal."""

    name: str
    abnormal: bool
    odds: Odds | UnsetType = UNSET
    controls: tuple[Count, Count, Count, Count] | UnsetType = UNSET


class CaseControl(Part, frozen=True):
    """An odds ratio with its 95 % interval."""

    odds_ratio: Odds
    low: Odds
    high: Odds


class Gene(Part, frozen=True, omit_defaults=True):
    """What is known of the gene for this disease.

    missense_z: gnomAD's constraint. missense_usual: missense variants are a usual cause.
    only_truncating: no others cause it. full_penetrance_early: everybody with a cause is ill early.
    phenocopies: the same picture has other causes that are not rare.
    """

    loss: Loss | UnsetType = UNSET
    missense_z: float | UnsetType = UNSET
    missense_usual: bool | UnsetType = UNSET
    only_truncating: bool | UnsetType = UNSET
    full_penetrance_early: bool | UnsetType = UNSET
    phenocopies: bool | UnsetType = UNSET


class Domain(Part, frozen=True):
    """A hot spot or domain. benign: benign variation is known there."""

    name: str
    benign: bool


class Healthy(Part, frozen=True, omit_defaults=True):
    """Healthy adults, looked at for the disease, who have the variant."""

    heterozygous: Count = 0
    homozygous: Count = 0
    hemizygous: Count = 0


class Facts(Part, frozen=True, omit_defaults=True):
    """Everything that is known, of one variant for one disease.

    terms: consequences (Sequence Ontology). codon: number of the amino acid. intron_offset: bases
    from the exon, + behind it, - before it. scores: by predictor's name, such as REVEL, SpliceAI.
    domains: none is an empty list. probands: unrelated affected people who have it. rna: an assay
    of RNA shows the loss (true) or no change (false). beside_pathogenic: where a pathogenic variant
    of the gene lies in the same person. solved_otherwise: another cause explains the patient.
    phenotype_specific: the picture is that of one disease. new_here: the patient has it and neither
    parent, by their calls, however well the picture fits. sources: where a field is from, by name.

    >>> known(Facts(gene="GJB2", terms=("missense_variant",)).gnomad) is None
    True
    """

    gene: str
    terms: tuple[str, ...] = ()
    disease: str = ""
    inheritance: Inheritance | UnsetType = UNSET
    transcript: str = ""
    hgvs_c: str = ""
    hgvs_p: str = ""
    codon: Annotated[int, msgspec.Meta(ge=1)] | UnsetType = UNSET
    intron_offset: int | UnsetType = UNSET
    null: Null | UnsetType = UNSET
    gene_facts: Gene = Gene()
    gnomad: Gnomad | UnsetType = UNSET
    expected: Expected | UnsetType = UNSET
    scores: dict[str, float] = {}
    neighbours: tuple[Neighbour, ...] | UnsetType = UNSET
    splice_neighbours: tuple[SpliceNeighbour, ...] | UnsetType = UNSET
    domains: tuple[Domain, ...] | UnsetType = UNSET
    in_repeat: bool | UnsetType = UNSET
    de_novo: tuple[DeNovo, ...] | UnsetType = UNSET
    new_here: bool | UnsetType = UNSET
    trans: tuple[Trans, ...] | UnsetType = UNSET
    probands: Count | UnsetType = UNSET
    case_control: CaseControl | UnsetType = UNSET
    families: tuple[Family, ...] | UnsetType = UNSET
    healthy: Healthy | UnsetType = UNSET
    assays: tuple[Assay, ...] | UnsetType = UNSET
    rna: bool | UnsetType = UNSET
    beside_pathogenic: Phase | UnsetType = UNSET
    solved_otherwise: bool | UnsetType = UNSET
    phenotype_specific: bool | UnsetType = UNSET
    sources: dict[str, str] = {}

    def told(self, name: str, text: str) -> str:
        """A piece of evidence with where it is from."""
        source = self.sources.get(name)
        return f"{text} ({source})" if source else text

    def has(self, *terms: str) -> bool:
        """Whether any of these is among its consequences."""
        return any(term in self.terms for term in terms)


def known(value: T | UnsetType) -> T | None:
    """A value, or None where it is unknown.

    >>> known(UNSET) is None, known(False)
    (True, False)
    """
    return None if isinstance(value, UnsetType) else value
