"""In which part of their reads do people have this mitochondrial allele?"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import msgspec
import numpy as np

from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.model.variant import Variant
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.tells import Table
from samvar.network.view import View
from samvar.store.variants.mitochondrial import LEVELS, THOUSAND

COLUMNS = ("carriers", "individuals")


class MitochondrialArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """variant: on MT, in words."""

    assembly: Literal["GRCh37", "GRCh38"]
    variant: str


def bins_of(_: MitochondrialArgs) -> tuple[str, ...]:
    """The part of the reads, 0 to 1, of each bin."""
    edges = (*LEVELS, THOUSAND)
    return tuple(f"{low / THOUSAND:.2f}-{high / THOUSAND:.2f}" for low, high in pairwise(edges))


def variant_of(args: MitochondrialArgs) -> Variant:
    """The allele that is asked about. Raises BadVariant."""
    return Variant.parse(args.variant, Assembly(args.assembly))


def check(args: MitochondrialArgs) -> None:
    """Refuse what is not on the mitochondrion.

    Raises:
        UsageError: another contig. BadVariant: it is no variant.
    """
    if variant_of(args).contig != "MT":
        raise UsageError("the variant is not on MT", remedy="for example MT-3243-A-G")


def answer(args: MitochondrialArgs, view: View) -> SumValue:
    """People in each bin, and people whose reads tell whether they are in one."""
    (key,) = view.snapshot.keys_of([variant_of(args)])
    found = view.snapshot.looked.levels(Assembly(args.assembly), int(key), view.scope)
    return {
        "carriers": found.carriers.astype(np.int64),
        "individuals": np.full(len(found.carriers), found.individuals, dtype=np.int64),
    }


MITOCHONDRIAL_FREQUENCY = Operation(
    name="mitochondrial_frequency",
    version=1,
    title="In which part of their reads do people have a mitochondrial variant?",
    args=MitochondrialArgs,
    kind=Sum(
        columns=COLUMNS,
        length=lambda _: dict.fromkeys(COLUMNS, len(LEVELS)),
        per_person=dict.fromkeys(COLUMNS, 1),
        carriers=lambda v: {"carriers": v["carriers"]},
        others=lambda v: {"carriers": v["individuals"] - v["carriers"]},
        people={"carriers": "individuals"},
        strata=lambda _: 0,
        frequency=("carriers", "individuals"),
        names=lambda args: dict.fromkeys(COLUMNS, bins_of(args)),
    ),
    permission="ask:national",
    disclosure="registered",
    verb="ask-mitochondrial-frequency",
    answer=answer,
    check=check,
    denominator=lambda args: args.assembly,
    tells=lambda args: Table(f"mitochondrial {args.assembly} {variant_of(args)}", 1),
)
