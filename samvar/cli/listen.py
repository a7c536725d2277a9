"""Serving a site over HTTP: the port is ours before anybody is told the address."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samvar.model.errors import BadConfig

if TYPE_CHECKING:
    from samvar.node.provider.provider import Provider
    from samvar.node.site import Site

_GRACE_S = 3
_BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Door:
    """A bound socket and how it speaks. certificate, key: PEM files for TLS, or None."""

    socket: socket.socket
    certificate: str | None = None
    key: str | None = None

    @property
    def url(self) -> str:
        """The address to open."""
        host, port = self.socket.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.certificate else 'http'}://{shown}:{port}/"

    @classmethod
    def open(
        cls, host: str, port: int, certificate: str | None = None, key: str | None = None
    ) -> Door:
        """Bind and listen. Port 0 takes any free one.

        Raises:
            BadConfig: the port is taken, or the address is not this machine's.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # With the protocol named, asyncio sets TCP_NODELAY on what is accepted; without it, each
        # reply of two packets waits 40 ms for an acknowledgement.
        made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, port))
            made.listen(_BACKLOG)  # who comes before the server does waits a moment
        except OSError as fault:
            made.close()
            raise BadConfig(
                f"cannot listen on port {port}", why=fault.strerror, remedy="choose another --port"
            ) from None
        return cls(made, certificate, key)

    def serve(self, site: Site, *, personas: bool, provider: Provider | None = None) -> None:
        """Serve the site's pages, Beacon and network until the process is told to stop.

        provider: the demo's issuer of personas.
        """
        import uvicorn

        from samvar.web.app import create_app

        config = uvicorn.Config(
            create_app(site, demo=personas, provider=provider),
            ssl_certfile=self.certificate,
            ssl_keyfile=self.key,
            log_level="warning",
            access_log=False,  # a path may hold what somebody searched for
            server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        site.start()
        uvicorn.Server(config).run(sockets=[self.socket])
