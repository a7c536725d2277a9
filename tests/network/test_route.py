"""The HTTP door: bytes in, status and bytes out, and never a cause in detail."""

from __future__ import annotations

import json

import pytest

from samvar.govern.audit import AuditLog
from samvar.model.errors import Conflict
from samvar.network.message import ASK, seal
from samvar.network.route import DECLARATION, MEDIA_TYPE, PROBLEM_TYPE, answer_http
from tests.network.test_hostile import HERE, HOME, envelope


def honest(nation) -> bytes:
    return seal(envelope(), HOME, nation.nodes[HOME].key, ASK)


def test_a_question_is_answered(nation):
    status, kind, body = answer_http(nation.answerers[HERE], MEDIA_TYPE, honest(nation))
    assert (status, kind) == (200, MEDIA_TYPE)
    assert body


@pytest.mark.parametrize(
    ("media_type", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, "usage"),
        ("", b"", 415, "usage"),
        (MEDIA_TYPE, b"", 400, "bad-input"),
        (MEDIA_TYPE, b"\xff" * 100, 400, "bad-input"),
    ],
)
def test_what_is_no_message_is_a_problem(nation, media_type, body, status, code):
    got, kind, answer = answer_http(nation.answerers[HERE], media_type, body)
    assert (got, kind) == (status, PROBLEM_TYPE)
    assert json.loads(answer)["code"] == code


@pytest.mark.parametrize("error", [Conflict("another writer: Astrid"), OSError("/srv/secret")])
def test_a_node_that_cannot_write_says_so_and_no_more(nation, error):
    class Sink:
        def append_many(self, entries):
            raise error

    nation.answerers[HERE]._audit = AuditLog(Sink())
    got, _, body = answer_http(nation.answerers[HERE], MEDIA_TYPE, honest(nation))
    assert (got, json.loads(body)["code"]) == (503, "store-unavailable")
    assert b"Astrid" not in body
    assert b"secret" not in body


def test_a_fault_of_our_own_is_five_hundred_and_silent(nation, monkeypatch):
    def broken(_: bytes) -> bytes:
        raise ZeroDivisionError("/srv/secret")

    monkeypatch.setattr(nation.answerers[HERE], "handle", broken)
    got, _, body = answer_http(nation.answerers[HERE], MEDIA_TYPE, honest(nation))
    assert got == 500
    assert b"secret" not in body


def test_the_route_declares_itself():
    declaration = DECLARATION["declaration"]
    assert (declaration.permission, declaration.audit) == ("open", "network-message")
