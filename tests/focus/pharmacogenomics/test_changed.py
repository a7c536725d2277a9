"""What comes after a report was read brings its order back, until somebody has read that too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.model import Cause, Occasion, Order, Step
from samvar.focus.pharmacogenomics.service import (
    NewOrder,
    acknowledge,
    adopt,
    changed_here,
    order_of,
    place_order,
    queue,
    sign_report,
    undo_step,
)
from samvar.focus.pharmacogenomics.service import change as changes
from samvar.focus.pharmacogenomics.service.report import FAST
from tests.focus.pharmacogenomics.laboratory import (
    Laboratory,
    changed,
    laboratory,
    with_function,
)

CARRIER = {"rs3918290": "0/1"}  # DPYD *2A
POOR = {"rs3918290": "1/1"}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Laboratory]:
    with laboratory(tmp_path) as one:
        yield one


def read(lab: Laboratory, label: str, *, kind: str = "full") -> Order:
    """An order of capecitabine whose report has been read."""
    new = NewOrder(label, lab.node.centre.regions[0], (Occasion("capecitabine"),))
    order = place_order(lab.node, new, lab.pharmacist)
    sign_report(lab.node, order.id, lab.pharmacist, kind=kind)
    return acknowledge(lab.node, order.id, lab.pharmacist)


def waiting(lab: Laboratory) -> list[str]:
    return [each.label for each in queue(lab.node, lab.pharmacist).orders]


def test_a_new_result_after_the_reading_takes_the_acknowledgement_back(lab: Laboratory) -> None:
    """The report said usual dose; a better sample says that the drug would be dangerous."""
    lab.load(ANNA={}, BERIT={})
    order = read(lab, "ANNA")
    read(lab, "BERIT")
    assert waiting(lab) == []
    lab.load(ANNA=POOR)
    assert waiting(lab) == ["ANNA"]
    order = order_of(lab.node, order.id)
    assert order.step is Step.REPORTED
    (change,) = order.changed
    (gene,) = change.found
    assert (change.cause, gene.gene) == (Cause.CALL, "DPYD")
    assert (gene.old, gene.new) == ("Normal Metabolizer", "Poor Metabolizer")
    assert gene.advice["capecitabine"] == ("usual", "avoid")
    assert (gene.old_score, gene.new_score) == (2.0, 0.0)
    (taken_back,) = [e for e in order.events if e.step is Step.ACKNOWLEDGED]
    assert taken_back.undone
    assert taken_back.number == change.takes_back


def test_whoever_acknowledges_anew_has_seen_it_and_an_undo_opens_it_again(lab: Laboratory) -> None:
    lab.load(ANNA={})
    order = read(lab, "ANNA")
    lab.load(ANNA=CARRIER)
    assert changed_here(lab.node, lab.pharmacist) == 1
    assert acknowledge(lab.node, order.id, lab.pharmacist).changed == ()
    assert (waiting(lab), changed_here(lab.node, lab.pharmacist)) == ([], 0)
    assert len(undo_step(lab.node, order.id, lab.pharmacist).changed) == 1
    assert changed_here(lab.node, lab.pharmacist) == 1


def test_the_same_results_again_alert_nobody(lab: Laboratory) -> None:
    """A reload with a better pipeline that tells the same."""
    lab.load(ANNA=CARRIER)
    order = read(lab, "ANNA")
    lab.load(ANNA=CARRIER)
    assert waiting(lab) == []
    lab.load(ANNA=POOR)
    acknowledge(lab.node, order.id, lab.pharmacist)
    lab.load(ANNA=POOR)  # what has been seen already
    assert waiting(lab) == []
    assert len(order_of(lab.node, order.id).changes) == 1


def test_what_was_known_and_is_not_any_more_is_a_change(lab: Laboratory) -> None:
    lab.load(ANNA=CARRIER)
    order = read(lab, "ANNA")
    lab.load(ANNA={"rs55886062": None})
    (change,) = order_of(lab.node, order.id).changed
    (gene,) = [one for one in change.found if one.gene == "DPYD"]
    assert (gene.old, gene.new) == ("Intermediate Metabolizer", "incomplete")
    lab.load(ANNA=CARRIER)  # and back: what is known is again what was read
    order = order_of(lab.node, order.id)
    assert [each.found != () for each in order.changed] == [True, False]


def test_a_report_that_nobody_has_read_yet_is_marked_too(lab: Laboratory) -> None:
    lab.load(ANNA={})
    new = NewOrder("ANNA", lab.node.centre.regions[0], (Occasion("capecitabine"),))
    order = place_order(lab.node, new, lab.pharmacist)
    sign_report(lab.node, order.id, lab.pharmacist)
    lab.load(ANNA=POOR)
    (change,) = order_of(lab.node, order.id).changed
    assert change.takes_back is None


def test_an_amended_report_says_what_it_says_otherwise(lab: Laboratory) -> None:
    lab.load(ANNA={"rs12248560": "1/1"})  # CYP2C19 *17/*17
    order = read(lab, "ANNA", kind=FAST)
    sign_report(lab.node, order.id, lab.pharmacist)
    (change,) = order_of(lab.node, order.id).changed
    assert change.cause is Cause.REPORT
    found = {one.gene: (one.old, one.new) for one in change.found}
    assert found["CYP2C19"] == ("", "Ultrarapid Metabolizer")
    assert "DPYD" not in found  # as in the fast report
    assert waiting(lab) == ["ANNA"]


def test_a_gene_that_was_not_asked_for_alerts_nobody(lab: Laboratory) -> None:
    lab.load(ANNA={})
    region = lab.node.centre.regions[0]
    new = NewOrder("ANNA", region, (Occasion("capecitabine"),), genes=("DPYD",))
    order = place_order(lab.node, new, lab.pharmacist)
    sign_report(lab.node, order.id, lab.pharmacist)
    acknowledge(lab.node, order.id, lab.pharmacist)
    lab.load(ANNA={"rs4244285": "1/1"})
    assert waiting(lab) == []


def test_an_outside_call_after_the_reading_is_a_change(lab: Laboratory) -> None:
    lab.load(ANNA={})
    order = read(lab, "ANNA")
    lab.call_outside("ANNA", "CYP2D6\t*4/*4\n")
    (change,) = order_of(lab.node, order.id).changed
    assert [(one.gene, one.new) for one in change.found] == [("CYP2D6", "Poor Metabolizer")]


def test_what_changed_stands_above_the_nearest_first_dose(lab: Laboratory) -> None:
    lab.load(ANNA={}, BERIT={})
    read(lab, "ANNA")
    new = NewOrder("BERIT", lab.node.centre.regions[0], (Occasion("capecitabine"),))
    place_order(lab.node, new, lab.pharmacist)
    lab.load(ANNA=POOR)
    found = queue(lab.node, lab.pharmacist)
    assert [each.label for each in found.orders] == ["ANNA", "BERIT"]
    assert (found.counts.listed, found.counts.changed) == (2, 1)


def test_knowledge_that_changes_is_a_recall_and_no_alert_here(lab: Laboratory) -> None:
    next_release = changed("next", "CYP2C19", with_function("*17", like="*2"))
    lab.load(ANNA={"rs12248560": "0/1"})
    read(lab, "ANNA")
    adopt(lab.node, lab.shelve(next_release), lab.pharmacist)
    assert waiting(lab) == []


def test_a_load_that_breaks_off_alerts_nobody(
    lab: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alert and the calls are one transaction: there is never one without the other."""
    lab.load(ANNA={})
    order = read(lab, "ANNA")
    noted = changes.Changes.add

    def breaks(*args: object) -> None:
        noted(*args)  # type: ignore[arg-type]
        raise ZeroDivisionError

    monkeypatch.setattr(changes.Changes, "add", breaks)
    with pytest.raises(ZeroDivisionError):
        lab.load(ANNA=POOR)
    monkeypatch.undo()
    assert order_of(lab.node, order.id).step is Step.ACKNOWLEDGED
    assert waiting(lab) == []
