"""A case out of a Phenopacket of version 2, of one patient or of a family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from samvar.focus.rare_disease.intake.draft import Draft
from samvar.focus.rare_disease.model.case import CaseMember, CasePlan, Observation
from samvar.formats import stream
from samvar.formats.ped.read import PedRow, check_pedigree
from samvar.formats.phenopacket.base import File
from samvar.formats.phenopacket.message import Unset
from samvar.formats.phenopacket.packet import Family, Phenopacket
from samvar.formats.phenopacket.read import parse
from samvar.formats.scout.config import NamedFile
from samvar.formats.scout.keys import Role
from samvar.model.errors import BadFile, UnknownAssembly, Where
from samvar.model.fault import Fault
from samvar.model.genome import Assembly, Sex

_SEX = {"MALE": Sex.MALE, "FEMALE": Sex.FEMALE}
_AFFECTED = {"AFFECTED": True, "UNAFFECTED": False}


def of_packet(path: Path) -> Draft:
    """The case of a Phenopacket, or of a Family with its pedigree.

    A sample's name in a VCF is what `individualToFileIdentifiers` says, else the individual's id.

    Raises:
        BadFile: as `phenopacket.read.parse`; a pedigree that cannot be one.
    """
    raw = stream.read_text(path, stream.LINE_LIMIT).encode()
    where = Where(path.name)
    if _is_family(raw):
        family = parse(raw, where, Family)
        proband = family.proband if isinstance(family.proband, Phenopacket) else None
        files = (*_some(family.files), *(_some(proband.files) if proband else ()))
        names = _names(files)
        members = tuple(_pedigree(family, names, path.name))
        identity = _text(family.id)
    else:
        proband = parse(raw, where, Phenopacket)
        files = _some(proband.files)
        names = _names(files)
        members, identity = (), _text(proband.id)
    if not members and proband is not None and proband.subject:
        name = _text(proband.subject.id) or identity or path.name
        sex = _SEX.get(_text(proband.subject.sex) or "", Sex.UNKNOWN)
        members = (CaseMember(names.get(name, name), name, sex, True, None, None, where),)
    chosen = _proband(proband, names, members)
    members = tuple(
        replace(each, karyotype=_karyotype(proband)) if each.id == chosen else each
        for each in members
    )
    faults: list[Fault] = []
    if not members:
        faults.append(Fault("the phenopacket has no subject", where, remedy="add 'subject'"))
    plan = CasePlan(
        path.name,
        identity or path.name,
        identity or "",
        _assembly(files, where, faults),
        members,
        chosen,
        tuple(_observations(proband, where)) if proband else (),
        tuple(faults),
    )
    return Draft(plan, tuple(_vcfs(files, where)))


def _is_family(raw: bytes) -> bool:
    try:
        whole = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return isinstance(whole, dict) and ("proband" in whole or "pedigree" in whole)


def _pedigree(family: Family, names: dict[str, str], file: str) -> Iterator[CaseMember]:
    persons = family.pedigree.persons if family.pedigree else ()
    rows = [
        PedRow(
            _text(person.family_id),
            _text(person.individual_id) or "",
            _nobody(person.paternal_id),
            _nobody(person.maternal_id),
            _SEX.get(_text(person.sex) or "", Sex.UNKNOWN),
            _AFFECTED.get(_text(person.affected_status) or ""),
        )
        for person in persons or ()
    ]
    try:
        check_pedigree(rows, [*range(1, len(rows) + 1)], file)
    except BadFile as error:
        number = error.where.line if error.where else None
        raise BadFile(
            error.what, where=Where(file), why=f"person {number} of the pedigree"
        ) from None
    for row in rows:
        father, mother = (names.get(p, p) if p else None for p in (row.father, row.mother))
        yield CaseMember(
            *(names.get(row.name, row.name), row.name, row.sex, row.affected, father, mother),
            Where(file),
        )


def _proband(
    proband: Phenopacket | None, names: dict[str, str], members: tuple[CaseMember, ...]
) -> str | None:
    if proband is None or not proband.subject:
        return None
    name = _text(proband.subject.id)
    found = names.get(name, name) if name else None
    return found if found in {member.id for member in members} else None


def _karyotype(proband: Phenopacket | None) -> str:
    """The sex chromosomes as letters; XO has one X, and what is unknown or other has none."""
    found = _text(proband.subject.karyotypic_sex) if proband and proband.subject else None
    letters = (found or "").replace("O", "")
    return letters if letters and not letters.strip("XY") else ""


def _observations(packet: Phenopacket, where: Where) -> Iterator[Observation]:
    for feature in packet.phenotypic_features or ():
        term = _text(feature.type.id) if feature.type else None
        if term is not None:
            yield Observation(term, not feature.excluded, where)


def _vcfs(files: tuple[File, ...], where: Where) -> Iterator[NamedFile]:
    for number, file in enumerate(files, 1):
        uri = _text(file.uri)
        attributes = file.file_attributes or {}
        if uri is not None and attributes.get("fileFormat", "vcf").lower() == "vcf":
            path = uri.removeprefix("file://")
            yield NamedFile(f"files[{number}]", path, where, Role.VARIANTS, "")


def _assembly(files: tuple[File, ...], where: Where, faults: list[Fault]) -> Assembly | None:
    said: set[Assembly] = set()
    for file in files:
        text = (file.file_attributes or {}).get("genomeAssembly")
        if text:
            try:
                said.add(Assembly.parse(text))
            except UnknownAssembly as error:
                faults.append(Fault.of(error, where))
    if len(said) > 1:
        faults.append(Fault("the files are said to be of two assemblies", where))
    return said.pop() if len(said) == 1 else None


def _names(files: tuple[File, ...]) -> dict[str, str]:
    """Individual to sample. Where two files name one's sample differently, the checks tell."""
    return {
        individual: sample
        for file in reversed(files)
        for individual, sample in (file.individual_to_file_identifiers or {}).items()
    }


def _some(files: tuple[File, ...] | Unset) -> tuple[File, ...]:
    return files or ()


def _nobody(text: str | Unset) -> str | None:
    found = _text(text)
    return None if found in (None, "0") else found


def _text(text: str | Unset) -> str | None:
    return text or None
