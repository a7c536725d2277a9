"""The programs that may send people here, and the exact addresses people go back to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from samvar.model.errors import BadConfig, Where
from samvar.model.shape import learned

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_ADDRESS = re.compile(
    r"https?://(?:localhost|127(?:\.[0-9]{1,3}){3})(?::[0-9]{1,5})?/[A-Za-z0-9._~/-]{0,500}\Z"
)
"""On this machine, and without a query: what is added to it stands alone."""


class Client(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public client: it has no secret, and proves itself by PKCE.

    redirects: where people may go back to with a code; after_sign_out: without one. An address
    counts only letter by letter (RFC 9700, section 2.1).
    """

    id: str
    redirects: tuple[str, ...]
    after_sign_out: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    client: tuple[Client, ...] = ()


Clients = Mapping[str, Client]


def read_clients(path: Path) -> Clients:
    """The clients that a TOML file registers, by id.

    Raises:
        BadConfig: the file is none, an id stands twice, or an address leads off this machine.
    """
    where = Where(path.name)
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        found = msgspec.convert(table, learned(_File)).client
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise BadConfig("the file of clients cannot be read", where=where, why=str(fault)) from None
    for one in found:
        if _ID.match(one.id) is None:
            raise BadConfig(
                "a client's id is letters, digits, dots and dashes, 100 at most", where=where
            )
        if not one.redirects:
            raise BadConfig(f"the client {one.id} has no address to go back to", where=where)
        for address in (*one.redirects, *one.after_sign_out):
            if _ADDRESS.match(address) is None:
                raise BadConfig(
                    f"the client {one.id} may not have the address {address[:200]!r}",
                    where=where,
                    why="the demo's issuer serves programs of this machine only",
                    remedy="write one such as http://localhost:8701/sign-in/back",
                )
    if len({one.id for one in found}) != len(found):
        raise BadConfig("a client stands twice", where=where)
    return {one.id: one for one in found}
