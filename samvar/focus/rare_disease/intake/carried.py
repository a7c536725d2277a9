"""Each member's column of a record: genotype, filter, and reads, whatever caller wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from samvar.focus.rare_disease.model.row import Carried
from samvar.formats.vcf.records import Record, alleles_called, whole_number


def carried(
    record: Record, number: int, samples: Sequence[str], members: Iterable[str]
) -> tuple[Carried, ...]:
    """What each member's column says of the alternative `number` (from 1), in members' order.

    Reads are those of AD; else Manta's pairs and split reads (PR, SR), or TIDDIT's (DV, RV, and DR,
    RR of the reference). A member without a column is left out.
    """
    found = []
    for member in members:
        if member not in samples:
            continue
        said = record.said_by(samples.index(member))
        genotype = said.get("GT") or "."
        alleles = alleles_called(said.get("GT"))
        called = bool(alleles) and None not in alleles
        reads, against = _reads(said, number)
        own_filter = said.get("FT")
        found.append(
            Carried(
                member,
                genotype,
                sum(allele == number for allele in alleles) if called else None,
                whole_number(said.get("GQ")),
                None if own_filter is None else own_filter == "PASS",
                reads,
                against,
                whole_number(said.get("CN")),
            )
        )
    return tuple(found)


def _reads(said: Mapping[str, str], number: int) -> tuple[int | None, int | None]:
    if (depths := _numbers(said.get("AD"))) and len(depths) > number:
        return depths[number], depths[0]
    pairs, splits = _numbers(said.get("PR")), _numbers(said.get("SR"))
    if pairs or splits:
        with_it = [part[number] for part in (pairs, splits) if len(part) > number]
        without = [part[0] for part in (pairs, splits) if part]
        return _sum(with_it), _sum(without)
    return (
        _sum([n for key in ("DV", "RV") for n in _numbers(said.get(key))[:1]]),
        _sum([n for key in ("DR", "RR") for n in _numbers(said.get(key))[:1]]),
    )


def _numbers(text: str | None) -> list[int | None]:
    return [whole_number(part) for part in (text or "").split(",")] if text else []


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None where nothing was counted, or anything is not known."""
    found = list(numbers)
    known = [number for number in found if number is not None]
    return sum(known) if found and len(known) == len(found) else None
