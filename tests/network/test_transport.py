"""HTTP as it goes wrong: each failure is a node that is down, and none is an exception of httpx."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from samvar.govern.keys import NodeKey
from samvar.model.errors import PeerUnavailable
from samvar.network import transport
from samvar.network.signature import Signer
from samvar.network.transport import PATH, Http, InProcess


class Odd(BaseHTTPRequestHandler):
    """Answers as the server's `mood` says."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        mood = self.server.mood  # type: ignore[attr-defined]
        assert self.path == PATH
        if mood == "hangs up":
            self.close_connection = True
            return
        if mood == "rubbish":
            self.wfile.write(b"\x00\x01\x02\r\n\r\n")
            self.close_connection = True
            return
        self.send_response(
            {"fails": 503, "moves": 302, "refuses": 401, "rails": 401}.get(mood, 200)
        )
        if mood == "moves":
            self.send_header("location", "http://127.0.0.1:1/elsewhere")
        answer = body * (50 if mood == "endless" else 1)
        if mood == "refuses":
            answer = b'{"code": "expired", "title": "Astrid"}'
        length = len(answer) + (10 if mood == "breaks off" else 0)
        self.send_header("content-length", str(length))
        self.end_headers()
        self.wfile.write(answer)
        self.close_connection = mood == "breaks off"

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    odd = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    odd.daemon_threads = True
    odd.mood = "well"  # type: ignore[attr-defined]
    thread = threading.Thread(target=odd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield odd
    odd.shutdown()
    odd.server_close()
    thread.join()


def send(url: str, *bodies: bytes) -> list[bytes]:
    async def main() -> list[bytes]:
        way = Http(url, Signer("skane", NodeKey.new()))
        try:
            return [await way.send(body) for body in bodies]
        finally:
            await way.close()

    return asyncio.run(main())


def url_of(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/"


def test_bytes_come_back_as_they_went(server):
    assert send(url_of(server), b"one", b"\x00" * 100_000) == [b"one", b"\x00" * 100_000]


@pytest.mark.parametrize("mood", ["fails", "moves", "hangs up", "rubbish", "breaks off"])
def test_every_failure_is_a_node_that_is_down(server, mood):
    server.mood = mood
    with pytest.raises(PeerUnavailable):
        send(url_of(server), b"question")


def test_a_refusal_is_told_by_its_code_and_nothing_else_of_it(server):
    server.mood = "refuses"
    with pytest.raises(PeerUnavailable) as caught:
        send(url_of(server), b"question")
    assert caught.value.what == "the node replied 401: expired"
    server.mood = "rails"
    for said in (b"x" * 5000, b"[" * 4000, b'{"code": "<b>"}', b"[]", b'{"code": 7}', b"\xff"):
        with pytest.raises(PeerUnavailable) as caught:
            send(url_of(server), said)
        assert caught.value.what == "the node replied 401"


def test_nobody_there_is_a_node_that_is_down():
    with pytest.raises(PeerUnavailable, match="cannot be reached"):
        send("http://127.0.0.1:1", b"question")


def test_an_endless_reply_is_cut_off(server, monkeypatch):
    monkeypatch.setattr(transport, "MOST_REPLY_BYTES", 1000)
    server.mood = "endless"
    with pytest.raises(PeerUnavailable, match="larger"):
        send(url_of(server), b"x" * 100)


def test_a_node_in_process_that_breaks_is_down_and_says_nothing():
    def broken(_: bytes) -> bytes:
        raise ValueError("HG00096")

    async def main() -> None:
        way = InProcess(broken)
        try:
            await way.send(b"")
        finally:
            await way.close()

    with pytest.raises(PeerUnavailable) as caught:
        asyncio.run(main())
    assert "HG00096" not in str(caught.value)
