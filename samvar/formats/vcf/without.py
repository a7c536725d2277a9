"""The text of a VCF without some of its people, and without what only they have brought into it.

A column is not all that a file says of somebody. An allele that nobody else carries names its
carrier, counts over all people (AC, AN, DP, ...) give one person's genotype away by subtraction,
and a header tells of pedigrees and of commands. So, beside the columns:

- an alternative that nobody else carries becomes `<REMOVED>`, which keeps the numbers of the others
- a record without any other alternative is left out, unless the people were called reference there
  or it is of a repeat's locus, which a caller lists whoever has been looked at
- QUAL, and INFO but for END, SVTYPE, SVLEN, MATEID and what names a repeat's locus, become `.`
- of the header stay the declarations, the contigs and the reference

What stays: REF, whose length may tell that something else was here; and the others' qualities,
which a joint caller may have shaded by them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

_META = re.compile(rb"##(fileformat|FILTER|FORMAT|INFO|ALT|contig|reference|assembly)=")
_REMOVED = b"<REMOVED>"
_DECLARED = b'##ALT=<ID=REMOVED,Description="Allele of people who were taken out of this file">'
_LOCUS = (b"REPID", b"VARID", b"RU", b"RL", b"REF", b"TRID", b"MOTIFS", b"STRUC",
          b"PathologicStruc")  # fmt: skip
"""Of ExpansionHunter and TRGT: what the place is, whoever has been looked at."""
_INFO = (b"END", b"SVTYPE", b"SVLEN", b"MATEID")
_ANY_OTHER = (b"<NON_REF>", b"<*>", b"*")
_FIXED = 9
_NUMBER = re.compile(rb"[0-9]+")


def without(text: Iterable[bytes], columns: Collection[int]) -> Iterator[bytes]:
    """The lines that are left, in pieces. columns: of the people, counted from 0.

    Raises:
        ValueError: no column.

    >>> head = b"#CHROM\\tPOS\\tID\\tREF\\tALT\\tQUAL\\tFILTER\\tINFO\\tFORMAT\\tA\\tB\\n"
    >>> row = b"1\\t9\\trs1\\tA\\tG,T\\t50\\tPASS\\tAC=1,1\\tGT\\t0/1\\t0/2\\n"
    >>> b"".join(without([head + row], [1])).splitlines()[-1]
    b'1\\t9\\t.\\tA\\tG,<REMOVED>\\t.\\tPASS\\t.\\tGT\\t0/1'
    """
    gone = sorted({_FIXED + column for column in columns}, reverse=True)
    if not gone:
        raise ValueError("somebody is taken out")
    for block in _blocks(text):
        lines = (_line(line, gone) for line in block.split(b"\n") if line)
        yield b"".join(line + b"\n" for line in lines if line is not None)


def _blocks(text: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in text:
        whole, newline, rest = piece.rpartition(b"\n")
        if newline:
            yield held + whole
            held = rest
        else:
            held += piece
    if held:
        yield held


def _line(line: bytes, gone: list[int]) -> bytes | None:
    line = line.removesuffix(b"\r")
    if line.startswith(b"##"):
        return line if _META.match(line) else None
    fields = line.split(b"\t")
    if len(fields) <= gone[0]:
        return None  # a line that no load took either
    taken = [fields.pop(place) for place in gone]
    if line.startswith(b"#"):
        return _DECLARED + b"\n" + b"\t".join(fields)
    return _record(fields, [_genotype(each) for each in taken])


def _record(fields: list[bytes], taken: list[bytes]) -> bytes | None:
    if fields[8].partition(b":")[0] != b"GT":
        return None  # nobody can tell whose its alleles are
    fields[5] = b"."
    alternatives = [] if fields[4] == b"." else fields[4].split(b",")
    listed = _is_locus(fields[7], alternatives)
    names = (*_INFO, *_LOCUS) if listed else _INFO
    if all(_is_reference(each) for each in taken):
        fields[7] = _info(fields[7], names)
        return b"\t".join(fields)
    carried = {
        int(number)
        for genotype in {_genotype(each) for each in fields[_FIXED:]}
        for number in _NUMBER.findall(genotype)
    }
    shown = [
        text if number in carried or text in _ANY_OTHER else _REMOVED
        for number, text in enumerate(alternatives, 1)
    ]
    if alternatives and not listed and not carried & set(range(1, len(shown) + 1)):
        return None
    if _REMOVED in shown:
        fields[2], fields[4] = b".", b",".join(shown)
        fields[7] = _info(fields[7], (*_LOCUS, b"END") if listed else ())
    else:
        fields[7] = _info(fields[7], names)
    return b"\t".join(fields)


def _genotype(field: bytes) -> bytes:
    return field.partition(b":")[0]


def _is_reference(genotype: bytes) -> bool:
    """Called, and nothing but the reference: `0/0`, `0|0`, `0`."""
    return genotype.replace(b"|", b"/").strip(b"/").replace(b"/", b"").strip(b"0") == b"" and (
        genotype != b""
    )


def _is_locus(info: bytes, alternatives: list[bytes]) -> bool:
    """Whether a record is of a locus that ExpansionHunter or TRGT lists, whatever it finds."""
    keys = {each.partition(b"=")[0] for each in info.split(b";")}
    return b"TRID" in keys or (
        b"REPID" in keys and all(each.startswith(b"<STR") for each in alternatives)
    )


def _info(info: bytes, names: Collection[bytes]) -> bytes:
    kept = [each for each in info.split(b";") if each.partition(b"=")[0] in names]
    return b";".join(kept) or b"."
