"""A report as plain rows in a reader's language: what paper, page and text are drawn from.

Here stands what is shown and in which order; how it looks is the template's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from samvar.focus.pharmacogenomics.analyse.advise_note import NOTHING_SAID
from samvar.focus.pharmacogenomics.model import (
    Advice,
    DrugAdvice,
    GeneCall,
    Report,
    Status,
    Withheld,
)
from samvar.focus.pharmacogenomics.report_rows import (
    DrugRow,
    GeneRow,
    LineRow,
    NoteRow,
    OpenRow,
    Pair,
    ReportView,
    SourceRow,
)
from samvar.focus.pharmacogenomics.report_said import told
from samvar.focus.pharmacogenomics.report_shown import cited, lines_of, missed, needed, standing
from samvar.focus.pharmacogenomics.report_words import (
    ACTIONS,
    LABELS,
    LIMITS,
    MARKS,
    NO_STANDARD,
    NOT_A_DEVICE,
    PHENOTYPES,
    STRENGTHS,
    WITHHELD,
)
from samvar.focus.pharmacogenomics.rules.drug import named
from samvar.focus.pharmacogenomics.rules.trust import NOT_STATED
from samvar.focus.pharmacogenomics.words import AGE_GROUPS, EXPOSURES, INDICATIONS, ROUTES, STATUSES
from samvar.model.place import CENTRES, REGIONS
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
_NAMED = 12  # untested positions and readings that are spelled out; the data hold all of them


def view(report: Report, language: Language) -> ReportView:
    """The rows, in the order of reading: what to do first, other drugs, genes, warnings, sources.

    A drug on the order or the list is always shown; of the others, those that ask somebody to act.
    """
    say = language.text
    notes = _Notes(language)
    calls = {each.gene: each for each in report.genes}
    mine = sorted((each for each in report.advice if each.on_list and _speaks(each)), key=_urgency)
    rest = sorted(
        (each for each in report.advice if not each.on_list and each.matters and lines_of(each)),
        key=_urgency,
    )
    of_genes = {sentence for each in report.genes for sentence in each.warnings}
    urgent = tuple(
        _drug(each, calls, language, notes, beside=_notes(each) - of_genes) for each in mine
    )
    other = tuple(_drug(each, calls, language, notes) for each in rest)
    looked_at = [
        each for each in report.genes if each.status is not Status.NOT_CALLED or each.tested
    ]
    genes = tuple(_gene(each, report, notes, language) for each in looked_at)
    quiet = any(not each.on_list and not each.matters for each in report.advice)
    return ReportView(
        id=report.id,
        words={name: say(text) for name, text in LABELS.items() if "%(" not in text},
        patient=report.patient,
        banners=_banners(report, language),
        head=_head(report, language),
        urgent=urgent,
        silent=_silent(report),
        other=other,
        open=_open(report, calls, language),
        usual=_label(language, "usual") if quiet else "",
        genes=genes,
        untested=tuple(each.gene for each in report.genes if each not in looked_at),
        notes=notes.rows(),
        limits=tuple(map(say, LIMITS)),
        sources=tuple(
            SourceRow(s.name, s.date, s.licence, s.source, s.digest) for s in report.sources
        ),
        device=say(NOT_A_DEVICE),
        signer=report.signer if report.signature else "",
        signature=report.signature,
        software=report.software,
    )


class _Notes:
    """Each sentence once, numbered in the order of reading, with who refers to it."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._about: dict[str, list[str]] = {}

    def refer(self, sentences: Iterable[str], about: str) -> tuple[int, ...]:
        numbers = []
        for sentence in dict.fromkeys(each for each in sentences if each.strip()):
            told = self._about.setdefault(sentence, [])
            if about not in told:
                told.append(about)
            numbers.append(list(self._about).index(sentence) + 1)
        return tuple(sorted(numbers))

    def rows(self) -> tuple[NoteRow, ...]:
        return tuple(
            NoteRow(number, ", ".join(about), told(sentence, self._language))
            for number, (sentence, about) in enumerate(self._about.items(), start=1)
        )


def _banners(report: Report, language: Language) -> tuple[str, ...]:
    found = []
    if not report.signature:
        found.append(_label(language, "draft"))
    if report.kind == "dpyd":
        found.append(_label(language, "fast"))
    if report.supersedes:
        found.append(_label(language, "amends", id=report.supersedes))
    return tuple(found)


def _head(report: Report, language: Language) -> tuple[Pair, ...]:
    region = REGIONS.get(report.referring_region)
    laboratory = CENTRES.get(report.laboratory)
    dose = report.first_dose.isoformat() if report.first_dose else ""
    facts = (
        ("patient", report.patient),
        ("first_dose", dose or (_label(language, "not_planned") if report.order else "")),
        ("medications", ", ".join(report.medications)),
        ("order", report.order or ""),
        ("sample", _samples(report)),
        ("laboratory", laboratory.name if laboratory else report.laboratory),
        ("centre", report.centre),
        ("region", region.name if region else report.referring_region),
        ("made", f"{language.moment(report.made)} UTC"),
        ("by", report.by),
        ("assembly", report.assembly),
        ("releases", ", ".join(each.name for each in report.sources)),
    )
    return tuple(Pair(language.text(LABELS[name]), value) for name, value in facts if value.strip())


def _speaks(drug: DrugAdvice) -> bool:
    return bool(drug.withheld or lines_of(drug) or _notes(drug))


def _notes(drug: DrugAdvice) -> set[str]:
    return {each for each in drug.notes if each != NOTHING_SAID}


def _silent(report: Report) -> tuple[str, ...]:
    """The patient's drugs of which nothing is said, whether or not the advice names them."""
    said = {each.occasion.drug for each in report.advice if _speaks(each)}
    listed = [each.occasion.drug for each in report.advice if each.on_list]
    as_ordered = {named(drug): drug for drug in (*listed, *report.medications)}
    return tuple(drug for name, drug in as_ordered.items() if name not in said)


def _action(drug: DrugAdvice) -> str:
    """The most urgent of what is said, as a key of `ACTIONS`."""
    found = {line.action.value for line in lines_of(drug)}
    if drug.withheld:
        found.add("withheld")
    return min(found, key=_ORDER.index, default="silent")


def _urgency(drug: DrugAdvice) -> int:
    return _ORDER.index(_action(drug))


def _drug(
    drug: DrugAdvice,
    calls: Mapping[str, GeneCall],
    language: Language,
    notes: _Notes,
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
        disagree=_label(language, "disagree") if drug.disagree else "",
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
        named = _some(names) or _label(language, "not_known")
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
        held_if = f"{_label(language, 'held_if')} {'; '.join(dict.fromkeys(ways))}"
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


def _open(report: Report, calls: Mapping[str, GeneCall], language: Language) -> tuple[OpenRow, ...]:
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


def _gene(call: GeneCall, report: Report, notes: _Notes, language: Language) -> GeneRow:
    known = len(call.tested) + len(call.untested)
    score = call.activity_score
    complete = call.status is not Status.INCOMPLETE
    unknown = _label(language, "not_known")
    return GeneRow(
        gene=call.gene,
        status=call.status.value,
        word=word(STATUSES, call.status.value, language),
        diplotypes=_first(each.name for each in standing(call)),
        so_far=() if complete else _first(each.name for each in call.diplotypes),
        phenotype=word(PHENOTYPES, call.phenotype, language)
        if complete and call.phenotype
        else unknown,
        score=f"{score:g}" if complete and score is not None else "",
        tested=_tested(call, language) if known else unknown,
        untested=_some(missed(call)),
        samples=_samples_of(call, report, language),
        notes=notes.refer((*call.warnings, *_unstated(call)), call.gene),
    )


def _tested(call: GeneCall, language: Language) -> str:
    """`7 of 8`, and the depth that all of them have at least, where the file states it."""
    known = len(call.tested) + len(call.untested)
    depth = f" (≥ {call.least_depth}x)" if isinstance(call.least_depth, int) else ""
    return f"{len(call.tested)} {_label(language, 'of')} {known}{depth}"


def _unstated(call: GeneCall) -> tuple[str, ...]:
    return (NOT_STATED,) if call.tested and not isinstance(call.least_depth, int) else ()


def _samples(report: Report) -> str:
    """The sample, or each with its number, assembly and genes' place in the table."""
    if len(report.samples) < 2:
        return report.sample
    numbered = enumerate(report.samples, start=1)
    return "; ".join(f"{number}: {each.sample} ({each.assembly})" for number, each in numbered)


def _samples_of(call: GeneCall, report: Report, language: Language) -> str:
    mine = report.samples_of(call.gene)
    if len(report.samples) < 2 or not mine:
        return ""
    numbers = (str(n) for n, each in enumerate(report.samples, start=1) if each.sample in mine)
    return f"{language.text(LABELS['sample'])} {', '.join(numbers)}"


def _first(names: Iterable[str]) -> tuple[str, ...]:
    found = tuple(names)
    more = (f"+ {len(found) - _NAMED}",) if len(found) > _NAMED else ()
    return (*found[:_NAMED], *more)


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more."""
    more = f" + {len(names) - _NAMED}" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _label(language: Language, name: str, **values: object) -> str:
    message = LABELS[name]
    return language.text(message, **values)
