"""A drug as a row of a report: what is said, how urgent it is, and what is withheld and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from samvar.focus.pharmacogenomics.analyse.advise_note import NOTHING_SAID
from samvar.focus.pharmacogenomics.model import Advice, DrugAdvice, GeneCall, Report, Withheld
from samvar.focus.pharmacogenomics.report_label import label, some
from samvar.focus.pharmacogenomics.report_notes import Notes
from samvar.focus.pharmacogenomics.report_rows import DrugRow, LineRow, OpenRow
from samvar.focus.pharmacogenomics.report_said import told
from samvar.focus.pharmacogenomics.report_shown import cited, lines_of, needed
from samvar.focus.pharmacogenomics.report_words import (
    ACTIONS,
    MARKS,
    NO_STANDARD,
    PHENOTYPES,
    STRENGTHS,
    WITHHELD,
)
from samvar.focus.pharmacogenomics.rules.drug import named
from samvar.focus.pharmacogenomics.words import AGE_GROUPS, EXPOSURES, INDICATIONS, ROUTES
from samvar.present.language import Language
from samvar.present.words import word

_ORDER = (
    "avoid",
    "withheld",
    "reduce",
    "increase",
    "other",
    "monitor",
    "silent",
    "none",
    "standard",
)
_NORMAL = ("Normal Metabolizer", "Normal Function")


def speaks(drug: DrugAdvice) -> bool:
    """Whether anything is said of a drug."""
    return bool(drug.withheld or lines_of(drug) or notes_of(drug))


def notes_of(drug: DrugAdvice) -> set[str]:
    """The notes that say something."""
    return {each for each in drug.notes if each != NOTHING_SAID}


def silent(report: Report) -> tuple[str, ...]:
    """The patient's drugs of which nothing is said, whether or not the advice names them."""
    said = {each.occasion.drug for each in report.advice if speaks(each)}
    listed = [each.occasion.drug for each in report.advice if each.on_list]
    as_ordered = {named(drug): drug for drug in (*listed, *report.medications)}
    return tuple(drug for name, drug in as_ordered.items() if name not in said)


def _action(drug: DrugAdvice) -> str:
    """The most urgent of what is said, as a key of `ACTIONS`."""
    found = {line.action.value for line in lines_of(drug)}
    if drug.withheld:
        found.add("withheld")
    return min(found, key=_ORDER.index, default="silent")


def urgency(drug: DrugAdvice) -> int:
    """Smaller is to be read earlier."""
    return _ORDER.index(_action(drug))


def drug_row(
    drug: DrugAdvice,
    calls: Mapping[str, GeneCall],
    language: Language,
    notes: Notes,
    beside: Set[str] = frozenset(),
) -> DrugRow:
    """beside: notes that no gene says; far from the drug they would be missed."""
    action = _action(drug)
    why = _withheld(drug, calls, language)
    return DrugRow(
        drug=drug.occasion.drug,
        occasion=_occasion(drug, language),
        action=action,
        mark=MARKS[action],
        word=language.text(ACTIONS[action]),
        why=(*why, language.text(NO_STANDARD)) if why else (),
        disagree=label(language, "disagree") if drug.disagree else "",
        lines=_lines(lines_of(drug), language),
        beside=tuple(told(each, language) for each in drug.notes if each in beside),
        notes=notes.refer((n for n in drug.notes if n not in beside), drug.occasion.drug),
    )


def _occasion(drug: DrugAdvice, language: Language) -> str:
    said = (
        (ROUTES, drug.occasion.route),
        (INDICATIONS, drug.occasion.indication),
        (AGE_GROUPS, drug.occasion.age_group),
        (EXPOSURES, drug.occasion.exposure),
    )
    return " · ".join(word(table, code, language) for table, code in said if code)


def _withheld(
    drug: DrugAdvice, calls: Mapping[str, GeneCall], language: Language
) -> tuple[str, ...]:
    found = []
    for gene, reason in drug.withheld.items():
        names = needed(calls[gene]) if gene in calls else ()
        named = some(names) or label(language, "not_known")
        message = WITHHELD[reason.value]
        found.append(language.text(message, gene=gene, positions=named))
    return tuple(found)


def _lines(lines: Sequence[Advice], language: Language) -> tuple[LineRow, ...]:
    """The rows; lines that differ in nothing but their condition are one row with all of them."""
    found: dict[object, list[Advice]] = {}
    for line in lines:
        genes = tuple(line.genes.items())
        same = (line.body, line.text, line.action, line.strength, genes, line.release, cited(line))
        found.setdefault(same, []).append(line)
    return tuple(_line(alike, language) for alike in found.values())


def _line(alike: Sequence[Advice], language: Language) -> LineRow:
    line, action = alike[0], alike[0].action.value
    held_if = ""
    if all(each.condition for each in alike):
        ways = [", ".join(map(language.text, each.condition)) for each in alike]
        held_if = f"{label(language, 'held_if')} {'; '.join(dict.fromkeys(ways))}"
    looked_up = (
        f"{gene} {word(PHENOTYPES, result, language)}" for gene, result in line.genes.items()
    )
    return LineRow(
        body=line.body,
        action=action,
        mark=MARKS[action],
        word=language.text(ACTIONS[action]),
        text=line.text,
        strength=word(STRENGTHS, line.strength, language),
        condition=held_if,
        genes="; ".join(looked_up),
        source=cited(line),
        release=line.release,
    )


def open_rows(
    report: Report, calls: Mapping[str, GeneCall], language: Language
) -> tuple[OpenRow, ...]:
    """Withheld drugs off the list, gathered by why: one line for each reason, not for each drug."""
    found: dict[str, list[str]] = {}
    for drug in report.advice:
        if drug.on_list or not drug.withheld or lines_of(drug) or _asks_nothing(drug, calls):
            continue
        why = " ".join(_withheld(drug, calls, language))
        told = found.setdefault(why, [])
        if drug.occasion.drug not in told:
            told.append(drug.occasion.drug)
    return tuple(OpenRow(why, tuple(drugs)) for why, drugs in found.items())


def _asks_nothing(drug: DrugAdvice, calls: Mapping[str, GeneCall]) -> bool:
    """Whether every gene that withholds is normal and the release merely has no line for that."""
    return all(
        why is Withheld.UNSAID and gene in calls and calls[gene].phenotype in _NORMAL
        for gene, why in drug.withheld.items()
    )
