"""One plan of a case out of any input, with everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from samvar.focus.rare_disease.analyse.quality import judge
from samvar.focus.rare_disease.intake.agree import choose_proband, with_ped
from samvar.focus.rare_disease.intake.draft import Draft, given, of_config, of_ped, of_sheet
from samvar.focus.rare_disease.intake.files import Found, find
from samvar.focus.rare_disease.intake.given import take
from samvar.focus.rare_disease.intake.listed import check_list
from samvar.focus.rare_disease.intake.packet import of_packet
from samvar.focus.rare_disease.intake.paths import choose_root
from samvar.focus.rare_disease.intake.tables import read_tables
from samvar.focus.rare_disease.intake.terms import held_against
from samvar.focus.rare_disease.intake.variants import Looked, look_through
from samvar.focus.rare_disease.model.case import CaseFile, CasePlan
from samvar.formats import stream
from samvar.formats.bed.read import read_bed
from samvar.formats.samplesheet.nfcore import is_nfcore
from samvar.formats.scout.keys import Role
from samvar.knowledge.phenotype.model import Ontology
from samvar.model.errors import Where
from samvar.model.fault import Fault, in_order
from samvar.model.genome import Assembly

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Beside:
    """What is given beside the input. vcfs: of inputs that name none, or more of them.

    root: where relative paths begin; allow: further folders that may be read. proband: a sample's
    name. files: further files, with whose each is where the file does not say; what each is, is
    told by what stands in it. assembly: where neither the input nor a VCF says it. target: BED of
    the assay. ontology: that features are held against.
    """

    vcfs: tuple[Path, ...] = ()
    ped: Path | None = None
    root: Path | None = None
    allow: tuple[Path, ...] = ()
    proband: str | None = None
    assembly: Assembly | None = None
    target: Path | None = None
    files: tuple[tuple[str | None, Path], ...] = ()
    ontology: Ontology | None = None


def plan_case(path: Path, beside: Beside = Beside()) -> CasePlan:
    """Read an input and every file that it names; nothing is stored.

    The input is a Scout load config, an nf-core sample sheet, a PED, or a Phenopacket, told apart
    by what stands in it. Faults are in the order of their places, those of the input first.

    Raises:
        BadFile, NotFound: the input itself, or the target, cannot be read at all.
        UsageError: a folder of `beside` is none.
    """
    draft = _reader(path)(path)
    plan = draft.plan
    faults = list(plan.faults)
    assembly = _assembly(plan, beside, faults)
    found = _named(path, draft, beside)
    faults += found.faults
    if Role.VARIANTS not in {*(f.role for f in draft.named), *(f.role for f in found.files)}:
        what, remedy = "no VCF belongs to the case", "name one in it, or give it with --vcf"
        faults.append(Fault(what, Where(path.name), remedy=remedy, fatal=False))
    looked = [
        look_through(file, plan.members, assembly)
        for file in found.files
        if file.role is Role.VARIANTS
    ]
    for each in looked:
        faults += each.faults
    assembly = _agreed(assembly, looked, faults)
    for each in looked:
        if not any(fault.fatal for fault in each.faults):
            faults += check_list(each.file, [m.id for m in plan.members], assembly, plan.id)
    rest = [file for file in found.files if file.role is not Role.VARIANTS]
    target = read_bed(beside.target, assembly) if beside.target else None
    told = read_tables(rest, plan.members, assembly, target)
    faults += told.faults
    for ped in (beside.ped, *(file.path for file in rest if file.category == "peddy_ped")):
        faults += with_ped(plan.members, ped) if ped is not None else []
    observations = plan.observations
    if beside.ontology is not None:
        observations, odd = held_against(observations, beside.ontology)
        faults += odd
    proband, more = choose_proband(plan.members, beside.proband or plan.proband, plan.source)
    faults += more
    # A pedigree that cannot be one has no relatedness either.
    sound = not any(fault.fatal for fault in plan.faults)
    return replace(
        plan,
        assembly=assembly,
        proband=proband,
        observations=observations,
        files=(*(each.file for each in looked), *told.files),
        missing=tuple(found.missing),
        pictures=tuple(found.pictures),
        tables=told.tables,
        quality=judge(plan.members, told.tables) if sound else (),
        faults=in_order(faults, path.name),
    )


def _reader(path: Path) -> Callable[[Path], Draft]:
    head = stream.head(path, _HEAD).decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    first = head.split("\n", 1)[0].rstrip("\r")
    if head.startswith("{"):
        return of_packet
    if is_nfcore(title.strip('" ') for title in first.split(",")):
        return of_sheet
    fields = first.split("\t") if "\t" in first else first.split()
    if len(fields) >= 5 and not fields[0].endswith(":"):
        return of_ped
    return of_config


def _named(path: Path, draft: Draft, beside: Beside) -> Found:
    """The files of the input by its paths, and those given beside it as they are given."""
    root = choose_root(path, [f.path for f in draft.named], beside.root, beside.allow)
    found = find(root, draft.named, draft.images)
    if root.dropped:
        begins = "/".join(Path(draft.named[0].path).parts[: root.dropped])
        found.faults.append(
            Fault(
                f"'{begins[:80]}' is taken as the name of the config's own folder",
                Where(path.name),
                why="its files lie there, and all relative paths begin so",
                remedy="say with --root where paths begin",
                fatal=False,
            )
        )
    for named in given(beside.vcfs):
        file = Path(named.path)
        if file.is_file():
            found.files.append(
                CaseFile(named.key, file.resolve(), named.role, named.category, named.where)
            )
        else:
            found.faults.append(Fault("there is no such file", named.where))
    files, faults = take(beside.files, draft.plan.members)
    found.files += files
    found.faults += faults
    return found


def _assembly(plan: CasePlan, beside: Beside, faults: list[Fault]) -> Assembly | None:
    if None not in (plan.assembly, beside.assembly) and plan.assembly is not beside.assembly:
        faults.append(Fault("another assembly is stated beside the input", Where(plan.source)))
    return plan.assembly or beside.assembly


def _agreed(
    stated: Assembly | None, looked: Sequence[Looked], faults: list[Fault]
) -> Assembly | None:
    """The assembly of the whole case: the stated one, else that of its VCFs."""
    if stated is not None:
        return stated
    found = {each.assembly: each for each in looked if each.assembly is not None}
    if len(found) > 1:
        _, other = list(found.values())[:2]
        faults.append(
            Fault(
                "the VCFs of the case are of two assemblies",
                Where(other.file.path.name),
                remedy="give VCFs of one assembly",
            )
        )
        return None
    return next(iter(found), None)
