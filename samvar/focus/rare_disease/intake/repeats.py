"""Repeat loci of a case with their limits, disease and each member's alleles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from samvar.focus.rare_disease.model.row import RepeatAllele, RepeatRow, RepeatStanding
from samvar.formats.vcf.records import Record, RecordFile, real_number, whole_number
from samvar.formats.vcf.repeats import read_repeats
from samvar.model.calls import Tally
from samvar.model.contribution import CountingRules
from samvar.model.genome import CODE, CONTIGS, Assembly
from samvar.model.repeat import Locus, RepeatCalls

EVERY_RECORD = CountingRules(pass_only=False)


def read_repeat_rows(
    path: Path, members: Sequence[str], assembly: Assembly | None, family: str | None = None
) -> tuple[tuple[RepeatRow, ...], Tally]:
    """A row for each locus of a VCF of ExpansionHunter or TRGT, as stranger annotates it.

    Records of one locus are read together; `lines` names them, and the tally says where each record
    went. Where a locus has no limits, its lengths are not assessed.

    Raises:
        BadFile, UnknownAssembly: with the line.
    """
    read = read_repeats(path, EVERY_RECORD, assembly)
    file = RecordFile(path, assembly)
    records: dict[str, list[Record]] = {}
    for record in file:
        name = record.info.get("REPID") or record.info.get("TRID")
        if name:
            records.setdefault(name, []).append(record)
    rows = [
        _row(locus, number, records.pop(locus.name), read.calls, members, family)
        for number, locus in enumerate(read.calls.loci)
    ]
    for name, unread in records.items():
        locus = Locus(name, CODE.get(unread[0].contig or "", 0), *_place(unread[0]))
        rows.append(_row(locus, -1, unread, read.calls, members, family))
    return tuple(sorted(rows, key=lambda row: row.lines)), read.tally


def _place(record: Record) -> tuple[int, int, str]:
    end = whole_number(record.info.get("END")) or record.position + len(record.ref)
    unit = record.info.get("MOTIFS") or record.info.get("RU", "")
    return record.position + 1, max(end, record.position + 1), unit


def _row(
    locus: Locus,
    number: int,
    records: Sequence[Record],
    calls: RepeatCalls,
    members: Sequence[str],
    family: str | None,
) -> RepeatRow:
    info = _first(records)
    limits = whole_number(info.get("STR_NORMAL_MAX")), whole_number(info.get("STR_PATHOLOGIC_MIN"))
    mean, deviation = real_number(info.get("SweGenMean")), real_number(info.get("SweGenStd"))
    scores = [_score(record, family) for record in records]
    return RepeatRow(
        locus.name,
        CONTIGS[locus.contig - 1] if locus.contig else None,
        locus.start,
        locus.end,
        locus.unit,
        info.get("DisplayRU"),
        info.get("Disease"),
        whole_number(info.get("HGNCId")),
        info.get("InheritanceMode"),
        limits,
        info.get("SourceDisplay"),
        None if mean is None or deviation is None else (mean, deviation),
        max((score for score in scores if score is not None), default=None),
        {r.line: r.info["STR_STATUS"] for r in records if r.info.get("STR_STATUS")},
        {
            member: _alleles(calls, number, calls.samples.index(member), limits)
            for member in members
            if member in calls.samples
        },
        tuple(record.line for record in records),
        info.get("STRUC"),
        "no lengths could be read" if number < 0 else None,
    )


def _first(records: Sequence[Record]) -> Mapping[str, str]:
    """INFO of all records of a locus, of each key the first value."""
    found: dict[str, str] = {}
    for record in records:
        for key, value in record.info.items():
            found.setdefault(key, value)
    return found


def _score(record: Record, family: str | None) -> float | None:
    by_family = dict(
        each.rpartition(":")[::2] if ":" in each else ("", each)
        for each in (record.info.get("RankScore") or "").split(",")
    )
    own = by_family.get(family or "")
    return real_number(own if own is not None else next(iter(by_family.values()), None))


def _alleles(
    calls: RepeatCalls, locus: int, sample: int, limits: tuple[int | None, int | None]
) -> tuple[RepeatAllele, ...]:
    for at in ((calls.locus == locus) & (calls.sample == sample)).nonzero()[0].tolist():
        return tuple(
            _allele(
                int(calls.units[at, which]),
                int(calls.low[at, which]),
                int(calls.high[at, which]),
                limits,
            )
            for which in range(int(calls.alleles[at]))
        )
    return ()


def _allele(units: int, low: int, high: int, limits: tuple[int | None, int | None]) -> RepeatAllele:
    standings = {standing(edge, *limits) for edge in (units, low, high) if edge >= 0}
    return RepeatAllele(
        units,
        low if low >= 0 else None,
        high if high >= 0 else None,
        standings.pop() if len(standings) == 1 else RepeatStanding.UNCLEAR,
    )


def standing(units: int, most_normal: int | None, least_pathological: int | None) -> RepeatStanding:
    """Where a length lies: at most the one limit, at least the other, or between.

    The limits are stranger's, by its header: "Max number of repeats allowed to call as normal" and
    "Min number of repeats required to call as pathologic". stranger itself calls a length of just
    the second limit a pre-mutation; by the words it is pathological.

    >>> standing(36, 26, 36).value, standing(30, 26, 36).value, standing(30, None, 36).value
    ('pathological', 'between', 'not assessed')
    """
    if least_pathological is not None and units >= least_pathological:
        return RepeatStanding.PATHOLOGICAL
    if most_normal is None or least_pathological is None:
        return RepeatStanding.NOT_ASSESSED
    return RepeatStanding.NORMAL if units <= most_normal else RepeatStanding.BETWEEN
