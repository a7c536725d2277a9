"""A small variant of a case: its criteria, its class in three ways, and how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samvar.focus.rare_disease.model.classification import Standing
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.verdict import State, Strength, Verdict, usual_strength
from samvar.focus.rare_disease.pages.acmg_relatives import relatives_said, take
from samvar.focus.rare_disease.pages.acmg_shown import class_cell, history, shared
from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.reading_words import (
    CRITERIA_KEYS,
    FITS,
    GROUPS,
    INHERITANCES,
    STATES,
    STRENGTH_KEYS,
    STRENGTHS,
)
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.classification import (
    Classifying,
    Reading,
    criterion_text,
    judged_in,
    judged_of,
    see_classification,
    set_criterion,
    suggest_anew,
    undo_step,
)
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.settle import settle
from samvar.focus.rare_disease.service.submission import submission
from samvar.focus.rare_disease.words import CLASSES
from samvar.model.errors import BadInput
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Download, Onward, Page, Reader, Shown, shows, takes
from samvar.present.words import word

PATH = "/nodes/{node:str}/rare/cases/{case:str}/snv/{sealed:str}/acmg"


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion. choices: of the form, value, words and key; chosen: the one that stands."""

    code: str
    text: str
    state: str
    words: str
    points: int
    why: str
    evidence: Sequence[str]
    missing: Sequence[str]
    source: str
    by_person: bool
    suggested: str
    outdated: bool
    choices: Sequence[tuple[str, str, str]]
    chosen: str


def show(reader: Reader) -> Answer:
    """The variant as this reader classifies it. `?inheritance=`, `?fit=`: tried, not kept."""
    asked = {key: reader.query.get(key, "") for key in ("inheritance", "fit")}
    judged = judged_of(**asked) if any(asked.values()) else None
    seen = see_classification(
        reader.node, reader.path["case"], _variant(reader), reader.asker, judged
    )
    language = reader.language
    t = language.text
    path = _path(reader)
    kept = judged or judged_in(seen.mine.history)
    return Shown(
        "acmg.html",
        t(N_("Classification")),
        {
            **frame(reader, seen.case, "snv"),
            "seen": seen,
            "name": str(seen.row.variant),
            "back": path.removesuffix("/acmg"),
            "here": path,
            "result": class_cells(seen.mine, language),
            "groups": groups(seen, language),
            "relatives": relatives_said(reader, seen, kept.inheritance),
            "relatives_path": case_path(reader, seen.case.id),
            "history": history(reader, seen.mine.history),
            "shared": shared(reader, seen.shared),
            "others": [
                (each, class_cells(each, language), history(reader, each.history))
                for each in seen.others
            ],
            "given": {**seen.mine.history.given, **{k: v for k, v in asked.items() if v}},
            "inheritances": _choices(INHERITANCES, language),
            "fits": _choices(FITS, language),
            "classes": _choices(CLASSES, language),
            "own": seen.mine.history.own_class,
            "may_change": reader.may("answer:referral"),
            "trying": judged is not None,
            "page_keys": CRITERIA_KEYS,
        },
    )


def class_cells(reading: Reading, language: Language) -> dict[str, Any]:
    """The class by points, by table, and the posterior, in words."""
    result = reading.result
    return {
        "by_points": class_cell(result.by_points, language),
        "by_table": class_cell(result.by_table, language),
        "points": f"{result.points:+d}",
        "posterior": language.decimal(result.posterior, 3),
        "result": result,
    }


def groups(seen: Classifying, language: Language) -> list[tuple[str, str, list[Line]]]:
    """Criteria by which way they point, each in the guideline's order."""
    adjusted = {each.criterion: each for each in seen.mine.result.verdicts}
    lines: dict[str, list[Line]] = {key: [] for key in GROUPS}
    for each in sorted(seen.mine.history.standing, key=lambda one: _order(one.verdict.criterion)):
        counted = adjusted.get(each.verdict.criterion, each.verdict)
        side = "P" if each.verdict.pathogenic else "B"
        lines[side].append(_line(each, counted, language))
    return [(key, word(GROUPS, key, language), found) for key, found in lines.items()]


def _line(each: Standing, counted: Verdict, language: Language) -> Line:
    verdict = each.verdict
    choices = [
        (f"met:{strength.value}", f"{word(STRENGTHS, strength.value, language)}")
        for strength in Strength
        if (strength is Strength.STAND_ALONE) is (verdict.criterion == "BA1")
    ]
    choices += [
        (state.value, word(STATES, state.value, language))
        for state in (State.NOT_MET, State.NOT_ASSESSED)
    ]
    usual = f"met:{usual_strength(verdict.criterion).value}"
    return Line(
        verdict.criterion,
        criterion_text(verdict.criterion),
        verdict.state.value,
        _said(verdict, language),
        counted.points,
        verdict.why,
        verdict.evidence,
        verdict.missing,
        verdict.source,
        each.by_person,
        "" if each.suggested is None else _said(each.suggested, language),
        each.outdated,
        [(*each, STRENGTH_KEYS[each[0]]) for each in choices],
        f"met:{verdict.strength.value}" if verdict.strength else usual,
    )


def _said(verdict: Verdict, language: Language) -> str:
    if verdict.strength is not None:
        return word(STRENGTHS, verdict.strength.value, language)
    return word(STATES, verdict.state.value, language)


def _order(code: str) -> tuple[int, str]:
    return list(_WEIGHTS).index(code.rstrip("0123456789")), code


_WEIGHTS = ("PVS", "PS", "PM", "PP", "BA", "BS", "BP")


def _choices(words: Any, language: Language) -> list[tuple[str, str]]:
    return [(key, word(words, key, language)) for key in words]


def _variant(reader: Reader) -> str:
    return Sealer(reader.node, reader.path["case"]).open(reader.path["sealed"])


def _path(reader: Reader) -> str:
    return case_path(reader, reader.path["case"], "snv", reader.path["sealed"], "acmg")


def _suggest(reader: Reader) -> Answer:
    judged = judged_of(reader.form.get("inheritance", ""), reader.form.get("fit", ""))
    suggest_anew(reader.node, reader.path["case"], _variant(reader), judged, reader.asker)
    return Onward(_path(reader))


def _set(reader: Reader) -> Answer:
    state, _, strength = reader.form.get("to", "").partition(":")
    if state not in {each.value for each in State} or (
        strength and strength not in {each.value for each in Strength}
    ):
        raise BadInput("a criterion is met with a strength, not met, or not assessed")
    set_criterion(
        reader.node, reader.path["case"], _variant(reader), reader.form.get("criterion", ""),
        State(state), Strength(strength) if strength else None, reader.form.get("why", ""),
        reader.asker,
    )  # fmt: skip
    return Onward(f"{_path(reader)}#criterion-{reader.form['criterion']}")


def _undo(reader: Reader) -> Answer:
    number = step_number(reader)
    why = reader.form.get("why", "") or reader.language.text(N_("taken back on the page"))
    undo_step(reader.node, reader.path["case"], _variant(reader), number, why, reader.asker)
    return Onward(f"{_path(reader)}#history")


def step_number(reader: Reader) -> int:
    """The number of a step that a form names.

    Raises:
        BadInput: it is none.
    """
    text = reader.form.get("step", "")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadInput("a step is named by its number")
    return int(text)


def class_in_form(reader: Reader) -> Class | None:
    """The class that a form chooses; None for the one that follows.

    Raises:
        BadInput: another word.
    """
    text = reader.form.get("class", "")
    if text and text not in {each.value for each in Class}:
        raise BadInput("that is no class")
    return Class(text) if text else None


def _settle(reader: Reader) -> Answer:
    settle(
        reader.node, reader.path["case"], _variant(reader), reader.asker,
        condition=reader.form.get("condition", ""), classed=class_in_form(reader),
        why=reader.form.get("why", ""),
    )  # fmt: skip
    return Onward(_path(reader))


def _submission(reader: Reader) -> Answer:
    raw = submission(
        reader.node, reader.path["case"], _variant(reader), reader.query.get("condition", ""),
        reader.asker,
    )  # fmt: skip
    return Download("clinvar-submission.json", "application/json", raw)


PAGES: tuple[Page, ...] = (
    shows(
        PATH, show, "see:referrals", "see-classification", N_("Classification"), about=about_path
    ).reads("inheritance", "fit"),
    takes(
        f"{PATH}/suggest", _suggest, "answer:referral", "classify-suggest", N_("Suggest again"),
        about=about_path,
    ).reads("inheritance", "fit"),
    takes(
        f"{PATH}/set", _set, "answer:referral", "classify-set", N_("Change a criterion"),
        about=about_path,
    ).reads("criterion", "to", "why"),
    takes(
        f"{PATH}/take-relatives", take, "answer:referral", "classify-set",
        N_("Take what relatives' answers suggest"), about=about_path,
    ).reads("criterion"),
    takes(
        f"{PATH}/undo", _undo, "answer:referral", "classify-undo", N_("Take a step back"),
        about=about_path,
    ).reads("step", "why"),
    takes(
        f"{PATH}/settle", _settle, "answer:referral", "classify-settle", N_("Give the class"),
        about=about_path,
    ).reads("condition", "class", "why"),
    shows(
        f"{PATH}/clinvar", _submission, "take:report", "export-clinvar",
        N_("ClinVar submission"), about=about_path,
    ).reads("condition").gives("application/json"),
)  # fmt: skip
