"""`samvar rare events|repeats|mitochondrial`: a case's lists beyond small variants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.filters import asking, sought_from
from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, examples, pass_desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from samvar.focus.rare_disease.model.row import EventRow, MitochondrialRow, RepeatRow
    from samvar.present.printed import Cell

_PAGE = (
    click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most."),
    click.option("--skip", type=click.IntRange(0), default=0, help="Pass over so many first."),
)
_EVENT = ("place", "type", "length", "genes", "consequence", "frequency", "score", "copies", "note")
_REPEAT = ("locus", "disease", "unit", "limits", "alleles", "standing", "score", "note")
_MIXED = ("variant", "genes", "consequence", "shares", "diseases", "frequency")


def _paged(command: Any) -> Any:
    for option in reversed(_PAGE):
        command = option(command)
    return command


@examples(
    "samvar rare events 643594 --as geneticist",
    "samvar rare events 643594 --category mei --json --as geneticist",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--category", type=click.Choice(["sv", "mei", "fusion"]), default="sv",
              show_default=True, help="Structural variants, mobile elements, fusions.")  # fmt: skip
@asking
@_paged
@acting
@pass_desk
def events(desk: Desk, /, case: str, category: str, limit: int, skip: int, **given: Any) -> None:
    """List a case's structural variants, mobile elements or fusions, in the file's order."""
    _list(desk, case, category, (skip, limit), _EVENT, _event, given)


@examples("samvar rare repeats 643594 --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@asking
@_paged
@acting
@pass_desk
def repeats(desk: Desk, /, case: str, limit: int, skip: int, **given: Any) -> None:
    """List a case's repeats, with their limits and the alleles of each member."""
    _list(desk, case, "str", (skip, limit), _REPEAT, _repeat, given)


@examples("samvar rare mitochondrial 643594 --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@asking
@_paged
@acting
@pass_desk
def mitochondrial(desk: Desk, /, case: str, limit: int, skip: int, **given: Any) -> None:
    """List a case's mitochondrial variants, with each member's share of reads."""
    _list(desk, case, "mt", (skip, limit), _MIXED, _mixed, given)


def _list(
    desk: Desk,
    case: str,
    category: str,
    place: tuple[int, int],
    columns: tuple[str, ...],
    shown: Callable[[Any], tuple[Cell, ...]],
    given: dict[str, Any],
) -> None:
    from samvar.focus.rare_disease.model.sought import Sought
    from samvar.focus.rare_disease.service.case import find_case
    from samvar.focus.rare_disease.service.listing import see_list

    first, size = place
    sought = sought_from(desk, category, given["asks"], given["saved"], opens=given["opens"])
    wanted = Sought(everybody=True) if sought is None else sought
    name = find_case(desk.node, case)
    found = see_list(desk.node, name, category, wanted, desk.asker, first, size)
    passed, total = len(found.selected.rows), found.selected.total
    hidden = {step.name.lower(): n for step, n in found.selected.taken.items() if n}
    value = {"case": found.case.label, "category": category, "total": total, "passed": passed,
             "hidden": hidden, "unknown_genes": found.unknown, "rows": found.rows}  # fmt: skip
    desk.put(value, columns, [shown(row) for row in found.rows])
    more = passed - first - len(found.rows)
    told = "".join(f", {n} hidden by {step}" for step, n in hidden.items())
    rest = f", {more} more: --skip {first + size}" if more > 0 else ""
    desk.say(f"{passed} of {total} rows{told}{rest}")


def _event(row: EventRow) -> tuple[Cell, ...]:
    kind = row.word if row.mobile is None else f"{row.word} {row.mobile.family}"
    end = f"-{row.end}" if row.mate is None else f"~{row.mate[0]}:{row.mate[1]}"
    return (
        f"{row.contig or '?'}:{row.start + 1}{end}", kind, row.length,
        ", ".join(row.told.symbols), _gravest(row.told.severe),
        max(row.told.frequencies.values(), default=None), row.told.rank_score,
        "/".join("?" if each.copies is None else str(each.copies) for each in row.carried),
        row.note or row.told.note or "",
    )  # fmt: skip


def _repeat(row: RepeatRow) -> tuple[Cell, ...]:
    alleles = ["/".join(str(each.units) for each in own) or "?" for own in row.alleles.values()]
    standing = dict.fromkeys(each.standing.value for own in row.alleles.values() for each in own)
    low, high = ("?" if limit is None else str(limit) for limit in row.limits)
    return (
        row.name, row.disease or "", row.shown_unit or row.unit, f"<= {low}, >= {high}",
        " ".join(alleles), ", ".join(standing), row.rank_score, row.note or "",
    )  # fmt: skip


def _mixed(row: MitochondrialRow) -> tuple[Cell, ...]:
    shares = ["?" if each.fraction is None else f"{each.fraction:.3f}" for each in row.mixtures]
    return (
        f"MT-{row.position + 1}-{row.ref}-{row.alt}", ", ".join(row.told.symbols),
        _gravest(row.told.severe), " ".join(shares), "; ".join(row.diseases),
        max(row.told.frequencies.values(), default=None),
    )  # fmt: skip


def _gravest(severe: Any) -> str:
    return "" if severe is None else str(severe.most_severe)
