"""What the input itself says of a case, before any file that it names is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from samvar.focus.rare_disease.model.case import CaseMember, CasePlan, Observation
from samvar.formats.ped.read import PedRow, check_pedigree, read_placed
from samvar.formats.samplesheet.nfcore import read_nfcore
from samvar.formats.scout.config import Image, LoadConfig, NamedFile, SampleEntry
from samvar.formats.scout.keys import Role
from samvar.formats.scout.read import read_load_config
from samvar.model.errors import BadInput, UnknownAssembly, Where
from samvar.model.fault import Fault
from samvar.model.genome import Assembly

_BUILDS = {"37": Assembly.GRCh37, "38": Assembly.GRCh38}


@dataclass(frozen=True, slots=True)
class Draft:
    """plan: without files. named: files by their written paths; images: of the case's pages."""

    plan: CasePlan
    named: tuple[NamedFile, ...] = ()
    images: tuple[Image, ...] = ()

    def with_faults(self, more: Sequence[Fault]) -> Draft:
        """The same, with more that is wrong."""
        return replace(self, plan=replace(self.plan, faults=(*self.plan.faults, *more)))


def of_config(path: Path) -> Draft:
    """The case of a Scout load config.

    Raises:
        BadFile: as `read_load_config`.
    """
    config, told = read_load_config(path)
    faults = list(told)
    places = config.places
    assembly = _build(config.build, places.get("human_genome_build"), faults)
    rna = _build(config.rna_build, places.get("rna_human_genome_build"), faults)
    members = tuple(_member(sample) for sample in config.samples)
    _check_parents(config, faults)
    if config.track == "cancer":
        # A tumour and its normal are one person: what is asked of a family is wrong of them.
        what, remedy = (
            "the case is of the track of cancer",
            "only cases of the track rare are taken",
        )
        faults.append(Fault(what, places.get("track", Where(config.file)), remedy=remedy))
    plan = CasePlan(
        config.file,
        config.family,
        config.name,
        assembly,
        members,
        None,
        tuple(Observation(term.id, True, term.where) for term in config.terms),
        tuple(faults),
        owner=config.owner,
        indication=config.synopsis,
        panels=config.panels,
        default_panels=config.default_panels,
        cohorts=config.cohorts,
        collaborators=config.collaborators,
        track=config.track,
        lims=config.lims,
        analysed=config.analysed,
        rna_assembly=rna,
        rank_model=config.rank_model,
        sv_rank_model=config.sv_rank_model,
        rank_score_threshold=config.rank_score_threshold,
        said=(*config.said, *(said for sample in config.samples for said in sample.said)),
        term_groups=tuple(term.id for term in config.term_groups),
    )
    return Draft(plan, config.files, config.images)


def of_ped(path: Path) -> Draft:
    """The one family of a PED file. A parent without a line of their own was not sequenced.

    Raises:
        BadFile: as `read_placed`.
    """
    rows = read_placed(path)
    members = tuple(
        CaseMember(
            *(row.name, row.name, row.sex, row.affected, row.father, row.mother),
            Where(path.name, line),
        )
        for row, line in rows
    )
    return _family(path, members, [row.family for row, _ in rows])


def of_sheet(path: Path) -> Draft:
    """The one case of an nf-core sample sheet.

    Raises:
        BadFile: as `read_nfcore`.
    """
    rows = read_nfcore(path)
    members = tuple(
        CaseMember(
            *(row.name, row.name, row.sex, row.affected, row.father, row.mother),
            Where(path.name, row.line),
            subject=row.person,
        )
        for row in rows
    )
    draft = _family(path, members, [row.family or row.person for row in rows])
    tumours = [
        Fault(
            "the sheet names a tumour sample",
            Where(path.name, row.line),
            remedy="a case of rare disease is germline; leave the tumour out",
        )
        for row in rows
        if row.tumour
    ]
    return draft.with_faults(tumours)


def _family(path: Path, members: tuple[CaseMember, ...], families: Sequence[str | None]) -> Draft:
    faults: list[Fault] = []
    family = families[0]
    for member, other in zip(members, families, strict=True):
        if other != family:
            faults.append(
                Fault(
                    "the file names more than one family",
                    member.place,
                    remedy="give the lines of one family",
                )
            )
            break
    faults += _not_sequenced(members)
    plan = CasePlan(
        path.name, family or path.name.split(".")[0], family or "", None, members, None, (),
        tuple(faults),
    )  # fmt: skip
    return Draft(plan)


def _not_sequenced(members: Sequence[CaseMember]) -> list[Fault]:
    known = {member.id for member in members}
    return [
        Fault(
            f"the {role} of a member has no line of their own, and is taken as not sequenced",
            member.place,
            fatal=False,
        )
        for member in members
        for role, parent in (("father", member.father), ("mother", member.mother))
        if parent is not None and parent not in known
    ]


def _build(text: str | None, where: Where | None, faults: list[Fault]) -> Assembly | None:
    """The assembly of a build as Scout writes it; none is guessed where none is written."""
    if text is None:
        return None
    if text in _BUILDS:
        return _BUILDS[text]
    try:
        return Assembly.parse(text)
    except UnknownAssembly as error:
        faults.append(Fault.of(error, where or Where("")))
        return None


def _member(sample: SampleEntry) -> CaseMember:
    return CaseMember(
        *(sample.id, sample.name, sample.sex, sample.affected, sample.father, sample.mother),
        sample.where,
        subject=sample.subject,
        analysis=sample.analysis,
        tissue=sample.tissue,
        capture_kits=sample.capture_kits,
        omics_id=sample.omics_id,
        confirmed_parent=sample.confirmed_parent,
        confirmed_sex=sample.confirmed_sex,
        expected_coverage=sample.expected_coverage,
    )


def _check_parents(config: LoadConfig, faults: list[Fault]) -> None:
    """Every parent that a config names is a sample of it, of the right sex, and no descendant."""
    known = {sample.id for sample in config.samples}
    for number, sample in enumerate(config.samples, 1):
        for role in ("father", "mother"):
            parent = getattr(sample, role)
            if parent is not None and parent not in known:
                faults.append(
                    Fault(
                        f"the {role} of sample {number} is no sample of the config",
                        sample.places.get(role, sample.where),
                        remedy="name a sample_id of the config, or 0 for nobody",
                    )
                )
    rows = [PedRow(None, s.id, s.father, s.mother, s.sex, s.affected) for s in config.samples]
    try:
        check_pedigree(rows, [sample.where.line or 0 for sample in config.samples], config.file)
    except BadInput as error:
        faults.append(Fault.of(error, Where(config.file)))


def given(paths: Sequence[Path]) -> tuple[NamedFile, ...]:
    """VCFs that are given beside an input; what each holds is told by what stands in it."""
    return tuple(
        NamedFile("--vcf", str(path), Where(path.name), Role.VARIANTS, "") for path in paths
    )
