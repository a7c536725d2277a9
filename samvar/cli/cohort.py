"""`samvar cohort`: questions to the genomes of a node's people, by DuckDB or by Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    lines_of,
    pass_desk,
)

if TYPE_CHECKING:
    from samvar.node.cohort import Answer
    from samvar.present.printed import Cell
    from samvar.store.cohort.question import Group, People, Question

_GROUPS = ("sex", "ancestry", "area", "affected", "assay", "dataset")


@click.group(no_args_is_help=True)
def cohort() -> None:
    """Ask the genomes of this node's people: frequencies, carriers, of everybody or of some.

    Sums are answered, never rows. DuckDB reckons in this process; '--engine spark' goes to
    the Spark that the node's setting 'spark' names. Needs the extra 'cohort', or 'spark'.
    """


def _asking(function: Any) -> Any:
    """The options of both questions: who is counted, how they are told apart, who reckons."""
    options = [
        click.option("--assembly", required=True, help="The reference genome, GRCh37 or GRCh38."),
        click.option(
            "--variant", "variants", multiple=True, metavar="TEXT",
            help="A variant, as 10-94781859-G-A. May be given again; '-' reads lines.",
        ),
        *(
            click.option(
                f"--{group}", group, multiple=True, help=f"Count people of this {group} only."
            )
            for group in _GROUPS
        ),
        click.option("--by", type=click.Choice(_GROUPS), help="One row for each group."),
        click.option(
            "--engine", default="duckdb", show_default=True, metavar="ENGINE",
            help="duckdb, spark, or the master that the node's setting 'spark' names.",
        ),
        click.option(
            "--mirror", is_flag=True, help="Read the node's mirror, not the node's own folder."
        ),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@examples(
    "samvar cohort frequency --assembly GRCh38 --variant 10-94781859-G-A --by sex "
    "--at demo --as bioinformatician",
    "samvar cohort frequency --assembly GRCh38 --region 10:94780000-94860000 --ancestry EUR "
    "--at demo --as bioinformatician --json",
    "samvar cohort frequency --assembly GRCh38 --region 22 --engine spark --mirror "
    "--as bioinformatician",
)
@cohort.command(cls=Command)
@_asking
@click.option(
    "--region", "regions", multiple=True, metavar="TEXT",
    help="All variants of a stretch, as 17:43044295-43125364, or of a contig. May be given again.",
)  # fmt: skip
@acting
@pass_desk
def frequency(
    desk: Desk, /, assembly: str, variants: tuple[str, ...], regions: tuple[str, ...], **given: Any
) -> None:
    """Say how often variants are seen, and among how many who could be judged there."""
    from samvar.model.genome import CODE, Assembly, Interval
    from samvar.model.variant import Variant
    from samvar.store.cohort.question import Frequency

    where = Assembly.parse(assembly)
    stretches = tuple(
        Interval(text, 0, where.length(text)) if text in CODE else Interval.parse(text)
        for text in regions
    )
    named = tuple(Variant.parse(text, where) for text in lines_of(variants))
    question = Frequency(where, named, stretches, _people(given), _by(given))
    _answer(desk, question, given)


@examples(
    "samvar cohort carriers --assembly GRCh38 --variant 10-94781859-G-A "
    "--variant 10-94761900-C-T --by assay --at demo --as bioinformatician",
    "cut -f1 wanted.tsv | samvar cohort carriers --assembly GRCh38 --variant - --sex female "
    "--engine spark --as bioinformatician --json",
)
@cohort.command(cls=Command)
@_asking
@acting
@pass_desk
def carriers(desk: Desk, /, assembly: str, variants: tuple[str, ...], **given: Any) -> None:
    """Say how many people carry at least one of the variants, and how many there are."""
    from samvar.model.genome import Assembly
    from samvar.model.variant import Variant
    from samvar.store.cohort.question import Carriers

    where = Assembly.parse(assembly)
    named = tuple(Variant.parse(text, where) for text in lines_of(variants))
    _answer(desk, Carriers(where, named, _people(given), _by(given)), given)


@examples(
    "samvar cohort mirror --as operator",
    "samvar cohort mirror --dry-run --json --as operator",
)
@cohort.command(cls=Command)
@dry_run_option
@acting
@pass_desk
def mirror(desk: Desk) -> None:
    """Level the copy of the genomes that the setting 'mirror' names: bring new, delete left."""
    from samvar.node.mirror import level

    with desk.progress() as progress:
        done = level(desk.node, desk.asker, progress, dry_run=desk.dry_run)
    size = sum(file.bytes for file in done.lacks)
    row = (len(done.lacks), size, len(done.left))
    names = ("brought", "bytes", "deleted")
    desk.put(dict(zip(names, row, strict=True)), names, [row])


def _people(given: dict[str, Any]) -> People:
    from samvar.store.cohort.question import People

    return People(**{group: given[group] for group in _GROUPS})


def _by(given: dict[str, Any]) -> Group | None:
    from samvar.store.cohort.question import Group

    return Group(given["by"]) if given["by"] else None


def _answer(desk: Desk, question: Question, given: dict[str, Any]) -> None:
    from samvar.node.cohort import ask_cohort

    found: Answer = ask_cohort(
        desk.node, question, desk.asker, given["engine"], mirror=given["mirror"]
    )
    desk.site.spread(desk.node.id)
    rows = found.rows.to_pylist()
    cells = [tuple(_cell(value) for value in row.values()) for row in rows]
    desk.put(rows, found.rows.column_names, cells)
    desk.say(f"{found.people} people were asked about, at epoch {found.epoch}")
    if found.floor:
        desk.say(f"figures of fewer than {found.floor} people with or without it are withheld")


def _cell(value: Cell) -> Cell:
    return float(f"{value:.6g}") if isinstance(value, float) else value
