"""The plan of a case: what would be loaded, from which files, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from samvar.focus.rare_disease.model.family import Family, Member
from samvar.focus.rare_disease.model.quality import GateResult
from samvar.formats.drop.read import ExpressionOutlier, SpliceOutlier
from samvar.formats.methbat.read import MethylationOutlier
from samvar.formats.mitodel.read import Mitodel
from samvar.formats.mosdepth.thresholds import RegionDepth
from samvar.formats.paraphase.read import ParaphaseCall
from samvar.formats.peddy.read import PeddySample, Relation, SexCheck
from samvar.formats.regions.read import Disomy, Homozygosity
from samvar.formats.scout.config import NamedFile, Said
from samvar.formats.scout.keys import Role
from samvar.formats.smn.read import SmnCall
from samvar.formats.somalier.read import Ancestry, Pair, SomalierSample
from samvar.formats.verifybamid.read import Contamination
from samvar.model.errors import Where
from samvar.model.fault import Fault
from samvar.model.genome import Assembly, Sex


@dataclass(frozen=True, slots=True)
class CaseMember:
    """One person of the family. id: the sample's name in every file; name: as it is shown.

    affected: None where nobody says. expected_coverage: mean depth that was ordered, in reads.
    karyotype: the sex chromosomes where they are known, as `XXY`. place: of the line that names
    the person.
    """

    id: str
    name: str
    sex: Sex
    affected: bool | None
    father: str | None
    mother: str | None
    place: Where
    subject: str | None = None
    analysis: str | None = None
    tissue: str | None = None
    capture_kits: tuple[str, ...] = ()
    omics_id: str | None = None
    confirmed_parent: bool | None = None
    confirmed_sex: bool | None = None
    expected_coverage: float | None = None
    karyotype: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A feature of the proband, a term of an ontology: seen, or looked for in vain."""

    term: str
    present: bool
    place: Where


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file that is there. path: resolved. member: whose it is, None of the whole case.

    records: lines of a VCF, or rows of a table; None where nothing is counted in such a file.
    """

    key: str
    path: Path
    role: Role
    category: str
    place: Where
    research: bool = False
    member: str | None = None
    records: int | None = None


@dataclass(frozen=True, slots=True)
class CasePicture:
    """A picture that is there: of a section of the case's page, or of a repeat locus. In pixels."""

    title: str | None
    description: str | None
    section: str | None
    locus: str | None
    width: int | None
    height: int | None
    path: Path


@dataclass(frozen=True, slots=True)
class DepthSummary:
    """A member's depth of coverage. mean: reads, of the autosomes or of the target.

    shares: of the bases with at least so many reads, 0-1. bases: looked at. x, y, mitochondrion:
    means of these contigs, or of the target on them; None where there is nothing of them.
    """

    of_target: bool
    bases: int
    mean: float | None
    shares: Mapping[int, float | None]
    x: float | None
    y: float | None
    mitochondrion: float | None


@dataclass(frozen=True, slots=True)
class CaseTables:
    """What was read of the case's tables; those of one member under the member's id.

    versions: program and version of what made the files.
    """

    peddy: tuple[PeddySample, ...] = ()
    relations: tuple[Relation, ...] = ()
    sex_checks: tuple[SexCheck, ...] = ()
    pairs: tuple[Pair, ...] = ()
    sketches: tuple[SomalierSample, ...] = ()
    ancestry: tuple[Ancestry, ...] = ()
    smn: tuple[SmnCall, ...] = ()
    paraphase: tuple[ParaphaseCall, ...] = ()
    expression: tuple[ExpressionOutlier, ...] = ()
    splicing: tuple[SpliceOutlier, ...] = ()
    methylation: tuple[MethylationOutlier, ...] = ()
    mitodel: Mapping[str, Mitodel] = field(default_factory=dict)
    homozygosity: Mapping[str, tuple[Homozygosity, ...]] = field(default_factory=dict)
    disomy: Mapping[str, tuple[Disomy, ...]] = field(default_factory=dict)
    depths: Mapping[str, DepthSummary] = field(default_factory=dict)
    regions: Mapping[str, tuple[RegionDepth, ...]] = field(default_factory=dict)
    contamination: tuple[Contamination, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CasePlan:
    """All of a case before anything is stored.

    source: name of the file that the case was read from. assembly: None where nothing says it.
    proband: id of a member, None where nobody is affected. missing: named files that are not there.
    said: values that are kept as they are written.
    """

    source: str
    id: str
    name: str
    assembly: Assembly | None
    members: tuple[CaseMember, ...]
    proband: str | None
    observations: tuple[Observation, ...]
    faults: tuple[Fault, ...]
    files: tuple[CaseFile, ...] = ()
    missing: tuple[NamedFile, ...] = ()
    pictures: tuple[CasePicture, ...] = ()
    tables: CaseTables = CaseTables()
    quality: tuple[GateResult, ...] = ()
    owner: str | None = None
    indication: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    default_panels: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    collaborators: tuple[str, ...] = ()
    track: str = "rare"
    lims: str | None = None
    analysed: str | None = None
    rna_assembly: Assembly | None = None
    rank_model: str | None = None
    sv_rank_model: str | None = None
    rank_score_threshold: float | None = None
    said: tuple[Said, ...] = ()
    term_groups: tuple[str, ...] = ()

    @property
    def loadable(self) -> bool:
        """Whether nothing is wrong that keeps the case from being loaded."""
        return not any(fault.fatal for fault in self.faults)

    @property
    def family(self) -> Family:
        """The members as the analysis of inheritance takes them; parents without a sample go.

        Raises:
            UsageError: the plan is not loadable, and its pedigree is none.
        """
        known = {member.id for member in self.members}
        return Family(
            self.id,
            tuple(
                Member(
                    each.id,
                    each.sex,
                    each.affected,
                    each.father if each.father in known else None,
                    each.mother if each.mother in known else None,
                    each.karyotype,
                )
                for each in self.members
            ),
        )

    def member(self, id: str) -> CaseMember | None:
        """The member of an id."""
        return next((member for member in self.members if member.id == id), None)

    def variants(self, category: str, *, research: bool = False) -> tuple[CaseFile, ...]:
        """The VCFs of a category: snv, sv, str, mei, fusion, cancer, cancer_sv."""
        return tuple(
            file
            for file in self.files
            if file.role is Role.VARIANTS
            and file.category == category
            and file.research == research
        )
