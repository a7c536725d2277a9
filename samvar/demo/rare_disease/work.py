"""What the readers of a region have done with its families, through the services that they use."""

from __future__ import annotations

from samvar.demo.rare_disease.family import Drawn
from samvar.demo.rare_disease.plan import Plan, State
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.reading import Outcome
from samvar.focus.rare_disease.service.read import begin, conclude
from samvar.focus.rare_disease.service.settle import settle
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.node import Node

_WHY = "Seen in an ill child, and what it does to the gene is known to cause the disease"


def work_on(node: Node, plan: Plan, drawn: Drawn, case: str) -> None:
    """Read a case as far as its plan says: by both readers of the centre, blind to each other."""
    if plan.state is State.WAITING:
        return
    first, second = (
        Asker.of(PERSONAS[name].at(node.id)) for name in ("geneticist", "second-reader")
    )
    solved = plan.state is State.SOLVED
    _read(node, drawn, case, first, solved=plan.state is not State.UNSOLVED)
    _read(node, drawn, case, second, solved=solved)


def _read(node: Node, drawn: Drawn, case: str, reader: Asker, *, solved: bool) -> None:
    """One reader: the causal variants classified, and a conclusion. Unsolved: nothing was found."""
    begin(node, case, reader)
    if not solved:
        conclude(node, case, reader, Outcome.UNSOLVED, "No variant explains the features.")
        return
    for variant in drawn.cause:
        settle(
            node, case, variant, reader,
            condition=drawn.gene.disease, classed=Class.LIKELY_PATHOGENIC, why=_WHY, use="report",
        )  # fmt: skip
    conclude(node, case, reader, Outcome.SOLVED, f"{drawn.gene.symbol}: {drawn.gene.name}.")
