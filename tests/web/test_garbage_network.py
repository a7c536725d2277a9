"""The doors between nodes under garbage: rubbish, real messages changed, and signed nonsense."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadSignature
from samvar.network.ask import Network
from samvar.network.message import ASK, Envelope, ReplyEnvelope, Sealed, seal
from samvar.network.signature import Signer
from samvar.network.transport import MEDIA_TYPE, PATH, WITNESS_PATH, InProcess
from samvar.network.warrant import Warrant, milliseconds
from samvar.node.site import Site
from samvar.web.openapi import PROBLEM, document
from tests.network.heads import headers_for

HERE, HOME = "skane", "uppsala"
HURRIED = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck]
)
LONG = settings(HURRIED, max_examples=5000)
RUBBISH = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), st.text(max_size=30),
    st.binary(max_size=40), st.lists(st.integers(0, 9), max_size=4),
    st.dictionaries(st.text(max_size=5), st.integers(0, 9), max_size=3),
)  # fmt: skip
PROVES = {
    Warrant.__struct_fields__.index(name)
    for name in (
        "issuer", "audience", "question", "user", "role", "centre", "purpose", "proof", "unit"
    )
}  # fmt: skip
"""What in a warrant says who asks whom, what and why."""


@pytest.fixture(scope="module")
def door(app: Litestar) -> TestClient[Any]:
    """One node's door, as another node's HTTP finds it."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def honest(site: Site) -> bytes:
    """A real question that this door has not seen."""
    sent: list[bytes] = []

    def keep(raw: bytes) -> bytes:
        sent.append(raw)
        raise OSError("it never arrives")

    home = site.nodes[HOME]
    network = Network(
        HOME, site.roster, home.key, {HERE: InProcess(keep, HERE)}, site.registry,
        vouch=site.vouching.at(HOME),
    )  # fmt: skip
    asker = Asker.of(PERSONAS["geneticist"].at(HOME))
    args = {"assembly": "GRCh38", "variants": ("10-94781859-G-A",)}
    network.ask_now("variant_frequency", args, asker)
    network.close()
    return sent[-1]


@cache
def told(app: Litestar) -> dict[str, Any]:
    """The answers that the document allows."""
    return document(app)["paths"]["/nodes/{node}" + PATH]["post"]["responses"]  # type: ignore[no-any-return]


def signed(door: TestClient[Any], path: str, body: bytes, media: str) -> dict[str, bytes]:
    """Headers that a node of the roster signs, so that what is inside meets the door's inside."""
    key = door.app.state.site.nodes[HOME].key
    url = f"{door.base_url}{path}"
    try:
        headers = headers_for(Signer(HOME, key), url, body, media)
    except BadSignature:
        headers = {"content-type": media}  # no signer would sign it
    return {name: value.encode("latin-1") for name, value in headers.items()}


def knock(door: TestClient[Any], body: bytes, media: str = MEDIA_TYPE) -> ReplyEnvelope | None:
    """What the door says; None where there was nobody to reply to."""
    path = f"/nodes/{HERE}{PATH}"
    given = door.post(path, content=body, headers=signed(door, path, body, media))
    allowed = told(door.app)
    assert str(given.status_code) in allowed, given.text
    kind = given.headers["content-type"].partition(";")[0]
    assert kind in allowed[str(given.status_code)]["content"]
    if kind == PROBLEM:
        assert json.loads(given.content)["status"] == given.status_code
        return None
    sealed = msgspec.msgpack.decode(given.content, type=Sealed)
    return msgspec.msgpack.decode(sealed.payload, type=ReplyEnvelope)


def check_rubbish(door: TestClient[Any]) -> Any:
    @given(
        st.binary(max_size=300), st.sampled_from([MEDIA_TYPE, "", "application/json", "a/b;c=²"])
    )
    def run(body: bytes, media: str) -> None:
        said = knock(door, body, media)
        assert said is None or said.replies == []

    return run


def check_changed(door: TestClient[Any], honest: bytes) -> Any:
    place = st.integers(0, len(honest) - 1)
    change = st.tuples(st.sampled_from(["flip", "cut", "put", "twice", "end"]), place, st.binary())

    @given(st.lists(change, min_size=1, max_size=4))
    def run(changes: list[tuple[str, int, bytes]]) -> None:
        body = honest
        for kind, at, some in changes:
            if kind == "flip" and body[at : at + 1]:
                body = body[:at] + bytes([body[at] ^ (1 << len(some) % 8)]) + body[at + 1 :]
            elif kind == "cut":
                body = body[:at] + body[at + 1 + len(some) :]
            elif kind == "put":
                body = body[:at] + some + body[at:]
            elif kind == "twice":
                body += body[at:]
            elif kind == "end":
                body = body[:at]
        if body != honest:
            said = knock(door, body)
            assert said is None or (said.error is not None and said.replies == [])

    return run


def check_signed(door: TestClient[Any], site: Site, honest: bytes) -> Any:
    """A node of the roster whose software, or owner, has gone mad: everything is signed well."""
    key = site.nodes[HOME].key
    payload = msgspec.msgpack.decode(honest, type=Sealed).payload
    body = msgspec.msgpack.decode(payload)
    known = msgspec.msgpack.decode(payload, type=Envelope)
    assert known.questions

    @given(st.data())
    def run(data: st.DataObject) -> None:
        changed = [*body[:4], [[*body[4][0][:3], [*body[4][0][3]], *body[4][0][4:]]]]
        changed[2] = milliseconds(utc_now())
        changed[3] = data.draw(st.binary(min_size=16, max_size=16))
        question = changed[4][0]
        target = data.draw(st.sampled_from(["envelope", "question", "warrant"]))
        place = {"envelope": changed, "question": question, "warrant": question[3]}[target]
        at, rubbish = data.draw(st.integers(0, len(place) - 1)), data.draw(RUBBISH)
        proves = target == "warrant" and at in PROVES and place[at] != rubbish
        place[at] = rubbish
        said = knock(door, seal(changed, HOME, key, ASK))  # type: ignore[arg-type]
        if said is not None and proves:
            assert not any(reply.state == "answered" for reply in said.replies)

    return run


def check_heads(door: TestClient[Any], honest: bytes) -> Any:
    """The proof of a head, with some of it changed, dropped, repeated or made up."""
    path = f"/nodes/{HERE}{PATH}"
    names = st.sampled_from(["signature", "signature-input", "content-digest", "host"])
    printable = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=2000)
    change = st.tuples(st.sampled_from(["drop", "twice", "put", "cut", "own"]), names, printable)

    @given(st.lists(change, min_size=1, max_size=3), st.integers(0, 300))
    def run(changes: list[tuple[str, str, str]], at: int) -> None:
        sound = signed(door, path, honest, MEDIA_TYPE)
        sound["host"] = door.base_url.netloc
        rows = list(sound.items())
        for kind, name, some in changes:
            old = dict(rows).get(name, b"")
            rest = [row for row in rows if row[0] != name]
            text = some.encode()
            made = {
                "drop": [], "twice": [old, old], "put": [old[:at] + text + old[at:]],
                "cut": [old[:at] + old[at + 1 :]], "own": [text],
            }[kind]  # fmt: skip
            rows = rest + [(name, value) for value in made]
        given = door.post(path, content=honest, headers=httpx.Headers(rows))
        came = {"host": given.request.headers.get("host") or door.base_url.netloc.decode()}
        came = {**given.request.headers, **came}
        if any(came.get(name, "").encode() != value for name, value in sound.items()):
            code = (given.status_code, given.json()["code"])
            assert code in {(401, "bad-signature"), (400, "usage")}

    return run


def test_a_changed_head_lets_nobody_in(door, honest):
    HURRIED(check_heads(door, honest))()


def test_rubbish_at_the_door_is_refused(door):
    HURRIED(check_rubbish(door))()


def test_rubbish_for_a_witness_is_refused(door, honest):
    """The other door between nodes; a question of the first is rubbish there too."""
    allowed = document(door.app)["paths"]["/nodes/{node}" + WITNESS_PATH]["post"]["responses"]

    @given(st.binary(max_size=300) | st.just(honest), st.sampled_from([MEDIA_TYPE, "text/html"]))
    def run(body: bytes, media: str) -> None:
        path = f"/nodes/{HERE}{WITNESS_PATH}"
        given = door.post(path, content=body, headers=signed(door, path, body, media))
        assert str(given.status_code) in allowed  # 200: a signed refusal to who can be named
        assert given.status_code >= 400 or body == honest

    HURRIED(run)()


def test_a_changed_message_is_never_answered(door, honest):
    HURRIED(check_changed(door, honest))()


def test_signed_nonsense_breaks_nothing(door, site, honest):
    HURRIED(check_signed(door, site, honest))()


@pytest.mark.nightly
def test_the_doors_withstand_garbage_all_night(door, site, honest):
    for check in (
        check_heads(door, honest), check_rubbish(door), check_changed(door, honest),
        check_signed(door, site, honest),
    ):  # fmt: skip
        LONG(check)()
