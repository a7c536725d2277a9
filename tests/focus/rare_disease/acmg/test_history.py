"""A person's word holds until it is undone, and nothing that was said is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.model.classification import Act, History
from samvar.focus.rare_disease.model.verdict import Verdict, not_met, parse_label
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.shape import learned

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
ANNA = {"by": "anna@uppsala", "at": NOON}


def offered(*labels: str, to: History = History()) -> History:  # noqa: B008 - frozen
    return to.suggest(tuple(parse_label(each) for each in labels), by="samvar 1", at=NOON)


def labels(history: History) -> tuple[str, ...]:
    return classify(history.verdicts).labels


def test_the_class_follows_from_the_history() -> None:
    history = offered("PVS1", "PM2_Supporting")
    assert classify(history.verdicts).by_points.text == "Likely pathogenic"
    history = history.set(parse_label("PM3"), **ANNA, why="a second variant in trans")
    assert classify(history.verdicts).by_points.text == "Pathogenic"
    history = history.undo(2, **ANNA, why="the second variant is a VUS")
    assert labels(history) == ("PVS1", "PM2_Supporting")
    history = history.undo(3, **ANNA, why="it was right")
    assert labels(history) == ("PVS1", "PM2_Supporting", "PM3")
    assert [step.act for step in history.steps] == [
        Act.SUGGESTED,
        Act.SET,
        Act.UNDONE,
        Act.UNDONE,
    ]


def test_a_new_suggestion_does_not_overrule_a_person() -> None:
    history = offered("PM1").set(not_met("PM1", "not in the domain"), **ANNA, why="see the figure")
    assert labels(history) == ()
    (standing,) = history.standing
    assert (standing.by_person, standing.outdated) == (True, False)
    assert standing.suggested == parse_label("PM1")
    history = offered("PM1_Strong", "PP3", to=history)
    assert labels(history) == ("PP3",)
    first = next(each for each in history.standing if each.verdict.criterion == "PM1")
    assert first.outdated


def test_a_new_suggestion_replaces_an_old_one() -> None:
    assert labels(offered("PP3", to=offered("PM1", "PM2"))) == ("PP3",)


@pytest.mark.parametrize("why", ["", "  ", "x" * 4001])
def test_a_person_gives_a_reason(why: str) -> None:
    history = offered("PM1").set(parse_label("PM2"), **ANNA, why="rare")
    with pytest.raises(BadInput, match="reason"):
        history.set(parse_label("PM2"), **ANNA, why=why)
    with pytest.raises(BadInput, match="reason"):
        history.undo(2, **ANNA, why=why)


def test_only_what_a_person_did_and_holds_can_be_undone() -> None:
    history = offered("PM1").set(parse_label("PM2"), **ANNA, why="rare")
    for number in (0, 1, 3):
        with pytest.raises(NotFound):
            history.undo(number, **ANNA, why="no")
    history = history.undo(2, **ANNA, why="not rare")
    with pytest.raises(Conflict, match="undone already"):
        history.undo(2, **ANNA, why="again")


def test_a_history_is_read_back_as_it_was() -> None:
    history = offered("PM1").set(parse_label("PM2_Supporting"), **ANNA, why="rare")
    history = history.undo(2, **ANNA, why="not rare")
    raw = msgspec.json.encode(history)
    assert msgspec.json.decode(raw, type=learned(History)) == history


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("suggest"), st.sets(st.sampled_from(["PM1", "PM2", "PP3"]))),
        st.tuples(st.just("set"), st.sampled_from(["PM1", "PM2", "PM2_Supporting", "PP3"])),
        st.tuples(st.just("undo"), st.integers(1, 12)),
    ),
    max_size=12,
)


@given(MOVES)
def test_replaying_what_holds_gives_the_same(moves: list[tuple[str, object]]) -> None:
    """The twin: strike out what is undone, from the newest on, then play the rest in order."""
    history = History()
    for number, (kind, what) in enumerate(moves):
        by = {"by": "anna@uppsala", "at": NOON + timedelta(minutes=number)}
        if kind == "suggest":
            history = history.suggest(
                tuple(parse_label(each) for each in sorted(what)),  # type: ignore[call-overload]
                **by,
            )
        elif kind == "set":
            history = history.set(parse_label(str(what)), **by, why="so")
        else:
            try:
                history = history.undo(int(str(what)), **by, why="not so")
            except (NotFound, Conflict):
                continue
    holds = {step.number: True for step in history.steps}
    for step in history.steps[::-1]:
        if step.undoes and holds[step.number]:
            holds[step.undoes] = False
    machine: dict[str, Verdict] = {}
    person: dict[str, Verdict] = {}
    for step in history.steps:
        if holds[step.number] and step.act is Act.SUGGESTED:
            machine = {each.criterion: each for each in step.verdicts}
        elif holds[step.number] and step.act is Act.SET:
            person.update({each.criterion: each for each in step.verdicts})
    assert {each.criterion: each for each in history.verdicts} == {**machine, **person}
    assert [step.number for step in history.steps] == list(range(1, len(history.steps) + 1))
