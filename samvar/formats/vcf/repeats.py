"""Repeat lengths out of a VCF of ExpansionHunter (also as stranger annotates it) or of TRGT.

A locus may stand in several records, one for each alternative, as `vt decompose` and merges of
single samples leave them: they are read together, and each says part of a genotype.

Source: ExpansionHunter's output (FORMAT/REPCN, REPCI, alleles `<STRn>`, INFO/REF), TRGT's
(INFO/TRID, MOTIFS, FORMAT/MC), stranger's (INFO/PathologicStruc).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from samvar.formats.vcf.records import Record, RecordFile, alleles_called, whole_number
from samvar.model.calls import Tally
from samvar.model.contribution import CountingRules
from samvar.model.genome import CODE, Assembly
from samvar.model.repeat import Locus, RepeatCalls

_REFUSED = 1000
LONGEST_NAME = 60
MOST_UNITS = 100_000

_Allele = tuple[int, int, int]
"""Units, and the interval of the caller, -1 where it gives none."""


@dataclass(frozen=True, slots=True)
class RepeatFile:
    """What was read of one file; tally says where each record went."""

    name: str
    assembly: Assembly
    assembly_from: str
    calls: RepeatCalls
    tally: Tally


@dataclass(slots=True)
class _Told:
    """What the records of one locus have told of one sample: both alleles, or one by its place."""

    whole: set[tuple[_Allele, ...]] = field(default_factory=set)
    parts: dict[int, set[_Allele]] = field(default_factory=dict)
    ploidy: int = 0


def read_repeats(path: Path, rules: CountingRules, assembly: Assembly | None = None) -> RepeatFile:
    """All loci of a file with the alleles of each sample; a sample is left out of a locus where
    an allele is not called, or two records contradict each other.

    Raises:
        BadFile, UnknownAssembly: with the line.
    """
    file = RecordFile(path, assembly)
    tally = Tally()
    told: dict[Locus, list[_Told]] = {}
    for record in file:
        tally.records += 1
        name = record.info.get("REPID") or record.info.get("TRID")
        if record.contig is None:
            tally.skip("not a primary contig")
        elif not name or len(name) > LONGEST_NAME or not name.isprintable():
            tally.skip("a repeat without a name")
        elif rules.pass_only and not record.passed:
            tally.skip("filter not passed")
        else:
            _read(record, name, file.samples, told, tally)
    calls = _calls(told, file.samples, tally)
    return RepeatFile(file.name, file.assembly, file.assembly_from, calls, tally)


def _read(
    record: Record, name: str, samples: Sequence[str], told: dict[Locus, list[_Told]], tally: Tally
) -> None:
    start = record.position + 1  # the base before the repeat is REF's first
    end = whole_number(record.info.get("END")) or record.position + len(record.ref)
    trgt = "TRID" in record.info
    unit = record.info.get("MOTIFS" if trgt else "RU", "")
    counted = _counted_motifs(record) if trgt else ()
    if trgt and counted is None:
        tally.skip("several motifs, and none is named")
        return
    locus = Locus(name, CODE[record.contig or ""], start, max(end, start), unit)
    own = told.setdefault(locus, [_Told() for _ in samples])
    units = [whole_number(record.info.get("REF"))]
    units += [whole_number(alt[4:-1]) if alt.startswith("<STR") else None for alt in record.alts]
    some = False
    genotypes = record.values("GT")
    for which, (genotype, lengths, intervals, motifs) in enumerate(
        zip(genotypes, record.values("REPCN"), record.values("REPCI"), record.values("MC"),
            strict=True)
    ):  # fmt: skip
        alleles = alleles_called(genotype)
        own[which].ploidy = max(own[which].ploidy, len(alleles))
        some |= any(allele is not None for allele in alleles) or lengths is not None
        if lengths is not None:
            whole = _lengths(lengths, intervals)
            if whole is None:
                _refuse(tally, record.line, "REPCN is not a number of repeat units")
            else:
                own[which].whole.add(whole)
        elif trgt and motifs is not None:
            _by_motifs(own[which], alleles, motifs, counted or ())
        else:
            for at, allele in enumerate(alleles):
                known = units[allele] if allele is not None and allele < len(units) else None
                if known is not None:
                    own[which].parts.setdefault(at, set()).add((known, -1, -1))
    if some:
        tally.accepted += 1
    else:
        tally.skip("nobody is called")


def _counted_motifs(record: Record) -> tuple[int, ...] | None:
    """Which motifs make the length: the only one, or those that stranger names."""
    if record.info.get("MOTIFS", "").count(",") == 0:
        return (0,)
    named = record.info.get("PathologicStruc", "").strip("[]")
    found = [whole_number(part.strip()) for part in named.split(",")]
    return None if None in found else tuple(n for n in found if n is not None)


def _by_motifs(
    told: _Told, alleles: Sequence[int | None], motifs: str, counted: Sequence[int]
) -> None:
    """TRGT lists only alleles that are called, in the order of the genotype."""
    called = [at for at, allele in enumerate(alleles) if allele is not None]
    for at, counts in zip(called, motifs.split(","), strict=False):
        numbers = [whole_number(part) for part in counts.split("_")]
        if all(n < len(numbers) and numbers[n] is not None for n in counted):
            units = sum(numbers[n] or 0 for n in counted)
            told.parts.setdefault(at, set()).add((units, -1, -1))


def _lengths(lengths: str, intervals: str | None) -> tuple[_Allele, ...] | None:
    """The alleles of REPCN with their intervals of REPCI, shorter first.

    >>> _lengths("16/11", "16-18/11-11")
    ((11, 11, 11), (16, 16, 18))
    """
    numbers = [whole_number(part) for part in lengths.split("/")]
    spans = (intervals or "").split("/")
    if len(numbers) not in (1, 2) or any(n is None or not 0 <= n <= MOST_UNITS for n in numbers):
        return None
    found = []
    for at, number in enumerate(numbers):
        low, _, high = (spans[at] if len(spans) == len(numbers) else "").partition("-")
        edge = whole_number(low or None), whole_number(high or None)
        found.append((number or 0, -1 if edge[0] is None else edge[0],
                      -1 if edge[1] is None else edge[1]))  # fmt: skip
    return tuple(sorted(found))


def _alleles(told: _Told) -> tuple[_Allele, ...] | None:
    """What a sample has at a locus; () where it is not called, None where records disagree."""
    if told.whole:
        return next(iter(told.whole)) if len(told.whole) == 1 else None
    if any(len(known) > 1 for known in told.parts.values()):
        return None
    if not told.ploidy or len(told.parts) < told.ploidy or told.ploidy > 2:
        return ()
    return tuple(sorted(next(iter(known)) for known in told.parts.values()))


def _calls(told: dict[Locus, list[_Told]], samples: tuple[str, ...], tally: Tally) -> RepeatCalls:
    rows: list[tuple[int, int, tuple[_Allele, ...]]] = []
    for number, own in enumerate(told.values()):
        for which, each in enumerate(own):
            alleles = _alleles(each)
            if alleles is None:
                tally.skip("records of one locus disagree about a sample")
            elif alleles:
                rows.append((number, which, alleles))
    table = np.full((len(rows), 2, 3), -1, dtype=np.int32)
    for row, (_, _, alleles) in enumerate(rows):
        table[row, : len(alleles)] = alleles
    return RepeatCalls(
        samples,
        tuple(told),
        np.array([row[0] for row in rows], dtype=np.int32),
        np.array([row[1] for row in rows], dtype=np.int32),
        table[:, :, 0],
        table[:, :, 1],
        table[:, :, 2],
        np.array([len(row[2]) for row in rows], dtype=np.int16),
    )


def _refuse(tally: Tally, line: int, reason: str) -> None:
    if len(tally.refused) < _REFUSED:
        tally.refused.append((line, reason))
