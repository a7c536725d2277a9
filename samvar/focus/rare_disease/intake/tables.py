"""Read the tables that a case names, and hold whom they speak of against the family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from samvar.focus.rare_disease.intake.depth import sum_up, sum_up_summary
from samvar.focus.rare_disease.model.case import CaseFile, CaseMember, CaseTables
from samvar.formats.drop.read import read_expression, read_splicing
from samvar.formats.methbat.read import read_methylation
from samvar.formats.mitodel.read import read_mitodel
from samvar.formats.mosdepth.thresholds import read_thresholds
from samvar.formats.paraphase.read import read_paraphase
from samvar.formats.peddy.read import read_peddy_ped, read_relations, read_sex_checks
from samvar.formats.regions.read import read_homozygosity, read_upd_regions
from samvar.formats.scout.keys import Role
from samvar.formats.scout.versions import read_versions
from samvar.formats.smn.read import read_smn
from samvar.formats.somalier.read import read_ancestry, read_pairs, read_samples
from samvar.formats.verifybamid.read import read_contamination
from samvar.model.calls import Stretches
from samvar.model.errors import BadFile, SamvarError, Where
from samvar.model.fault import Fault
from samvar.model.genome import Assembly

_Rows = tuple[Any, ...]
_OF_CASE: dict[str, tuple[str, Callable[[Path], _Rows]]] = {
    "peddy_ped": ("peddy", read_peddy_ped),
    "peddy_check": ("relations", read_relations),
    "peddy_sex": ("sex_checks", read_sex_checks),
    "somalier_pairs": ("pairs", read_pairs),
    "somalier_samples": ("sketches", read_samples),
    "somalier_ancestry": ("ancestry", read_ancestry),
    "smn": ("smn", read_smn),
    "paraphase": ("paraphase", read_paraphase),
    "methbat": ("methylation", read_methylation),
    "contamination": ("contamination", read_contamination),
}
_OUTLIERS: dict[str, tuple[str, Callable[[Path], tuple[_Rows, tuple[Fault, ...]]]]] = {
    "outrider": ("expression", read_expression),
    "fraser": ("splicing", read_splicing),
}
_OF_RNA = frozenset(_OUTLIERS)
_ONLY_SHOWN = frozenset((Role.PICTURE, Role.REPORT))
"""A picture or a report of coverage is of that category, too."""


@dataclass(slots=True)
class Told:
    """What the tables hold. files: with the count of their rows. assembly, target: of the case."""

    assembly: Assembly | None = None
    target: Stretches | None = None
    files: list[CaseFile] = field(default_factory=list)
    tables: CaseTables = field(default_factory=CaseTables)
    faults: list[Fault] = field(default_factory=list)


def read_tables(
    files: Iterable[CaseFile],
    members: Sequence[CaseMember],
    assembly: Assembly | None,
    target: Stretches | None = None,
) -> Told:
    """Read each file of which a reader is known; of research tables only whether they are sound.

    A table that cannot be read is a fault of the case. Rows of nobody in the family are told and
    left out. target: of the assay, for depths; None of a whole genome.
    """
    told = Told(assembly, target)
    for file in files:
        try:
            told.files.append(_read(file, members, told))
        except SamvarError as error:
            told.files.append(file)
            told.faults.append(Fault.of(error, Where(file.path.name)))
    return told


def _read(file: CaseFile, members: Sequence[CaseMember], told: Told) -> CaseFile:
    category = file.category
    if file.role in _ONLY_SHOWN:
        return file
    if category in _OF_CASE:
        name, reader = _OF_CASE[category]
        rows = reader(file.path)
    elif category in _OUTLIERS:
        name, read_outliers = _OUTLIERS[category]
        rows, faults = read_outliers(file.path)
        told.faults += faults
    elif category == "versions":
        versions = read_versions(file.path)
        _keep(told, "versions", versions)
        return replace(file, records=len(versions))
    elif file.member is not None and category in _OF_MEMBER:
        return _read_of_member(file, file.member, told)
    else:
        return file
    known = {m.omics_id if category in _OF_RNA and m.omics_id else m.id for m in members}
    own = tuple(row for row in rows if _whose(row) <= known)
    if len(own) < len(rows):
        told.faults.append(
            Fault(
                f"{len(rows) - len(own)} of {len(rows)} rows are of samples outside of the case; "
                "they are left out",
                Where(file.path.name),
                fatal=False,
            )
        )
    if not file.research:
        _keep(told, name, (*getattr(told.tables, name), *own))
    return replace(file, records=len(rows))


def _whose(row: Any) -> set[str]:
    if hasattr(row, "a"):
        return {row.a, row.b}
    return set() if row.sample is None else {row.sample}


def _read_of_member(file: CaseFile, member: str, told: Told) -> CaseFile:
    name = _OF_MEMBER[file.category]
    count = None
    if any((each.category, each.member) == (file.category, member) for each in told.files):
        raise BadFile(
            "there are two such files of one member of the family",
            why="which of them holds, nobody says",
            remedy="give one of them",
        )
    if file.category == "mitodel":
        value: Any = read_mitodel(file.path)
    elif file.category == "mosdepth":
        value = sum_up_summary(file.path, told.assembly)
    elif file.category == "regions":
        value = read_thresholds(file.path)
        count = len(value)
    elif file.category == "coverage":
        value = sum_up(file.path, told.assembly, told.target)
    elif file.category == "homozygosity":
        rows = read_homozygosity(file.path, told.assembly)
        value = tuple(row for row in rows if row.sample in (None, member))
        count = len(rows)
    else:
        value = read_upd_regions(file.path, told.assembly)
        count = len(value)
    _keep(told, name, {**getattr(told.tables, name), member: value})
    return replace(file, records=count)


_OF_MEMBER = {
    "mitodel": "mitodel",
    "homozygosity": "homozygosity",
    "upd_regions": "disomy",
    "coverage": "depths",
    "mosdepth": "depths",
    "regions": "regions",
}


def _keep(told: Told, name: str, value: object) -> None:
    told.tables = replace(told.tables, **{name: value})  # type: ignore[arg-type]
