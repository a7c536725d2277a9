"""`samvar rare diseases`: what the features of a case point to."""

from __future__ import annotations

from pathlib import Path

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.focus.rare_disease.commands.rank import hpo_option, tell
from samvar.present.command import Command, Desk, acting, examples, pass_desk


@examples(
    "samvar rare diseases 643594 --as geneticist",
    "samvar rare diseases 643594 --explain OMIM:617153 --ask-next --as geneticist",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--explain", metavar="DISEASE", help="Say what made up a disease's score.")
@click.option("--ask-next", is_flag=True, help="Say which further features would tell most.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True,
    help="How many diseases a table shows; JSON has a hundred.",
)  # fmt: skip
@hpo_option
@acting
@pass_desk
def diseases(
    desk: Desk, case: str, explain: str | None, ask_next: bool, limit: int, hpo: Path | None
) -> None:
    """Rank diseases and genes by the features that a case keeps of its proband."""
    from samvar.focus.rare_disease.service.diseases import rank_case

    questions = limit if ask_next else 0
    found = rank_case(desk.node, case, desk.asker, hpo, explained=explain, questions=questions)
    tell(desk, found, limit)
