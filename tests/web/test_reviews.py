"""Sampling reviews are drawn and worked through on their page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samvar.node.site import Site
from tests.web.visitor import Visitor

REVIEWS = "/nodes/orebro/reviews"


@pytest.fixture
def auditor(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor("auditor", centre="orebro")


def test_an_auditor_draws_and_works_through_a_sample(auditor: Visitor, visitor, site: Site) -> None:
    visitor("operator", centre="orebro").get("/nodes/orebro/settings")
    assert auditor.post(REVIEWS + "/draw", {}, page=REVIEWS).status_code == 303
    page = auditor.get(REVIEWS).text
    with site.nodes["orebro"].records.read() as tx:
        one = next(r for r in tx.reviews.newest() if r.recorded.entry.person != "auditor")
        before = tx.reviews.waiting()
    assert f'<option value="{one.number}">' in page
    fields = {"review": str(one.number), "mark": "fine", "reason": "<b>on call</b>"}
    assert auditor.post(REVIEWS + "/mark", fields, page=REVIEWS).status_code == 303
    page = auditor.get(REVIEWS).text
    assert "&lt;b&gt;on call&lt;/b&gt;" in page
    assert f'<option value="{one.number}">' not in page
    with site.nodes["orebro"].records.read() as tx:
        assert tx.reviews.waiting() == before - 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"review": "x", "mark": "fine", "reason": "why"}, 400),
        ({"review": "1", "mark": "good", "reason": "why"}, 400),
        ({"review": "1", "mark": "fine", "reason": " "}, 400),
        ({"review": "999999999", "mark": "fine", "reason": "why"}, 404),
        ({}, 400),
    ],
)
def test_a_finding_that_makes_no_sense_is_a_clean_error(auditor, fields, status) -> None:
    assert auditor.post(REVIEWS + "/mark", fields, page=REVIEWS).status_code == status
