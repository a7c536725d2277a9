"""A release of ClinVar as its VCF: which one it is, and what it says of some variants.

Source: ClinVar's FTP, vcf_GRCh37 and vcf_GRCh38, `clinvar_YYYYMMDD.vcf.gz`, and its README.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from samvar.formats.stream import as_file, chunks
from samvar.model.errors import BadFile, BadVariant, UnknownAssembly, Where
from samvar.model.genome import Assembly, contig_name
from samvar.model.variant import Variant

_DATE = re.compile(rb"##fileDate=(\d{4}-\d{2}-\d{2})")
_REFERENCE = re.compile(rb"##reference=(\S+)")
_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class ClinVarRelease:
    """Which release a file is. day: ISO 8601, as the file states it. digest: SHA-256 of it."""

    name: str
    day: str
    assembly: Assembly
    digest: str


@dataclass(frozen=True, slots=True)
class ClinVarRecord:
    """What a release says of one variant, in ClinVar's own words.

    significance: CLNSIG, "" where the record has none. status: CLNREVSTAT. conflict: CLNSIGCONF,
    how many said what. allele: ALLELEID. number: the variation's, of the column ID.
    """

    significance: str
    status: str
    conflict: str
    allele: str
    number: str


def read_release(path: Path) -> ClinVarRelease:
    """Which release a file is, by its header.

    Raises:
        BadFile: it is no VCF of ClinVar, or does not say of which day. UnknownAssembly: it names
            none that samvar knows.
    """
    where = Where(path.name)
    said: dict[str, str] = {}
    ours = False
    for line in as_file(chunks(path)):
        if not line.startswith(b"##"):
            break
        ours = ours or line.strip() == b"##source=ClinVar"
        for name, pattern in (("day", _DATE), ("reference", _REFERENCE)):
            if match := pattern.match(line):
                said[name] = match[1].decode("ascii", "replace")
    if not ours or not _is_day(said.get("day", "")):
        raise BadFile(
            "the file is no release of ClinVar", where=where,
            why="its header has no '##source=ClinVar', or no '##fileDate'",
            remedy="give clinvar_YYYYMMDD.vcf.gz as ClinVar publishes it",
        )  # fmt: skip
    if "reference" not in said:
        raise UnknownAssembly("the file names no assembly", where=where)
    assembly = Assembly.parse(said["reference"])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ClinVarRelease(path.name, said["day"], assembly, digest)


def records_of(
    path: Path, assembly: Assembly, wanted: Iterable[str]
) -> Mapping[str, ClinVarRecord]:
    """What a release says of some variants, by their names; those that it does not have are left
    out. wanted: normalised, as ClinVar writes its own.

    Raises:
        BadFile: a line of those places has too few columns.
    """
    names = {str(Variant.parse(each, assembly).trimmed()): each for each in wanted}
    places = {tuple(name.encode().split(b"-", 2)[:2]) for name in names}
    found: dict[str, ClinVarRecord] = {}
    for number, line in enumerate(as_file(chunks(path)), 1):
        if line.startswith(b"#"):
            continue
        contig, position, _ = (*line.split(b"\t", 2), b"", b"")[:3]
        bare = contig_name(contig.decode("ascii", "replace"))
        if bare is None or (bare.encode(), position) not in places:
            continue
        cells = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        if len(cells) < _COLUMNS:
            where = Where(path.name, line=number)
            raise BadFile("a line of the release has too few columns", where=where)
        try:
            variant = Variant.parse(f"{bare}-{cells[1]}-{cells[3]}-{cells[4]}", assembly).trimmed()
        except BadVariant:
            continue  # `.`: a place at which ClinVar describes no alternative
        if str(variant) in names:
            found[names[str(variant)]] = _record(cells)
    return found


def _record(cells: list[str]) -> ClinVarRecord:
    pairs = (each.partition("=") for each in cells[7].split(";"))
    info = {name: value for name, _, value in pairs}
    return ClinVarRecord(
        info.get("CLNSIG", ""), info.get("CLNREVSTAT", ""), info.get("CLNSIGCONF", ""),
        info.get("ALLELEID", ""), cells[2],
    )  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
