"""What a person says holds for the very next question, and nobody else can say it for them."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.govern.receipt import read_receipt, receipt_digest, write_receipt
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, How, Reason, Use
from samvar.model.contribution import Scope
from samvar.model.errors import BadFile, BadInput, BadSignature, NotFound, Refused
from samvar.model.load import LoadRequest
from samvar.node.care import close_care, my_patients, open_care
from samvar.node.choose import Wish, choose
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.recovery import recover
from samvar.store.records.tables import persons
from tests.node.test_intake import counts
from tests.node.test_withdraw import person_called

PATIENT = Asker.of(PERSONAS["patient"])
GENETICIST = Asker.of(PERSONAS["geneticist"])


@pytest.fixture
def cilla(node: Node, cohort: LoadRequest, bioinformatician: Asker) -> str:
    """The patient of the demo is Cilla, whom the geneticist treats."""
    load(node, cohort, bioinformatician)
    person = person_called(node, "CILLA")
    with node.records.begin() as tx:
        tx.accounts.link(PATIENT.user.account, person, utc_now(), "test")
    open_care(node, person, GENETICIST)
    return person


def research(node: Node) -> tuple[int, ...]:
    return counts(node, "1-1000-A-G", Scope.RESEARCH)


def last(node: Node, verb: str):
    with node.records.read() as tx:
        return tx.audit.page(limit=1, verb=verb)[0].entry


def test_no_to_research_holds_for_the_next_question_and_yes_brings_back(
    node: Node, cilla: str
) -> None:
    before = node.variants.snapshot().digest()
    whole = research(node)
    receipt = choose(node, Wish(cilla, Use.RESEARCH, False), PATIENT)
    assert research(node) == (1, 4, 0, 0, 2)
    assert receipt.removed == {"samples_left": 1}
    assert counts(node, "1-1000-A-G", Scope.CARE) == (3, 6, 1, 0, 3)
    again = choose(node, Wish(cilla, Use.RESEARCH, True), PATIENT)
    assert again.epoch == receipt.epoch + 1
    assert research(node) == whole
    assert node.variants.snapshot().digest() == before


def test_somebody_without_a_genome_leaves_the_sums_of_areas(node: Node, cilla: str) -> None:
    wanted = select(persons.c.label)
    view = node.view(Scope.RESEARCH)
    assert len(view.rows_of_people(wanted, persons.c.id)) == 3
    epoch = choose(node, Wish(cilla, Use.RESEARCH, False), PATIENT).epoch
    # The view was made before: the records are asked anew for each answer.
    assert [r.label for r in view.rows_of_people(wanted, persons.c.id)] == ["ANNA", "BO"]
    assert node.variants.snapshot().epoch == epoch


def test_a_load_that_was_not_for_research_is_not_opened_by_a_yes(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, msgspec.structs.replace(cohort, research=False), bioinformatician)
    bo = person_called(node, "BO")
    open_care(node, bo, GENETICIST)
    choose(node, Wish(bo, Use.RESEARCH, False), GENETICIST)
    receipt = choose(node, Wish(bo, Use.RESEARCH, True), GENETICIST)
    assert receipt.removed == {"samples_entered": 0}
    assert research(node)[4] == 0


def test_who_said_no_at_the_load_is_brought_in_by_a_later_yes(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, cilla: str
) -> None:
    whole = research(node)
    choose(node, Wish(cilla, Use.RESEARCH, False), PATIENT)
    load(node, cohort, bioinformatician)
    assert research(node) == (1, 4, 0, 0, 2)
    choose(node, Wish(cilla, Use.RESEARCH, True), PATIENT)
    assert research(node) == whole


@pytest.mark.parametrize("allowed", [False, True])
def test_what_was_written_down_before_a_stop_is_done_after_it(
    node: Node, cilla: str, allowed: bool
) -> None:
    whole = research(node)
    if allowed:
        choose(node, Wish(cilla, Use.RESEARCH, False), PATIENT)
    with node.records.begin() as tx:
        tx.choices.add(Choice(cilla, Use.RESEARCH, allowed, utc_now(), "test"))
    done = recover(node)
    assert (len(done.opted_out), len(done.opted_in)) == (int(not allowed), int(allowed))
    assert research(node) == (whole if allowed else (1, 4, 0, 0, 2))
    assert recover(node).nothing


@pytest.mark.parametrize(
    "asker",
    [
        Asker.of(PERSONAS["pharmacist"]),  # treats her not
        Asker.of(PERSONAS["operator"]),
        Asker(PERSONAS["geneticist"], Purpose.HRESCH),
        Asker.of(PERSONAS["geneticist"].at("skane")),
        Asker.of(PERSONAS["patient"].at("skane")),
        Asker(PERSONAS["patient"], Purpose.TREAT),
    ],
    ids=["no relation", "operator", "research", "elsewhere", "another's issuer", "purpose"],
)
def test_nobody_else_says_it(node: Node, cilla: str, asker: Asker) -> None:
    for allowed in (False, True):
        with pytest.raises(Refused):
            choose(node, Wish(cilla, Use.RESEARCH, allowed), asker)
    assert last(node, "refuse-research").outcome == "refused"
    assert research(node) == (3, 6, 1, 0, 3)


def test_the_patient_says_nothing_for_others(node: Node, cilla: str) -> None:
    with pytest.raises(Refused):
        choose(node, Wish(person_called(node, "BO"), Use.RESEARCH, False), PATIENT)


def test_the_ward_writes_down_how_it_was_said_and_the_page_says_so_itself(
    node: Node, cilla: str
) -> None:
    said = Wish(cilla, Use.RECONTACT, True, how=How.WRITTEN, asked="Får vi höra av oss?")
    choose(node, said, GENETICIST)
    choose(node, Wish(cilla, Use.RECONTACT, False, how=How.WRITTEN), PATIENT)
    with node.records.read() as tx:
        first, second = tx.choices.history(cilla)
    assert (first.how, first.asked, first.by) == (How.WRITTEN, "Får vi höra av oss?", "geneticist")
    assert (second.how, second.by) == (How.OWN_PAGE, "patient")


@pytest.mark.parametrize(
    "wish",
    [
        Wish("per_x", Use.UNIT, False),
        Wish("per_x", Use.RESEARCH, False, "pharmacy"),
        Wish("per_x", Use.PASSPORT, True, "atlantis"),
        Wish("per_x", Use.UNIT, False, "x" * 81),
        Wish("per_x", Use.UNIT, False, "a\x00b"),
        Wish("per_x", Use.RECONTACT, True, asked="x" * 501),
    ],
)
def test_words_that_make_no_choice_are_refused(node: Node, wish: Wish) -> None:
    with pytest.raises(BadInput):
        choose(node, wish, PATIENT)


def test_a_rehearsal_changes_nothing(node: Node, cilla: str) -> None:
    choose(node, Wish(cilla, Use.RESEARCH, False), PATIENT, dry_run=True)
    assert research(node) == (3, 6, 1, 0, 3)
    with node.records.read() as tx:
        assert tx.choices.history(cilla) == ()


def test_the_receipt_is_the_nodes_own_and_the_log_knows_it(node: Node, cilla: str) -> None:
    receipt = choose(node, Wish(cilla, Use.CARE, False), PATIENT)
    raw = write_receipt(receipt)
    assert read_receipt(raw, [node.key.public]) == receipt
    given = last(node, "give-receipt")
    assert (given.subject, given.question) == (cilla, receipt_digest(receipt))
    with pytest.raises(BadSignature):
        read_receipt(raw.replace(b'"stop"', b'"erase"'), [node.key.public])
    with pytest.raises(BadFile):
        read_receipt(raw.replace(b'"epoch"', b'"epokk"'), [node.key.public])


def test_a_relation_opens_a_right_and_its_end_closes_it(node: Node, cilla: str) -> None:
    (relation,) = my_patients(node, GENETICIST)
    assert (relation.person, relation.reason) == (cilla, Reason.VISIT)
    choose(node, Wish(cilla, Use.SECONDARY, True), GENETICIST)
    close_care(node, relation.id, GENETICIST)
    assert my_patients(node, GENETICIST) == ()
    with pytest.raises(Refused):
        choose(node, Wish(cilla, Use.SECONDARY, False), GENETICIST)


def test_a_relation_of_the_unit_is_everybodys_of_that_unit(node: Node, cilla: str) -> None:
    (own,) = my_patients(node, GENETICIST)
    close_care(node, own.id, GENETICIST)
    open_care(node, cilla, GENETICIST, whole_unit=True, days=1)
    other = Asker.of(PERSONAS["pathologist"])
    assert [r.person for r in my_patients(node, GENETICIST)] == [cilla]
    assert my_patients(node, other) == ()


def test_a_relation_is_opened_by_those_who_order_and_for_somebody_who_is_there(
    node: Node, cilla: str
) -> None:
    with pytest.raises(Refused):
        open_care(node, cilla, Asker.of(PERSONAS["researcher"]))
    with pytest.raises(NotFound):
        open_care(node, "per_" + "0" * 24, GENETICIST)
    for days in (0, 1096):
        with pytest.raises(BadInput):
            open_care(node, cilla, GENETICIST, days=days)
