"""One row of a case's lists beyond small variants, with what is known of it here."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import EventRow, MitochondrialRow, RepeatRow
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.class_of import GivenClass, class_of
from samvar.focus.rare_disease.service.named import rows_named
from samvar.focus.rare_disease.service.place import place_of_row
from samvar.focus.rare_disease.service.reading import as_seen
from samvar.govern.identity import Asker
from samvar.knowledge.repeats import LIMITS, Limits
from samvar.model.errors import BadVariant, NotFound
from samvar.model.genome import Interval
from samvar.model.structural import Event, EventKind
from samvar.model.variant import Variant
from samvar.present.area import NodeLike

Row = EventRow | RepeatRow | MitochondrialRow


@dataclass(frozen=True, slots=True)
class WholeRow:
    """rows: every record of that name, at least one. place: None on no primary contig."""

    case: KeptCase
    category: str
    name: str
    rows: tuple[Row, ...]
    place: Interval | None
    given: GivenClass | None


def whole_row(node: NodeLike, identifier: str, category: str, name: str, asker: Asker) -> WholeRow:
    """A row by its name. Whether the case may be seen is the caller's to have asked.

    Raises:
        NotFound: no such case, its list is gone, or it has no such row.
        CorruptStore: a row cannot be read.
    """
    case = case_of(node, identifier)
    rows = tuple(row for _, row in rows_named(node, case, name, category))
    if not rows:
        raise NotFound("the case's list has no such variant")
    given = class_of(node, case, asker).get(name)
    place = place_of_row(rows[0])
    return WholeRow(as_seen(node, case, asker), category, name, rows, place, given)


def event_of(row: EventRow, case: KeptCase) -> Event | None:
    """The event as the nation is asked for it; None where it is none that is compared."""
    if row.kind is None or row.contig is None:
        return None
    start, end, mate = row.start, row.end, row.contig
    if row.kind is EventKind.BND:
        if row.mate is None:
            return None
        text = f"BND:{row.contig}:{row.start}-{row.mate[0]}:{row.mate[1]}"
        try:
            return Event.parse(text, case.assembly)
        except BadVariant:
            return None
    if row.kind in (EventKind.INS, EventKind.ME):
        end = start
    try:
        return Event(case.assembly, row.kind, row.contig, start, end, mate)
    except BadVariant:
        return None


def mitochondrial_of(row: MitochondrialRow, case: KeptCase) -> Variant | None:
    """The allele as the nation is asked for it; None where it is no sequence."""
    try:
        return Variant(case.assembly, "MT", row.position, row.ref, row.alt)
    except BadVariant:
        return None


def limits_here(row: RepeatRow) -> Limits | None:
    """What samvar's own table says of the locus; None where no source does."""
    return LIMITS.get(row.name)
