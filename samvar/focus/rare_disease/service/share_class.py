"""When a reader's class becomes the case's: at once, or in a blind round when both have concluded.

Only what the case has is told to other centres; so nobody learns of a class by asking the nation
what the other reader at the next desk thinks.
"""

from __future__ import annotations

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.analyse.copy_number.classify import classify as classify_copies
from samvar.focus.rare_disease.model.case_class import CaseClass, ToldClass
from samvar.focus.rare_disease.model.classification import Act, History, Step
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.copy_number import Change
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.records import Classes, Classifications
from samvar.focus.rare_disease.service.reading import Hidden
from samvar.model.clock import utc_now
from samvar.model.ids import new_id
from samvar.model.variant import Variant
from samvar.store.records.engine import Transaction

SMALL = "snv"


def keep(
    tx: Transaction,
    case: KeptCase,
    variant: str,
    reader: str,
    before: History,
    after: History,
    hidden: Hidden,
) -> None:
    """Write the steps that are new; and, unless the round is blind, the class that changed."""
    kept = Classifications(tx.connection)
    for step in after.steps[len(before.steps) :]:
        kept.add(case.id, variant, reader, step)
    if hidden.blind or after.own_class == before.own_class:
        return
    now = after.own_class
    if now is None:
        Classes(tx.connection).end(case.id, variant, utc_now())
    else:
        share(tx, case, variant, after, now, (reader,))


def share(
    tx: Transaction,
    case: KeptCase,
    variant: str,
    history: History,
    step: Step,
    readers: tuple[str, ...],
    classed: Class | None = None,
) -> None:
    """Make a reader's class that of the case. classed: another one, that both came to together."""
    given = step.given
    category = given.get("category", SMALL)
    result = classify(history.verdicts)
    differs = result.by_table is not result.by_points
    name = variant
    if category == SMALL:  # as the nation knows it; else as the file has it, which nobody finds
        name = given.get("normal") or str(Variant.parse(variant, case.assembly))
    suggested = [each for each in history.steps if each.act is Act.SUGGESTED]
    lines = tuple(each.line for each in history.standing_lines)
    told = ToldClass(
        category=category,
        listed=variant,
        verdicts=() if step.quick else history.verdicts,
        lines=() if step.quick else lines,
        labels=() if step.quick else labels_of(history),
        quick=step.quick,
        by_table=result.by_table if differs and not step.quick and not lines else None,
        rules=suggested[-1].rules if suggested and not step.quick else (),
        inheritance=given.get("inheritance", ""),
        readers=readers,
    )
    Classes(tx.connection).give(
        CaseClass(
            id=new_id("class"),
            case=case.id,
            assembly=case.assembly,
            variant=name,
            gene=given.get("gene", ""),
            condition=given.get("condition", ""),
            classed=classed or step.classed or Class.UNCERTAIN,
            points=0 if step.quick else points_of(history),
            zygosity=given.get("zygosity", "unknown"),
            told=told,
            at=utc_now(),
            by=readers[0],
        )
    )


def labels_of(history: History) -> tuple[str, ...]:
    """The criteria that are met, or the items of the copy-number metric that have points."""
    items = tuple(each.line.item for each in history.standing_lines if each.line.points)
    return items or classify(history.verdicts).labels


def points_of(history: History) -> int:
    """Points of the criteria, or hundredths of the copy-number metric."""
    lines = [each.line for each in history.standing_lines]
    if lines:
        return classify_copies(Change(history.given["change"]), lines).hundredths
    return classify(history.verdicts).points
