"""What somebody sees who asks too often: 429, when to come again, in their language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samvar.network.limit import Limits
from samvar.node.site import Site
from tests.web.visitor import Visitor

ADDRESS = "/variant/GRCh38/10-94781859-G-A"


@pytest.fixture
def once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every node answers each person a few questions, and then none for minutes."""
    for answerer in site.answerers.values():
        monkeypatch.setattr(answerer, "_limits", Limits(10))


@pytest.mark.usefixtures("once")
def test_who_asks_too_often_is_told_when_to_come_again(visitor: Callable[..., Visitor]) -> None:
    one = visitor("geneticist")
    for _ in range(12):
        came = one.get(ADDRESS)
        if came.status_code != 200:
            break
    assert came.status_code == 429
    assert 0 < int(came.headers["retry-after"]) <= 360
    assert "too-many-questions" in came.text
    assert "Too many questions in too short a time" in came.text
    as_program = one.client.get(ADDRESS, headers={"accept": "application/json"})
    assert as_program.status_code == 429
    assert as_program.json()["code"] == "too-many-questions"
    assert "ask again in" in as_program.json()["remedy"]
    assert "För många frågor" in visitor("geneticist", "sv").get(ADDRESS).text
    assert visitor("pharmacist").get(ADDRESS).status_code == 200
    assert visitor("researcher").get(ADDRESS).status_code in (200, 403)


@pytest.mark.usefixtures("once")
def test_one_region_that_refuses_is_named_beside_the_figure(
    visitor: Callable[..., Visitor], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for node, answerer in site.answerers.items():
        monkeypatch.setattr(answerer, "_limits", Limits(1 if node == "skane" else 1000))
    one = visitor("geneticist")
    one.get(ADDRESS)
    assert "Skåne refused: too many questions" in one.get(ADDRESS).text


@pytest.mark.usefixtures("once")
def test_a_beacon_says_the_same(visitor: Callable[..., Visitor]) -> None:
    one = visitor("geneticist")
    asked = "g_variants?assemblyId=GRCh38&referenceName=10&start=94781858&referenceBases=G"
    for _ in range(14):
        came = one.client.get(f"/nation/beacon/{asked}&alternateBases=A")
        if came.status_code != 200:
            break
    assert came.status_code == 429
    assert "ask again in" in came.text
