"""Look a case's VCFs through: whose, of which assembly, and whether every line is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from samvar.focus.rare_disease.model.case import CaseFile, CaseMember
from samvar.formats import stream
from samvar.formats.vcf import odd
from samvar.formats.vcf.header import Header
from samvar.formats.vcf.lines import Lines
from samvar.formats.vcf.records import info_of
from samvar.model.errors import BadFile, SamvarError, Where
from samvar.model.fault import Fault
from samvar.model.genome import Assembly

OF_RNA = frozenset(("fusion",))
_TAB, _LINE_FEED = 9, 10
_TOLD_EACH = 10
TOLD_BY_FIRST = 200
"""Records by which a VCF whose category nobody states is told apart."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A VCF that was looked through. file: with the count of its records, and its category."""

    file: CaseFile
    assembly: Assembly | None
    samples: tuple[str, ...]
    faults: tuple[Fault, ...]


def look_through(
    file: CaseFile, members: Sequence[CaseMember], assembly: Assembly | None
) -> Looked:
    """Read a VCF once, holding its header against the case and each line against the header.

    assembly: what the case states; None leaves it to the header.
    """
    faults: list[Fault] = []
    name = file.path.name
    found: Assembly | None = None
    samples: tuple[str, ...] = ()
    try:
        lines, header = _opened(file.path)
        samples = header.samples
        faults += _strangers(header, members, file, name)
        try:
            found, _ = header.decide(assembly, name)
        except SamvarError as error:
            faults.append(Fault.of(error, Where(name)))
        records, first = _whole(lines, header, name)
        category = file.category or category_of(first)
        file = replace(file, records=records, category=category)
    except SamvarError as error:
        faults.append(Fault.of(error, Where(name)))
    return Looked(file, found, samples, tuple(faults))


def _opened(path: Path) -> tuple[Lines, Header]:
    text = odd.bcf_text(path) if odd.is_bcf(path) else stream.chunks(path)
    lines = Lines(text, path.name)
    return lines, Header.parse(lines.header(), path.name)


def _strangers(
    header: Header, members: Sequence[CaseMember], file: CaseFile, name: str
) -> list[Fault]:
    """Samples are told by their column, and members by their number in the input: never by name."""
    where = Where(name, header.lines)
    if not header.samples:
        return [Fault("the VCF has no samples", where, remedy="give the family's genotypes")]
    rna = {member.omics_id for member in members if member.omics_id and file.category in OF_RNA}
    known = {member.id for member in members} | rna
    strange = [column for column, sample in enumerate(header.samples, 10) if sample not in known]
    said = "a sample" if len(strange) <= _TOLD_EACH else f"one of {len(strange):,} samples"
    faults = [
        Fault(
            f"{said} of {file.key} is none of the case",
            Where(name, header.lines, column),
            remedy="give the VCF of this family only, under the names that the case has",
        )
        for column in strange[: _TOLD_EACH if len(strange) <= _TOLD_EACH else 1]
    ]
    there = set(header.samples)
    faults += [
        Fault(
            f"member {number} of the case is no sample of {file.key}",
            where,
            why=f"the member stands in {member.place}",
            remedy="name the sample as the VCF does, or take the member out",
        )
        for number, member in enumerate(members, 1)
        if member.id not in there and member.omics_id not in there and file.category not in OF_RNA
    ]
    return faults


def _whole(lines: Lines, header: Header, name: str) -> tuple[int, list[bytes]]:
    """How many records there are, and the first of them; every line has the header's columns.

    Raises:
        BadFile: with the line.
    """
    records = 0
    first: list[bytes] = []
    source = lines.blocks()
    try:
        for block, number in source:
            records += _counted(block, number, header.columns, name)
            if len(first) < TOLD_BY_FIRST:
                first += block.split(b"\n", TOLD_BY_FIRST)[: TOLD_BY_FIRST - len(first)]
    finally:
        source.close()
    return records, [line for line in first if line.strip()]


def _counted(block: bytes, number: int, columns: int, name: str) -> int:
    """The records of whole lines; `number`: of the first line."""
    letters = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(letters == _LINE_FEED)
    tabs = np.diff(np.searchsorted(np.flatnonzero(letters == _TAB), ends), prepend=0)
    records = int(np.count_nonzero(tabs == columns - 1))
    for line in np.flatnonzero(tabs != columns - 1).tolist():
        start = int(ends[line - 1]) + 1 if line else 0
        if block[start : int(ends[line])].strip():
            raise BadFile(
                f"a record has {int(tabs[line]) + 1} fields, the header {columns}",
                where=Where(name, number + line),
            )
    return records


def category_of(records: Sequence[bytes]) -> str:
    """What most of the first records are: snv, sv, str, mei or fusion."""
    counts = Counter(_kind(line.split(b"\t", 8)) for line in records)
    return counts.most_common(1)[0][0] if counts else "snv"


def _kind(fields: list[bytes]) -> str:
    alt = fields[4].decode("utf-8", "replace").upper()
    info = info_of(fields[7].decode("utf-8", "replace"))
    if "TRID" in info or "REPID" in info or alt.startswith("<STR"):
        return "str"
    if ":ME" in alt or "MEINFO" in info:
        return "mei"
    if "GENEA" in info and "GENEB" in info:
        return "fusion"
    if alt.startswith("<") or "[" in alt or "]" in alt or "SVTYPE" in info:
        return "sv"
    return "snv"
