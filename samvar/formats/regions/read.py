"""Read stretches that came from one parent, or whose two copies are alike.

Three files: `upd regions` (BED, with ORIGIN and TYPE), rhocall's (BED, with mean quality in the
fifth column or without), and `bcftools roh` (text, its RG lines). `rhocall viz` writes into its BED
the first base's own number, so that its stretches are read one base too short.

Source: README of bjhall/upd; README of dnil/rhocall; bcftools(1), roh.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Assembly, contig_name

LIMIT = 64 << 20
_LONGEST = 1 << 28
_SKIP = ("track", "browser")


@dataclass(frozen=True, slots=True)
class Homozygosity:
    """A stretch without heterozygous calls, 0-based half-open.

    markers: calls in it; quality: Phred, of the caller; both None where the file has none.
    """

    contig: str
    start: int
    end: int
    markers: int | None
    quality: float | None
    sample: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Disomy:
    """A stretch of which both copies seem to be one parent's, 0-based half-open.

    origin: MATERNAL or PATERNAL. kind: HETERODISOMY, or HOMODISOMY/DELETION: the caller cannot
    tell one copy twice from one copy lost. sites: informative; against: sites that say otherwise.
    """

    contig: str
    start: int
    end: int
    origin: str | None
    kind: str | None
    sites: int | None
    against: int | None
    line: int


def read_upd_regions(path: Path, assembly: Assembly | None = None) -> tuple[Disomy, ...]:
    """The stretches of `upd regions`; a family without any has an empty file.

    Raises:
        BadFile: a line is no BED of four columns, or has another origin; with the line.
    """
    found = []
    for where, fields in _lines(path):
        contig, start, end = _stretch(fields[:3], where, assembly)
        if len(fields) < 4:
            raise BadFile("a line has no fourth column", where=where)
        said = dict(part.partition("=")[::2] for part in fields[3].split(";"))
        origin = said.get("ORIGIN") or None
        if origin not in (None, "MATERNAL", "PATERNAL"):
            raise BadFile("ORIGIN is neither MATERNAL nor PATERNAL", where=where)
        if contig is not None:
            found.append(
                Disomy(
                    *(contig, start, end, origin, said.get("TYPE") or None),
                    _whole(said.get("INF_SITES"), where),
                    _whole(said.get("OPP_SITES"), where),
                    where.line or 0,
                )
            )
    return tuple(found)


def read_homozygosity(path: Path, assembly: Assembly | None = None) -> tuple[Homozygosity, ...]:
    """The stretches of rhocall's BED, or of `bcftools roh`; an empty file has none.

    Raises:
        BadFile: with the line.
    """
    found = []
    for where, fields in _lines(path):
        if fields[0] == "ST":
            continue
        if fields[0] == "RG":
            if len(fields) < 8:
                raise BadFile("an RG line has eight columns", where=where)
            contig, start, end = _stretch(fields[2:5], where, assembly, first=1)
            numbers = fields[6], fields[7]
            sample: str | None = fields[1]
        else:
            contig, start, end = _stretch(fields[:3], where, assembly)
            numbers = "", fields[4] if len(fields) > 4 else ""
            sample = None
        if contig is not None:
            markers, quality = _whole(numbers[0], where), _number(numbers[1], where)
            found.append(
                Homozygosity(contig, start, end, markers, quality, sample, where.line or 0)
            )
    return tuple(found)


def _lines(path: Path) -> Iterator[tuple[Where, list[str]]]:
    if path.stat().st_size == 0:
        return
    for number, line in enumerate(read_text(path, LIMIT).splitlines(), 1):
        if line.strip() and not line.startswith("#") and not line.startswith(_SKIP):
            yield Where(path.name, number), (line.split("\t") if "\t" in line else line.split())


def _stretch(
    fields: list[str], where: Where, assembly: Assembly | None, first: int = 0
) -> tuple[str | None, int, int]:
    """first: the number of a contig's first base in the file."""
    if len(fields) < 3 or not all(f.isdecimal() and len(f) < 12 for f in fields[1:3]):
        raise BadFile("a line needs contig, start and end", where=where)
    contig, start, end = contig_name(fields[0]), int(fields[1]) - first, int(fields[2])
    if not 0 <= start <= end <= _LONGEST:
        raise BadFile("a stretch ends before it starts or is too long", where=where)
    if contig is not None and assembly is not None and end > assembly.length(contig):
        raise BadFile(
            f"the stretch ends beyond contig {contig} of {assembly.value}",
            where=where,
            remedy="give the file of this assembly",
        )
    return contig, start, end


def _whole(text: str | None, where: Where) -> int | None:
    if text is None or not text.strip():
        return None
    if not text.strip().isdecimal() or len(text) > 12:
        raise BadFile("a count is not a whole number", where=where)
    return int(text)


def _number(text: str, where: Where) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text)
    except ValueError:
        raise BadFile("a quality is not a number", where=where) from None
