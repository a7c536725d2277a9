"""How each centre has classified many variants: what a reanalysis asks, in one question of them.

It tells less of each variant than `classified_elsewhere` does: centre, class and month, and nothing
by which two variants of one family could be told to be so.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from samvar.focus.rare_disease.share.classified import rows_here
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.model.variant import Variant
from samvar.network.kind import Union
from samvar.network.operation import Operation
from samvar.network.tells import Listing
from samvar.network.view import View

MOST = 500
"""Variants of one question. A reanalysis asks more of them in as many questions as it takes."""


class ManyArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """variants: `1-1000-A-G`, 1-based, each as small as it can be written."""

    assembly: str
    variants: tuple[str, ...]


class ManyRow(msgspec.Struct, frozen=True):
    """One class of one variant, as it was asked for, at one centre. number, classed, month: as of
    `ClassifiedRow`."""

    node: str
    variant: str
    number: int
    classed: str
    month: str


def _key(row: ManyRow) -> tuple[str, ...]:
    return (row.node, row.variant, f"{row.number:06}")


def answer_many(args: ManyArgs, view: View) -> Mapping[tuple[str, ...], ManyRow]:
    """The classes that hold here, by variant as it was asked for.

    Raises:
        Refused: it is not asked for somebody's care.
    """
    assembly = Assembly(args.assembly)
    names = {each: str(Variant.parse(each, assembly).trimmed()) for each in args.variants}
    found = rows_here(view, args.assembly, list(dict.fromkeys(names.values())))
    told = [
        ManyRow(row.node, asked, row.number, row.classed, row.month)
        for asked, name in names.items()
        for row in found[name]
    ]
    return {_key(each): each for each in told}


def _check(args: ManyArgs) -> None:
    if not 0 < len(args.variants) <= MOST:
        raise UsageError(f"1 to {MOST} variants are asked for at once", remedy="ask twice")
    assembly = Assembly.parse(args.assembly)
    for each in args.variants:
        Variant.parse(each, assembly)


CLASSIFIED_VARIANTS = Operation(
    name="classified_variants",
    version=1,
    title="How has any centre classified these variants?",
    args=ManyArgs,
    kind=Union(row=ManyRow, key=_key),
    permission="ask:national",
    disclosure="permit",
    verb="ask-classified-elsewhere",
    answer=answer_many,
    check=_check,
    denominator=lambda _: "rare:probands",
    tells=lambda args: Listing(args.assembly),
)
