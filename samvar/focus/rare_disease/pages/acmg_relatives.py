"""Relatives' answers at the criteria that they bear on, on the page of a classification."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.rare_disease.model.facts import Inheritance
from samvar.focus.rare_disease.model.relative import RelativeAnswer
from samvar.focus.rare_disease.model.verdict import State, Verdict
from samvar.focus.rare_disease.pages.case_relatives import counted_said, label_of
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.reading_words import STATES
from samvar.focus.rare_disease.report.method import sought_said
from samvar.focus.rare_disease.service.classification import Classifying
from samvar.focus.rare_disease.service.relatives_seen import count_seen, take_suggested
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.words import OF_PEOPLE, RELATIONS
from samvar.model.errors import BadInput
from samvar.present.language import Language
from samvar.present.page import Answer, Onward, Reader
from samvar.present.words import word

CODES = ("PP1", "BS4")


@dataclass(frozen=True, slots=True)
class Said:
    """What relatives' answers say of one criterion. who: relation, ill or not, and what was found.

    take: they suggest it, and it does not stand so yet.
    """

    label: str
    state: str
    why: str
    evidence: tuple[str, ...]
    source: str
    counted: str
    who: tuple[str, ...]
    take: bool


def relatives_said(
    reader: Reader, seen: Classifying, inheritance: Inheritance | None
) -> dict[str, Said]:
    """By criterion; nothing where no relative whom the reader may see has an answer that stands."""
    found = count_seen(reader.node, seen, reader.asker, inheritance)
    if found is None:
        return {}
    count, answers = found
    who = tuple(_who(each, reader.language) for each in answers)
    counted = counted_said(count, reader.language)
    standing = {e.verdict.criterion: e.verdict for e in seen.mine.history.standing}
    said = {each.criterion: each for each in count.verdicts}
    return {
        code: _said(said.get(code), standing.get(code), counted, who, reader.language)
        for code in CODES
    }


def take(reader: Reader) -> Answer:
    """Set the criterion as the answers suggest it; go back to its line."""
    code, case = reader.form.get("criterion", ""), reader.path["case"]
    if code not in CODES:
        raise BadInput("relatives' answers bear on PP1 and BS4 alone")
    sealed = reader.path["sealed"]
    take_suggested(reader.node, case, Sealer(reader.node, case).open(sealed), code, reader.asker)
    return Onward(f"{case_path(reader, case, 'snv', sealed, 'acmg')}#criterion-{code}")


def _said(
    verdict: Verdict | None,
    standing: Verdict | None,
    counted: str,
    who: tuple[str, ...],
    language: Language,
) -> Said:
    if verdict is None:
        return Said("", "", "", (), "", counted, who, take=False)
    met = verdict.state is State.MET
    stands = standing is not None and (standing.state, standing.strength) == (
        verdict.state,
        verdict.strength,
    )
    return Said(
        label_of(verdict), word(STATES, verdict.state.value, language), verdict.why,
        verdict.evidence, verdict.source, counted, who, take=met and not stands,
    )  # fmt: skip


def _who(each: RelativeAnswer, language: Language) -> str:
    relation = word(RELATIONS, each.relation, language)
    ill = word(OF_PEOPLE, each.line.affected, language)
    return f"{relation} ({ill}): {sought_said(each.line, language)}"
