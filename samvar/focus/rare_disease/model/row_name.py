"""What a row of a list is called: in marks, classes, reports and, sealed, in addresses.

The name is of what is there and not of the record: it stays when the case is analysed again, and
two callers' records of one event have one name.
"""

from __future__ import annotations

from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.row import EventRow, MitochondrialRow, RepeatRow
from samvar.model.genome import CODE
from samvar.model.structural import WINDOWED_POINTS, EventKind

REPEAT = "STR:"
"""What the name of a repeat begins with."""
Named = SmallRow | EventRow | RepeatRow | MitochondrialRow


def row_name(row: Named) -> str:
    """A row's name, positions 1-based.

    `1-1000-A-G` of small and mitochondrial variants as the file writes them; `DEL:13:100-200`,
    `INS:7:1000`, `BND:1:2440844-10:99665147` of events as `model.structural.Event` has them, with
    `:ALU` behind a mobile element; `STR:HTT` of repeats; of a record that is no event that is
    compared its own word, place and genes.
    """
    if isinstance(row, SmallRow):
        return str(row.variant)
    if isinstance(row, MitochondrialRow):
        return f"MT-{row.position + 1}-{row.ref}-{row.alt}"
    if isinstance(row, RepeatRow):
        return f"{REPEAT}{row.name}"
    return _event(row)


def _event(row: EventRow) -> str:
    family = "" if row.mobile is None else f":{row.mobile.family}"
    if row.kind is None or row.contig is None:
        genes = "+".join(row.told.symbols)
        place = f"{row.contig or '?'}:{row.start + 1}-{row.end}"
        return ":".join(filter(None, (row.word, place, genes))) + family
    if row.kind is EventKind.BND and row.mate is not None:
        ends = sorted((CODE[contig], at, contig) for contig, at in (
            (row.contig, row.start), row.mate))  # fmt: skip
        return f"BND:{ends[0][2]}:{ends[0][1]}-{ends[1][2]}:{ends[1][1]}"
    if row.kind in WINDOWED_POINTS:
        return f"{row.kind.value}:{row.contig}:{row.start}{family}"
    return f"{row.kind.value}:{row.contig}:{row.start + 1}-{row.end}{family}"
