"""`samvar rare benchmark`: how often the ranking finds what patients turned out to have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.focus.rare_disease.commands.rank import hpo_option
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.service.phenotype import Measured
    from samvar.present.printed import Cell

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
_COLUMNS = ("patients", "what", "method", "first", "found", "of", "share", "lower", "upper")


@examples(
    "samvar rare benchmark solved.jsonl.gz",
    "samvar rare benchmark solved.jsonl.gz --json",
    "samvar rare benchmark solved.jsonl.gz --with-own-paper",
)
@rare.command(cls=Command)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option(
    "--exclude-own-paper/--with-own-paper", default=True, show_default=True,
    help="Leave out what each patient's own publication says of diseases.",
)  # fmt: skip
@hpo_option
@json_option
@pass_desk
def benchmark(desk: Desk, file: Path, exclude_own_paper: bool, hpo: Path | None) -> None:
    """Measure the ranking on solved patients (Phenopackets, one in each line), beside its peers.

    Shares are of patients whose true disease, or gene, is first, among the first 3, the first 10,
    with 95 % intervals (Wilson). Most published patients are themselves a source of what is known
    of their disease; that is left out unless you ask for it, and those whose paper is no source
    of anything are counted apart, once with at most five of a paper.
    """
    from samvar.focus.rare_disease.service.phenotype import benchmark as run

    measured = run(file, hpo, own_papers=not exclude_own_paper)
    lines = list(_lines(measured))
    value = {
        "own_paper": "excluded" if exclude_own_paper else "included",
        "left_out": dict(measured.left_out),
        "lines": lines,
    }
    desk.put(value, _COLUMNS, [tuple(line.values()) for line in lines])
    for reason, count in measured.left_out.items():
        desk.say(f"left out: {count:,} ({reason})")


def _lines(measured: Measured) -> Iterator[dict[str, Any]]:
    from samvar.focus.rare_disease.service.phenotype import FIRST
    from samvar.present.interval import wilson

    for (group, method), places in sorted(measured.places.items(), key=lambda each: each[0][0]):
        for what in ("disease", "gene"):
            for first in FIRST:
                found, of = places.among(what, first)
                share = wilson(found, of)
                numbers = (None,) * 3 if share is None else (share.value, share.lower, share.upper)
                cells: tuple[Cell, ...] = tuple(
                    None if number is None else round(number, 4) for number in numbers
                )
                yield dict(
                    zip(_COLUMNS, (group, what, method, first, found, of, *cells), strict=True)
                )
