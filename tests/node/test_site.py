"""A site's part of the network: one network a node, and bounds from the first question on."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.ledger import Account
from samvar.model.clock import utc_now
from samvar.network import ask
from samvar.node import site as module
from samvar.node.build import init_node
from samvar.node.site import Site


@pytest.fixture
def site(node, tmp_path):
    site = Site.of(tmp_path, {node.id: node})
    yield site
    site.close()


def test_threads_that_come_together_share_one_network(site, monkeypatch):
    made: list[Any] = []
    usual = module.Network

    def slow(*given: Any, **named: Any) -> Any:
        time.sleep(0.05)
        made.append(usual(*given, **named))
        return made[-1]

    monkeypatch.setattr(module, "Network", slow)
    together = threading.Barrier(8)

    def come() -> Any:
        together.wait(10)
        return site.network("stockholm")

    with ThreadPoolExecutor(8) as pool:
        seen = {id(one.result()) for one in [pool.submit(come) for _ in range(8)]}
    assert len(made) == len(seen) == 1


def _until(true, seconds=10.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def test_a_started_site_knows_how_many_people_each_node_has(site):
    site.start()
    _until(lambda: site.network("stockholm").census("stockholm") is not None)


def test_a_node_that_is_silent_at_the_start_is_greeted_again(site, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_PAUSE_S", 0.02)
    answers = [{"stockholm": False}, {"stockholm": False}, {"stockholm": True}]
    left = list(answers)
    monkeypatch.setattr(ask.Network, "greet", lambda *_: left.pop(0))
    site.start()
    _until(lambda: not left)
    assert site._greeter is not None
    site._greeter.join(10)
    assert not site._greeter.is_alive()


def test_a_site_can_be_closed_while_somebody_is_still_silent(site, monkeypatch):
    monkeypatch.setattr(ask.Network, "greet", lambda *_: {"stockholm": False})
    site.start()
    began = time.monotonic()
    site.close()
    assert time.monotonic() - began < 5
    assert site._greeter is not None
    assert not site._greeter.is_alive()


def test_rows_that_were_read_at_one_node_are_known_at_the_others_of_a_site(tmp_path):
    for centre in ("uppsala", "skane"):
        (tmp_path / centre).mkdir()
        init_node(tmp_path / centre, centre)
    two = Site.open(tmp_path)
    try:
        maja = Account("researcher@uppsala", "permit-rows")
        two.tills["uppsala"].ledger.tell_rows(maja, "research", 7, utc_now())
        asker = replace(Asker.of(PERSONAS["researcher"]), permit="permit-rows")
        assert two.tills["skane"].standing(asker, utc_now()).rows == {}
        two.spread("uppsala")
        assert two.tills["skane"].standing(asker, utc_now()).rows == {"uppsala": 7}
    finally:
        two.close()
