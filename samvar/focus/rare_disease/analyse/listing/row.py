"""A filter put to the rows of a case's other lists, step after step, each row whole.

Unknown is not false, as in `select`: a row that no annotator has looked at passes the steps that
ask for its gene or consequence, an event without a length that of its size, a member who is not
called that of carriage, a repeat of unclear length that of its standing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from samvar.focus.rare_disease.analyse.listing.select import least_of
from samvar.focus.rare_disease.model.listing import RowFilter, Selected, Step
from samvar.focus.rare_disease.model.row import (
    Annotated,
    EventRow,
    MitochondrialRow,
    RepeatRow,
    RepeatStanding,
)
from samvar.model.consequence import rank
from samvar.model.genome import Interval

Row = EventRow | RepeatRow | MitochondrialRow
Passes = Callable[[Row], bool]
_NEVER_HIDDEN = frozenset((RepeatStanding.UNCLEAR, RepeatStanding.NOT_ASSESSED))


def select_rows(rows: Sequence[Row], wanted: RowFilter, proband: str | None) -> Selected:
    """The numbers of rows that pass, in their order, and how many each step hid.

    proband: the name of their sample; None where it is gone, and nobody is known to carry less.

    Raises:
        UsageError: the filter names a consequence that no table has.
    """
    left = [*range(len(rows))]
    taken = {}
    for step, passes in _steps(wanted, proband).items():
        stay = [number for number in left if passes(rows[number])]
        taken[step] = len(left) - len(stay)
        left = stay
    return Selected(np.array(left, dtype=np.int32), len(rows), taken)


def _steps(wanted: RowFilter, proband: str | None) -> dict[Step, Passes]:
    found: dict[Step, Passes] = {}
    if wanted.within:
        found[Step.PLACE] = lambda row: any(_inside(row, each) for each in wanted.within)
    if (genes := wanted.genes) is not None:
        found[Step.GENES] = lambda row: _of_genes(row, genes)
    if wanted.carried:
        found[Step.CARRIED] = lambda row: not _lacks(row, proband)
    if wanted.passed:
        found[Step.QUALITY] = lambda row: isinstance(row, RepeatRow) or row.passed
    if (most := wanted.frequency) is not None:
        found[Step.FREQUENCY] = lambda row: not highest(row) > most
    if wanted.severity is not None:
        least = least_of(wanted.severity)
        found[Step.SEVERITY] = lambda row: _as_grave(row, least)
    if (score := wanted.score) is not None:
        found[Step.SCORE] = lambda row: (own := rank_score(row)) is None or own >= score
    if wanted.kinds:
        found[Step.KIND] = lambda row: not isinstance(row, EventRow) or row.word in wanted.kinds
    if wanted.least is not None or wanted.most is not None:
        found[Step.SIZE] = lambda row: _sized(row, wanted.least, wanted.most)
    if wanted.standings:
        found[Step.STANDING] = lambda row: _stands(row, wanted.standings, proband)
    if (share := wanted.share) is not None:
        found[Step.SHARE] = lambda row: (own := share_of(row, proband)) is None or own >= share
    return dict(sorted(found.items()))


def highest(row: Row) -> float:
    """The highest frequency that the file states, 0-1; nan where it states none."""
    told = _told(row)
    known = () if told is None else told.frequencies.values()
    return max(known, default=float("nan"))


def rank_score(row: Row) -> float | None:
    """genmod's score, of whatever row."""
    return row.rank_score if isinstance(row, RepeatRow) else row.told.rank_score


def share_of(row: Row, member: str | None) -> float | None:
    """A member's part of the reads of a mitochondrial variant; None where it is not known."""
    if not isinstance(row, MitochondrialRow):
        return None
    return next((each.fraction for each in row.mixtures if each.member == member), None)


def _told(row: Row) -> Annotated | None:
    return None if isinstance(row, RepeatRow) else row.told


def _inside(row: Row, place: Interval) -> bool:
    contig, start, end = _place(row)
    return contig == place.contig and start < place.end and max(end, start + 1) > place.start


def _place(row: Row) -> tuple[str | None, int, int]:
    if isinstance(row, MitochondrialRow):
        return "MT", row.position, row.position + len(row.ref)
    return row.contig, row.start, row.end


def _of_genes(row: Row, genes: frozenset[str]) -> bool:
    if isinstance(row, RepeatRow):
        return row.name in genes or (row.hgnc is not None and f"HGNC:{row.hgnc}" in genes)
    told = row.told
    if not told.genes and not told.symbols and told.severe is None:
        return True
    return not genes.isdisjoint((*told.genes, *told.symbols))


def _lacks(row: Row, proband: str | None) -> bool:
    """The proband is known not to carry it."""
    if isinstance(row, EventRow):
        return any(each.member == proband and each.copies == 0 for each in row.carried)
    return share_of(row, proband) == 0


def _as_grave(row: Row, least: int) -> bool:
    told = _told(row)
    if told is None or not told.consequences or isinstance(row, MitochondrialRow):
        return True  # half of the mitochondrion's genes make no protein: see `select`
    return min(rank(term) for each in told.consequences for term in each.terms) <= least


def _sized(row: Row, least: int | None, most: int | None) -> bool:
    if not isinstance(row, EventRow) or row.length is None:
        return True
    return (least is None or row.length >= least) and (most is None or row.length <= most)


def _stands(row: Row, standings: frozenset[RepeatStanding], proband: str | None) -> bool:
    if not isinstance(row, RepeatRow) or row.note is not None:
        return True
    own = row.alleles.get(proband or "", ())
    return not own or any(each.standing in standings | _NEVER_HIDDEN for each in own)
