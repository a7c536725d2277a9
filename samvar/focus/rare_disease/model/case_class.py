"""The class that a case's variant has at this node, and what it rests on."""

from __future__ import annotations

from datetime import datetime

import msgspec

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.copy_number import Line
from samvar.focus.rare_disease.model.verdict import Verdict
from samvar.model.genome import Assembly


class ToldClass(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a class rests on. category, listed: its list, and how that list names the variant.

    quick: chosen without criteria. by_table: the class by the table of 2015, where points give
    another one. rules: what the criteria went by. readers: accounts of who gave it.
    """

    category: str
    listed: str
    verdicts: tuple[Verdict, ...] = ()
    lines: tuple[Line, ...] = ()
    labels: tuple[str, ...] = ()
    quick: bool = False
    by_table: Class | None = None
    rules: tuple[str, ...] = ()
    inheritance: str = ""
    readers: tuple[str, ...] = ()


class CaseClass(msgspec.Struct, frozen=True, kw_only=True):
    """One class, as it was given; ended where another one, or none, has taken its place.

    variant: normalised, `1-1000-A-G`; of other lists than small variants as the list names it.
    """

    id: str
    case: str
    assembly: Assembly
    variant: str
    gene: str
    condition: str
    classed: Class
    points: int
    zygosity: str
    told: ToldClass
    at: datetime
    by: str
    ended: datetime | None = None
