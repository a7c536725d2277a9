"""Where a row of a case's lists lies."""

from __future__ import annotations

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import EventRow, MitochondrialRow, RepeatRow
from samvar.focus.rare_disease.service.named import rows_named
from samvar.model.errors import BadVariant, NotFound
from samvar.model.genome import Interval
from samvar.model.variant import Variant
from samvar.present.area import NodeLike


def place_of(node: NodeLike, case: KeptCase, category: str, name: str) -> Interval:
    """The stretch of a variant by its name, 0-based half-open. Whether the case may be seen is the
    caller's to have asked.

    Raises:
        NotFound: no list of that category has it, or it lies on no primary contig.
    """
    if category == "snv":
        try:
            variant = Variant.parse(name, case.assembly)
        except BadVariant:
            raise NotFound("the case's list has no such variant") from None
        return Interval(variant.contig, variant.position, variant.end)
    rows = rows_named(node, case, name, category)
    place = place_of_row(rows[0][1]) if rows else None
    if place is None:
        raise NotFound("the case's list has no such variant on a primary contig")
    return place


def place_of_row(row: EventRow | RepeatRow | MitochondrialRow) -> Interval | None:
    """The stretch of a row; None where it is on no primary contig."""
    if isinstance(row, MitochondrialRow):
        return Interval("MT", row.position, row.position + len(row.ref))
    if row.contig is None:
        return None
    return Interval(row.contig, row.start, max(row.end, row.start + 1))
