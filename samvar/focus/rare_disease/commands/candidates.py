"""`samvar rare candidates`: genes of a case by what was seen and what was found together."""

from __future__ import annotations

from typing import Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.focus.rare_disease.model.candidate import Candidate
from samvar.present.command import Command, Desk, acting, examples, pass_desk
from samvar.present.printed import Cell

COLUMNS = ("rank", "gene", "score", "way", "phenotype", "variant", "p_acmg", "disease", "found")


@examples("samvar rare candidates 643594 --limit 20 --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="At most."
)
@acting
@pass_desk
def candidates(desk: Desk, case: str, limit: int) -> None:
    """Rank the genes in which something was found, by features and variants together."""
    from samvar.focus.rare_disease.service.case_candidates import candidates_of_case

    found = candidates_of_case(desk.node, case, desk.asker)
    value = {"case": case, "candidates": [candidate_data(each) for each in found[:limit]]}
    desk.put(value, COLUMNS, [cells(at, each) for at, each in enumerate(found[:limit], 1)])


def cells(at: int, each: Candidate) -> tuple[Cell, ...]:
    """One line of a table."""
    return (
        at, each.symbol, round(each.score, 4), each.way.value, float(f"{each.phenotype:.3g}"),
        round(each.variant, 3), round(each.p_acmg, 3), each.disease,
        "; ".join(f"{one.variant} {one.consequence}" for one in each.found),
    )  # fmt: skip


def candidate_data(each: Candidate) -> dict[str, Any]:
    """A candidate as the JSON value that is promised to readers."""
    return {
        "symbol": each.symbol,
        "hgnc": each.hgnc,
        "score": float(f"{each.score:.6g}"),
        "way": each.way.value,
        "phenotype": float(f"{each.phenotype:.6g}"),
        "variant_score": round(each.variant, 4),
        "p_acmg": round(each.p_acmg, 4),
        "disease": each.disease,
        "variants": [
            {
                "variant": one.variant,
                "consequence": one.consequence,
                "hgvs": one.hgvs or None,
                "frequency": one.frequency,
                "effect": one.effect,
                "p_acmg": round(one.p_acmg, 4),
                "models": sorted(model.value for model in one.alone | one.paired),
            }
            for one in each.found
        ],
    }
