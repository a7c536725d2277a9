"""The reader in plain words: bytes, one line after another, for files without a reference.

It says of any text what `open_vcf` must say: the rows, or the first fault with line and column.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from samvar.model.genome import CODE, Assembly, accession, contig_name

SHORT = "the record has {} columns, the header {}"
EMPTY = "a field is empty"
POSITION = "the position is not a whole number"
HEADER_BETWEEN = "a header line stands between records"
GENOTYPE = "a genotype cannot be read"
ALLELE = "a genotype names an allele that the record does not have"
NUMBER = "DP, GQ or AD is not a number"
BEYOND = "a record lies beyond the end of its contig in GRCh38"
ASSEMBLY = Assembly.GRCh38
TOP = 2**31 - 1


class Fault(Exception):
    """What, line and column (None: the whole line)."""


class Line(NamedTuple):
    number: int
    contig: int
    position: int
    ref: bytes
    alts: list[bytes]
    passed: bool
    keys: list[bytes]
    cells: list[bytes]


def rows_of(body: bytes, samples: int, first: int, *, is_gvcf: bool) -> list[tuple]:
    """Every row of the records in `body`; `first` is the number of its first line.

    Raises:
        Fault: the first in the order in which the reader meets them.
    """
    whole, _, rest = body.rpartition(b"\n")
    blocks = [(whole.split(b"\n"), first)] if whole or body.startswith(b"\n") else []
    if rest:
        blocks.append(([rest], first + body.count(b"\n")))
    seen: set[tuple] = set()
    return [row for text, number in blocks for row in _block(text, samples, number, seen, is_gvcf)]


def _block(text, samples, first, seen, is_gvcf):
    lines = [
        _line(line, samples, number)
        for number, line in enumerate(text, first)
        if line not in (b"", b"\r")
    ]
    wanted = {key for line in lines if samples for key in line.keys}
    wanted = {
        name for name in ("DP", "GQ", "AD")
        if name.encode() in wanted or (name == "DP" and b"MIN_DP" in wanted)
    }  # fmt: skip
    kept = [line for line in lines if line.contig]
    for line in kept:
        if line.position + len(line.ref) > ASSEMBLY.length(_name(line.contig)):
            raise Fault(BEYOND, line.number, 2)
    fresh = {}
    for line in kept:
        for number, alt in enumerate(line.alts, 1):
            if _kind(line, alt) == "sequence":
                place = _trimmed(line, alt)
                if place not in seen:
                    seen.add(place)
                    fresh.setdefault(line.number, []).append((number, place))
    if is_gvcf:
        for line in kept:
            kinds = {_kind(line, alt) for alt in line.alts}
            quiet = kinds <= {"none", "other"} and line.position >= 0
            if "sequence" in kinds or quiet:
                for column, cell in enumerate(line.cells, 10):
                    _cell(line, cell, column, wanted - {"AD"}, lowest=True)
    rows = []
    for line in kept:
        if line.number not in fresh:
            continue
        people = [_cell(line, cell, n, wanted) for n, cell in enumerate(line.cells, 10)]
        rows += [_row(line, people, *each, wanted) for each in fresh[line.number]]
    return rows


def _line(line: bytes, samples: int, number: int) -> Line:
    columns = 9 + samples if samples else 8
    fields = line.split(b"\t")
    if line.startswith(b"#"):
        raise Fault(HEADER_BETWEEN, number, 1)
    enough = len(fields)
    if enough > 1 and not fields[0]:
        raise Fault(EMPTY, number, 1)
    if enough > 1:
        text = fields[1].removesuffix(b"\r") if enough == 2 else fields[1]
        if not re.fullmatch(rb"[0-9]{0,10}", text):
            raise Fault(POSITION, number, 2)
        if enough > 2 and not text:
            raise Fault(EMPTY, number, 2)
        if enough > 2 and int(text) > TOP:
            raise Fault(POSITION, number, 2)
    for column in (4, 5):
        if enough > column and not fields[column - 1]:
            raise Fault(EMPTY, number, column)
    if enough < 8 or (samples and enough < 9):
        raise Fault(SHORT.format(enough, columns), number, None)
    if enough != columns:
        raise Fault(SHORT.format(enough if samples else 9, columns), number, None)
    if samples and not fields[8]:
        raise Fault(EMPTY, number, 9)
    fields[-1] = fields[-1].removesuffix(b"\r")
    return Line(
        number,
        _code(fields[0]),
        int(fields[1]) - 1,
        fields[3],
        fields[4].split(b","),
        fields[6] in (b"", b".", b"PASS"),
        fields[8].split(b":") if samples else [],
        fields[9:],
    )


def _code(name: bytes) -> int:
    text = name.decode("utf-8", "replace")
    named = accession(text)
    contig = contig_name(text)
    if named is not None:
        contig = named[1] if named[0] in (None, ASSEMBLY) else None
    return 0 if contig is None else CODE[contig]


def _name(code: int) -> str:
    return next(name for name, number in CODE.items() if number == code)


def _kind(line: Line, alt: bytes) -> str:
    if alt.startswith(b"*"):
        return "spanning"
    if alt.startswith(b"<"):
        return "other" if alt in (b"<*>", b"<NON_REF>") else "symbolic"
    if alt == b".":
        return "none"
    if b"[" in alt or b"]" in alt or alt.startswith(b".") or alt.endswith(b"."):
        return "breakend"
    if not re.fullmatch(rb"(?i)[ACGTN]+", alt) or not re.fullmatch(rb"(?i)[ACGTN]+", line.ref):
        return "not bases"
    return "sequence" if alt.upper() != line.ref.upper() and line.position >= 0 else "nothing"


def _trimmed(line: Line, alt: bytes) -> tuple[int, int, str, str]:
    ref, alt, position = line.ref.upper().decode(), alt.upper().decode(), line.position
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        ref, alt, position = ref[1:], alt[1:], position + 1
    return line.contig, position, ref, alt


def _cell(line: Line, cell: bytes, column: int, wanted: set[str], *, lowest: bool = False) -> dict:
    places = {key: place for place, key in enumerate(line.keys)}
    names = {places.get(b"GT"): "GT", places.get(b"GQ"): "GQ", places.get(b"AD"): "AD"}
    depth = b"MIN_DP" if lowest and b"MIN_DP" in places else b"DP"
    names[places.get(depth)] = "DP"
    found: dict = {}
    for place, text in enumerate(cell.split(b":")):
        name = names.get(place)
        if name == "GT":
            found["GT"] = _genotype(line, text, column)
        elif name in wanted:
            found[name] = _numbers(line, text, column, one=name != "AD")
    return found


def _genotype(line: Line, text: bytes, column: int) -> list[int | None]:
    text = text[1:] if text[:1] in (b"/", b"|") else text
    alleles: list[int | None] = []
    for token in re.split(rb"[/|]", text):
        digits = re.match(rb"[0-9]+", token)
        if digits is not None and int(digits.group()) > len(line.alts):
            raise Fault(ALLELE, line.number, column)
        if not re.fullmatch(rb"\.|[0-9]+", token):
            raise Fault(GENOTYPE, line.number, column)
        alleles.append(None if token == b"." else int(token))
    if len(alleles) > 100:
        raise Fault(GENOTYPE, line.number, column)
    return alleles


def _numbers(line: Line, text: bytes, column: int, *, one: bool) -> list[int]:
    values = []
    for token in text.split(b","):
        if not re.fullmatch(rb"[0-9]*(\.[0-9]*)?|[0-9]*-[0-9.]*", token):
            raise Fault(NUMBER, line.number, column)
        given = b"-" not in token and re.search(rb"[0-9]", token) is not None
        values.append(min(int(token.split(b".")[0] or b"0"), TOP) if given else -1)
    if one and len(values) > 1:
        raise Fault(NUMBER, line.number, column)
    return values


def _row(line: Line, people: list[dict], number: int, place: tuple, wanted: set[str]) -> tuple:
    alleles = [person.get("GT", []) for person in people]

    def one(name: str) -> list[int] | None:
        return [person.get(name, [-1])[0] for person in people] if name in wanted else None

    reads = [person.get("AD", ()) for person in people]
    whole = len(line.alts) + 1
    return (
        *place,
        line.passed,
        [own.count(number) for own in alleles],
        [sum(allele is not None for allele in own) for own in alleles],
        [len(own) for own in alleles],
        one("DP"),
        one("GQ"),
        [own[number] if len(own) == whole else -1 for own in reads] if "AD" in wanted else None,
    )
