"""`samvar rare class`: a variant of a case, classified step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    pass_desk,
)

if TYPE_CHECKING:
    from samvar.focus.rare_disease.service.classification import Classifying

_RARE = "samvar rare"
_PASSED_ON = ("dominant", "recessive", "x_linked", "mitochondrial")
_FITS = ("specific", "consistent", "heterogeneous", "inconsistent")
_COLUMNS = ("what", "says", "why")


@examples(
    f"{_RARE} class 643594 7-124491972-C-A --as geneticist",
    f"{_RARE} class 643594 7-124491972-C-A --set PM2=supporting --why 'absent from gnomAD' "
    "--as geneticist",
    f"{_RARE} class 643594 7-124491972-C-A --settle --condition OMIM:616568 --as geneticist",
)
@rare.command("class", cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("variant", metavar="VARIANT")
@click.option("--inheritance", type=click.Choice(_PASSED_ON), help="How the disease is passed on.")
@click.option("--fit", type=click.Choice(_FITS), help="How well the picture fits the gene.")
@click.option("--suggest", "anew", is_flag=True, help="Suggest again from the list, and keep it.")
@click.option("--set", "chosen", metavar="CODE=STRENGTH", help="Or CODE=not_met, not_assessed.")
@click.option("--undo", "undone", type=int, metavar="STEP", help="Take one's own step back.")
@click.option("--why", default="", help="The reason for --set, --undo or --class.")
@click.option("--settle", "settles", is_flag=True, help="Give the class that the criteria make.")
@click.option("--class", "tier", type=click.IntRange(1, 5), help="With --settle: another class.")
@click.option("--condition", default="", help="The disease: a name, or OMIM, MONDO, ORPHA, HP.")
@dry_run_option
@acting
@pass_desk
def class_(
    desk: Desk,
    case: str,
    variant: str,
    inheritance: str | None,
    fit: str | None,
    anew: bool,
    chosen: str | None,
    undone: int | None,
    why: str,
    settles: bool,
    tier: int | None,
    condition: str,
) -> None:
    """Show how you classify a small variant of a case, or change it.

    Without a change nothing is kept: the criteria are suggested from the case's list. What another
    reader thinks is shown when both have concluded. 'samvar ask classified_elsewhere' tells how
    other centres have classified it, which is no evidence by itself.
    """
    from samvar.focus.rare_disease.model.classified import Class
    from samvar.focus.rare_disease.service.about import permit_of
    from samvar.focus.rare_disease.service.case import find_case
    from samvar.focus.rare_disease.service.classification import (
        judged_of,
        see_classification,
        set_criterion,
        suggest_anew,
        undo_step,
    )
    from samvar.focus.rare_disease.service.settle import settle
    from samvar.model.errors import UsageError

    node, asker = desk.node, desk.asker
    judged = judged_of(inheritance or "", fit or "") if inheritance or fit else None
    if tier is not None and not settles:
        raise UsageError("--class goes with --settle")
    changes = anew or chosen or undone is not None or settles
    if desk.dry_run and changes:
        permit_of(node, asker, "answer:referral", "rehearse-classify", find_case(node, case))
        desk.say("nothing is written; this is how it stands")
    elif changes:
        if anew:
            suggest_anew(node, case, variant, judged or judged_of("", ""), asker)
        if chosen:
            set_criterion(node, case, variant, *_chosen(chosen), why, asker)
        if undone is not None:
            undo_step(node, case, variant, undone, why, asker)
        if settles:
            classed = {each.tier: each for each in Class}.get(tier or 0)
            settle(node, case, variant, asker, condition=condition, classed=classed, why=why)
    seen = see_classification(node, case, variant, asker, None if changes else judged)
    desk.put(as_data(seen), _COLUMNS, _rows(seen))


def _chosen(text: str) -> tuple[str, Any, Any]:
    """`PVS1=strong`: code, state and strength."""
    from samvar.focus.rare_disease.model.verdict import State, Strength
    from samvar.model.errors import UsageError

    code, _, word = text.partition("=")
    word = word.strip().lower().replace("-", "_")
    if word in (State.NOT_MET.value, State.NOT_ASSESSED.value):
        return code.strip().upper(), State(word), None
    if word in {each.value for each in Strength}:
        return code.strip().upper(), State.MET, Strength(word)
    names = ", ".join(each.value for each in Strength)
    raise UsageError(f"'{text[:30]}' is not CODE=STRENGTH", remedy=f"{names}, not_met")


def as_data(seen: Classifying) -> dict[str, Any]:
    """The JSON value that is promised to readers."""
    result, history = seen.mine.result, seen.mine.history
    own = history.own_class
    return {
        "variant": str(seen.row.variant),
        "gene": seen.evidence.gene or None,
        "zygosity": seen.evidence.zygosity,
        "class": result.by_points.value,
        "points": result.points,
        "posterior": round(result.posterior, 6),
        "by_table": result.by_table.value,
        "table_rule": result.rule or None,
        "disagreement": result.disagreement or None,
        "own_class": None if own is None or own.classed is None else own.classed.value,
        "own_condition": None if own is None else own.given.get("condition"),
        "without_criteria": None if own is None else own.quick,
        "kept": seen.kept,
        "rules": list(seen.rules.names),
        "note": seen.rules.note or None,
        "criteria": [
            {
                "criterion": each.verdict.criterion,
                "state": each.verdict.state.value,
                "label": each.verdict.label if each.verdict.met else None,
                "points": each.verdict.points,
                "why": each.verdict.why,
                "evidence": list(each.verdict.evidence),
                "missing": list(each.verdict.missing),
                "by_person": each.by_person,
                "step": each.step,
            }
            for each in history.standing
        ],
        "steps": len(history.steps),
        "blind": seen.hidden.blind,
        "others": [
            {"reader": each.reader, "class": each.result.by_points.value,
             "points": each.result.points, "labels": list(each.result.labels)}
            for each in seen.others
        ],
        "case_class": next(
            (each.classed.value for each in reversed(seen.shared) if each.ended is None), None
        ),
    }  # fmt: skip


def _rows(seen: Classifying) -> list[tuple[str, str, str]]:
    result = seen.mine.result
    own = seen.mine.history.own_class
    found = [
        ("class", result.by_points.text,
         f"{result.points:+d} points, posterior {result.posterior:.3f}"),
        ("table of 2015", result.by_table.text, result.rule or "no rule of it"),
    ]  # fmt: skip
    if result.disagreement:
        found.append(("disagreement", "", result.disagreement))
    if own is not None and own.classed is not None:
        quick = "without criteria" if own.quick else own.given.get("condition", "")
        found.append(("your class", own.classed.text, quick))
    for each in seen.mine.history.standing:
        if each.verdict.met or each.by_person:
            said = each.verdict.label if each.verdict.met else each.verdict.state.value
            found.append((said, f"{each.verdict.points:+d}", f"step {each.step}: "
                          + "; ".join([each.verdict.why, *each.verdict.evidence])))  # fmt: skip
    for other in seen.others:
        found.append((other.reader, other.result.by_points.text, ", ".join(other.result.labels)))
    if seen.hidden.blind:
        found.append(("blind", "", "what others think is shown when both have concluded"))
    return found
