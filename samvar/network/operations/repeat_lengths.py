"""How long is this repeat in the country, and how many have a length that causes disease?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import numpy as np

from samvar.formats.vcf.repeats import LONGEST_NAME
from samvar.knowledge.repeats import LIMITS
from samvar.model.calls import Int64
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.tells import Table
from samvar.network.view import View

LONGEST = 150
"""Units up to which each length is a bin of its own; all above are one."""
CLASSES = ("normal", "between", "pathogenic")
COLUMNS = ("alleles", "homozygotes", "an", "individuals")


class RepeatArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """locus: by the name that the callers' catalogues give it. bins: each length, or the classes
    of `knowledge.repeats`, for loci that have limits there."""

    assembly: Literal["GRCh37", "GRCh38"]
    locus: str
    bins: Literal["length", "class"] = "length"


def edges(args: RepeatArgs) -> tuple[int, ...]:
    """The first length of each bin but the first."""
    return LIMITS[args.locus].edges if args.bins == "class" else tuple(range(1, LONGEST + 2))


def bins_of(args: RepeatArgs) -> tuple[str, ...]:
    """The name of each bin."""
    if args.bins == "class":
        return CLASSES
    return (*(str(units) for units in range(LONGEST + 1)), f"> {LONGEST}")


def check(args: RepeatArgs) -> None:
    """Refuse a locus without a name, or classes of one that has no limits.

    Raises:
        UsageError: with what to change.
    """
    if not args.locus or len(args.locus) > LONGEST_NAME or not args.locus.isprintable():
        raise UsageError("ask for one locus, by its name", remedy="for example HTT")
    if args.bins == "class" and args.locus not in LIMITS:
        raise UsageError(
            "no source says which lengths of this locus are normal",
            remedy="ask for its lengths: bins 'length'",
        )


def answer(args: RepeatArgs, view: View) -> SumValue:
    """Alleles by length among people who are called there, and people with both in one bin."""
    found = view.snapshot.looked.lengths(
        Assembly(args.assembly), args.locus, edges(args), view.scope
    )
    bins = len(found.alleles)
    return {
        "alleles": found.alleles.astype(np.int64),
        "homozygotes": found.homozygotes.astype(np.int64),
        "an": np.full(bins, found.an, dtype=np.int64),
        "individuals": np.full(bins, found.individuals, dtype=np.int64),
    }


def _carriers(value: SumValue) -> Mapping[str, Int64]:
    people = value["alleles"] - value["homozygotes"]
    return {"alleles": people, "homozygotes": np.zeros_like(people)}


REPEAT_LENGTHS = Operation(
    name="repeat_lengths",
    version=1,
    title="How long is a repeat?",
    args=RepeatArgs,
    kind=Sum(
        columns=COLUMNS,
        length=lambda args: dict.fromkeys(COLUMNS, len(bins_of(args))),
        per_person={"alleles": 2, "homozygotes": 1, "an": 2, "individuals": 1},
        carriers=_carriers,
        people={"alleles": "individuals", "homozygotes": "individuals"},
        strata=lambda _: 0,
        frequency=("alleles", "an"),
        partitions=frozenset({"alleles"}),
        names=lambda args: dict.fromkeys(COLUMNS, bins_of(args)),
    ),
    permission="ask:national",
    disclosure="registered",
    verb="ask-repeat-lengths",
    answer=answer,
    check=check,
    denominator=lambda args: args.assembly,
    tells=lambda args: Table(f"repeat {args.assembly} {args.bins} {args.locus}", 2),
)
