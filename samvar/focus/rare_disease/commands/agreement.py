"""`samvar rare agreement`: how far two readers of the same variants agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.service.agree import Agreement

_Rows = list[tuple[str, float | None]]


@examples(
    "samvar rare agreement --as geneticist",
    "samvar rare agreement readers.tsv",
    "samvar rare agreement readers.tsv --json",
)
@rare.command(cls=Command)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@acting
@pass_desk
def agreement(desk: Desk, file: Path | None) -> None:
    """Say how far two readers agree: equal classes, and Cohen's kappa beyond chance.

    FILE is tab-separated: variant, the first reader's class, the second's (P, LP, VUS, LB, B, or
    written out). Without it, what two readers of the node's cases came to before either knew of
    the other. Weighted kappa counts how many steps the classes are apart.
    """
    from samvar.focus.rare_disease.model.classified import Class
    from samvar.focus.rare_disease.model.reading import Outcome
    from samvar.focus.rare_disease.service.agree import agreement_of

    classes = [each.value for each in Class]
    titles = [each.text for each in Class]
    if file is not None:
        found = agreement_of(file)
        value = {"variants": found.n, **_value(found), "classes": classes, "table": found.table}
        desk.put(value, ("what", "value"), _rows("variants", found, titles))
        return
    from samvar.focus.rare_disease.service.node_agreement import agreement_here

    here = agreement_here(desk.node, desk.asker)
    outcomes = [each.value for each in Outcome]
    value = {
        "cases": here.cases,
        "begun": here.begun,
        "not_blind": here.sighted,
        "outcomes": {"cases": here.outcomes.n, **_value(here.outcomes), "outcomes": outcomes,
                     "table": here.outcomes.table},
        "classes": {"variants": here.classes.n, **_value(here.classes), "classes": classes,
                    "table": here.classes.table, "of_one_only": here.alone,
                    "acted_on_by_one": here.across},
    }  # fmt: skip
    rows: _Rows = [("cases that may be seen", here.cases), ("begun", here.begun)]
    rows += _rows("cases read twice, blind", here.outcomes, outcomes)
    rows += _rows("variants classed twice", here.classes, titles)
    rows += [("classed by one only", here.alone), ("acted on by one only", here.across)]
    desk.put(value, ("what", "value"), rows)


def _value(found: Agreement) -> dict[str, Any]:
    return {
        "observed": found.observed,
        "expected": found.expected,
        "kappa": found.kappa,
        "weighted_kappa": found.weighted,
    }


def _rows(what: str, found: Agreement, names: Sequence[str]) -> _Rows:
    rows: _Rows = [
        (what, found.n),
        ("agree", round(found.observed, 4)),
        ("agree by chance", round(found.expected, 4)),
    ]
    for name, value in (("kappa", found.kappa), ("weighted kappa", found.weighted)):
        rows.append((name, None if value is None else round(value, 4)))
    return rows + [
        (f"{names[r]} / {names[c]}", count)
        for r, row in enumerate(found.table)
        for c, count in enumerate(row)
        if count and r != c
    ]
