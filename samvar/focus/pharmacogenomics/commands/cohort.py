"""`samvar pgx cohort` and `samvar pgx quality`: alleles, phenotypes and answers in the country."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.pharmacogenomics.commands.group import pgx
from samvar.present.command import Command, Desk, acting, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.pharmacogenomics.service.cohort import Cohort
    from samvar.focus.pharmacogenomics.service.quality import Turnaround
    from samvar.network.merge import NationalAnswer
    from samvar.present.printed import Cell

_COLUMNS = ("gene", "group", "name", "count", "of", "frequency", "lower", "upper", "low", "high")
_QUALITY = ("region", "orders", "answered", "half_within_days", "before_first_dose", "dose_given",
            "share", "lower", "upper")  # fmt: skip


@examples(
    "samvar pgx cohort --gene CYP2C19 --at demo --as pharmacist",
    "samvar pgx cohort --gene DPYD --phenotypes --by ancestry --at demo --as pharmacist",
    "samvar pgx cohort --json --at demo --as researcher",
)
@pgx.command(cls=Command)
@click.option("--gene", "genes", multiple=True, help="A gene; may be given again. [default: all]")
@click.option("--phenotypes", is_flag=True, help="Count phenotypes instead of alleles.")
@click.option("--by", type=click.Choice(["ancestry"]), help="Count by ancestry label too.")
@acting
@pass_desk
def cohort(desk: Desk, genes: tuple[str, ...], phenotypes: bool, by: str | None) -> None:
    """How often the country sees each allele or phenotype, with 95 % intervals.

    A count that is below the floor is '-' in a table and null in JSON; it is not zero. `low` and
    `high` say where the whole nation's frequency lies when a node is silent.
    """
    from samvar.focus.pharmacogenomics.service import (
        allele_cohort,
        askable_genes,
        phenotype_cohort,
    )
    from samvar.model.errors import NotFound

    one = phenotype_cohort if phenotypes else allele_cohort
    asked = genes or askable_genes(desk.node)
    if not asked:
        raise NotFound("nobody at this node has a pharmacogenomic result", remedy="name a --gene")
    found = [
        one(desk.node, _asking(desk), desk.asker, gene, ancestry=by == "ancestry") for gene in asked
    ]
    desk.put([_plain(each) for each in found], _COLUMNS, [r for each in found for r in _rows(each)])
    for each in found:
        _say(desk, each)


@examples(
    "samvar pgx quality --at demo --as coordinator",
    "samvar pgx quality --since 2026-01-01 --until 2026-07-01 --json --at demo --as pharmacist",
)
@pgx.command(cls=Command)
@click.option("--since", default="", metavar="DAY", help="Orders from this day on, YYYY-MM-DD.")
@click.option("--until", default="", metavar="DAY", help="Orders before this day, YYYY-MM-DD.")
@acting
@pass_desk
def quality(desk: Desk, since: str, until: str) -> None:
    """How fast orders are answered, and whether before the first dose, by referring region."""
    from samvar.focus.pharmacogenomics.model.measure import DAYS
    from samvar.focus.pharmacogenomics.service import turnaround
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language

    found = turnaround(_asking(desk), since=since, until=until)
    lines = [{**_line(each), "days": list(each.days)} for each in found.lines]
    value = {"state": found.state, "coverage": found.coverage, "missing": found.missing,
             "days_up_to": list(DAYS), "regions": lines}  # fmt: skip
    desk.put(value, _QUALITY, [tuple(_line(each).values()) for each in found.lines])
    desk.say(coverage_line(found.coverage, found.missing, Language.of("en")))
    _must_answer(found.nation, found.missing)


def _asking(desk: Desk) -> Callable[..., NationalAnswer]:
    network, node, asker = desk.site.network(desk.node.id), desk.node, desk.asker

    def ask(operation: str, **args: Any) -> NationalAnswer:
        answer: NationalAnswer = network.ask_now(operation, args, asker, node.config.deadline_s)
        return answer

    return ask


def _plain(found: Cohort) -> dict[str, Any]:
    """The whole answer as it is promised to readers; a hidden count is null."""
    return {
        "gene": found.gene,
        "what": found.what,
        "state": found.state,
        "coverage": found.coverage,
        "missing": found.missing,
        "groups": [
            {
                "kind": group.kind,
                "label": group.label,
                "tested": group.tested,
                "certain": group.certain,
                "unsure": group.unsure,
                "of": group.of,
                "rows": [
                    {
                        "name": row.name or None,
                        "count": row.count,
                        "of": row.of,
                        "frequency": row.frequency,
                        "low": row.low,
                        "high": row.high,
                    }
                    for row in group.rows
                ],
            }
            for group in found.groups
        ],
    }


def _rows(found: Cohort) -> Iterable[tuple[Cell, ...]]:
    """What was seen or is hidden; names that nobody has are left to the JSON."""
    for group in found.groups:
        for row in group.rows:
            if row.count == 0:
                continue
            of = row.frequency
            figures = (None, None, None) if of is None else (of.value, of.lower, of.upper)
            numbers = (*figures, row.low, row.high)
            yield (
                found.gene,
                group.label or "all",
                row.name or "(other)",
                row.count,
                row.of,
                *(None if number is None else round(number, 6) for number in numbers),
            )


def _line(one: Turnaround) -> dict[str, Any]:
    share = one.in_time.share
    ends = (None, None, None) if share is None else (share.value, share.lower, share.upper)
    value, lower, upper = (None if number is None else round(number, 6) for number in ends)
    return {
        "region": one.region or "all",
        "orders": one.orders,
        "answered": one.reported,
        "half_within_days": one.within,
        "before_first_dose": one.in_time.before,
        "dose_given": one.in_time.given,
        "share": value,
        "lower": lower,
        "upper": upper,
    }


def _say(desk: Desk, found: Cohort) -> None:
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language

    nation = found.nation
    tested = "" if nation is None else f"{nation.tested:,} tested, {nation.certain:,} certain; "
    line = coverage_line(found.coverage, found.missing, Language.of("en"))
    desk.say(f"{found.gene}: {tested}{line}")
    _must_answer(nation, found.missing)


def _must_answer(nation: object, missing: Iterable[Any]) -> None:
    """Exit by the reason where there is no figure at all."""
    from samvar.model.errors import PeerUnavailable, Refused

    if nation is not None:
        return
    silent = list(missing)
    if silent and all(one.state == "refused" for one in silent):
        raise Refused("every node refused", why=silent[0].reason)
    raise PeerUnavailable("no node answered", remedy="ask again in a moment")
