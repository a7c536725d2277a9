"""The queue of orders and an order's page: who comes first, and when a report wants amending."""

from __future__ import annotations

import re

import pytest

from samvar.focus.pharmacogenomics.model import Occasion, Step
from samvar.focus.pharmacogenomics.service import NewOrder, place_order, queue
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.load import LoadRequest
from samvar.node.intake import load_files
from tests.focus.pharmacogenomics.conftest import write
from tests.web.visitor import words

HERE = "/nodes/vasterbotten/pgx/orders"
NEWER = "More is known now than when the report was signed"


@pytest.fixture
def pharmacist(visitor):
    """Västerbotten's pharmacist."""
    return visitor("pharmacist", centre="vasterbotten")


@pytest.fixture
def waiting(site):
    """The orders that wait there, as the node has them."""
    asker = Asker.of(PERSONAS["pharmacist"].at("vasterbotten"))
    return queue(site.nodes["vasterbotten"], asker).orders


def test_those_whose_dose_was_given_stand_last_under_a_heading(pharmacist, waiting):
    order = next(o for o in waiting if o.step is Step.REPORTED and o.given is None)
    sent = pharmacist.post(
        f"{HERE}/{order.id}/given",
        {"day": utc_now().date().isoformat()},
        page=f"{HERE}/{order.id}",
    )
    assert sent.status_code == 303
    html = pharmacist.get(HERE).text
    before, after = html.split("The first dose has been given")
    shown = re.findall(rf'href="{HERE}/(ref_\w+)"', before)
    given = [each.id for each in waiting if each.given is not None]
    assert re.findall(rf'href="{HERE}/(ref_\w+)"', after).count(order.id) == 1
    assert shown
    assert not set(shown) & {order.id, *given}


def test_the_queue_says_what_is_left_to_do(pharmacist, waiting):
    text = words(pharmacist.get(HERE).text)
    left = [order.step for order in waiting]
    assert text.count("Called to be signed") == left.count(Step.CALLED)
    assert text.count("Reported to be read") == left.count(Step.REPORTED)


def test_a_report_that_says_all_that_is_known_asks_for_no_other(pharmacist, waiting):
    reported = [order for order in waiting if order.step is Step.REPORTED]
    assert reported
    for order in reported:
        html = pharmacist.get(f"{HERE}/{order.id}").text
        assert "Signed report" in html
        assert NEWER not in html
        assert "Sign an amended report" not in html


def test_after_the_fast_report_the_whole_one_can_be_read_before_it_is_signed(pharmacist, waiting):
    order = next(
        o for o in waiting if o.step is Step.CALLED and o.occasions[0].drug == "capecitabine"
    )
    path = f"{HERE}/{order.id}"
    assert pharmacist.post(f"{path}/sign", {"kind": "dpyd"}, page=path).status_code == 303
    signed = pharmacist.get(path).text
    assert NEWER in signed
    assert 'href="?show=draft"' in signed
    assert "TPMT" not in signed.split('id="genes"')[1].split("</table>")[0]
    draft = pharmacist.get(f"{path}?show=draft").text
    assert "What would be reported now" in draft
    assert NEWER not in draft
    assert "TPMT" in draft.split('id="genes"')[1].split("</table>")[0]


def test_a_sample_of_another_name_is_held_on_the_orders_page_until_it_is_confirmed(
    pharmacist, site, tmp_path
):
    node = site.nodes["vasterbotten"]
    new = NewOrder("TUBE-PATIENT", node.centre.regions[0], (Occasion("azathioprine"),))
    order = place_order(node, new, Asker.of(PERSONAS["pharmacist"].at("vasterbotten")))
    path = f"{HERE}/{order.id}"
    taken = pharmacist.post(f"{path}/step", {"step": "sampled", "sample": "TUBE-1"}, page=path)
    assert taken.status_code == 303
    assert "Expects the sample TUBE-1" in words(pharmacist.get(path).text)
    sheet = tmp_path / "sheet.tsv"
    sheet.write_text("sample\tperson\nTUBE-2\tTUBE-PATIENT\n")
    file = write(tmp_path / "one.vcf", ("TUBE-2",), ("0/0",), ("0/1",), ("0/0",))
    request = LoadRequest(
        dataset="tubes", files=(str(file),), sheet=str(sheet), assembly="GRCh38",
        assert_normalised=True, assay="sites",
    )  # fmt: skip
    load_files(node, request.checked(), "test")
    shown = words(pharmacist.get(path).text)
    assert "Sample held: it may not be this patient's." in shown
    assert "It is not the sample that the order expects." in shown
    assert "The patient has not been called yet." in shown
    sample = re.search(r'name="sample" value="(sam_\w+)"', pharmacist.get(path).text)
    assert sample is not None
    form = {"sample": sample[1], "reason": ""}
    assert pharmacist.post(f"{path}/confirm", form, page=path).status_code == 422
    form["reason"] = "tube relabelled on the ward"
    assert pharmacist.post(f"{path}/confirm", form, page=path).status_code == 303
    shown = words(pharmacist.get(path).text)
    assert "Sample held" not in shown
    assert "tube relabelled on the ward" in shown
    assert "What would be reported now" in shown
