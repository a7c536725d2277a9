"""What one reader thinks is nowhere in what the other is given, before both have concluded.

Naively: reader one plants a word wherever a word can be said, and every function of the services
that shows a case is called for reader two, whatever it is for.
"""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

import pytest

from samvar.focus.rare_disease import service
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.listing import Filter
from samvar.focus.rare_disease.model.reading import Outcome
from samvar.focus.rare_disease.model.verdict import State, Strength
from samvar.focus.rare_disease.service.case import find_case, see_case
from samvar.focus.rare_disease.service.class_of import class_of
from samvar.focus.rare_disease.service.classification import (
    see_classification,
    set_criterion,
    undo_step,
)
from samvar.focus.rare_disease.service.copies import see_copies, set_item, settle_copies
from samvar.focus.rare_disease.service.read import begin, conclude, read_anew
from samvar.focus.rare_disease.service.reading_seen import see_reading
from samvar.focus.rare_disease.service.settle import quick_class, settle
from samvar.focus.rare_disease.service.work import act, undo
from samvar.model.errors import NotFound, SamvarError
from tests.focus.rare_disease.reading.conftest import MISSENSE, ONE, OTHER, STOP, THREE, TWO

WORD = "Zwiesel"
EVENT = "DEL:1:5001-9000"
SHOW = (
    "case.see_case",
    "classification.see_classification",
    "copies.see_copies",
    "reading_seen.see_reading",
)


def plant(node, who=ONE) -> None:
    """Say the word, and a class, in every way there is."""
    act(node, "fam", Verb.PIN, who, variant=STOP, text=f"pin {WORD}")
    act(node, "fam", Verb.DISMISS, who, variant=MISSENSE, text=f"dismiss {WORD}")
    act(node, "fam", Verb.COMMENT, who, variant=STOP, text=f"comment {WORD}")
    set_criterion(node, "fam", STOP, "PVS1", State.MET, Strength.VERY_STRONG, f"set {WORD}", who)
    set_criterion(node, "fam", STOP, "PS3", State.NOT_MET, None, f"wrong {WORD}", who)
    last = see_classification(node, "fam", STOP, who).mine.history.steps[-1].number
    undo_step(node, "fam", STOP, last, f"undo {WORD}", who)
    settle(node, "fam", STOP, who, condition=WORD, classed=Class.PATHOGENIC, why=f"because {WORD}")
    quick_class(node, "fam", "snv", OTHER, Class.BENIGN, who)
    set_item(node, "fam", EVENT, "5H", 15, f"item {WORD}", who)
    settle_copies(node, "fam", EVENT, who, condition=WORD)
    begin(node, "fam", who)
    act(node, "fam", Verb.COMMENT, who, text=f"of the case {WORD}")
    conclude(node, "fam", who, Outcome.SOLVED, f"concluded {WORD}")


def shown_by_services(node, who):
    """What each function that takes a node and an asker gives, by its name."""
    case = find_case(node, "fam")
    kept = see_case(node, "fam", who)
    fill = {
        "node": node, "asker": who, "identifier": "fam", "variant": STOP, "category": "sv",
        "wanted": Filter(), "event": EVENT, "case": kept, "name": STOP, "ids": [case],
        "cases": [kept],
    }  # fmt: skip
    changing = ("begin", "leave", "load", "act", "undo", "set_", "settle", "quick", "suggest_",
                "use_", "reopen", "read_anew", "permit_", "changing")  # fmt: skip
    for module in pkgutil.iter_modules(service.__path__):
        found = import_module(f"{service.__name__}.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if function.__module__ != found.__name__ or name.startswith(("_", *changing)):
                continue
            wants = inspect.signature(function).parameters
            needed = {key for key, each in wants.items() if each.default is each.empty}
            if not {"node", "asker"} <= set(wants) or needed - fill.keys():
                continue
            for value in (kept, case):
                given = {key: fill[key] for key in needed} | {
                    key: fill[key] for key in ("node", "asker")
                }
                if "case" in needed:
                    given["case"] = value
                for variant in (STOP, EVENT):
                    if "variant" in needed:
                        given["variant"] = variant
                    try:
                        yield f"{module.name}.{name}", function(**given)
                    except (SamvarError, AttributeError, TypeError, ValueError):
                        continue


def test_nothing_of_reader_one_is_given_to_reader_two(node) -> None:
    plant(node)
    seen = dict(shown_by_services(node, TWO))
    for name in ("case.list_cases", "case.see_case", "case.list_small", "case.list_rows",
                 "class_of.class_of", "classification.see_classification", "copies.see_copies",
                 "reading_seen.see_reading", "reading.as_seen"):  # fmt: skip
        assert name in seen, name
    assert [name for name, value in seen.items() if WORD in repr(value)] == []
    mine = dict(shown_by_services(node, ONE))
    told = {name for name, value in mine.items() if WORD in repr(value)}
    assert told >= {"case.list_cases", *SHOW}, "the word can be found"


def test_neither_are_marks_and_classes_that_carry_no_word(node) -> None:
    plant(node)
    case = see_case(node, "fam", TWO)
    assert case.standing(Verb.PIN) == case.standing(Verb.DISMISS) == frozenset()
    assert class_of(node, case, TWO) == {}
    assert {each.mine for each in class_of(node, case, ONE).values()} == {True}
    assert see_classification(node, "fam", STOP, TWO).others == ()
    assert see_classification(node, "fam", STOP, TWO).shared == ()
    assert see_copies(node, "fam", EVENT, TWO).others == ()
    seen = see_reading(node, "fam", TWO)
    assert (seen.compared, seen.weighed, seen.mine) == ((), (), None)
    assert seen.now.readers == (ONE.user.account,), "that somebody reads it may be known"


def test_a_third_person_learns_no_more(node) -> None:
    plant(node)
    assert [n for n, value in shown_by_services(node, THREE) if WORD in repr(value)] == []


def test_the_other_ones_act_cannot_be_undone_or_named(node) -> None:
    act(node, "fam", Verb.PIN, ONE, variant=STOP, text=WORD)
    number = see_case(node, "fam", ONE).events[-1].number
    with pytest.raises(NotFound):
        undo(node, "fam", number, TWO)
    with pytest.raises(NotFound):
        undo(node, "fam", None, TWO)
    act(node, "fam", Verb.PIN, TWO, variant=STOP, text="mine")
    assert undo(node, "fam", None, TWO).text == "mine"
    assert see_case(node, "fam", ONE).standing(Verb.PIN) == {STOP}


def test_when_both_have_concluded_each_sees_all(node) -> None:
    plant(node)
    begin(node, "fam", TWO)
    quick_class(node, "fam", "snv", STOP, Class.PATHOGENIC, TWO)
    conclude(node, "fam", TWO, Outcome.SOLVED, "mine")
    told = {name for name, value in shown_by_services(node, TWO) if WORD in repr(value)}
    assert told >= {
        "case.see_case",
        "classification.see_classification",
        "reading_seen.see_reading",
    }
    case = see_case(node, "fam", TWO)
    assert case.standing(Verb.PIN) == {STOP}
    assert class_of(node, case, TWO)[STOP].classed is Class.PATHOGENIC


def test_a_new_round_is_blind_again_to_what_is_new_in_it(node) -> None:
    plant(node)
    begin(node, "fam", TWO)
    quick_class(node, "fam", "snv", STOP, Class.PATHOGENIC, TWO)
    settle_copies(node, "fam", EVENT, TWO, use="")
    same = [each for each in see_reading(node, "fam", ONE).draft if each.category == "sv"]
    if same:
        quick_class(node, "fam", "sv", EVENT, same[0].classed, TWO, use="report")
    conclude(node, "fam", TWO, Outcome.SOLVED, "mine")
    read_anew(node, "fam", ONE, "a new gene is known")
    act(node, "fam", Verb.PIN, ONE, variant=OTHER, text="second-round-word")
    given = [value for _, value in shown_by_services(node, TWO)]
    assert not any("second-round-word" in repr(value) for value in given)
    assert any(WORD in repr(value) for value in given), "the first round is known to both"
    assert see_case(node, "fam", TWO).standing(Verb.PIN) == {STOP}
    assert see_reading(node, "fam", TWO).now.steps[0].said.why == "a new gene is known"
