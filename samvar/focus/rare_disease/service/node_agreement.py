"""How far the two readers of a node's cases agreed before either knew of the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samvar.focus.rare_disease.analyse.acmg.agree import (
    ACTED_ON,
    Agreement,
    agreement,
    agreement_among,
)
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.reading import Outcome, ReadingStep
from samvar.focus.rare_disease.model.reading_round import Round
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.reading import rounds_in
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.present.area import NodeLike
from samvar.store.records.tables import cases as house

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class NodeAgreement:
    """Over the first rounds of cases that two have read, blind from the first act on.

    cases: that this person may see; begun: of them, those that somebody began to read; sighted:
    read by two, and not blind throughout, which are left out. outcomes: of cases. classes: of
    variants to which both gave a class; alone: variants to which one did. across: of the classes,
    how many would be acted on by one reader and not by the other.
    """

    cases: int
    begun: int
    sighted: int
    outcomes: Agreement
    classes: Agreement
    alone: int
    across: int


def agreement_here(node: NodeLike, asker: Asker) -> NodeAgreement:
    """Both readers' first words on the cases of this node that the person may see.

    Raises:
        Refused: the person may see none at all.
    """
    permit(node, asker, "see:referrals", "see-agreement")
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    with node.records.read() as tx:
        cases = RareCases(tx.connection).listed(seen, _ALL, 0)
        rounds = rounds_in(node, cases, tx)
    return agreement_of_rounds(own[0] for own in rounds.values())


def agreement_of_rounds(rounds: Iterable[Round]) -> NodeAgreement:
    """The same of rounds at hand, one of each case."""
    cases = begun = sighted = alone = 0
    outcomes: list[tuple[Outcome, Outcome]] = []
    classes: list[tuple[Class, Class]] = []
    for each in rounds:
        cases += 1
        begun += bool(each.readers)
        pair = each.first_pair
        if pair is None:
            continue
        if not each.blind_throughout:
            sighted += 1
            continue
        first, second = map(_weighed, pair)
        classes += [(first[name], second[name]) for name in first if name in second]
        alone += len(first.keys() ^ second.keys())
        one, other = (step.said.conclusion for step in pair)
        if one is not None and other is not None:
            outcomes.append((one.outcome, other.outcome))
    return NodeAgreement(
        cases,
        begun,
        sighted,
        agreement_among(outcomes, tuple(Outcome)),
        agreement(classes),
        alone,
        sum((one in ACTED_ON) is not (other in ACTED_ON) for one, other in classes),
    )


def _weighed(step: ReadingStep) -> dict[tuple[str, str], Class]:
    """The class that a reader had given to each variant when they concluded."""
    said = step.said
    found = said.weighed or (() if said.conclusion is None else said.conclusion.findings)
    return {(each.category, each.variant): each.classed for each in found}


__all__ = ["Agreement", "NodeAgreement", "agreement_here", "agreement_of_rounds"]
