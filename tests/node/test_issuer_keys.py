"""How long an issuer's keys are believed, and how soon a new one is: fetches are counted."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from samvar.govern.issuer import Issuer
from samvar.model.errors import PeerUnavailable
from samvar.node.issuer_keys import IssuerKeys

AT = "https://login.example/jwks"
ISSUER = Issuer("https://login.example/", "client", ("uppsala",), jwks_url=AT)
OTHER = Issuer("https://other.example/", "client", ("skane",), jwks_url="https://other.example/k")


class World:
    """An issuer whose keys change, and a clock that stands until it is moved."""

    def __init__(self, *kids: str) -> None:
        self.kids, self.silent, self.now = list(kids), False, 0.0
        self.fetched: list[str] = []
        self.keys = IssuerKeys(self.get, lambda: self.now)

    def get(self, url: str) -> bytes:
        self.fetched.append(url)
        if self.silent:
            raise PeerUnavailable("the issuer does not answer")
        keys = [{"kty": "OKP", "kid": kid, "secret": 1} for kid in self.kids]
        return json.dumps({"keys": keys}).encode()

    def known(self, kid: str = "", issuer: Issuer = ISSUER) -> list[str]:
        return [key["kid"] for key in self.keys(issuer, kid)]


def test_a_key_that_is_there_is_fetched_once_in_ten_minutes() -> None:
    world = World("a", "b")
    for second in range(0, 600, 7):
        world.now = float(second)
        assert world.known("b") == ["a", "b"]
    assert len(world.fetched) == 1
    world.now = 600.0
    world.kids = ["c"]
    assert world.known("c") == ["c"]
    assert len(world.fetched) == 2


def test_a_new_key_is_believed_as_soon_as_a_token_names_it() -> None:
    world = World("old")
    world.known("old")
    world.kids, world.now = ["new", "old"], 31.0
    assert world.known("old") == ["old"], "what is held needs no fetch"
    assert world.known("new") == ["new", "old"]
    assert world.known("old") == ["new", "old"]
    assert len(world.fetched) == 2


def test_an_old_key_that_the_issuer_let_go_is_believed_no_more_once_that_is_known() -> None:
    world = World("old")
    world.known("old")
    world.kids, world.now = ["new"], 31.0
    world.known("new")
    assert world.known("old") == ["new"]


def test_whatever_tokens_name_is_fetched_once_in_thirty_seconds() -> None:
    world = World("a")
    for number in range(3_000):
        world.now = number / 10  # five minutes
        assert world.known(f"made-up-{number}") == ["a"]
    assert len(world.fetched) == 10


def test_one_issuers_unknown_keys_cost_another_nothing() -> None:
    world = World("a")
    world.known("a", OTHER)
    for number in range(20):
        world.now += 31.0
        world.known(f"made-up-{number}")
        world.known("a", OTHER)
    assert world.fetched.count(OTHER.jwks_url) == 2, "once more after ten minutes"


def test_where_the_issuer_is_silent_the_last_keys_stay() -> None:
    world = World("a")
    world.known("a")
    world.silent, world.now = True, 31.0
    assert world.known("new") == ["a"]
    assert world.known("newer") == ["a"]
    assert len(world.fetched) == 2, "a silent issuer is not asked at each token either"
    world.silent, world.kids, world.now = False, ["new"], 62.0
    assert world.known("new") == ["new"]


def test_an_issuer_that_never_answered_has_no_keys() -> None:
    world = World()
    world.silent = True
    with pytest.raises(PeerUnavailable):
        world.known("a")


def test_keys_of_the_roster_are_never_fetched() -> None:
    world = World()
    pinned = Issuer("https://own.example/", "", ("uppsala",), keys=({"kid": "r"},))
    assert world.known("another", pinned) == ["r"]
    assert world.fetched == []


def test_many_at_once_fetch_once_and_who_needs_a_held_key_does_not_wait() -> None:
    world = World("a")
    world.known("a")
    asked, answer = threading.Event(), threading.Event()
    get = world.get

    def slow(url: str) -> bytes:
        asked.set()
        assert answer.wait(30)
        return get(url)

    world.keys._get = slow
    world.kids, world.now = ["a", "new"], 31.0
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(world.known, "new") for _ in range(8)]
        assert asked.wait(30)
        assert world.known("a") == ["a"]
        answer.set()
        assert [one.result() for one in waiting] == [["a", "new"]] * 8
    assert len(world.fetched) == 2
