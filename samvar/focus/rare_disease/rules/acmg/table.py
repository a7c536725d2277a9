"""The table of 2015: which criteria together make which class.

Source: Richards et al. 2015, doi:10.1038/gim.2015.30, table 5. Its numbers are read as "at least".
It has no column for very strong or moderate evidence on the benign side, which prediction can give
since 2022: there very strong counts as strong, and moderate as supporting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.verdict import Strength, Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: how many criteria of each strength it wants, at least."""

    name: str
    makes: Class
    very_strong: int = 0
    strong: int = 0
    moderate: int = 0
    supporting: int = 0


PATHOGENIC: tuple[Row, ...] = (
    Row("Pathogenic (i)(a)", Class.PATHOGENIC, very_strong=1, strong=1),
    Row("Pathogenic (i)(b)", Class.PATHOGENIC, very_strong=1, moderate=2),
    Row("Pathogenic (i)(c)", Class.PATHOGENIC, very_strong=1, moderate=1, supporting=1),
    Row("Pathogenic (i)(d)", Class.PATHOGENIC, very_strong=1, supporting=2),
    Row("Pathogenic (ii)", Class.PATHOGENIC, strong=2),
    Row("Pathogenic (iii)(a)", Class.PATHOGENIC, strong=1, moderate=3),
    Row("Pathogenic (iii)(b)", Class.PATHOGENIC, strong=1, moderate=2, supporting=2),
    Row("Pathogenic (iii)(c)", Class.PATHOGENIC, strong=1, moderate=1, supporting=4),
    Row("Likely pathogenic (i)", Class.LIKELY_PATHOGENIC, very_strong=1, moderate=1),
    Row("Likely pathogenic (ii)", Class.LIKELY_PATHOGENIC, strong=1, moderate=1),
    Row("Likely pathogenic (iii)", Class.LIKELY_PATHOGENIC, strong=1, supporting=2),
    Row("Likely pathogenic (iv)", Class.LIKELY_PATHOGENIC, moderate=3),
    Row("Likely pathogenic (v)", Class.LIKELY_PATHOGENIC, moderate=2, supporting=2),
    Row("Likely pathogenic (vi)", Class.LIKELY_PATHOGENIC, moderate=1, supporting=4),
)
BENIGN: tuple[Row, ...] = (
    Row("Benign (ii)", Class.BENIGN, strong=2),
    Row("Likely benign (i)", Class.LIKELY_BENIGN, strong=1, supporting=1),
    Row("Likely benign (ii)", Class.LIKELY_BENIGN, supporting=2),
)
STAND_ALONE = "Benign (i)"
CONTRADICTORY = "Uncertain (ii)"
_BENIGN_COLUMN = {
    Strength.VERY_STRONG: Strength.STRONG,
    Strength.STRONG: Strength.STRONG,
    Strength.MODERATE: Strength.SUPPORTING,
    Strength.SUPPORTING: Strength.SUPPORTING,
}


def classify_by_table(verdicts: Iterable[Verdict]) -> tuple[Class, str]:
    """The class, and the name of the rule that makes it; "" where no rule does.

    Where one rule makes it pathogenic and another makes it benign it is uncertain.

    >>> from samvar.focus.rare_disease.model.verdict import parse_label
    >>> classify_by_table([parse_label("PVS1"), parse_label("PM2")])
    (<Class.LIKELY_PATHOGENIC: 'likely_pathogenic'>, 'Likely pathogenic (i)')
    >>> classify_by_table([parse_label("PVS1"), parse_label("PM3_VeryStrong")])
    (<Class.UNCERTAIN: 'uncertain'>, '')
    """
    for_it: list[Strength] = []
    against: list[Strength] = []
    for each in verdicts:
        if each.strength is not None and each.pathogenic:
            for_it.append(each.strength)
        elif each.strength is not None:
            against.append(_BENIGN_COLUMN.get(each.strength, each.strength))
    worse = _first(PATHOGENIC, for_it)
    if Strength.STAND_ALONE in against:
        better: Row | None = Row(STAND_ALONE, Class.BENIGN)
    else:
        better = _first(BENIGN, against)
    if worse is not None and better is not None:
        return Class.UNCERTAIN, CONTRADICTORY
    found = worse or better
    return (Class.UNCERTAIN, "") if found is None else (found.makes, found.name)


def _first(rows: tuple[Row, ...], given: list[Strength]) -> Row | None:
    count = given.count
    return next(
        (
            row
            for row in rows
            if count(Strength.VERY_STRONG) >= row.very_strong
            and count(Strength.STRONG) >= row.strong
            and count(Strength.MODERATE) >= row.moderate
            and count(Strength.SUPPORTING) >= row.supporting
        ),
        None,
    )
