"""The demo's issuer of personas, where it is safe: at an address that only this machine reaches."""

from __future__ import annotations

from pathlib import Path

from samvar.model.errors import UsageError
from samvar.node.provider.client import Clients, read_clients
from samvar.node.provider.key import SigningKey
from samvar.node.provider.provider import Provider, is_loopback

_KEY = "issuer.pem"


def clients_at(host: str, file: Path | None = None) -> Clients | None:
    """The programs that may send people to a demo that listens here; None where others reach it.

    file: TOML that registers them; without one, none may.

    Raises:
        UsageError: clients are named for an address that others reach.
        BadConfig: the file is none, or an address of a client leads off this machine.
    """
    if is_loopback(host):
        return {} if file is None else read_clients(file)
    if file is not None:
        raise UsageError(
            "the issuer of personas asks for no password, so only this machine may reach it",
            remedy="leave out --clients, or listen on 127.0.0.1",
        )
    return None


def issuer_at(folder: Path, address: str, clients: Clients | None) -> Provider | None:
    """The issuer of the demo in `folder`, served at `address`; None without `clients_at`.

    Raises:
        BadConfig: others reach the address; the issuer's key is damaged or open to others.
    """
    if clients is None:
        return None
    return Provider(address, SigningKey.open(folder / _KEY), clients)
