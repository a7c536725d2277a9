"""`samvar rare agreement`: how far two readers of the same variants agree."""

from __future__ import annotations

from pathlib import Path

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, examples, json_option, pass_desk


@examples("samvar rare agreement readers.tsv", "samvar rare agreement readers.tsv --json")
@rare.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@pass_desk
def agreement(desk: Desk, file: Path) -> None:
    """Say how far two readers agree: equal classes, and Cohen's kappa beyond chance.

    FILE is tab-separated: variant, the first reader's class, the second's (P, LP, VUS, LB, B, or
    written out). Weighted kappa counts how many steps the classes are apart.
    """
    from samvar.focus.rare_disease.model.classified import Class
    from samvar.focus.rare_disease.service.agree import agreement_of

    found = agreement_of(file)
    names = [each.text for each in Class]
    rows: list[tuple[str, float | None]] = [
        ("variants", found.n),
        ("agree", round(found.observed, 4)),
        ("agree by chance", round(found.expected, 4)),
    ]
    for name, value in (("kappa", found.kappa), ("weighted kappa", found.weighted)):
        rows.append((name, None if value is None else round(value, 4)))
    rows += [
        (f"{names[r]} / {names[c]}", count)
        for r, row in enumerate(found.table)
        for c, count in enumerate(row)
        if count and r != c
    ]
    desk.put(
        {
            "variants": found.n,
            "observed": found.observed,
            "expected": found.expected,
            "kappa": found.kappa,
            "weighted_kappa": found.weighted,
            "classes": [each.value for each in Class],
            "table": found.table,
        },
        ("what", "value"),
        rows,
    )
