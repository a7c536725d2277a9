"""Consequences that a VCF carries: CSQ of Ensembl VEP, ANN of SnpEff, BCSQ of bcftools csq."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from samvar.formats.vcf import annotation_read as read
from samvar.model.consequence import Consequence, most_severe
from samvar.model.errors import BadFile, Where

_INFO_COLUMN = 8
_SNPEFF_COLUMNS = 16


class Annotator(Enum):
    """Who wrote the consequences; the value is the key of INFO."""

    VEP = "CSQ"
    SNPEFF = "ANN"
    BCFTOOLS = "BCSQ"


_BCSQ = ("Consequence", "gene", "transcript", "biotype", "strand", "amino_acid_change",
         "dna_change")  # fmt: skip
_DECLARED = re.compile(rb'##INFO=<ID=(CSQ|ANN|BCSQ),.*?Description="(.*)"')
_FORMAT = re.compile(r"Format:\s*'?\"?([^'\"]+)")
_QUOTED = re.compile(r"'([^']*\|[^']*)'")


@dataclass(frozen=True, slots=True)
class Annotation:
    """The layout of one annotator's field in one file. columns: in the order of the header."""

    annotator: Annotator
    columns: tuple[str, ...]

    def place(self, *names: str) -> int | None:
        """Where the first of these columns stands that the file has."""
        found = (self.columns.index(name) for name in names if name in self.columns)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says of its alternatives.

    consequences: number of the alternative (from 1, None where the field does not say which) and
    what it does. pointers: 0-based positions of other records that hold a consequence of this one
    (bcftools csq, of variants that act together).
    """

    consequences: tuple[tuple[int | None, Consequence], ...]
    pointers: tuple[int, ...] = ()

    def of(self, number: int) -> tuple[Consequence, ...]:
        """The consequences of one alternative."""
        return tuple(each for which, each in self.consequences if which in (number, None))


def annotations_of(head: Sequence[bytes]) -> tuple[Annotation, ...]:
    """The annotations that a header declares, in this order: VEP, SnpEff, bcftools.

    >>> line = b'##INFO=<ID=CSQ,Number=.,Type=String,Description="By VEP. Format: Allele|IMPACT">'
    >>> annotations_of([line])[0].columns
    ('Allele', 'IMPACT')
    """
    found: dict[Annotator, Annotation] = {}
    for line in head:
        match = _DECLARED.match(line)
        if match is None:
            continue
        annotator = Annotator(match.group(1).decode())
        columns = _columns(annotator, match.group(2).decode("utf-8", "replace"))
        if columns:
            found[annotator] = Annotation(annotator, columns)
    return tuple(found[each] for each in Annotator if each in found)


def _columns(annotator: Annotator, description: str) -> tuple[str, ...]:
    if annotator is Annotator.BCFTOOLS:
        return _BCSQ
    match = _QUOTED.search(description) or _FORMAT.search(description)
    if match is None:
        return ()
    found = tuple(name.strip() for name in match.group(1).split("|"))
    if annotator is Annotator.SNPEFF and len(found) < _SNPEFF_COLUMNS:
        return ()
    return found


def consequences(
    annotation: Annotation, text: str, ref: str, alts: Sequence[str], where: Where
) -> Told:
    """Read one record's field. text: its value; where: of the record, for errors.

    Raises:
        BadFile: an entry has more columns than the header says, or names no consequence.
    """
    found: list[tuple[int | None, Consequence]] = []
    pointers = []
    names = read.allele_names(ref, alts)
    for entry in text.split(","):
        if annotation.annotator is Annotator.BCFTOOLS and entry.startswith("@"):
            if not entry[1:].isdecimal():
                raise _bad("a pointer of BCSQ is not a position", where)
            pointers.append(int(entry[1:]) - 1)
            continue
        values = entry.split("|")
        if "%" in entry:
            values = [read.decoded(value) for value in values]
        _check(annotation, values, where)
        fields = dict(zip(annotation.columns, values, strict=False))
        if annotation.annotator is Annotator.VEP:
            number, made = read.vep_allele(fields, names), read.vep(fields)
        elif annotation.annotator is Annotator.SNPEFF:
            number, made = read.snpeff_allele(fields, alts), read.snpeff(values, fields)
        else:
            number, made = read.bcftools_allele(fields, ref, alts), read.bcftools(fields)
        if made is None:
            raise _bad("an entry names no consequence", where)
        found.append((1 if len(alts) == 1 else number, made))
    return Told(tuple(found), tuple(pointers))


@dataclass(slots=True)
class Gravest:
    """What a list shows of one alternative. severe: the consequence that `most_severe` chooses.
    genes, symbols: of all entries, as `genes` and the symbols have them."""

    severe: Consequence | None = None
    genes: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()


def gravest(
    annotation: Annotation, text: str, ref: str, alts: Sequence[str], where: Where
) -> list[Gravest]:
    """The same of each alternative without reading every entry: of CSQ, whose entries are many and
    long, only the one that is shown is read.

    Raises: as `consequences`.
    """
    if annotation.annotator is not Annotator.VEP:
        told = consequences(annotation, text, ref, alts, where)
        return [shown_of(told.of(number)) for number in range(1, len(alts) + 1)]
    names, columns = read.allele_names(ref, alts), read.vep_columns(annotation.columns)
    best: list[tuple[tuple[int, int], list[str]] | None] = [None] * len(alts)
    named: list[dict[tuple[str, str], None]] = [{} for _ in alts]
    for entry in text.split(","):
        cut = entry.split("|")
        _check(annotation, cut, where)
        values = columns.whole(cut)
        order = columns.order(values)
        if order is None:
            raise _bad("an entry names no consequence", where)
        number = 1 if len(alts) == 1 else columns.allele(values, names)
        for at in range(len(alts)) if number is None else (number - 1,):
            if 0 <= at < len(alts):
                named[at][columns.gene(values)] = None
                before = best[at]
                if before is None or order < before[0]:
                    best[at] = order, cut
    found = []
    for own, gene in zip(best, named, strict=True):
        values = [] if own is None else [read.decoded(value) for value in own[1]]
        fields = dict(zip(annotation.columns, values, strict=False))
        found.append(
            Gravest(
                read.vep(fields) if values else None,
                tuple(dict.fromkeys(name for name, _ in gene if name)),
                tuple(dict.fromkeys(symbol for _, symbol in gene if symbol)),
            )
        )
    return found


def shown_of(said: tuple[Consequence, ...]) -> Gravest:
    """Out of the consequences of one alternative."""
    symbols = tuple(dict.fromkeys(each.gene for each in said if each.gene))
    return Gravest(most_severe(said), genes(said), symbols)


def _check(annotation: Annotation, values: list[str], where: Where) -> None:
    """Columns may be left out at the end: bcftools does so, and files that were merged of runs
    of VEP with other plugins have such entries. SnpEff always writes all."""
    have, want = len(values), len(annotation.columns)
    whole = annotation.annotator is Annotator.SNPEFF
    if have > want or (whole and have < want):
        raise _bad(
            f"an entry of {annotation.annotator.value} has {have} columns, not {want}", where
        )


def _bad(what: str, where: Where) -> BadFile:
    return BadFile(what, where=Where(where.file, where.line, _INFO_COLUMN))


def genes(found: Iterable[Consequence]) -> tuple[str, ...]:
    """The genes of some consequences, each once, by HGNC id, symbol or the source's own id.

    >>> genes([Consequence(("missense_variant",), gene="BRCA1", hgnc_id="HGNC:1100")])
    ('HGNC:1100',)
    """
    named = (each.hgnc_id or each.gene or each.gene_id for each in found)
    return tuple(dict.fromkeys(name for name in named if name))
