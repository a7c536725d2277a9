"""How many people carry this variant, or any of these?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import numpy as np

from samvar.govern.ledger_price import Form
from samvar.model.calls import Int64
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.operations.variant_frequency import read_variants
from samvar.network.tells import Variants
from samvar.network.view import View

MOST_VARIANTS = 1_000


class CarriersArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Variants in words, distinct."""

    assembly: Literal["GRCh37", "GRCh38"]
    variants: tuple[str, ...]


COLUMNS = ("any_carriers", "carriers", "any_individuals", "individuals")


def _length(args: CarriersArgs) -> Mapping[str, int]:
    many = len(args.variants)
    return {"any_carriers": 1, "carriers": many, "any_individuals": 1, "individuals": many}


def _carriers(value: SumValue) -> Mapping[str, Int64]:
    # People with any of several tell, with each one's carriers, how many have two: a few, always.
    alone = int(value["any_carriers"][0]) if len(value["carriers"]) == 1 else 0
    return {"any_carriers": np.array([alone], dtype=np.int64), "carriers": value["carriers"]}


def _others(value: SumValue) -> Mapping[str, Int64]:
    without = value["individuals"] - value["carriers"]
    return {"any_carriers": without[:1], "carriers": without}


def check(args: CarriersArgs) -> None:
    """Refuse no variants, too many, or one twice.

    Raises:
        UsageError: with what to change. BadVariant: one of them is none.
    """
    if not 1 <= len(args.variants) <= MOST_VARIANTS:
        raise UsageError(f"ask for 1 to {MOST_VARIANTS:,} variants")
    read = read_variants(args.variants, Assembly(args.assembly))
    if len(set(read)) != len(read):
        raise UsageError("a variant is asked for twice")


def answer(args: CarriersArgs, view: View) -> SumValue:
    """People, not copies. any_individuals: all who count here; individuals: callable there."""
    assembly = Assembly(args.assembly)
    keys = view.snapshot.keys_of(read_variants(args.variants, assembly))
    counts = view.snapshot.counts(assembly, keys, view.scope)
    any_of_them = len(view.snapshot.carriers_any(assembly, keys, view.scope))
    everyone = view.snapshot.individuals(assembly, view.scope)
    return {
        "any_carriers": np.array([any_of_them], dtype=np.int64),
        "carriers": counts.ac - counts.hom,
        "any_individuals": np.array([everyone], dtype=np.int64),
        "individuals": counts.individuals,
    }


CARRIERS_COUNT = Operation(
    name="carriers_count",
    version=1,
    title="How many people carry a variant, or any of several?",
    args=CarriersArgs,
    kind=Sum(
        columns=COLUMNS,
        length=_length,
        per_person=dict.fromkeys(COLUMNS, 1),
        carriers=_carriers,
        others=_others,
        people={"any_carriers": "any_individuals", "carriers": "individuals"},
        strata=lambda _: 0,
    ),
    permission="ask:national",
    disclosure="registered",
    verb="ask-carriers-count",
    answer=answer,
    check=check,
    denominator=lambda args: args.assembly,
    tells=lambda args: Variants(args.assembly, args.variants, form=Form.CARRIERS),
)
