"""Structural variants and mobile elements of a case, a row for each alternative of each record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from samvar.focus.rare_disease.intake.annotated import Annotating
from samvar.focus.rare_disease.intake.carried import carried
from samvar.focus.rare_disease.model.row import Annotated, EventRow, MobileElement
from samvar.formats.vcf.records import Record, RecordFile, whole_number
from samvar.formats.vcf.structural import Site, Skipped, Wrong, site_of
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.structural import EventKind

_POLARITY = frozenset("+-")


def read_events(
    path: Path, members: Sequence[str], assembly: Assembly | None, family: str | None = None
) -> Iterator[EventRow]:
    """The rows of a VCF of structural variants or mobile elements, in its order.

    No record is left out: one that is no event that could be compared, as on an unplaced contig,
    has a note that says why. Both records of a pair of breakends are rows.

    Raises:
        BadFile, UnknownAssembly: with the line.
    """
    file = RecordFile(path, assembly)
    annotating = Annotating(file, family)
    for record in file:
        told = annotating.of(record)
        for number, alt in enumerate(record.alts or (".",), 1):
            yield _row(record, number, alt, file, told[number - 1], members)


def _row(
    record: Record,
    number: int,
    alt: str,
    file: RecordFile,
    told: Annotated,
    members: Sequence[str],
) -> EventRow:
    site, note = _site(record, alt, file.assembly)
    kind = None if site is None else site.kind
    start = record.position if site is None else site.start
    mobile = _mobile(record)
    return EventRow(
        record.line,
        None if record.id == "." else record.id,
        _word(record, alt),
        kind,
        record.contig if site is None else CONTIGS[site.contig - 1],
        start,
        start + len(record.ref) if site is None else max(site.end, start),
        (CONTIGS[site.mate - 1], site.end) if site and kind is EventKind.BND else None,
        _length(record, site, number),
        record.quality,
        record.passed,
        carried(record, number, file.samples, members),
        told,
        mobile,
        note,
    )


def _site(record: Record, alt: str, assembly: Assembly) -> tuple[Site | None, str | None]:
    if record.contig is None:
        return None, "not a primary contig"
    try:
        return site_of(record, alt, assembly, set()), None
    except (Skipped, Wrong) as why:
        return None, str(why)


def _word(record: Record, alt: str) -> str:
    said = record.info.get("SVTYPE")
    if said:
        return said
    return alt.strip("<>") if alt.startswith("<") else "sequence"


def _length(record: Record, site: Site | None, number: int) -> int | None:
    stated = record.info.get("SVLEN", "").split(",")
    said = whole_number(stated[number - 1] if len(stated) >= number else stated[0])
    if said is not None:
        return abs(said)
    if site is None or site.kind is EventKind.BND:
        return None
    if site.length >= 0:
        return site.length
    return site.end - site.start or None


def _mobile(record: Record) -> MobileElement | None:
    """MEINFO is NAME,START,END,POLARITY (VCF 4.5, section 3)."""
    parts = record.info.get("MEINFO", "").split(",")
    if not parts[0]:
        return None
    polarity = parts[3] if len(parts) > 3 and parts[3] in _POLARITY else None
    return MobileElement(parts[0], polarity)
