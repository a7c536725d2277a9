"""A case's reading as one person may see it, and the findings that their own classes make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samvar.focus.rare_disease.analyse.acmg.compare import Compared, compare
from samvar.focus.rare_disease.model.classification import History
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reading import Finding, ReadingAct, ReadingStep, Said
from samvar.focus.rare_disease.model.reading_round import TWO, Round
from samvar.focus.rare_disease.records import Classifications
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.reading import Hidden, as_seen, hidden_from, rounds_in
from samvar.focus.rare_disease.service.share_class import SMALL, labels_of, points_of
from samvar.govern.identity import Asker
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction


@dataclass(frozen=True, slots=True)
class SeenReading:
    """A case's reading as one person may see it.

    rounds: all of them, the newest last, without what is hidden from the person. mine: which
    reader they are, 0 or 1; None where they read it not. draft: the findings that their own
    classes make. weighed: all of their own classes. compared: both, once each knows the other.
    """

    case: KeptCase
    rounds: tuple[Round, ...]
    mine: int | None
    draft: tuple[Finding, ...]
    weighed: tuple[Finding, ...]
    compared: tuple[Compared, ...]

    @property
    def now(self) -> Round:
        """The round that the case is in. Of a blind one it has the person's own words only."""
        return self.rounds[-1]


def see_reading(node: NodeLike, identifier: str, asker: Asker) -> SeenReading:
    """A case's reading: who reads, one's own conclusion, and both once both have concluded.

    Raises:
        Refused: the person may not see it. NotFound: no such case here.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-reading", case)
    return seen_by_reader(node, case_of(node, case), asker)


def own_findings(node: NodeLike, case: KeptCase, reader: str) -> tuple[tuple[Finding, str], ...]:
    """Every variant that a reader gave a class, and what it is for: see `settle.USES`."""
    with node.records.read() as tx:
        return weighed_by(tx, case, reader)


def seen_by_reader(node: NodeLike, case: KeptCase, asker: Asker) -> SeenReading:
    rounds = rounds_in(node, [case])[case.id]
    hidden = hidden_from(node, case, asker)
    me = asker.user.account
    now = rounds[-1]
    compared: tuple[Compared, ...] = ()
    both = [now.concluded[each] for each in now.readers if each in now.concluded]
    if not hidden.blind and len(both) == TWO:
        one, other = (each.said for each in both)
        findings = [each.conclusion.findings if each.conclusion else () for each in (one, other)]
        compared = compare(one.weighed, other.weighed, (findings[0], findings[1]))
    weighed = own_findings(node, case, me)
    shown = _shown(now, hidden)
    return SeenReading(
        as_seen(node, case, asker),
        (*rounds[:-1], shown),
        now.readers.index(me) if me in now.readers else None,
        tuple(each for each, use in weighed if use),
        tuple(each for each, _ in weighed),
        compared,
    )


def acts_seen(node: NodeLike, case: KeptCase, asker: Asker) -> tuple[ReadingStep, ...]:
    """All acts of reading a case, in order; those that are hidden without what was said."""
    *past, now = rounds_in(node, [case])[case.id]
    shown = _shown(now, hidden_from(node, case, asker))
    return tuple(step for each in (*past, shown) for step in each.steps)


def _shown(now: Round, hidden: Hidden) -> Round:
    steps = (_without_words(each) if _hides(hidden, each) else each for each in now.steps)
    return Round(now.number, now.required, now.since, tuple(steps))


def _hides(hidden: Hidden, step: ReadingStep) -> bool:
    """Why a case is read anew is no opinion of this round."""
    return step.act is not ReadingAct.ANEW and hidden.hides(step.said.by or step.reader, step.at)


def _without_words(step: ReadingStep) -> ReadingStep:
    """That somebody did something, without what they said: not even why."""
    return ReadingStep(
        number=step.number, round=step.round, reader=step.reader, act=step.act, at=step.at,
        said=Said(required=step.said.required), undoes=step.undoes,
    )  # fmt: skip


def weighed_by(tx: Transaction, case: KeptCase, reader: str) -> tuple[tuple[Finding, str], ...]:
    histories = Classifications(tx.connection).of_case(case.id)
    found = []
    for (variant, who), history in histories.items():
        step = history.own_class
        if who == reader and step is not None and step.classed is not None:
            found.append((_finding(variant, history, step.classed), step.given.get("use", "")))
    return tuple(sorted(found, key=lambda each: -each[0].classed.tier))


def _finding(variant: str, history: History, classed: Class) -> Finding:
    step = history.own_class
    given: Mapping[str, str] = {} if step is None else step.given
    quick = step is None or step.quick
    return Finding(
        category=given.get("category", SMALL),
        variant=variant,
        gene=given.get("gene", ""),
        classed=classed,
        zygosity=given.get("zygosity", "unknown"),
        condition=given.get("condition", ""),
        inheritance=given.get("inheritance", ""),
        partial=given.get("use") == "partial",
        secondary=given.get("use") == "secondary",
        note="" if step is None else step.why,
        points=None if quick else points_of(history),
        labels=() if quick else labels_of(history),
    )
