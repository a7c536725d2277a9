"""`samvar rare diseases`: what the features of a case point to."""

from __future__ import annotations

from pathlib import Path

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.focus.rare_disease.commands.rank import tell, told_options
from samvar.present.command import Command, Desk, acting, examples, pass_desk


@examples(
    "samvar rare diseases 643594 --as geneticist",
    "samvar rare diseases 643594 --explain OMIM:617153 --ask-next --as geneticist",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@told_options
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
