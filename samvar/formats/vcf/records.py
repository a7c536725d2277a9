"""Whole records of a VCF, field by field: for files of thousands of records, not of millions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path

from samvar.formats import stream
from samvar.formats.vcf import odd
from samvar.formats.vcf.header import AssemblyFrom, Header
from samvar.formats.vcf.lines import Lines
from samvar.model.errors import BadFile, UnknownAssembly, Where
from samvar.model.genome import CODE, Assembly, accession, contig_name

MISSING = "."
_MISSING = (MISSING, "")


@dataclass(frozen=True, slots=True)
class Record:
    """One line. position: 0-based, of POS; contig: bare name of a primary one, None for others.

    info: values by key, "" for a flag. columns: of each sample, by position as in `format`.
    quality: QUAL, None where it is not a number. filters: FILTER as written.
    """

    line: int
    contig: str | None
    position: int
    id: str
    ref: str
    alts: tuple[str, ...]
    passed: bool
    info: dict[str, str]
    format: tuple[str, ...]
    columns: tuple[str, ...]
    quality: float | None = None
    filters: str = MISSING

    def said_by(self, sample: int) -> dict[str, str]:
        """The FORMAT values that one sample's column gives, by key."""
        parts = zip(self.format, self.columns[sample].split(":"), strict=False)
        return {key: value for key, value in parts if value not in _MISSING}

    def values(self, key: str) -> list[str | None]:
        """One FORMAT value of each sample; None where it is not given."""
        if key not in self.format:
            return [None] * len(self.columns)
        at = self.format.index(key)
        found: list[str | None] = []
        for column in self.columns:
            parts = column.split(":", at + 1)
            value = parts[at] if at < len(parts) else MISSING
            found.append(None if value in (MISSING, "") else value)
        return found


class RecordReader:
    """Lines of one file as records, by its header. head: its lines, the last one of columns.

    Raises:
        BadFile: not the header of a VCF.
        UnknownAssembly: nothing says the assembly, or two disagree.
    """

    def __init__(self, head: Sequence[bytes], name: str, assembly: Assembly | None = None) -> None:
        self.name = name
        self.head = head
        self.header = Header.parse(head, name)
        decided, by = self.header.decide(assembly, name)
        self.assembly: Assembly = decided
        self.assembly_from: AssemblyFrom = by

    @property
    def samples(self) -> tuple[str, ...]:
        """The file's sample names."""
        return self.header.samples

    def record(self, raw: bytes, line: int) -> Record:
        """Read one line. line: its number in the file, for errors.

        Raises:
            BadFile: another number of columns, or POS is no number. UnknownAssembly: it lies
                beyond its contig.
        """
        fields = raw.decode("utf-8", "replace").rstrip("\r").split("\t")
        if len(fields) != self.header.columns:
            raise BadFile(
                f"a record has {len(fields)} fields, the header {self.header.columns}",
                where=Where(self.name, line=line),
            )
        if not (fields[1].isascii() and fields[1].isdigit() and len(fields[1]) < 11):
            raise BadFile(
                "POS is not a number", where=Where(self.name, line=line, column=2),
            )  # fmt: skip
        contig = self._contig(fields[0])
        position = int(fields[1]) - 1
        if contig is not None and position >= self.assembly.length(contig):
            raise UnknownAssembly(
                f"a record lies beyond the end of its contig in {self.assembly.value}",
                where=Where(self.name, line=line, column=2),
                remedy="load the file as the assembly that it was called against",
            )
        alts = () if fields[4] == MISSING else tuple(fields[4].split(","))
        return Record(
            line,
            contig,
            position,
            fields[2],
            fields[3],
            alts,
            fields[6] in (MISSING, "PASS"),
            info_of(fields[7]),
            tuple(fields[8].split(":")) if len(fields) > 8 else (),
            tuple(fields[9:]),
            real_number(fields[5]),
            fields[6],
        )

    def _contig(self, title: str) -> str | None:
        if self.header.strange(title):
            return None
        named = accession(title)
        contig = named[1] if named is not None else contig_name(title)
        return contig if contig in CODE else None


class RecordFile(RecordReader):
    """One VCF or BCF, read once from front to back.

    Raises:
        BadFile: damaged or not VCF. UnknownAssembly: nothing says the assembly, or two disagree.
    """

    def __init__(self, path: Path, assembly: Assembly | None = None) -> None:
        text = odd.bcf_text(path) if odd.is_bcf(path) else stream.chunks(path)
        self._lines = Lines(text, path.name)
        super().__init__(self._lines.header(), path.name, assembly)

    def close(self) -> None:
        """Let go of the file before its end."""
        self._lines.blocks().close()

    def __iter__(self) -> Iterator[Record]:
        """Raises BadFile with the line."""
        return self._records(None)

    def on(self, contig: str) -> Iterator[Record]:
        """The records of one primary contig; lines of others are passed over unread.

        Raises:
            BadFile: with the line.
        """
        return self._records(contig)

    def _records(self, contig: str | None) -> Iterator[Record]:
        wanted: dict[bytes, bool] = {}
        for block, first in self._lines.blocks():
            for number, raw in enumerate(block.splitlines(), first):
                if contig is not None:
                    title = raw[: raw.find(b"\t")]
                    if title not in wanted:
                        wanted[title] = self._contig(title.decode("utf-8", "replace")) == contig
                    if not wanted[title]:
                        continue
                if raw.strip():
                    yield self.record(raw, number)


def info_of(text: str) -> dict[str, str]:
    """INFO as values by key; of a key that comes twice the first.

    >>> info_of("END=20;IMPRECISE;SVTYPE=DEL")
    {'END': '20', 'IMPRECISE': '', 'SVTYPE': 'DEL'}
    """
    found: dict[str, str] = {}
    for part in text.split(";"):
        key, _, value = part.partition("=")
        if key and key != MISSING:
            found.setdefault(key, value)
    return found


def whole_number(text: str | None) -> int | None:
    """A whole number, or None where there is none.

    >>> whole_number("-54"), whole_number("."), whole_number("1e3")
    (-54, None, None)
    """
    if text is None:
        return None
    if text.isdecimal() and text.isascii() and len(text) < 12:  # nearly always
        return int(text)
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def real_number(text: str | None) -> float | None:
    """A finite number, or None where there is none.

    >>> real_number("1e-3"), real_number("."), real_number("nan")
    (0.001, None, None)
    """
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if isfinite(found) else None


@lru_cache(4096)
def alleles_called(text: str | None) -> tuple[int | None, ...]:
    """The alleles of a genotype by index, None for one that is not called; () for no genotype.

    >>> alleles_called("0|1"), alleles_called("./1"), alleles_called(None)
    ((0, 1), (None, 1), ())
    """
    if text is None:
        return ()
    return tuple(whole_number(part) for part in text.replace("|", "/").split("/"))
