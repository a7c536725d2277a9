"""The files that a case names: found, missing, or not to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from samvar.focus.rare_disease.intake.paths import LOCUS, NotFoundHere, Outside, Root
from samvar.focus.rare_disease.model.case import CaseFile, CasePicture
from samvar.formats.scout.config import Image, NamedFile
from samvar.formats.scout.keys import Role
from samvar.model.fault import Fault


@dataclass(slots=True)
class Found:
    """What became of the named files."""

    files: list[CaseFile] = field(default_factory=list)
    missing: list[NamedFile] = field(default_factory=list)
    pictures: list[CasePicture] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def find(root: Root, named: Iterable[NamedFile], images: Iterable[Image]) -> Found:
    """Look for every named file.

    A VCF that is not there keeps the case from being loaded, but for one of the research list,
    which is opened on its own occasion; anything else that is missing is told. A path that leads
    out of what is allowed is always a fault.
    """
    found = Found()
    pictured = {image.file: image for image in images}
    for file in named:
        try:
            if file in pictured:
                found.pictures += _pictures(root, pictured[file])
            else:
                found.files += _found(root, file)
        except NotFoundHere as reason:
            found.missing.append(file)
            found.faults.append(_fault(file, reason))
    return found


def _found(root: Root, file: NamedFile) -> list[CaseFile]:
    paths = root.begun(file.path) if file.prefix else [root.find(file.path)]
    return [
        CaseFile(file.key, path, file.role, file.category, file.where, file.research, file.sample)
        for path in paths
    ]


def _pictures(root: Root, image: Image) -> list[CasePicture]:
    written = image.file.path
    if image.locus == LOCUS or LOCUS in written:
        paths = root.of_loci(written)
    else:
        paths = {image.locus or "": root.find(written)}
    return [
        CasePicture(
            _with(image.title, locus),
            _with(image.description, locus),
            image.section,
            locus or None,
            image.width,
            image.height,
            path,
        )
        for locus, path in paths.items()
    ]


def _with(text: str | None, locus: str) -> str | None:
    return None if text is None else text.replace(LOCUS, locus)


def _fault(file: NamedFile, reason: NotFoundHere) -> Fault:
    essential = file.role is Role.VARIANTS and not file.research
    fatal = essential or isinstance(reason, Outside)
    rest = "" if fatal else _WITHOUT[file.role]
    return Fault(
        f"the file of {file.key} cannot be taken{rest}",
        file.where,
        reason.why,
        reason.remedy or ("put it where the path says, or correct the path" if fatal else None),
        fatal,
    )


_WITHOUT = {
    Role.VARIANTS: "; the research list stays closed",
    Role.QUALITY: "; what it would assess is not assessed",
    Role.TABLE: "; its findings are not listed",
    Role.READS: "; its reads are not shown",
    Role.RECORD: "; it is left out",
    Role.REPORT: "; it is left out",
    Role.PICTURE: "; it is left out",
}
