"""How bytes get to a node and back: in the same process, or over HTTP. The handler is the same."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import httpx

from samvar.model.errors import PeerUnavailable
from samvar.network.message import MOST_REPLY_BYTES
from samvar.network.signature import Head, Signer, content_digest

PATH = "/network/v1/ask"
WITNESS_PATH = "/network/v1/witness"
MEDIA_TYPE = "application/vnd.samvar.network+msgpack"
_THREADS = 4
# The caller's deadline cancels long before; this only keeps a forgotten connection from staying.
_LONGEST = httpx.Timeout(330.0).as_dict()
# uvicorn drops an idle connection after 5 s; we drop it first, so that none breaks in use.
_CONNECTIONS = httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=3.0)


_CODE = re.compile(r"[a-z][a-z-]{1,39}")
_MOST_PROBLEM = 4096
LARGE = 1 << 20
"""Bytes above which the digest of a body leaves the event loop."""


class Transport(Protocol):
    """One node's address. Used from the network's own event loop only."""

    async def send(self, raw: bytes) -> bytes:
        """The node's reply; the caller sets the time limit and cancels.

        Raises:
            PeerUnavailable: nobody there, or the node failed.
        """
        ...

    async def close(self) -> None:
        """Let go of connections and threads."""
        ...


class InProcess:
    """A node in this process, on threads of its own: when it hangs, only they hang.

    `stopped` makes it silent as a node whose machine is off; for demonstrations and tests.
    """

    def __init__(self, handle: Callable[[bytes], bytes], name: str = "node") -> None:
        self._handle = handle
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix=f"samvar-{name}")
        self.stopped = False

    async def send(self, raw: bytes) -> bytes:
        """See `Transport.send`."""
        if self.stopped:
            raise PeerUnavailable("the node does not run")
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._handle, raw
            )
        except Exception as error:
            raise PeerUnavailable("the node failed", why=type(error).__name__) from None

    async def close(self) -> None:
        """Start nothing more; a thread that hangs is left to itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Http:
    """A node behind `url`. Connections are kept and shared by all questions to it.

    signer: who signs each request's head (`signature`); the reply's proof is its sealed envelope.
    It stands on httpx's transport, below its client: there are no redirects, cookies, proxies or
    environment to follow, and a seventh of a national question should not pay for them.
    """

    def __init__(
        self, url: str, signer: Signer, verify: bool | str = True, path: str = PATH
    ) -> None:
        self._url = httpx.URL(url.rstrip("/") + path)
        self._signer, self._verify = signer, verify
        self._pool: httpx.AsyncHTTPTransport | None = None

    async def send(self, raw: bytes) -> bytes:
        """See `Transport.send`. A reply larger than any may be is cut off, not swallowed."""
        if self._pool is None:
            self._pool = httpx.AsyncHTTPTransport(verify=self._verify, limits=_CONNECTIONS)
        request = httpx.Request(
            "POST",
            self._url,
            content=raw,
            headers=await self._headers(raw),
            extensions={"timeout": _LONGEST},
        )
        try:
            response = await self._pool.handle_async_request(request)
            try:
                if response.status_code != httpx.codes.OK:
                    raise PeerUnavailable(f"the node replied {await _said(response)}")
                return await _body(response)
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise PeerUnavailable("the node cannot be reached", why=type(error).__name__) from None

    async def _headers(self, raw: bytes) -> dict[str, str]:
        """What the body is, and the proof of the head."""
        digest = (
            await asyncio.to_thread(content_digest, raw)
            if len(raw) > LARGE
            else content_digest(raw)
        )
        fields = {"content-type": MEDIA_TYPE, "content-digest": digest}
        path, _, query = self._url.raw_path.decode("ascii").partition("?")
        authority = self._url.netloc.decode("ascii")
        head = Head("POST", authority, path, query, {name: (v,) for name, v in fields.items()})
        return {**fields, **self._signer.sign(head)}

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None


async def _said(response: httpx.Response) -> str:
    """The status of a refusal and, where it is a problem of ours, its code; nothing else of it."""
    status = str(response.status_code)
    text = b""
    async for chunk in response.aiter_raw():
        text += chunk
        if len(text) > _MOST_PROBLEM:
            return status
    try:
        code = json.loads(text)["code"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return status
    return f"{status}: {code}" if isinstance(code, str) and _CODE.fullmatch(code) else status


async def _body(response: httpx.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > MOST_REPLY_BYTES:
            raise PeerUnavailable("the node's reply is larger than any may be")
        chunks.append(chunk)
    return b"".join(chunks)
