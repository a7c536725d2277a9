"""How far two readers of a node agree, over what each came to before they knew of the other."""

from __future__ import annotations

import pytest

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.reading import Conclusion, Outcome, ReadingAct
from samvar.focus.rare_disease.model.reading_round import Round
from samvar.focus.rare_disease.service.node_agreement import agreement_of_rounds
from tests.focus.rare_disease.reading.test_round import (
    AGAIN,
    BEGAN,
    BOTH,
    DONE,
    ONE,
    SOLVED,
    TWO,
    UNSOLVED,
    finding,
    steps,
)


def read(*acts: tuple[object, ...], required: bool = True) -> Round:
    """A first round."""
    return Round(1, required, None, steps(*acts))


def solved(classed: Class, *more: object) -> Conclusion:
    return Conclusion(outcome=Outcome.SOLVED, findings=(finding(classed), *more))


ALIKE = read((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, SOLVED))
APART = read((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, UNSOLVED))


def test_of_nothing_there_is_no_agreement() -> None:
    found = agreement_of_rounds([read(), read((ONE, BEGAN), (ONE, DONE, SOLVED))])
    assert (found.cases, found.begun, found.outcomes.n, found.classes.n) == (2, 1, 0, 0)
    assert found.outcomes.kappa is None


def test_outcomes_and_classes_have_denominators_of_their_own() -> None:
    found = agreement_of_rounds([ALIKE, ALIKE, APART])
    assert (found.outcomes.n, found.outcomes.observed) == (3, pytest.approx(2 / 3))
    assert (found.classes.n, found.alone) == (2, 1)
    assert found.classes.observed == 1


def test_what_they_came_to_later_does_not_count() -> None:
    later = read(
        (ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, SOLVED), (TWO, DONE, UNSOLVED),
        (TWO, AGAIN, 4), (TWO, DONE, SOLVED), (ONE, BOTH, SOLVED),
    )  # fmt: skip
    found = agreement_of_rounds([later])
    assert (found.outcomes.n, found.outcomes.observed) == (1, 0)


def test_a_class_across_the_border_of_acting_is_counted() -> None:
    vus = solved(Class.UNCERTAIN, finding(Class.BENIGN, "2-2-A-G"))
    both = solved(Class.PATHOGENIC, finding(Class.LIKELY_BENIGN, "2-2-A-G"))
    found = agreement_of_rounds(
        [read((ONE, BEGAN), (TWO, BEGAN), (ONE, DONE, both), (TWO, DONE, vus))]
    )
    assert (found.classes.n, found.across, found.alone) == (2, 1, 0)


def test_who_may_have_known_of_the_other_is_left_out_and_counted() -> None:
    seen = Round(
        1, False, None,
        tuple(
            each if each.act is not ReadingAct.BEGAN else
            type(each)(number=each.number, round=1, reader=each.reader, act=each.act, at=each.at)
            for each in ALIKE.steps
        ),
    )  # fmt: skip
    found = agreement_of_rounds([seen, ALIKE])
    assert (found.sighted, found.outcomes.n, found.begun) == (1, 1, 2)
