"""Families of known cause as cases of a node, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from samvar.demo.rare_disease.family import Drawn, draw_family
from samvar.demo.rare_disease.kind import KINDS
from samvar.demo.rare_disease.write import REDUCED, write_family
from samvar.focus.rare_disease.analyse.listing import select_rows
from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.inheritance import MODELS
from samvar.focus.rare_disease.model.listing import Filter, RowFilter
from samvar.focus.rare_disease.model.row import EventRow, MitochondrialRow, RepeatRow
from samvar.focus.rare_disease.rules.default_filter import DEFAULT_ROWS, DEFAULT_SMALL
from samvar.focus.rare_disease.service.case import list_rows, list_small
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.node import Node

Row = EventRow | RepeatRow | MitochondrialRow


@dataclass(frozen=True)
class Shown:
    """How the lists of a case are filtered: small variants, and rows by category."""

    small: Filter
    rows: dict[str, RowFilter]


BY_DEFAULT = Shown(DEFAULT_SMALL, dict(DEFAULT_ROWS))
_NARROW = RowFilter(frequency=0.01, severity="splice_region_variant")
NARROWED = Shown(
    Filter(frequency=0.01, severity="splice_region_variant", models=frozenset(MODELS)),
    {"sv": _NARROW, "str": DEFAULT_ROWS["str"], "mt": _NARROW},
)
"""As a reader narrows a list: rare, coding or at a splice site, and of a model that may hold."""


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
    drawn = draw_family(number, KINDS[number % len(KINDS)], f"RD-{number}", others=24)
    config = write_family(folder / drawn.label, drawn)
    reduced = config.with_name(REDUCED)
    plan = plan_case(config)
    assert plan.faults == (), plan.faults
    new = NewCase(plan, "01", "families", True, reduced if reduced.is_file() else None)
    return Brought(drawn, load_case(node, new, LOADER).case)


def hidden(node: Node, one: Brought, shown: Shown) -> list[str]:
    """What of the cause a filter does not show: the kind of cause, and of list."""
    drawn = one.drawn
    names = {
        str(row.variant) for row in list_small(node, one.case, shown.small, READER, 0, 999).rows
    }
    missed = [f"{drawn.kind.name}: small" for name in drawn.cause if name not in names]
    if drawn.deletions:
        places = {(each.start, each.end) for each in drawn.deletions}
        missed += _missed(node, one, shown, "sv", lambda row: (row.start, row.end) in places)
    if drawn.kind.mode == "STR":
        missed += _missed(node, one, shown, "str", lambda row: row.name == drawn.gene.symbol)
    if drawn.kind.mode == "MT":
        places = {row.effect.position for row in drawn.rows if row.effect.name in drawn.cause}
        missed += _missed(node, one, shown, "mt", lambda row: row.position in places)
    return missed


def _missed(
    node: Node, one: Brought, shown: Shown, category: str, is_cause: Callable[..., bool]
) -> list[str]:
    """Nothing, if a row of a list is the cause and is shown."""
    rows = list_rows(node, one.case, category, READER, 0, 999).rows
    left = select_rows(rows, shown.rows[category], one.drawn.names[0]).rows
    if any(is_cause(rows[number]) for number in left.tolist()):
        return []
    return [f"{one.drawn.kind.name}: {category}"]
