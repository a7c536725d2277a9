"""The pharmacist's and the laboratory's day: steps, undo, queue, report, acknowledgement."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.model import Occasion, Order, Step
from samvar.focus.pharmacogenomics.records import Orders
from samvar.focus.pharmacogenomics.service import (
    NewOrder,
    acknowledge,
    draft_report,
    give_first_dose,
    order_of,
    place_order,
    queue,
    report_of,
    sign_report,
    take_step,
    undo_step,
)
from samvar.focus.pharmacogenomics.tables import reports
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, CorruptStore, NotFound, Refused
from samvar.node.build import init_node
from samvar.node.node import Node
from samvar.node.site import Site
from tests.focus.pharmacogenomics.conftest import Load

PHARMACIST = Asker.of(PERSONAS["pharmacist"])
CARRIER = (("0|1",), ("0|1",), ("0/0",))
GENETICIST = Asker.of(PERSONAS["geneticist"])


def new(patient: str = "S1", days: int | None = None, **more: object) -> NewOrder:
    day = None if days is None else utc_now().date() + timedelta(days=days)
    return NewOrder(
        patient,
        "01",
        (Occasion("azathioprine"),),
        first_dose=day,
        **more,  # type: ignore[arg-type]
    )


def test_the_nearest_first_dose_is_first_and_no_plan_is_last(node: Node) -> None:
    for patient, days in (("A", 9), ("B", None), ("C", -1), ("D", 2)):
        place_order(node, new(patient, days), PHARMACIST)
    assert [order.label for order in queue(node, PHARMACIST).orders] == ["C", "D", "A", "B"]


def test_who_has_had_the_first_dose_is_last(node: Node) -> None:
    orders = [
        place_order(node, new(patient, days), PHARMACIST)
        for patient, days in (("given", -3), ("late", -1), ("unplanned", None))
    ]
    give_first_dose(node, orders[0].id, utc_now().date(), PHARMACIST)
    listed = [order.label for order in queue(node, PHARMACIST).orders]
    assert listed == ["late", "unplanned", "given"]


def test_steps_go_forward_once_and_can_be_undone(node: Node) -> None:
    order = place_order(node, new(), PHARMACIST)
    take_step(node, order.id, Step.SAMPLED, PHARMACIST)
    take_step(node, order.id, Step.SEQUENCED, PHARMACIST)
    with pytest.raises(Conflict, match="sequenced already"):
        take_step(node, order.id, Step.SAMPLED, PHARMACIST)
    undone = undo_step(node, order.id, PHARMACIST)
    assert undone.step is Step.SAMPLED
    assert [(e.step, e.undone) for e in undone.events] == [
        (Step.ORDERED, False),
        (Step.SAMPLED, False),
        (Step.SEQUENCED, True),
    ]
    again = take_step(node, order.id, Step.SEQUENCED, PHARMACIST)
    assert again.step is Step.SEQUENCED
    assert len(again.events) == 4


@pytest.mark.parametrize("step", [Step.ORDERED, Step.CALLED, Step.REPORTED, Step.ACKNOWLEDGED])
def test_acts_of_their_own_are_not_noted_by_hand(node: Node, step: Step) -> None:
    order = place_order(node, new(), PHARMACIST)
    with pytest.raises(BadInput, match="not noted by hand"):
        take_step(node, order.id, step, PHARMACIST)


BAD_ORDERS = [
    (NewOrder("", "01", (Occasion("codeine"),)), "for a patient"),
    (NewOrder("x" * 65, "01", (Occasion("codeine"),)), "for a patient"),
    (NewOrder("S1", "01", ()), "at least one drug"),
    (NewOrder("S1", "99", (Occasion("codeine"),)), "not a region"),
]


@pytest.mark.parametrize(("order", "why"), BAD_ORDERS)
def test_an_order_that_says_too_little_is_refused(node: Node, order: NewOrder, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        place_order(node, order, PHARMACIST)
    assert queue(node, PHARMACIST).orders == ()


def test_who_may_do_what(node: Node, load: Load) -> None:
    order = place_order(node, new(), GENETICIST)
    load(("S1",), *CARRIER)
    for persona in ("researcher", "operator", "auditor", "coordinator", "patient"):
        stranger = Asker.of(PERSONAS[persona])
        with pytest.raises(Refused):
            place_order(node, new(), stranger)
        with pytest.raises(Refused):
            sign_report(node, order.id, stranger)
        with pytest.raises(Refused):
            acknowledge(node, order.id, stranger)
    elsewhere = Asker.of(PERSONAS["pharmacist"].at("skane"))
    with pytest.raises(Refused):
        sign_report(node, order.id, elsewhere)


def test_a_patient_without_a_call_has_no_report(node: Node) -> None:
    order = place_order(node, new(), PHARMACIST)
    with pytest.raises(NotFound, match="not been called"):
        draft_report(node, order)
    with pytest.raises(NotFound, match="not been called"):
        sign_report(node, order.id, PHARMACIST)


def test_from_order_to_acknowledged_answer(node: Node, load: Load) -> None:
    order = place_order(node, new(days=3), PHARMACIST)
    load(("S1",), *CARRIER)
    with pytest.raises(Conflict, match="no report"):
        acknowledge(node, order.id, PHARMACIST)
    report = sign_report(node, order.id, PHARMACIST)
    assert report_of(node, report.id) == report
    assert (report.by, report.by_name) == ("pharmacist", "Karin Holm")
    assert order_of(node, order.id).step is Step.REPORTED
    acknowledge(node, order.id, PHARMACIST)
    with node.records.read() as tx:
        referral = tx.referrals.get(order.id)
    assert referral.answered == report.made
    assert referral.acknowledged is not None
    assert queue(node, PHARMACIST).orders == ()
    assert [closed.id for closed in queue(node, PHARMACIST, closed=True).orders] == [order.id]
    given = utc_now().date()
    assert give_first_dose(node, order.id, given, PHARMACIST).given == given


def test_an_amended_report_supersedes_and_must_be_read_anew(node: Node, load: Load) -> None:
    order = place_order(node, new(), PHARMACIST)
    load(("S1",), *CARRIER)
    first = sign_report(node, order.id, PHARMACIST)
    acknowledge(node, order.id, PHARMACIST)
    second = sign_report(node, order.id, PHARMACIST)
    assert second.supersedes == first.id
    amended = order_of(node, order.id)
    assert amended.step is Step.REPORTED
    assert amended.report == second.id
    assert report_of(node, first.id) == first  # nothing is lost
    with node.records.read() as tx:
        assert tx.referrals.get(order.id).acknowledged is None


def test_a_signed_report_is_not_undone(node: Node, load: Load) -> None:
    order = place_order(node, new(), PHARMACIST)
    load(("S1",), *CARRIER)
    sign_report(node, order.id, PHARMACIST)
    with pytest.raises(Conflict, match="cannot be undone"):
        undo_step(node, order.id, PHARMACIST)


def test_a_report_that_was_changed_on_disk_is_not_shown(node: Node, load: Load) -> None:
    order = place_order(node, new(), PHARMACIST)
    load(("S1",), *CARRIER)
    report = sign_report(node, order.id, PHARMACIST)
    with node.records.begin() as tx:
        kept = tx.connection.execute(reports.select()).one()
        changed = kept.document.replace("Intermediate Metabolizer", "Normal Metabolizer")
        assert changed != kept.document
        tx.connection.execute(reports.update().values(document=changed))
    with pytest.raises(CorruptStore, match="not what was signed"):
        report_of(node, report.id)


def test_the_fast_report_is_about_dpyd_alone(node: Node, load: Load) -> None:
    order = place_order(node, NewOrder("S1", "01", (Occasion("capecitabine"),)), PHARMACIST)
    load(("S1",), *CARRIER)
    report = sign_report(node, order.id, PHARMACIST, kind="dpyd")
    assert [gene.gene for gene in report.genes] == ["DPYD"]
    assert report.genes[0].tested == ()  # and it was not tested, which the report says
    (advice,) = [each for each in report.advice if each.on_list]
    assert advice.lines == () or all(line.action.value != "standard" for line in advice.lines)
    assert "DPYD" in advice.withheld


def test_no_patient_in_the_audit_log(node: Node, load: Load) -> None:
    order = place_order(node, new("ANNA-SECRET"), PHARMACIST)
    take_step(node, order.id, Step.SAMPLED, PHARMACIST)
    with node.records.read() as tx:
        rows = tx.connection.exec_driver_sql("SELECT * FROM audit").all()
    assert rows
    assert not any("ANNA" in str(row) for row in rows)


def test_each_order_is_in_the_denominator_of_the_very_next_answer(tmp_path: Path) -> None:
    """Orders begin no epoch; bounds for a silent node must know of them all the same."""
    init_node(tmp_path / "node", "stockholm")
    site = Site.open(tmp_path / "node")
    node, network = site.nodes["stockholm"], site.network("stockholm")
    for number in range(1, 4):
        place_order(node, new(f"P{number}"), PHARMACIST)
        answer = network.ask_now("turnaround", {}, PHARMACIST)
        assert answer.value["orders"][0] == number
        assert answer.coverage.individuals_known == number
    site.close()


def test_a_gene_that_no_release_knows_is_a_slip_and_not_an_order(node: Node) -> None:
    """It would wait for a result that can never come."""
    with pytest.raises(BadInput, match="DPDY"):
        place_order(node, new(genes=("DPDY",)), PHARMACIST)
    assert place_order(node, new(genes=("DPYD", "CYP2D6")), PHARMACIST).genes


def test_the_same_order_twice_is_one(node: Node, load: Load) -> None:
    """A form that was sent twice is not two patients who wait."""
    first = place_order(node, new(days=3), PHARMACIST)
    with pytest.raises(Conflict, match="waits already"):
        place_order(node, new(days=3), PHARMACIST)
    assert [order.id for order in queue(node, PHARMACIST).orders] == [first.id]
    assert place_order(node, new(days=4), PHARMACIST).id != first.id
    load(("S1",), *CARRIER)
    sign_report(node, first.id, PHARMACIST)
    assert place_order(node, new(days=3), PHARMACIST).id != first.id  # asked again, later


@pytest.mark.parametrize("patient", ["A\nB", "A\x1b[2J", "A\u202eB"])
def test_a_label_is_what_can_be_read(node: Node, patient: str) -> None:
    with pytest.raises(BadInput, match="for a patient"):
        place_order(node, new(patient), PHARMACIST)


def test_an_order_is_not_a_pharmacopoeia(node: Node) -> None:
    for drugs in ((Occasion("x" * 101),), tuple(Occasion(f"d{n}") for n in range(65))):
        with pytest.raises(BadInput, match="drug"):
            place_order(node, NewOrder("S1", "01", drugs), PHARMACIST)
    with pytest.raises(BadInput, match="drug"):
        place_order(node, new(medications=("a\nb",)), PHARMACIST)


def test_a_dose_that_was_given_was_not_given_next_week(node: Node) -> None:
    order = place_order(node, new(), PHARMACIST)
    with pytest.raises(BadInput, match="not come yet"):
        give_first_dose(node, order.id, utc_now().date() + timedelta(days=7), PHARMACIST)
    assert order_of(node, order.id).given is None


def test_a_load_and_the_queue_read_their_own_orders_alone(
    node: Node, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 30,000 orders at a node neither may read them all."""
    mine = place_order(node, new(), PHARMACIST)
    other = place_order(node, new("OTHER"), PHARMACIST)
    read: list[int] = []
    once = Orders._read

    def counted(self: Orders, *conditions: object) -> tuple[Order, ...]:
        found = once(self, *conditions)
        read.append(len(found))
        return found

    monkeypatch.setattr(Orders, "_read", counted)
    load(("S1",), *CARRIER)
    assert max(read) == 1
    sign_report(node, mine.id, PHARMACIST)
    acknowledge(node, mine.id, PHARMACIST)
    read.clear()
    assert [order.id for order in queue(node, PHARMACIST).orders] == [other.id]
    assert [order.id for order in queue(node, PHARMACIST, closed=True).orders] == [mine.id]
    assert read == [1, 1]
