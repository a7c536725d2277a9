"""Each member's column of a record: genotype, filter, and reads, whatever caller wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samvar.focus.rare_disease.model.row import Carried
from samvar.formats.vcf.records import Record, alleles_called, whole_number

_FIELDS = ("GT", "GQ", "FT", "CN", "AD", "PR", "SR", "DV", "RV", "DR", "RR")


def carried(
    record: Record, number: int, samples: Sequence[str], members: Iterable[str]
) -> tuple[Carried, ...]:
    """What each member's column says of the alternative `number` (from 1), in members' order.

    Reads are those of AD; else Manta's pairs and split reads (PR, SR), or TIDDIT's (DV, RV, and DR,
    RR of the reference). A member without a column is left out.
    """
    columns = {key: record.values(key) for key in _FIELDS}
    found = []
    for member in members:
        if member not in samples:
            continue
        at = samples.index(member)
        said = {key: values[at] for key, values in columns.items()}
        genotype = said["GT"] or "."
        alleles = alleles_called(said["GT"])
        called = bool(alleles) and None not in alleles
        reads, against = _reads(said, number)
        own_filter = said["FT"]
        found.append(
            Carried(
                member,
                genotype,
                sum(allele == number for allele in alleles) if called else None,
                whole_number(said["GQ"]),
                None if own_filter is None else own_filter == "PASS",
                reads,
                against,
                whole_number(said["CN"]),
            )
        )
    return tuple(found)


def _reads(said: dict[str, str | None], number: int) -> tuple[int | None, int | None]:
    if (depths := _numbers(said["AD"])) and len(depths) > number:
        return depths[number], depths[0]
    pairs, splits = _numbers(said["PR"]), _numbers(said["SR"])
    if pairs or splits:
        with_it = [part[number] for part in (pairs, splits) if len(part) > number]
        without = [part[0] for part in (pairs, splits) if part]
        return _sum(with_it), _sum(without)
    return (
        _sum([n for key in ("DV", "RV") for n in _numbers(said[key])[:1]]),
        _sum([n for key in ("DR", "RR") for n in _numbers(said[key])[:1]]),
    )


def _numbers(text: str | None) -> list[int | None]:
    return [whole_number(part) for part in (text or "").split(",")] if text else []


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None where nothing was counted, or anything is not known."""
    found = list(numbers)
    known = [number for number in found if number is not None]
    return sum(known) if found and len(known) == len(found) else None
