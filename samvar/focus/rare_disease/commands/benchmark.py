"""`samvar rare benchmark`: how often the ranking finds what patients turned out to have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.focus.rare_disease.commands.rank import hpo_option
from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.service.phenotype import Measured
    from samvar.present.printed import Cell

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
_THERE = click.Path(path_type=Path, dir_okay=False)
_PLANTED = ("method", "first", "found", "of", "share", "lower", "upper")
_COLUMNS = ("patients", "what", "method", "first", "found", "of", "share", "lower", "upper")


@examples(
    "samvar rare benchmark solved.jsonl.gz",
    "samvar rare benchmark solved.jsonl.gz --json",
    "samvar rare benchmark solved.jsonl.gz --with-own-paper",
    "samvar rare benchmark solved.jsonl.gz --exome exome.vcf.gz --ped exome.ped --cases 200",
)
@rare.command(cls=Command)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option(
    "--exclude-own-paper/--with-own-paper", default=True, show_default=True,
    help="Leave out what each patient's own publication says of diseases.",
)  # fmt: skip
@click.option("--exome", type=_THERE, help="An annotated VCF to plant their variants into.")
@click.option("--ped", type=_THERE, help="With one affected person, who is in the exome.")
@click.option("--cases", type=click.IntRange(1), help="At most so many.  [default: all]")
@hpo_option
@json_option
@pass_desk
def benchmark(
    desk: Desk,
    file: Path,
    exclude_own_paper: bool,
    exome: Path | None,
    ped: Path | None,
    cases: int | None,
    hpo: Path | None,
) -> None:
    """Measure the ranking on solved patients (Phenopackets, one in each line), beside its peers.

    Shares are of patients whose true disease, or gene, is first, among the first 3, the first 10,
    with 95 % intervals (Wilson). Most published patients are themselves a source of what is known
    of their disease; that is left out unless you ask for it, and those whose paper is no source
    of anything are counted apart, once with at most five of a paper.

    With --exome the patients of the half that nothing was fitted to stand among the candidates of
    somebody else's exome, and the true gene's place is told by phenotype, by variants, by both.
    """
    if exome is not None and ped is not None:
        _planted(desk, file, exome, ped, cases, hpo)
        return
    if (exome, ped, cases) != (None, None, None):
        raise UsageError("--exome and --ped go together, and --cases with them")
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


def _planted(
    desk: Desk, file: Path, exome: Path, ped: Path, cases: int | None, hpo: Path | None
) -> None:
    from samvar.focus.rare_disease.service.candidates import benchmark_candidates
    from samvar.focus.rare_disease.service.phenotype import FIRST
    from samvar.present.interval import wilson

    placed, left_out = benchmark_candidates(file, exome, ped, cases, hpo)
    lines = []
    for method in placed.places:
        for first in FIRST:
            found, of = placed.among(method, first)
            share = wilson(found, of)
            numbers = (None,) * 3 if share is None else (share.value, share.lower, share.upper)
            rounded = [None if number is None else round(number, 4) for number in numbers]
            lines.append(dict(zip(_PLANTED, (method, first, found, of, *rounded), strict=True)))
    genes = sorted(placed.genes)
    value = {
        "exome": exome.name,
        "candidate_genes": {"median": genes[len(genes) // 2], "most": genes[-1]},
        "left_out": dict(left_out),
        "lines": lines,
    }
    desk.put(value, _PLANTED, [tuple(line.values()) for line in lines])
    for reason, count in left_out.items():
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
