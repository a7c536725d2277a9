"""A row of a case's lists beyond small variants by its name."""

from __future__ import annotations

import re

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import EventRow, MitochondrialRow, RepeatRow
from samvar.focus.rare_disease.records.rows import Rows
from samvar.focus.rare_disease.service.case import list_files
from samvar.focus.rare_disease.service.row_name import REPEAT, row_name
from samvar.present.area import NodeLike

_PLACE = re.compile(r"[0-9]{1,10}")


def rows_named(
    node: NodeLike, case: KeptCase, name: str, category: str | None = None
) -> tuple[tuple[str, EventRow | RepeatRow | MitochondrialRow], ...]:
    """Category and row of every record of that name, in the order of the lists; () for none.

    category: of the list; None for all but that of small variants. Whether the case may be seen
    is the caller's to have asked.
    """
    found = []
    for kept in case.lists:
        if kept.category == "snv" or category not in (None, kept.category):
            continue
        with list_files(node, kept) as (columns, texts):
            rows = Rows(columns, texts, kept.category, kept.file).holding(_words(name))
            found += [(kept.category, row) for row in rows if row_name(row) == name]
    return tuple(found)


def _words(name: str) -> list[str]:
    """What a row of that name says somewhere: its locus, or its start, 0- or 1-based."""
    if name.startswith(REPEAT):
        return [name.removeprefix(REPEAT)]
    places = [int(found) for found in _PLACE.findall(name)]
    return [str(at) for place in places for at in (place, place - 1) if at >= 0]
