"""The care unit of a referral, put right: who sees the answer then, and who no longer does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.referral import Step
from samvar.focus.rare_disease.service.own_referral import (
    answers_waiting,
    place_own,
    see_own_answer,
    see_own_referral,
)
from samvar.focus.rare_disease.service.receipt import acknowledge_report, note_receipt
from samvar.focus.rare_disease.service.referral import place_referrals, see_referral
from samvar.focus.rare_disease.service.sign import sign_report
from samvar.focus.rare_disease.service.unit import correct_unit, undo_unit, unit_changes
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.errors import BadInput, Conflict, NotFound, Refused
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.test_answer import ONE, TWO, WARD, asker, loaded, read
from tests.focus.rare_disease.test_own_referral import OTHER, labels

RIGHT, WRONG = WARD.user.unit or "", OTHER.user.unit or ""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node of Stockholm."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    yield opened
    opened.close()


@pytest.fixture
def case(node: Node, tmp_path: Path) -> str:
    """A case whose referral the laboratory took in under another unit's name."""
    found = loaded(node, tmp_path / "f")
    correct_unit(node, "RD-1", WRONG, ONE)
    return found


def answered(node: Node, case: str) -> str:
    """The id of the signed answer."""
    read(node, case, ONE, TWO)
    return sign_report(node, case, ONE).id


def newest(node: Node, many: int = 1) -> list[tuple[str, str, str, str | None]]:
    """Verb, outcome, reason and subject of the audit log's newest entries."""
    with node.records.read() as tx:
        found = [each.entry for each in tx.audit.page(limit=many)]
    return [(e.verb, e.outcome, e.reason or "", e.subject) for e in found]


def test_the_right_unit_reads_what_was_answered_and_the_wrong_one_no_longer_does(
    node: Node, case: str
) -> None:
    report = answered(node, case)
    assert see_own_answer(node, "RD-1", OTHER)[0].id == report
    with pytest.raises(Refused):
        see_own_answer(node, "RD-1", WARD)
    correct_unit(node, "RD-1", RIGHT, ONE)
    assert see_own_answer(node, "RD-1", WARD)[0].id == report
    assert (labels(node, WARD), labels(node, OTHER)) == (["RD-1"], [])
    assert (answers_waiting(node, WARD), answers_waiting(node, OTHER)) == (1, 0)
    with pytest.raises(Refused):
        see_own_answer(node, "RD-1", OTHER)
    person = see_referral(node, "RD-1", ONE).person
    with pytest.raises(NotFound):
        see_own_referral(node, "RD-1", OTHER)
    assert newest(node) == [("see-own-referral", "refused", "not-found", person)]
    assert acknowledge_report(node, "RD-1", WARD).step is Step.ACKNOWLEDGED


def test_the_log_never_says_that_a_thing_was_opened_that_was_not_there(
    node: Node, case: str
) -> None:
    answered(node, case)
    place_own(node, NewReferral("OWN-2", "STO-1", "01"), WARD)
    person = see_referral(node, "RD-1", ONE).person
    for look, verb in (
        (see_own_referral, "see-own-referral"),
        (see_own_answer, "see-own-answer"),
        (acknowledge_report, "acknowledge-rare-report"),
    ):
        with pytest.raises(NotFound, match="your care unit"):
            look(node, "RD-1", WARD)
        assert newest(node) == [(verb, "refused", "not-found", person)]
    with pytest.raises(NotFound):
        see_own_referral(node, "nobody", WARD)
    assert newest(node) == [("see-own-referral", "refused", "not-found", None)]


def test_every_change_says_who_when_from_and_to_and_can_be_taken_back(
    node: Node, case: str
) -> None:
    before = utc_now()
    assert correct_unit(node, "RD-1", f" {RIGHT} ", TWO).unit == RIGHT
    person = see_referral(node, "RD-1", ONE).person
    assert newest(node, 2)[1][:2] == ("correct-rare-unit", "done")
    last = unit_changes(node, see_referral(node, "RD-1", ONE).id)[-1]
    assert (last.by, last.was, last.now, last.undone) == (TWO.user.id, WRONG, RIGHT, False)
    assert last.at >= before
    assert undo_unit(node, "RD-1", ONE).unit == WRONG
    assert newest(node)[0] == ("undo-rare-unit", "done", "", person)
    assert undo_unit(node, "RD-1", ONE).unit == RIGHT, "the first change is taken back, too"
    assert [e.undone for e in unit_changes(node, see_referral(node, "RD-1", ONE).id)] == [True] * 2
    with pytest.raises(Conflict, match="not been changed"):
        undo_unit(node, "RD-1", ONE)


def test_what_the_wrong_unit_acknowledged_is_no_receipt(node: Node, case: str) -> None:
    answered(node, case)
    acknowledge_report(node, "RD-1", OTHER)
    assert labels(node, OTHER, closed=True) == ["RD-1"]
    found = correct_unit(node, "RD-1", RIGHT, ONE)
    assert (found.step, found.waits_to_be_read) == (Step.REPORTED, True)
    assert [e.undone for e in found.events if e.step is Step.ACKNOWLEDGED] == [True]
    assert labels(node, WARD) == ["RD-1"]
    assert undo_unit(node, "RD-1", ONE).step is Step.REPORTED, "nor does it come back"


def test_a_sender_without_an_account_is_told_by_the_laboratory_again(node: Node, case: str) -> None:
    answered(node, case)
    correct_unit(node, "RD-1", "", ONE)
    assert note_receipt(node, "RD-1", "Dr. Berg", ONE).step is Step.ACKNOWLEDGED
    assert correct_unit(node, "RD-1", RIGHT, ONE).step is Step.REPORTED


def test_a_unit_that_treats_the_patient_by_another_referral_still_does(
    node: Node, case: str
) -> None:
    person = see_referral(node, "RD-1", ONE).person

    def takes_part(unit: str) -> bool:
        with node.records.read() as tx:
            return any(e.unit == unit and e.stands(utc_now()) for e in tx.care.of_person(person))

    assert takes_part(WRONG)
    place_own(node, NewReferral("OWN-2", "STO-1", "01"), OTHER)
    correct_unit(node, "RD-1", RIGHT, ONE)
    assert (takes_part(WRONG), takes_part(RIGHT)) == (True, True)
    correct_unit(node, "OWN-2", RIGHT, ONE)
    assert not takes_part(WRONG)


@pytest.mark.parametrize(
    "name", ["bioinformatician", "referring-clinician", "researcher", "operator", "auditor"]
)
def test_who_may_not_take_in_referrals_may_not_put_a_unit_right(
    node: Node, case: str, name: str
) -> None:
    for change in (lambda who: correct_unit(node, "RD-1", RIGHT, who),
                   lambda who: undo_unit(node, "RD-1", who)):  # fmt: skip
        with pytest.raises(Refused):
            change(asker(name))
        assert newest(node)[0][1] == "refused"
    assert see_referral(node, "RD-1", ONE).unit == WRONG


def test_a_blocked_patients_referral_is_left_alone(node: Node, case: str) -> None:
    person = see_referral(node, "RD-1", ONE).person
    with node.records.begin() as tx:
        tx.choices.add(Choice(person, Use.UNIT, False, utc_now(), "test", "rehabilitation"))
    with pytest.raises(Refused):
        correct_unit(node, "RD-1", RIGHT, ONE)


def test_a_geneticist_of_another_centre_may_not(node: Node, case: str) -> None:
    elsewhere = replace(ONE, user=ONE.user.at("uppsala"))
    with pytest.raises(Refused):
        correct_unit(node, "RD-1", RIGHT, elsewhere)


@pytest.mark.parametrize("unit", ["x" * 65, "a\x00b", "640823-3234"])
def test_what_cannot_name_a_unit_is_not_taken(node: Node, case: str, unit: str) -> None:
    with pytest.raises(BadInput):
        correct_unit(node, "RD-1", unit, ONE)
    with pytest.raises(BadInput):
        place_referrals(node, [NewReferral("RD-9", "STO-9", "01", unit=unit)], ONE)


def test_the_same_unit_and_no_referral_are_told(node: Node, case: str) -> None:
    with pytest.raises(Conflict, match="already"):
        correct_unit(node, "RD-1", WRONG, ONE)
    with pytest.raises(NotFound):
        correct_unit(node, "nobody", RIGHT, ONE)
