"""The unit that refers: it sees its own referrals and signed answers, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.referral import Asked, Kind, Step
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.own_referral import (
    answers_waiting,
    list_own,
    may_read,
    own_answer,
    place_own,
    see_own_answer,
    see_own_referral,
)
from samvar.focus.rare_disease.service.receipt import (
    acknowledge_report,
    note_receipt,
    undo_receipt,
)
from samvar.focus.rare_disease.service.referral import place_referrals, see_referral
from samvar.focus.rare_disease.service.sign import sign_report, withdraw_report
from samvar.focus.rare_disease.tables import orders
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.errors import BadInput, Conflict, NotFound, Refused, UsageError
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.test_answer import ONE, TWO, VARIANT, WARD, loaded, read


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node of Stockholm."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    yield opened
    opened.close()


@pytest.fixture
def case(node: Node, tmp_path: Path) -> str:
    """A case that the unit referred; nobody has read it."""
    return loaded(node, tmp_path / "f")


def of_unit(unit: str | None, who: Asker = WARD) -> Asker:
    """The same person at another care unit."""
    return replace(who, user=replace(who.user, unit=unit, id=f"at-{unit}"))


OTHER = of_unit("cardiology")


@pytest.fixture
def signed(node: Node, case: str) -> str:
    """The id of the signed answer to the unit's referral."""
    read(node, case, ONE, TWO)
    return sign_report(node, case, ONE).id


def labels(node: Node, who: Asker, *, closed: bool = False) -> list[str]:
    return [each.label for each in list_own(node, who, closed=closed).referrals]


def test_a_unit_lists_what_it_sent_and_what_waits_to_be_read_comes_first(
    node: Node, signed: str
) -> None:
    place_own(node, NewReferral("OWN-2", "STO-2", "01", "epilepsy"), WARD)
    place_own(node, NewReferral("OTHER-1", "STO-1", "01", "cardiac"), OTHER)
    place_referrals(node, [NewReferral("LAB-1", "STO-3", "01")], ONE)
    assert labels(node, WARD) == ["RD-1", "OWN-2"]
    assert labels(node, OTHER) == ["OTHER-1"]
    assert (answers_waiting(node, WARD), answers_waiting(node, OTHER)) == (1, 0)
    assert answers_waiting(node, of_unit(None)) == 0
    with pytest.raises(UsageError, match="no care unit"):
        list_own(node, of_unit(None))
    acknowledge_report(node, "RD-1", WARD)
    assert (labels(node, WARD), labels(node, WARD, closed=True)) == (["OWN-2"], ["RD-1"])
    assert answers_waiting(node, WARD) == 0


def test_a_referral_is_of_the_unit_whoever_it_says_it_is_of(node: Node) -> None:
    new = NewReferral("OWN-1", "STO-1", "01", unit="cardiology")
    assert place_own(node, new, WARD).unit == WARD.user.unit
    with pytest.raises(NotFound):
        see_own_referral(node, "OWN-1", OTHER)
    with pytest.raises(Refused):
        place_referrals(node, [replace(new, label="OWN-2")], WARD)
    with pytest.raises(Refused):
        place_own(node, replace(new, label="OWN-2"), ONE)


ELSEWHERE: list[tuple[str, Callable[[Node, str], object]]] = [
    ("the case", lambda node, _: see_case(node, "fam", WARD)),
    ("the queue", lambda node, _: see_referral(node, "RD-1", WARD)),
    ("a note of the laboratory", lambda node, _: note_receipt(node, "RD-1", "me", WARD)),
    ("signing", lambda node, case: sign_report(node, case, WARD)),
]


@pytest.mark.parametrize(("what", "look"), ELSEWHERE)
def test_the_unit_sees_no_case_and_does_no_work_of_the_laboratory(
    node: Node, case: str, what: str, look: Callable[[Node, str], object]
) -> None:
    with pytest.raises(Refused):
        look(node, case)


def test_nothing_is_read_before_it_is_signed(node: Node, case: str) -> None:
    read(node, case, ONE, TWO)
    with pytest.raises(NotFound, match="not been answered"):
        see_own_answer(node, "RD-1", WARD)
    with pytest.raises(Conflict, match="no report that waits"):
        acknowledge_report(node, "RD-1", WARD)


def test_the_answer_is_read_by_the_unit_that_asked_and_by_no_other(node: Node, signed: str) -> None:
    report, stored = see_own_answer(node, "RD-1", WARD)
    assert (report.id, stored.withdrawn) == (signed, None)
    place_own(node, NewReferral("OTHER-1", "STO-1", "01", "cardiac"), OTHER)
    person = report.person
    assert may_read(node, WARD, person)
    assert may_read(node, OTHER, person), "they treat the patient, too"
    for look in (
        lambda: own_answer(node, signed, OTHER),
        lambda: see_own_answer(node, "RD-1", OTHER),
        lambda: acknowledge_report(node, "RD-1", OTHER),
    ):
        with pytest.raises(NotFound, match="your care unit"):
            look()
    stranger = of_unit("dermatology")
    assert not may_read(node, stranger, person)
    with pytest.raises(Refused):
        see_own_answer(node, "RD-1", stranger)


def test_a_block_of_the_patient_closes_list_and_answer(node: Node, signed: str) -> None:
    person = see_own_answer(node, "RD-1", WARD)[0].person
    with node.records.begin() as tx:
        tx.choices.add(Choice(person, Use.UNIT, False, utc_now(), "test", "clinical-genetics"))
    assert labels(node, WARD) == []
    assert list_own(node, WARD).counts.blocked == 1
    for look in (see_own_referral, see_own_answer, acknowledge_report):
        with pytest.raises(Refused):
            look(node, "RD-1", WARD)


def test_an_amendment_waits_to_be_read_anew_and_a_withdrawn_answer_says_so(
    node: Node, case: str, signed: str
) -> None:
    acknowledge_report(node, "RD-1", WARD)
    second = sign_report(node, case, TWO)
    assert labels(node, WARD) == ["RD-1"]
    assert answers_waiting(node, WARD) == 1
    acknowledge_report(node, "RD-1", WARD)
    withdraw_report(node, second.id, "the sample was exchanged", ONE)
    _, stored = see_own_answer(node, "RD-1", WARD)
    assert stored.withdrawn_why == "the sample was exchanged"
    assert answers_waiting(node, WARD) == 0


def test_the_laboratory_notes_whom_it_told_only_where_the_sender_has_no_account(
    node: Node, case: str, signed: str
) -> None:
    with pytest.raises(Conflict, match="acknowledges the answer itself"):
        note_receipt(node, "RD-1", "Dr. Berg, by telephone", ONE)
    place_referrals(node, [NewReferral("LAB-1", "STO-3", "01")], ONE)
    with pytest.raises(BadInput):
        note_receipt(node, "LAB-1", " ", ONE)
    with pytest.raises(Conflict, match="no report that waits"):
        note_receipt(node, "LAB-1", "Dr. Berg", ONE)
    with node.records.begin() as tx:
        tx.connection.execute(orders.update().values(unit=""))
    found = note_receipt(node, "RD-1", "Dr. Berg, 640823-3234, by telephone", TWO)
    last = found.events[-1]
    assert (found.step, last.by) == (Step.ACKNOWLEDGED, "second-reader")
    assert last.told == "Dr. Berg, ••••••-••••, by telephone"
    with pytest.raises(Refused):
        undo_receipt(node, "RD-1", WARD)
    assert undo_receipt(node, "RD-1", ONE).step is Step.REPORTED


def test_a_relative_is_referred_for_what_the_answer_tells_of(node: Node, signed: str) -> None:
    new = NewReferral(
        "OWN-3", "STO-4", "01", "epilepsy", Kind.CASCADE, of="RD-1", relation="sibling"
    )
    with pytest.raises(NotFound, match="your care unit"):
        place_own(node, new, OTHER)
    with pytest.raises(NotFound, match="no such variant"):
        place_own(node, replace(new, asked=Asked(variants=("1-1-A-T",))), WARD)
    placed = place_own(node, new, WARD)
    assert (placed.asked.variants, placed.relation) == ((VARIANT,), "sibling")
    place_own(node, NewReferral("OWN-4", "STO-5", "01"), WARD)
    with pytest.raises(Conflict, match="no answer that stands"):
        place_own(node, replace(new, label="OWN-5", of="OWN-4"), WARD)


def test_an_answer_after_a_long_time_opens_the_way_to_it_again(node: Node, case: str) -> None:
    with node.records.begin() as tx:
        for each in tx.care.all():
            tx.care.close(each.id, utc_now(), "test")
    read(node, case, ONE, TWO)
    sign_report(node, case, ONE)
    assert see_own_answer(node, "RD-1", WARD)[0].outcome == "solved"
