"""`samvar rare coverage`: which genes of a case were not covered enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.focus.rare_disease.model.gene_depth import FLOORS
from samvar.focus.rare_disease.rules.gene_depth import FLOOR, LEAST
from samvar.present.command import Command, Desk, acting, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.service.gene_depth import GeneLine
    from samvar.present.printed import Cell


@examples(
    "samvar rare coverage RD-STO-01 --as geneticist",
    "samvar rare coverage RD-STO-01 --gene FBN1 --gene TGFBR2 --floor 30 --as geneticist",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--gene", "genes", multiple=True, metavar="SYMBOL",
              help="Of these, or HGNC ids. [default: the genes of the case's panels]")  # fmt: skip
@click.option("--floor", type=click.Choice([str(each) for each in FLOORS]), default=str(FLOOR),
              show_default=True, help="Reads that a base needs.")  # fmt: skip
@click.option("--least", type=click.FloatRange(0, 1), default=LEAST, show_default=True,
              help="Share of a gene's bases that need them, 0-1.")  # fmt: skip
@click.option("--short", is_flag=True, help="Only what was not covered, or not measured.")
@acting
@pass_desk
def coverage(
    desk: Desk, case: str, genes: tuple[str, ...], floor: str, least: float, *, short: bool
) -> None:
    """Say of genes how much of them was sequenced deep enough in each of the family.

    A gene that nobody measured is not covered and not short: it is told as not measured.
    """
    from samvar.focus.rare_disease.service.gene_depth import see_gene_cover

    found = see_gene_cover(desk.node, case, desk.asker, genes, floor=int(floor), least=least)
    proband = found.case.proband
    members = sorted((each.name for each in found.case.members), key=lambda one: one != proband)
    lines = [each for each in found.lines if not (short and each.standing == "covered")]
    desk.put(
        {
            "case": found.case.label,
            "floor": found.floor,
            "least": found.least,
            "panels": found.panels,
            "sources": found.sources,
            "genes": [_data(each, found.floor) for each in lines],
        },
        ("gene", "in the proband", *members),
        [_row(each, members, found.floor) for each in lines],
    )
    covered = len(found.standing("covered"))
    desk.say(f"{covered} of {len(found.lines)} genes are covered in the proband")


def _row(line: GeneLine, members: list[str], floor: int) -> tuple[Cell, ...]:
    own = [line.of(name) for name in members]
    return (
        line.symbol,
        line.standing.replace("_", " "),
        *(None if each is None else each.share(floor) for each in own),
    )


def _data(line: GeneLine, floor: int) -> dict[str, Any]:
    members = {} if line.found is None else line.found.members
    return {
        "gene": line.symbol,
        "standing": line.standing,
        "members": {
            name: {"bases": each.bases, "mean": each.mean, "share": each.share(floor)}
            for name, each in members.items()
        },
    }
