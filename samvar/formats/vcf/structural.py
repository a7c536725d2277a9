"""Structural variants out of a VCF: symbolic alleles, resolved sequences, breakend pairs, CN.

Source: VCF 4.5 sections 1.6.1 (SVTYPE, END, SVLEN, CIPOS, CIEND), 5.2 to 5.4 (breakends, mates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from samvar.formats.vcf.content import is_structural
from samvar.formats.vcf.records import Record, RecordFile, alleles_called, whole_number
from samvar.model.calls import Tally
from samvar.model.contribution import CountingRules
from samvar.model.genome import CODE, Assembly, contig_name
from samvar.model.structural import MOST_SLACK_BP, WINDOWED_POINTS, EventCalls, EventKind

_REFUSED = 1000
_BREAKEND = re.compile(r"[ACGTNacgtn.]*([\[\]])([^\[\]:]+):(\d{1,10})[\[\]][ACGTNacgtn.]*")
_COPY_NUMBER = re.compile(r"<CN(\d+)>")
_ANY_COPIES = 0
_BY_WORD = {
    "DEL": EventKind.DEL, "DUP": EventKind.DUP, "INV": EventKind.INV, "INS": EventKind.INS,
    "BND": EventKind.BND, "TRA": EventKind.BND,
}  # fmt: skip
_COPY_KINDS = frozenset({EventKind.DEL, EventKind.DUP})
_DECLARES = re.compile(rb"##ALT=<ID=([A-Za-z0-9:_]+)")


class Skipped(Exception):
    """An allele that is left out for a reason that is no fault."""


class Wrong(Exception):
    """An allele that cannot be what it says."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where an event lies, as `EventCalls` has it. kind: None where only a sample's CN says it."""

    kind: EventKind | None
    contig: int
    start: int
    end: int
    mate: int
    slack_start: int
    slack_end: int
    length: int = -1


@dataclass(slots=True)
class _Rows:
    sample: list[int] = field(default_factory=list)
    site: list[Site] = field(default_factory=list)
    copies: list[int] = field(default_factory=list)
    copy_number: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StructuralFile:
    """What was read of one file; tally says where each record went."""

    name: str
    assembly: Assembly
    assembly_from: str
    calls: EventCalls
    tally: Tally


def read_structural(
    path: Path, rules: CountingRules, assembly: Assembly | None = None, *, beside: bool = False
) -> StructuralFile:
    """All structural variants of a file, as calls.

    Records that failed a filter are left out where `rules` want passed ones only. A genotype that
    is not called, failed its own filter (FT) or the quality of `rules` is not known; but in a file
    merged from one file a sample (SUPP_VEC), a sample whose file had no such event has none.
    beside: the file is of small variants; records of these are no part of the tally.

    Raises:
        BadFile, UnknownAssembly: with the line.
    """
    file = RecordFile(path, assembly)
    tally, rows = Tally(), _Rows()
    mates: set[str] = set()
    examined = _declared(file.head)
    for record in file:
        if beside and not is_structural(record):
            continue
        tally.records += 1
        taken = 0
        try:
            if record.contig is None:
                raise Skipped("not a primary contig")
            if rules.pass_only and not record.passed:
                raise Skipped("filter not passed")
            if not record.alts:
                raise Skipped("no alternative allele")
            if not is_structural(record):
                raise Skipped("a small variant in a file of structural ones")
            for number, alt in enumerate(record.alts, 1):
                site = site_of(record, alt, file.assembly, mates)
                examined |= _COPY_KINDS if site.kind is None else {site.kind}
                _add(rows, site, record, number, rules)
                taken += 1
        except Skipped as why:
            tally.skip(str(why))
        except Wrong as why:
            if len(tally.refused) < _REFUSED:
                tally.refused.append((record.line, str(why)))
        tally.accepted += taken > 0
        tally.split += taken > 1
    calls = _calls(rows, file.samples, frozenset(examined))
    return StructuralFile(file.name, file.assembly, file.assembly_from, calls, tally)


def _declared(head: Sequence[bytes]) -> set[EventKind]:
    """The kinds that a caller says it can find."""
    found: set[EventKind] = set()
    for line in head:
        match = _DECLARES.match(line)
        if match is None:
            continue
        word = match.group(1).decode("ascii")
        if word == "CNV" or re.fullmatch(r"CN\d+", word):
            found |= _COPY_KINDS
        elif (kind := _kind_of(word)) is not None:
            found.add(kind)
    return found


def _kind_of(word: str) -> EventKind | None:
    """The kind of a symbolic allele or SVTYPE.

    >>> _kind_of("DUP:TANDEM"), _kind_of("INS:ME:ALU"), _kind_of("STR12") is None
    (<EventKind.DUP: 'DUP'>, <EventKind.ME: 'ME'>, True)
    """
    parts = word.upper().split(":")
    if parts[0] == "INS" and "ME" in parts[1:]:
        return EventKind.ME
    return _BY_WORD.get(parts[0])


def site_of(record: Record, alt: str, assembly: Assembly, mates: set[str]) -> Site:
    """One alternative of a record. mates: ids of breakends that stand before; it grows.

    Raises:
        Skipped, Wrong: with the reason.
    """
    slack = _slack(record.info.get("CIPOS")), _slack(record.info.get("CIEND"))
    if match := _BREAKEND.fullmatch(alt):
        return _joined(record, match.group(2), int(match.group(3)), assembly, mates, slack)
    if "." in alt:
        raise Skipped("single breakend")
    if not alt.startswith("<"):
        return _resolved(record, alt, slack)
    kind = _symbolic(alt, record)
    if kind is EventKind.BND:
        place = whole_number(record.info.get("POS2") or record.info.get("END"))
        if record.info.get("CHR2") is None or place is None:
            raise Wrong("a breakend does not say where its other end is")
        return _joined(record, record.info["CHR2"], place, assembly, mates, slack)
    contig, base = _code(record), record.position + 1  # POS itself, or 0-based the base after
    if kind in WINDOWED_POINTS:
        length = whole_number(record.info.get("SVLEN"))
        return Site(kind, contig, base, base, contig, *slack, -1 if length is None else abs(length))
    return Site(kind, contig, base, _end(record, base, assembly), contig, *slack)


def _symbolic(alt: str, record: Record) -> EventKind | None:
    """The kind of a symbolic allele; None where each sample's copy number says it."""
    if match := _COPY_NUMBER.fullmatch(alt):
        if match.group(1) == "1":
            raise Skipped("copy number of the reference")
        return EventKind.DEL if match.group(1) == "0" else EventKind.DUP
    if alt == "<CNV>":
        return None
    kind = _kind_of(alt.strip("<>"))
    if kind is None:
        raise Skipped("symbolic allele of no known kind")
    if kind is EventKind.INS and record.info.get("MEINFO"):
        return EventKind.ME
    return kind


def _code(record: Record) -> int:
    return CODE[record.contig or ""]


def _end(record: Record, base: int, assembly: Assembly) -> int:
    end = whole_number(record.info.get("END"))
    if end is None or end <= base:
        length = whole_number(record.info.get("SVLEN"))
        end = base + abs(length) if length else None
    if end is None:
        raise Wrong("neither END nor SVLEN says how far it reaches")
    if end > assembly.length(record.contig or ""):
        raise Wrong("END lies beyond the end of the contig")
    return end


def _resolved(record: Record, alt: str, slack: tuple[int, int]) -> Site:
    """An allele that is written out; what REF and ALT begin with alike is no part of it."""
    contig, kind = _code(record), _kind_of(record.info.get("SVTYPE", ""))
    ref, same = record.ref, 0
    while same < min(len(ref), len(alt)) and ref[same].upper() == alt[same].upper():
        same += 1
    start = record.position + same
    lost, gained = len(ref) - same, len(alt) - same
    if kind is None:
        kind = EventKind.DEL if lost >= gained else EventKind.INS
    if kind in WINDOWED_POINTS:
        return Site(kind, contig, start, start, contig, *slack, max(gained, 0))
    if kind in (EventKind.DUP, EventKind.BND) or not lost:
        raise Skipped("sequence and SVTYPE do not fit together")
    return Site(kind, contig, start, start + lost, contig, *slack)


def _joined(
    record: Record, title: str, place: int, assembly: Assembly, mates: set[str],
    slack: tuple[int, int],
) -> Site:  # fmt: skip
    """Both ends in the order of the genome; of two records that are mates the first counts."""
    mate = contig_name(title.strip("<>"))
    if mate is None:
        raise Skipped("joined to no primary contig")
    if not 0 < place <= assembly.length(mate):
        raise Wrong("the other end lies outside its contig")
    if record.info.get("MATEID", "") in mates:
        raise Skipped("mate of a breakend that stands before")
    if record.id != ".":
        mates.add(record.id)
    here, there = (_code(record), record.position + 1), (CODE[mate], place)
    near, far = slack
    if here > there:
        here, there, near, far = there, here, far, near
    return Site(EventKind.BND, here[0], here[1], there[1], there[0], near, far)


def _slack(text: str | None) -> int:
    numbers = [whole_number(part) for part in (text or "").split(",")]
    return min(MOST_SLACK_BP, max((abs(n) for n in numbers if n is not None), default=0))


def _add(rows: _Rows, site: Site, record: Record, number: int, rules: CountingRules) -> None:
    """The samples of whom something is to be told: who carries it, and of whom nobody knows."""
    told = zip(
        record.values("GT"), record.values("FT"), record.values("GQ"), record.values("CN"),
        _absent(record), strict=True,
    )  # fmt: skip
    for sample, (genotype, own_filter, quality, written, absent) in enumerate(told):
        alleles = alleles_called(genotype)
        known = [allele for allele in alleles if allele is not None]
        copies = sum(allele == number for allele in known)
        cn = whole_number(written)
        sound = (own_filter in (None, "PASS") or not rules.pass_only) and (
            rules.min_gq <= 0 or (whole_number(quality) or 0) >= rules.min_gq
        )
        if site.kind is None:
            if cn is None:
                copies = -1
            elif not sound:
                copies, cn = -1, None
        elif not sound or (not copies and len(known) < max(len(alleles), 1)):
            if absent and not known:
                continue
            copies = -1
        if copies or site.kind is None:
            rows.sample.append(sample)
            rows.site.append(site)
            rows.copies.append(min(copies, 2))
            rows.copy_number.append(-1 if cn is None else min(cn, 32_000))


def _absent(record: Record) -> Iterator[bool]:
    """Whether each sample's own file had no such event: the zeros of a merged file's SUPP_VEC."""
    vector = record.info.get("SUPP_VEC", "")
    if len(vector) != len(record.columns):
        return iter([False] * len(record.columns))
    return (digit == "0" for digit in vector)


def _calls(rows: _Rows, samples: tuple[str, ...], examined: frozenset[EventKind]) -> EventCalls:
    def of(name: str, width: type) -> np.ndarray:
        return np.array([getattr(site, name) for site in rows.site], dtype=width)

    return EventCalls(
        samples,
        np.array(rows.sample, dtype=np.int32),
        np.array([s.kind.code if s.kind else _ANY_COPIES for s in rows.site], dtype=np.int8),
        of("contig", np.int8),
        of("start", np.int32),
        of("end", np.int32),
        of("mate", np.int8),
        of("slack_start", np.int32),
        of("slack_end", np.int32),
        of("length", np.int32),
        np.array(rows.copies, dtype=np.int8),
        np.array(rows.copy_number, dtype=np.int16),
        examined,
    )
