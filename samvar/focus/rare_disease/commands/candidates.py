"""Candidates as the commands print them."""

from __future__ import annotations

from typing import Any

from samvar.focus.rare_disease.model.candidate import Candidate
from samvar.present.printed import Cell

COLUMNS = ("rank", "gene", "score", "way", "phenotype", "variant", "p_acmg", "disease", "found")


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
