"""The records of a VCF that touch a few wanted places, as they are written, with their phase.

`read.open_vcf` is for whole genomes: it splits and normalises, and phase does not survive that.
A pharmacogene is the other way round: a hundred places, each record whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from samvar.formats import stream
from samvar.formats.vcf import odd
from samvar.formats.vcf.header import Header
from samvar.formats.vcf.lines import Lines
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Assembly, Interval, accession, contig_name

_DEPTH = ("DP", "MIN_DP")
_QUALITY = ("GQ", "RGQ")
_EVIDENCE = (*_DEPTH, *_QUALITY, "FT", "AD")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the file says that one genotype rests on; None where it does not say it.

    depth: reads, the least of DP and of MIN_DP, which a reference block has. quality: GQ, or the
    RGQ that GATK gives a reference call. filter: FT, as written. reads: AD, reads of each allele
    of the record, REF first.
    """

    depth: int | None = None
    quality: float | None = None
    filter: str | None = None
    reads: tuple[int, ...] | None = None


UNSTATED = Evidence()
"""A genotype of which the file says nothing more: of an array, of a panel."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One record. `position` is 0-based; `end` exclusive, of REF or of a reference block.

    alts: as written, symbolic ones too. genotypes, phase_sets: one text for each sample, GT
    and PS; '.' where the record has none. filters: FILTER, as written. evidence: for each sample;
    None where the record has none of its fields.
    """

    line: int
    contig: str
    position: int
    end: int
    ref: str
    alts: tuple[str, ...]
    filters: str
    genotypes: tuple[str, ...]
    phase_sets: tuple[str, ...] | None
    evidence: tuple[Evidence, ...] | None = None


@dataclass(frozen=True, slots=True)
class SiteFile:
    """What one file has at the wanted places, in file order."""

    name: str
    assembly: Assembly
    samples: tuple[str, ...]
    rows: tuple[SiteRow, ...]


def read_sites(
    path: Path, wanted: Iterable[Interval], *, assembly: Assembly | None = None
) -> SiteFile:
    """All records that overlap a wanted stretch.

    Raises:
        BadFile: damaged, not a VCF, no samples, or a record without GT; with the line.
        UnknownAssembly: nothing says the assembly, or two disagree.
    """
    name = path.name
    text = odd.bcf_text(path) if odd.is_bcf(path) else stream.chunks(path)
    lines = Lines(text, name)
    header = Header.parse(lines.header(), name)
    decided, _ = header.decide(assembly, name)
    if not header.samples:
        raise BadFile("the file has no samples", where=Where(name, line=header.lines))
    places = _Places(wanted, decided)
    rows: list[SiteRow] = []
    source = lines.blocks()
    try:
        rows.extend(_rows(source, places, header, name))
    finally:
        source.close()
    return SiteFile(name, decided, header.samples, tuple(rows))


class _Places:
    """Wanted stretches by contig name as written, joined and sorted."""

    def __init__(self, wanted: Iterable[Interval], assembly: Assembly) -> None:
        self._assembly = assembly
        self._by_contig: dict[str, tuple[list[int], list[int]]] = {}
        self._named: dict[bytes, str | None] = {}
        for stretch in sorted(wanted):
            starts, ends = self._by_contig.setdefault(stretch.contig, ([], []))
            if ends and stretch.start <= ends[-1]:
                ends[-1] = max(ends[-1], stretch.end)
            else:
                starts.append(stretch.start)
                ends.append(stretch.end)

    def contig(self, written: bytes, header: Header) -> str | None:
        if written not in self._named:
            title = written.decode("utf-8", "replace")
            named = accession(title)
            fits = named is not None and named[0] in (None, self._assembly)
            bare = named[1] if named is not None and fits else contig_name(title)
            strange = header.strange(title)
            self._named[written] = None if strange or bare not in self._by_contig else bare
        return self._named[written]

    def touch(self, contig: str, start: int, end: int) -> bool:
        starts, ends = self._by_contig[contig]
        at = bisect_right(ends, start)
        return at < len(starts) and starts[at] < end


def _rows(
    blocks: Generator[tuple[bytes, int]], places: _Places, header: Header, name: str
) -> Generator[SiteRow]:
    for block, first in blocks:
        for number, line in enumerate(block.split(b"\n"), first):
            if not line:
                continue
            head = line.split(b"\t", 8)
            if len(head) < 9:
                raise BadFile("a record has too few columns", where=Where(name, line=number))
            contig = places.contig(head[0], header)
            if contig is None:
                continue
            try:
                start = int(head[1]) - 1
            except ValueError:
                where = Where(name, line=number, column=2)
                raise BadFile("POS is not a number", where=where) from None
            end = max(start + len(head[3]), _block_end(head[7], start))
            if places.touch(contig, start, end):
                yield _row(line, number, contig, start, end, header, name)


def _block_end(info: bytes, start: int) -> int:
    if b"END=" not in info:
        return start
    for field in info.split(b";"):
        if field.startswith(b"END="):
            value = field[4:]
            return int(value) if value.isdigit() and len(value) < 20 else start
    return start


def _row(
    line: bytes, number: int, contig: str, start: int, end: int, header: Header, name: str
) -> SiteRow:
    fields = line.decode("utf-8", "replace").rstrip("\r").split("\t")
    where = Where(name, line=number)
    if len(fields) != header.columns:
        raise BadFile(f"a record has {len(fields)} columns, not {header.columns}", where=where)
    keys = fields[8].split(":")
    if "GT" not in keys:
        raise BadFile("a record has no genotypes (GT)", where=Where(name, line=number, column=9))
    values = [cell.split(":") for cell in fields[9:]] if len(keys) > 1 else []
    return SiteRow(
        line=number,
        contig=contig,
        position=start,
        end=end,
        ref=fields[3].upper(),
        alts=() if fields[4] == "." else tuple(fields[4].upper().split(",")),
        filters=fields[6],
        genotypes=_column(values, keys.index("GT")) if values else tuple(fields[9:]),
        phase_sets=_column(values, keys.index("PS")) if "PS" in keys else None,
        evidence=_evidence(values, keys, where),
    )


def _evidence(
    values: list[list[str]], keys: list[str], where: Where
) -> tuple[Evidence, ...] | None:
    if not values or not any(key in keys for key in _EVIDENCE):
        return None
    at = {key: keys.index(key) for key in _EVIDENCE if key in keys}
    made: dict[tuple[str, ...], Evidence] = {}
    found = []
    for cell in values:
        written = tuple(cell[index] if index < len(cell) else "." for index in at.values())
        if written not in made:
            made[written] = _made(dict(zip(at, written, strict=True)), where)
        found.append(made[written])
    return tuple(found)


def _made(written: dict[str, str], where: Where) -> Evidence:
    """Raises BadFile where a number is none: what cannot be read is not trusted silently."""
    depths = [_number(written[key], key, where) for key in _DEPTH if _given(written, key)]
    quality = next((written[key] for key in _QUALITY if _given(written, key)), None)
    counts = written.get("AD", ".").split(",")
    return Evidence(
        depth=min((int(each) for each in depths), default=None),
        quality=None if quality is None else _number(quality, "GQ", where),
        filter=written["FT"] if _given(written, "FT") else None,
        reads=None if "." in counts else tuple(int(_number(n, "AD", where)) for n in counts),
    )


def _given(written: dict[str, str], key: str) -> bool:
    return written.get(key, ".") != "."


def _number(text: str, key: str, where: Where) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise BadFile(f"{key} of a sample is not a number", where=where)
    return value


def _column(values: list[list[str]], index: int) -> tuple[str, ...]:
    return tuple(cell[index] if index < len(cell) else "." for cell in values)
