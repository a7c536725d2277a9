"""From rows of a list to what was found in each gene."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.rare_disease.analyse.acmg.gather import facts_of
from samvar.focus.rare_disease.analyse.acmg.prior import without_phenotype
from samvar.focus.rare_disease.analyse.acmg.suggest import suggest
from samvar.focus.rare_disease.model.candidate import Found
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.rules.acmg.shelf import rules_for
from samvar.focus.rare_disease.rules.candidate.effect import effect
from samvar.model.consequence import Consequence, most_severe, term

PAIRED = frozenset({Model.AR_COMP, Model.AR_COMP_DN})


def found_by_gene(rows: Iterable[SmallRow]) -> dict[str, list[Found]]:
    """What was found in each gene, by symbol. Rows of which no model holds or is open, or whose
    change tells nothing by its kind, are left out."""
    found: dict[str, list[Found]] = {}
    for row in rows:
        models = frozenset((*row.met, *row.open))
        by_gene: dict[str, list[Consequence]] = {}
        for each in row.told.consequences:
            if each.gene:
                by_gene.setdefault(each.gene, []).append(each)
        for symbol, said in by_gene.items():
            worst = most_severe(said)
            assert worst is not None
            one = found_of(
                str(row.variant),
                worst,
                max(row.told.frequencies.values(), default=None),
                models,
            )
            if models and one.effect > 0:
                found.setdefault(symbol, []).append(one)
    return found


def found_of(
    variant: str, worst: Consequence, frequency: float | None, models: frozenset[Model]
) -> Found:
    """One alternative with its gravest consequence in a gene."""
    known = term(worst.most_severe)
    name = worst.most_severe if known is None else known.name
    revel = worst.predictions.get("REVEL")
    verdicts = suggest(facts_of(worst), rules_for(worst.gene, None, ()))
    return Found(
        variant,
        name,
        frequency,
        effect(name, None if revel is None else revel.score),
        without_phenotype(verdicts),
        models - PAIRED,
        models & PAIRED,
        worst.hgvs_p or worst.hgvs_c,
        worst.hgnc_id,
    )
