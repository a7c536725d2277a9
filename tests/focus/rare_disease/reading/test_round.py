"""A round of reading: its readers, what is blind, and when there is an answer to sign."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.reading import (
    Conclusion,
    Finding,
    Outcome,
    ReadingAct,
    ReadingStep,
    Said,
)
from samvar.focus.rare_disease.model.reading_round import Round, Unsettled, rounds_of, same
from samvar.focus.rare_disease.rules.second_reader import SecondReader, shipped, table_in
from samvar.model.errors import BadFile

START = datetime(2026, 1, 1, tzinfo=UTC)
ONE, TWO = "ann@stockholm", "bo@stockholm"


def finding(classed: Class = Class.PATHOGENIC, variant: str = "1-1-A-G", **more: object) -> Finding:
    return Finding(category="snv", variant=variant, gene="PAH", classed=classed, **more)


SOLVED = Conclusion(outcome=Outcome.SOLVED, findings=(finding(),), text="clear")
UNSOLVED = Conclusion(outcome=Outcome.UNSOLVED)


def steps(*acts: tuple[object, ...]) -> tuple[ReadingStep, ...]:
    """(reader, act, conclusion or the number that is undone)."""
    found = []
    for number, (reader, act, *rest) in enumerate(acts, 1):
        what = rest[0] if rest else None
        found.append(
            ReadingStep(
                number=number, round=1, reader=str(reader), act=act,
                at=START + timedelta(hours=number),
                said=Said(conclusion=what, required=act is ReadingAct.BEGAN)
                if not isinstance(what, int) else Said(why="because"),
                undoes=what if isinstance(what, int) else None,
            )
        )  # fmt: skip
    return tuple(found)


BEGAN, DONE, AGAIN = ReadingAct.BEGAN, ReadingAct.CONCLUDED, ReadingAct.REOPENED
LEFT, BOTH = ReadingAct.LEFT, ReadingAct.ADJUDICATED

TABLE = [
    # acts, required: blind, why it is not settled, outcome
    ((), True, True, (Unsettled.NOT_BEGUN,), None),
    ((), False, False, (Unsettled.NOT_BEGUN,), None),
    (((ONE, BEGAN),), True, True, (Unsettled.FIRST_READS, Unsettled.SECOND_MISSING), None),
    (((ONE, BEGAN),), False, False, (Unsettled.FIRST_READS,), None),
    (((ONE, BEGAN), (ONE, DONE, SOLVED)), True, True, (Unsettled.SECOND_MISSING,), None),
    (((ONE, BEGAN), (ONE, DONE, SOLVED)), False, False, (), SOLVED),
    (((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED)), False, True,
     (Unsettled.SECOND_READS,), None),
    (((ONE, BEGAN), (TWO, BEGAN), (TWO, DONE, SOLVED)), True, True, (Unsettled.FIRST_READS,), None),
    (((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, SOLVED)), True, False, (),
     SOLVED),
    (((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, UNSOLVED)), True, False,
     (Unsettled.DISAGREE,), None),
    (((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, UNSOLVED),
      (ONE, BOTH, UNSOLVED)), True, False, (), UNSOLVED),
    (((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, UNSOLVED),
      (ONE, BOTH, UNSOLVED), (ONE, AGAIN, 5)), True, False, (Unsettled.DISAGREE,), None),
    # A conclusion that was opened before the other one's keeps the round blind.
    (((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (ONE, AGAIN, 3), (TWO, DONE, SOLVED)), True,
     True, (Unsettled.FIRST_READS,), None),
    # Opened after both: they know each other, and there is nothing to sign.
    (((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, SOLVED), (TWO, AGAIN, 4)), True,
     False, (Unsettled.SECOND_READS,), None),
    (((ONE, BEGAN), (ONE, LEFT, 1), (TWO, BEGAN)), True, True,
     (Unsettled.FIRST_READS, Unsettled.SECOND_MISSING), None),
]  # fmt: skip


BOTH_DONE = ((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, UNSOLVED))
WRITTEN = Said(conclusion=UNSOLVED, together=(ONE, TWO), awaits=TWO)
CONFIRMATIONS = [
    # what follows two conclusions that differ: why it is not settled
    ("nothing", (), (Unsettled.DISAGREE,)),
    ("written", (WRITTEN,), (Unsettled.UNCONFIRMED,)),
    ("confirmed", (WRITTEN, Said(confirms=5)), ()),
    ("another one confirmed", (WRITTEN, Said(confirms=4)), (Unsettled.UNCONFIRMED,)),
    ("declined", (WRITTEN, (ReadingAct.DECLINED, 5)), (Unsettled.DISAGREE,)),
    ("taken back", (WRITTEN, (AGAIN, 5)), (Unsettled.DISAGREE,)),
    ("confirmed and opened", (WRITTEN, Said(confirms=5), (AGAIN, 5)), (Unsettled.DISAGREE,)),
    ("written anew after it was opened",
     (WRITTEN, Said(confirms=5), (AGAIN, 5), WRITTEN), (Unsettled.UNCONFIRMED,)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "after", "unsettled"), CONFIRMATIONS)
def test_what_one_writes_down_stands_once_the_other_confirms_it(what, after, unsettled) -> None:
    found = list(steps(*BOTH_DONE))
    for number, each in enumerate(after, 5):
        said, act, undoes = Said(why="because"), None, None
        if isinstance(each, Said):
            said, act = each, BOTH if each.awaits else ReadingAct.CONFIRMED
        else:
            act, undoes = each
        who = ONE if act is BOTH else TWO
        at = START + timedelta(hours=number)
        found.append(ReadingStep(number=number, round=1, reader=who, act=act, at=at, said=said,
                                 undoes=undoes))  # fmt: skip
    now = Round(1, True, None, tuple(found))
    assert now.unsettled == unsettled, what
    assert now.settled == (None if unsettled else UNSOLVED)
    assert (now.pending is not None) == (unsettled == (Unsettled.UNCONFIRMED,))


@pytest.mark.parametrize(("acts", "required", "blind", "unsettled", "settled"), TABLE)
def test_a_round(acts, required, blind, unsettled, settled) -> None:
    now = Round(1, required, None, steps(*acts))
    assert (now.blind, now.unsettled, now.settled) == (blind, unsettled, settled)


def test_agreement_is_of_what_both_thought_before_they_knew() -> None:
    acts = [(ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, UNSOLVED)]
    later = [*acts, (TWO, AGAIN, 4), (TWO, DONE, SOLVED)]
    now = Round(1, True, None, steps(*later))
    assert now.agreed
    assert [each.said.conclusion for each in now.first_pair or ()] == [SOLVED, UNSOLVED]
    assert now.opened == START + timedelta(hours=4)


def test_a_new_round_begins_blind_and_the_old_one_keeps_what_held() -> None:
    first = steps((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, SOLVED))
    at = START + timedelta(days=9)
    anew = ReadingStep(number=9, round=2, reader=ONE, act=ReadingAct.ANEW, at=at)
    old, new = rounds_of((*first, anew), required=True)
    assert (old.blind, new.blind, new.since, new.readers) == (False, True, at, ())
    assert old.blind_throughout
    assert [each.required for each in rounds_of((*first, anew), required=False)] == [True, False]
    assert len(rounds_of((), required=False)) == 1


WEIGHS = [
    (SOLVED, SOLVED, True),
    (SOLVED, Conclusion(outcome=Outcome.SOLVED, findings=(finding(condition="PKU"),)), True),
    (SOLVED, Conclusion(outcome=Outcome.POSSIBLE, findings=(finding(),)), False),
    (SOLVED, Conclusion(outcome=Outcome.SOLVED, findings=(finding(Class.UNCERTAIN),)), False),
    (SOLVED, Conclusion(outcome=Outcome.SOLVED, findings=(finding(variant="1-2-A-G"),)), False),
    (SOLVED, Conclusion(outcome=Outcome.SOLVED, findings=(finding(secondary=True),)), False),
    (SOLVED, Conclusion(outcome=Outcome.SOLVED), False),
]


@pytest.mark.parametrize(("one", "other", "equal"), WEIGHS)
def test_two_conclusions_say_the_same(one, other, equal) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal


def test_the_laboratorys_table_takes_the_place_of_ours(tmp_path) -> None:
    assert table_in(tmp_path) is shipped()
    own = tmp_path / "second_reader.json"
    own.write_text(
        '{"version": "7", "date": "2026-01-01", "text": "ours", "otherwise": false,'
        ' "indications": {"Epilepsy": true, "deafness": false}}'
    )
    table = table_in(tmp_path)
    assert table.requires("diagnostic", ["epilepsy", "deafness"])
    assert not table.requires("diagnostic", ["something else"])
    own.write_text('{"version": "7",\n "otherwyse": false}')
    with pytest.raises(BadFile) as told:
        table_in(tmp_path)
    assert told.value.where is not None
    with pytest.raises(TypeError):
        SecondReader()  # type: ignore[call-arg]
