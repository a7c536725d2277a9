"""How bytes get to a node and back: in the same process, or over HTTP. The handler is the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import httpx

from samvar.model.errors import PeerUnavailable
from samvar.network.message import MOST_REPLY_BYTES

PATH = "/network/v1/ask"
WITNESS_PATH = "/network/v1/witness"
MEDIA_TYPE = "application/vnd.samvar.network+msgpack"
_THREADS = 4
# The caller's deadline cancels long before; this only keeps a forgotten connection from staying.
_LONGEST = httpx.Timeout(330.0).as_dict()
# uvicorn drops an idle connection after 5 s; we drop it first, so that none breaks in use.
_CONNECTIONS = httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=3.0)


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

    It stands on httpx's transport, below its client: there are no redirects, cookies, proxies or
    environment to follow, and a seventh of a national question should not pay for them.
    """

    def __init__(self, url: str, verify: bool | str = True, path: str = PATH) -> None:
        self._url = httpx.URL(url.rstrip("/") + path)
        self._verify = verify
        self._pool: httpx.AsyncHTTPTransport | None = None

    async def send(self, raw: bytes) -> bytes:
        """See `Transport.send`. A reply larger than any may be is cut off, not swallowed."""
        if self._pool is None:
            self._pool = httpx.AsyncHTTPTransport(verify=self._verify, limits=_CONNECTIONS)
        request = httpx.Request(
            "POST",
            self._url,
            content=raw,
            headers={"content-type": MEDIA_TYPE},
            extensions={"timeout": _LONGEST},
        )
        try:
            response = await self._pool.handle_async_request(request)
            try:
                if response.status_code != httpx.codes.OK:
                    raise PeerUnavailable(f"the node replied {response.status_code}")
                return await _body(response)
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise PeerUnavailable("the node cannot be reached", why=type(error).__name__) from None

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None


async def _body(response: httpx.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > MOST_REPLY_BYTES:
            raise PeerUnavailable("the node's reply is larger than any may be")
        chunks.append(chunk)
    return b"".join(chunks)
