"""Families of known cause as cases of a node, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samvar.demo.rare_disease.family import Drawn, draw_family
from samvar.demo.rare_disease.kind import KINDS
from samvar.demo.rare_disease.write import REDUCED, write_family
from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.row import EventRow, RepeatRow, RepeatStanding
from samvar.focus.rare_disease.service.case import list_rows, list_small, see_variant
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.node import Node
from tests.focus.rare_disease.families.filters import DEFAULT


def asker(name: str) -> Asker:
    user = PERSONAS[name].at("stockholm")
    return Asker(user, user.role.usual_purpose)


LOADER, READER = asker("bioinformatician"), asker("geneticist")


@dataclass(frozen=True)
class Brought:
    """A family, and the id of its case."""

    drawn: Drawn
    case: str


def bring(node: Node, folder: Path, number: int) -> Brought:
    """Family number `number`, the kinds in turn, drawn, written and loaded."""
    drawn = draw_family(number, KINDS[number % len(KINDS)], f"RD-{number}")
    config = write_family(folder / drawn.label, drawn)
    reduced = config.with_name(REDUCED)
    plan = plan_case(config)
    assert plan.faults == (), plan.faults
    new = NewCase(plan, "01", "families", True, reduced if reduced.is_file() else None)
    return Brought(drawn, load_case(node, new, LOADER).case)


def hidden(node: Node, one: Brought) -> list[str]:
    """What of the cause the default lists do not show, with the steps that hide it."""
    found = []
    listed = {
        str(row.variant)
        for row in list_small(node, one.case, DEFAULT, READER, size=1000).rows
    }
    for name in one.drawn.cause:
        if name not in listed:
            steps = see_variant(node, one.case, name, READER, DEFAULT)[1]
            found.append(f"{one.drawn.kind.name}: {', '.join(step.name for step in steps)}")
    if one.drawn.deletions:
        events = list_rows(node, one.case, "sv", READER).rows
        places = {(e.start, e.end) for e in events if isinstance(e, EventRow)}
        if {(each.start, each.end) for each in one.drawn.deletions} - places:
            found.append(f"{one.drawn.kind.name}: no event")
    if one.drawn.kind.mode == "STR":
        repeats = list_rows(node, one.case, "str", READER).rows
        if not any(isinstance(each, RepeatRow) and _grown(each, one.drawn) for each in repeats):
            found.append("repeat: not pathological")
    return found


def _grown(row: RepeatRow, drawn: Drawn) -> bool:
    own = row.alleles[drawn.names[0]]
    return row.name == drawn.gene.symbol and any(
        each.standing is RepeatStanding.PATHOLOGICAL for each in own
    )
