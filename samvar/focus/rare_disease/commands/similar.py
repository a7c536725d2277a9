"""`samvar rare similar`: has any region seen this in a similar patient?"""

from __future__ import annotations

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, examples, pass_desk

_COLUMNS = ("centre", "features", "variant", "copies", "gene", "outcome", "handle")


@examples(
    "samvar rare similar 643594 --as geneticist",
    "samvar rare similar 643594 --variant 7-124491972-C-A --json --as geneticist",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--variant", help="One of its small variants, as 1-1000-A-G.")
@acting
@pass_desk
def similar(desk: Desk, case: str, variant: str | None) -> None:
    """Ask all centres for patients like that of a case; a row is a reason to write there.

    With --variant also for those who carry it. No row tells a feature or a person: `samvar rare
    contact ask` writes to the centre, by the row's handle.
    """
    from samvar.focus.rare_disease.service.similar import see_similar
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language

    node = desk.node
    network = desk.site.network(node.id)
    found = see_similar(node, network, case, desk.asker, variant, node.config.deadline_s)
    answer = found.answer
    value = {
        "question": found.question,
        "asked": {"features": len(found.asked.terms), "genes": found.asked.genes,
                  "variant": found.asked.variant},
        "rows": None if answer is None or answer.value is None else found.rows,
        "coverage": None if answer is None else answer.coverage,
        "missing": () if answer is None else answer.missing,
    }  # fmt: skip
    rows = [
        (r.node, r.band, r.variant, r.zygosity, r.gene, r.outcome, r.handle) for r in found.rows
    ]
    desk.put(value, _COLUMNS, rows)
    if answer is None:
        desk.say("nothing was asked: fewer than three features, and no variant is classified")
        return
    if found.few:
        desk.say("the case has fewer than three features: nobody's were held against it")
    desk.say(coverage_line(answer.coverage, answer.missing, Language.of("en")))
