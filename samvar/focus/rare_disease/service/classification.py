"""A reader's classification of one variant of a case: suggested, changed, taken back, step by step.

Each reader has a history of their own. In a blind round nobody else sees it; see `service.reading`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.analyse.acmg.of_row import Judged, facts_of_row
from samvar.focus.rare_disease.analyse.acmg.prior import without_phenotype
from samvar.focus.rare_disease.analyse.acmg.suggest import suggest
from samvar.focus.rare_disease.model.case_class import CaseClass
from samvar.focus.rare_disease.model.classification import Act, History
from samvar.focus.rare_disease.model.classified import Result
from samvar.focus.rare_disease.model.facts import Facts, Fit, Inheritance
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.verdict import (
    CODES,
    State,
    Strength,
    Verdict,
    met,
    not_assessed,
    not_met,
)
from samvar.focus.rare_disease.records import Classes, Classifications
from samvar.focus.rare_disease.rules.acmg.criteria import CRITERIA, source_of
from samvar.focus.rare_disease.rules.acmg.shelf import Rules, read_folder, rules_for
from samvar.focus.rare_disease.service.about import changing_of, permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.classify import PROGRAM
from samvar.focus.rare_disease.service.evidence import Evidence, evidence_of
from samvar.focus.rare_disease.service.reading import FOLDER, Hidden, as_seen, hidden_from
from samvar.focus.rare_disease.service.share_class import keep
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's classification as it stands."""

    reader: str
    history: History
    result: Result


@dataclass(frozen=True, slots=True)
class Classifying:
    """Everything that one person may see of a variant's classification.

    mine: with a suggestion made for now where none is kept yet (`kept` is False then). others: of
    other readers, none in a blind round. shared: the classes that the case has given it, the newest
    last. facts: None where no annotator says what it does. p_acmg: without the phenotype, 0-1.
    """

    case: KeptCase
    row: SmallRow
    evidence: Evidence
    facts: Facts | None
    rules: Rules
    mine: Reading
    kept: bool
    p_acmg: float
    others: tuple[Reading, ...]
    shared: tuple[CaseClass, ...]
    hidden: Hidden


def see_classification(
    node: NodeLike, identifier: str, variant: str, asker: Asker, judged: Judged | None = None
) -> Classifying:
    """One small variant of a case, as `asker` classifies it. judged: to try it, without keeping.

    Raises:
        Refused: the person may not see it. NotFound: the case's list has no such variant.
        BadFile: the laboratory's own rules cannot be read.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-classification", case)
    return classifying(node, case_of(node, case), variant, asker, judged)


def classifying(
    node: NodeLike, case: KeptCase, variant: str, asker: Asker, judged: Judged | None = None
) -> Classifying:
    """As `see_classification`; whether it may be seen is the caller's to have asked."""
    evidence = evidence_of(node, case, variant, asker)
    hidden = hidden_from(node, case, asker)
    me = asker.user.account
    with node.records.read() as tx:
        by_reader = {
            reader: history
            for (name, reader), history in Classifications(tx.connection).of_case(case.id).items()
            if name == variant
        }
        classes = Classes(tx.connection).of_case(case.id, past=True)
    mine = by_reader.pop(me, History())
    kept = any(each.act is Act.SUGGESTED for each in mine.steps)
    judged = judged or judged_in(mine)
    facts = _facts(evidence, judged)
    rules = _rules(node, evidence.gene, judged)
    if not kept:
        mine = _suggested(mine, facts, rules, judged)
    others = tuple(
        Reading(reader, history, classify(history.verdicts))
        for reader, history in sorted(by_reader.items())
        if history.steps and not hidden.hides(reader, history.steps[-1].at)
    )
    return Classifying(
        as_seen(node, case, asker), evidence.row, evidence, facts, rules,
        Reading(me, mine, classify(mine.verdicts)), kept, without_phenotype(mine.verdicts), others,
        tuple(
            each
            for each in classes
            if each.told.listed == variant and not hidden.hides(each.by, each.at)
        ),
        hidden,
    )  # fmt: skip


def suggest_anew(
    node: NodeLike, identifier: str, variant: str, judged: Judged, asker: Asker
) -> Classifying:
    """Suggest all criteria from the case's list again, and keep that; no person's word changes.

    Raises: as `see_classification`. Refused: the person may not classify.
    """
    return change(
        node, identifier, variant, asker, "classify-suggest", lambda _, mine: mine, judged
    )


def set_criterion(
    node: NodeLike,
    identifier: str,
    variant: str,
    code: str,
    state: State,
    strength: Strength | None,
    why: str,
    asker: Asker,
) -> Classifying:
    """One criterion as this reader sees it, with a reason.

    Raises: as `suggest_anew`.
        BadInput: no such criterion, a strength that it cannot have, or no reason.
    """
    verdict = _verdict(code, state, strength, why)
    return change(
        node, identifier, variant, asker, "classify-set",
        lambda _, mine: mine.set(verdict, by=asker.user.account, at=utc_now(), why=why),
    )  # fmt: skip


def undo_step(
    node: NodeLike, identifier: str, variant: str, number: int, why: str, asker: Asker
) -> Classifying:
    """Take one's own step back; it stays in the history.

    Raises: as `suggest_anew`. Conflict: it is undone already. BadInput: no reason.
    """
    return change(
        node, identifier, variant, asker, "classify-undo",
        lambda _, mine: mine.undo(number, by=asker.user.account, at=utc_now(), why=why),
    )  # fmt: skip


def criterion_text(code: str) -> str:
    """What a criterion says, in one sentence.

    >>> criterion_text("PM2")
    'Nobody, or hardly anybody, of the population has it.'
    """
    return CRITERIA[code].text


def judged_of(inheritance: str, fit: str) -> Judged:
    """What a reader says of the disease, from the words of a form or a command; "" for nothing.

    Raises:
        BadInput: another word.
    """
    try:
        return Judged(Inheritance(inheritance) if inheritance else None, Fit(fit) if fit else None)
    except ValueError:
        ways = ", ".join(each.value for each in (*Inheritance, *Fit))
        raise BadInput("that says nothing of the disease", remedy=f"one of {ways}") from None


def judged_in(history: History) -> Judged:
    """What the newest suggestion was made for."""
    given = history.given
    return judged_of(given.get("inheritance", ""), given.get("fit", ""))


def change(
    node: NodeLike,
    identifier: str,
    variant: str,
    asker: Asker,
    verb: str,
    how: Callable[[Classifying, History], History],
    judged: Judged | None = None,
) -> Classifying:
    """One step of a reader on a small variant. The suggestion that they saw is kept before it.

    Raises: as `suggest_anew`, and what `how` raises.
    """
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", verb, case):
        found = case_of(node, case)
        seen = classifying(node, found, variant, asker)
        me = asker.user.account
        with node.records.begin() as tx:
            before = Classifications(tx.connection).of(case, variant, me)
            history = before
            if judged is not None or not seen.kept:
                wanted = judged or judged_in(before)
                rules = _rules(node, seen.evidence.gene, wanted)
                history = _suggested(before, _facts(seen.evidence, wanted), rules, wanted)
            keep(tx, found, variant, me, before, how(seen, history), seen.hidden)
        return classifying(node, found, variant, asker)


def _suggested(history: History, facts: Facts | None, rules: Rules, judged: Judged) -> History:
    verdicts = _nothing_known() if facts is None else suggest(facts, rules)
    return history.suggest(
        verdicts, by=PROGRAM, at=utc_now(), rules=rules.names, given=judged.given
    )


def _nothing_known() -> tuple[Verdict, ...]:
    why = "the case's file does not say what the variant does"
    return tuple(not_assessed(code, why, source_of(code), ("annotation",)) for code in CODES)


def _facts(evidence: Evidence, judged: Judged) -> Facts | None:
    return facts_of_row(
        evidence.row,
        judged,
        evidence.partners,
        parents_proven=evidence.parents_proven,
        file=evidence.file,
    )


def _rules(node: NodeLike, gene: str, judged: Judged) -> Rules:
    folder = node.knowledge_shelf / FOLDER / "acmg"
    own = read_folder(folder) if folder.is_dir() and any(folder.glob("*.toml")) else ()
    return rules_for(gene, judged.inheritance, own)


def _verdict(code: str, state: State, strength: Strength | None, why: str) -> Verdict:
    if code not in CODES:
        raise BadInput(f"'{code[:20]}' is no criterion", remedy="PVS1 ... BP7")
    source = source_of(code)
    match state:
        case State.MET:
            if strength is None:
                raise BadInput("a criterion that is met has a strength")
            return met(code, strength, why.strip(), source)
        case State.NOT_MET:
            return not_met(code, why.strip(), source)
    return not_assessed(code, why.strip(), source)
