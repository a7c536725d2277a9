"""The audit page says who vouches for the log, and what contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from samvar.model.clock import utc_now
from samvar.network.signature import Signer
from samvar.node.site import Site
from samvar.store.records.witnessed import Alarm
from tests.network.heads import headers_for
from tests.web.visitor import Reader, Visitor

AUDIT = "/nodes/orebro/audit"


@pytest.fixture
def auditor(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor("auditor", centre="orebro")


def test_the_page_says_how_much_of_the_log_others_vouch_for(site: Site, auditor: Visitor) -> None:
    auditor.get(AUDIT)
    report = site.watch.log("orebro").checkpoint()
    assert len(report.witnesses) == 6
    text = Reader(auditor.get(AUDIT).text).text
    found = re.search(r"([\d,]+) of ([\d,]+) entries stand under a checkpoint that 6 other", text)
    assert found is not None, text[:2000]
    sizes = [int(each.replace(",", "")) for each in found.groups()]
    assert sizes[0] >= report.size
    assert sizes[0] < sizes[1]


def test_a_log_that_nobody_cosigned_is_said_to_be_unproven(visitor) -> None:
    page = visitor("auditor", centre="ostergotland").get("/nodes/ostergotland/audit").text
    assert "who owns the database could have written all of it" in page


def test_an_alarm_stands_on_the_page_of_the_log_and_of_the_node(
    site: Site, auditor: Visitor, visitor: Callable[..., Visitor]
) -> None:
    records = site.nodes["orebro"].records
    alarm = Alarm("skane", "rollback", 1, "kept", "", "", utc_now())
    with records.begin() as tx:
        assert tx.witnessed.raise_alarm(alarm)
    page = auditor.get(AUDIT).text
    assert "1 log contradicts itself." in page
    assert "Fewer entries than before" in page
    assert "contradicts what it signed before" in auditor.get("/nodes/orebro").text
    geneticist = visitor("geneticist").get("/nodes/orebro").text
    assert "contradicts what it signed before" in geneticist
    assert AUDIT not in geneticist
    with records.begin() as tx:
        (kept,) = tx.witnessed.alarms()
        tx.witnessed.settle(kept.number, utc_now(), "operator", "A test of the bell")
    page = auditor.get(AUDIT).text
    assert "contradicts itself" not in page
    assert "A test of the bell" in page
    assert "contradicts what it signed before" not in auditor.get("/nodes/orebro").text


def test_a_witness_door_takes_messages_and_nothing_else(
    visitor: Callable[..., Visitor], site: Site
) -> None:
    client = visitor().client
    address = "/nodes/skane/network/v1/witness"
    kind = {"content-type": "application/vnd.samvar.network+msgpack"}
    signer = Signer("uppsala", site.nodes["uppsala"].key)

    def knock(body: bytes) -> int:
        headers = headers_for(signer, f"{client.base_url}{address}", body)
        return int(client.post(address, content=body, headers=headers).status_code)

    assert knock(b"rubble") == 400
    assert knock(b"x" * 100_000) == 413
    assert client.post(address, content=b"x" * 100_000, headers=kind).status_code == 401
    assert client.post(address, content=b"{}").status_code == 415
    assert client.get(address).status_code == 405
    elsewhere = "/nodes/oslo/network/v1/witness"
    assert client.post(elsewhere, content=b"x", headers=kind).status_code == 404
