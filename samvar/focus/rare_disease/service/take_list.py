"""A list through its filter, taken out as a file: in pieces, with where it is from at its head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
import numpy as np

import samvar
from samvar.focus.rare_disease.model.kept import KeptCase, Verb
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.sought import ASKED, Sought, words_of
from samvar.focus.rare_disease.records.rows import Row
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case, opened, small_of
from samvar.focus.rare_disease.service.listing import Through, rows_of, through
from samvar.focus.rare_disease.service.new_case import SMALL
from samvar.focus.rare_disease.service.reading import as_seen
from samvar.focus.rare_disease.service.row_data import row_data
from samvar.focus.rare_disease.service.row_name import row_name
from samvar.govern.identity import Asker
from samvar.model.clock import iso, utc_now
from samvar.model.errors import UsageError
from samvar.present.area import NodeLike

FORMS: Mapping[str, str] = {
    "tsv": "text/tab-separated-values",
    "jsonl": "application/x-ndjson",
    "vcf": "text/x-vcf",
}
"""Media types. `vcf` has whole records of the file as they are: with the alternatives of a record
that the filter hid, and without marks."""
_AT_ONCE = 200
_PLAIN = str.maketrans("\t\r\n", "   ")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file. rows: that the filter left. pieces: made as they are asked for."""

    name: str
    media_type: str
    rows: int
    pieces: Iterator[bytes]


def take_list(
    node: NodeLike, identifier: str, category: str, form: str, sought: Sought, asker: Asker
) -> Taken:
    """What a filter leaves of a list. It is decided and written down before the first piece.

    Raises:
        Refused: the person may not take it out. NotFound: no such case or list here.
        UsageError: no such form of this list, or the filter makes no sense.
    """
    if form not in FORMS or category not in ASKED or (form == "vcf" and category != SMALL):
        forms = [each for each in FORMS if each != "vcf" or category == SMALL]
        raise UsageError("a list is not taken out so", remedy=f"use {', '.join(forms)}")
    case = find_case(node, identifier)
    permit_of(node, asker, "take:report", "take-variants", case)
    found = case_of(node, case)
    chosen = through(node, found, category, sought)
    shown = as_seen(node, found, asker)
    head = _provenance(node, shown, category, sought, chosen, asker)
    if form == "vcf":
        pieces = _vcf(node, found, chosen, head)
    elif form == "tsv":
        pieces = _tsv(_told(node, found, shown, category, chosen), head)
    else:
        pieces = _lines(_told(node, found, shown, category, chosen), head)
    return Taken(f"{case}-{category}.{form}", FORMS[form], len(chosen.selected.rows), pieces)


def _provenance(
    node: NodeLike, case: KeptCase, category: str, sought: Sought, chosen: Through, asker: Asker
) -> dict[str, str]:
    hidden = {step.name.lower(): n for step, n in chosen.selected.taken.items() if n}
    return {
        "source": f"samvar {samvar.__version__}, node {node.id}",
        "case": case.id,
        "assembly": case.assembly.value,
        "list": category,
        "files": ", ".join(each.file for each in case.lists if each.category == category),
        "filter": urlencode(words_of(sought)) or "none",
        "rows": f"{len(chosen.selected.rows)} of {chosen.selected.total}",
        "hidden": ", ".join(f"{n} by {step}" for step, n in hidden.items()) or "none",
        "unknown": "hides nothing",
        "purpose": asker.purpose.value,
        "made": iso(utc_now()),
    }


def _told(
    node: NodeLike, found: KeptCase, shown: KeptCase, category: str, chosen: Through
) -> Iterator[dict[str, object]]:
    """Each row as plain data, with its name and the marks that the person may know of."""
    marks = {"pinned": shown.standing(Verb.PIN), "dismissed": shown.standing(Verb.DISMISS)}
    for row in _rows(node, found, category, chosen):
        name = row_name(row)
        plain = row_data(row) if isinstance(row, SmallRow) else msgspec.to_builtins(row)
        given = [mark for mark, names in marks.items() if name in names]
        yield {"name": name, **plain, "marks": given}


def _rows(
    node: NodeLike, case: KeptCase, category: str, chosen: Through
) -> Iterator[SmallRow | Row]:
    numbers = chosen.selected.rows
    if category != SMALL:
        every, _ = rows_of(node, case, category)
        yield from (every[number] for number in numbers.tolist())
        return
    with opened(node, case, small_of(case)) as small:
        for first in range(0, len(numbers), _AT_ONCE):
            yield from small.rows(numbers[first : first + _AT_ONCE].tolist())


def _lines(rows: Iterable[dict[str, object]], head: dict[str, str]) -> Iterator[bytes]:
    yield msgspec.json.encode({"provenance": head}) + b"\n"
    for row in rows:
        yield msgspec.json.encode(row) + b"\n"


def _tsv(rows: Iterable[dict[str, object]], head: dict[str, str]) -> Iterator[bytes]:
    """Lists are joined by commas; what has parts of its own is JSON. Columns of the first row."""
    yield "".join(f"# {name}: {value}\n" for name, value in head.items()).encode()
    columns: list[str] = []
    for row in rows:
        if not columns:
            columns = [*row]
            yield ("\t".join(columns) + "\n").encode()
        yield ("\t".join(_cell(row.get(name)) for name in columns) + "\n").encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value).translate(_PLAIN)
    if isinstance(value, list | tuple) and all(isinstance(each, str | int) for each in value):
        return ",".join(map(str, value)).translate(_PLAIN)
    return msgspec.json.encode(value).decode()


def _vcf(node: NodeLike, case: KeptCase, chosen: Through, head: dict[str, str]) -> Iterator[bytes]:
    """Records in the order of the file, each once."""
    with opened(node, case, small_of(case)) as small:
        *meta, titles = small.head
        own = [f"##samvar_{name}={value}".encode() for name, value in head.items()]
        yield b"\n".join([*meta, *own, titles]) + b"\n"
        lines = small["line"][chosen.selected.rows]
        _, first = np.unique(lines, return_index=True)
        for line in small.lines(chosen.selected.rows[first].tolist()):
            yield line + b"\n"
