"""What relatives' answers suggest for a variant, where a reader classifies it; and taking that."""

from __future__ import annotations

from dataclasses import replace

from samvar.focus.rare_disease.analyse.acmg.relatives import siblings_of, suggested
from samvar.focus.rare_disease.model.facts import Inheritance
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.relative import FamilyCount, RelativeAnswer
from samvar.focus.rare_disease.model.verdict import State
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.classification import (
    Classifying,
    change,
    classifying,
    judged_in,
)
from samvar.focus.rare_disease.service.relatives import (
    family_counts,
    newest_of,
    relatives_answers,
)
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import Conflict
from samvar.present.area import NodeLike

_NOT_COUNTED = (Inheritance.X_LINKED, Inheritance.MITOCHONDRIAL)
"""Here a relation alone does not say whether a meiosis was informative."""


def count_seen(
    node: NodeLike,
    seen: Classifying,
    asker: Asker,
    inheritance: Inheritance | None,
    *,
    noted: bool = True,
) -> tuple[FamilyCount, tuple[RelativeAnswer, ...]] | None:
    """The count of the variant that is classified, and whose answers it is of; None without any.

    inheritance: as the reader judges the disease. Of a recessive one the proband has the variant on
    both copies, or one other that is known to lie opposite; else nothing is counted. noted: as in
    `relatives_answers`, by which only relatives are told whose record the reader may see.
    """
    answers = relatives_answers(node, seen.case, asker, noted=noted)
    variant = str(seen.row.variant)
    mine = tuple(newest_of(answers, variant))
    if not mine:
        return None
    if inheritance is Inheritance.RECESSIVE:
        return _recessive(seen, answers, mine, variant), mine
    (count,) = family_counts(node, seen.case, mine)
    return count if inheritance not in _NOT_COUNTED else replace(count, verdicts=()), mine


def take_suggested(
    node: NodeLike, identifier: str, variant: str, code: str, asker: Asker
) -> Classifying:
    """Set a criterion as relatives' answers suggest it now, by the reader's own hand.

    Raises: as `set_criterion`. Conflict: they suggest nothing for it.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-classification", case)
    seen = classifying(node, case_of(node, case), variant, asker)
    found = count_seen(node, seen, asker, judged_in(seen.mine.history).inheritance)
    verdicts = () if found is None else found[0].verdicts
    met = [each for each in verdicts if each.criterion == code and each.state is State.MET]
    if found is None or not met:
        raise Conflict("the relatives' answers do not suggest that criterion")
    why = f"{met[0].why}: {', '.join(each.label for each in reversed(found[1]))}"
    return change(
        node, identifier, variant, asker, "classify-set",
        lambda _, mine: mine.set(met[0], by=asker.user.account, at=utc_now(), why=why),
    )  # fmt: skip


def _recessive(
    seen: Classifying,
    answers: tuple[RelativeAnswer, ...],
    mine: tuple[RelativeAnswer, ...],
    variant: str,
) -> FamilyCount:
    partners = seen.evidence.partners
    both = seen.evidence.zygosity == "hom"
    opposite = ""
    if not both and Model.AR_COMP in seen.row.met and len(partners) == 1:
        opposite = str(partners[0].row.variant)
    others = {each.person: each.line for each in newest_of(answers, opposite)} if opposite else {}
    people = [
        (each.relation, {variant: each.line, **({opposite: others[each.person]}
                                               if each.person in others else {})})
        for each in mine
    ]  # fmt: skip
    family = siblings_of(people, variant, opposite)
    ill = any(e.affected for e in seen.case.members if e.name == seen.case.proband)
    sure = ill and (both or bool(opposite))
    telling = family.affected_siblings or family.healthy_siblings or family.not_carrying
    gene = seen.evidence.gene
    return FamilyCount(
        variant, gene, family, len(mine),
        sum(each.line.carried != "not_assessed" for each in mine),
        suggested(gene, family) if sure and telling else (), recessive=True, opposite=opposite,
    )  # fmt: skip
