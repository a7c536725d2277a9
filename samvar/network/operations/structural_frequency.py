"""How many people have this structural variant, or one like it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import numpy as np

from samvar.model.calls import Int64
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.model.structural import (
    LEAST_OVERLAP,
    MOST_OVERLAP,
    MOST_WINDOW_BP,
    OVERLAP,
    Event,
)
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.tells import Table
from samvar.network.view import View
from samvar.store.variants.event import Question

MOST_EVENTS = 1_000
COLUMNS = ("carriers", "homozygotes", "individuals")


class StructuralArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """events: as `model.structural.Event.parse` reads them, distinct.

    overlap: of deletions and duplications, both ways. window_bp: between breakpoints of the
    others; 0: what is usual for each kind.
    """

    assembly: Literal["GRCh37", "GRCh38"]
    events: tuple[str, ...]
    overlap: float = OVERLAP
    window_bp: int = 0


def questions(args: StructuralArgs) -> list[Question]:
    """Each event with how much like it another must be. Raises BadVariant."""
    assembly, window = Assembly(args.assembly), args.window_bp or None
    return [Question(Event.parse(text, assembly), args.overlap, window) for text in args.events]


def check(args: StructuralArgs) -> None:
    """Refuse no events, too many, one twice, or a likeness that is none.

    Raises:
        UsageError: with what to change. BadVariant: one of them is none.
    """
    if not 1 <= len(args.events) <= MOST_EVENTS:
        raise UsageError(f"ask for 1 to {MOST_EVENTS:,} structural variants")
    if not LEAST_OVERLAP <= args.overlap <= MOST_OVERLAP:
        raise UsageError(f"the overlap is from {LEAST_OVERLAP} to {MOST_OVERLAP}")
    if not 0 <= args.window_bp <= MOST_WINDOW_BP:
        raise UsageError(f"the window is at most {MOST_WINDOW_BP:,} bases")
    read = [question.event for question in questions(args)]
    if len(set(read)) != len(read):
        raise UsageError("a structural variant is asked for twice")


def answer(args: StructuralArgs, view: View) -> SumValue:
    """People, not copies: with one call are two that are like the same event one carrier.

    individuals: who was looked at for this kind there, less those whose like call is not known.
    """
    looked, assembly = view.snapshot.looked, Assembly(args.assembly)
    found = [looked.events(assembly, question, view.scope) for question in questions(args)]
    return {
        column: np.array([getattr(each, column) for each in found], dtype=np.int64)
        for column in COLUMNS
    }


def _carriers(value: SumValue) -> Mapping[str, Int64]:
    # Homozygotes are never shown where there is a floor: among enough carriers they are few.
    return {"carriers": value["carriers"], "homozygotes": np.zeros_like(value["carriers"])}


def _told(args: StructuralArgs) -> Table:
    """Every event is a figure of its own, priced as a rare one: no frequency of it is public."""
    name = "\0".join((args.assembly, repr(args.overlap), str(args.window_bp), *args.events))
    return Table(f"structural {name}", len(args.events))


STRUCTURAL_FREQUENCY = Operation(
    name="structural_frequency",
    version=1,
    title="How many people have a structural variant like this one?",
    args=StructuralArgs,
    kind=Sum(
        columns=COLUMNS,
        length=lambda args: dict.fromkeys(COLUMNS, len(args.events)),
        per_person=dict.fromkeys(COLUMNS, 1),
        carriers=_carriers,
        others=lambda v: {"carriers": v["individuals"] - v["carriers"]},
        people={"carriers": "individuals", "homozygotes": "individuals"},
        strata=lambda _: 0,
        frequency=("carriers", "individuals"),
        names=lambda args: dict.fromkeys(COLUMNS, args.events),
    ),
    permission="ask:national",
    disclosure="registered",
    verb="ask-structural-frequency",
    answer=answer,
    check=check,
    denominator=lambda args: args.assembly,
    tells=_told,
)
