"""Where a node's people sign in: an issuer that only this machine reaches proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samvar.node.doctor_check import Check
from samvar.node.provider.provider import is_loopback

if TYPE_CHECKING:
    from samvar.node.node import Node


def sign_in(node: Node) -> Iterator[Check]:
    """One check where an outside issuer is set, none where there is none."""
    host = urlsplit(node.config.oidc_issuer).hostname or ""
    if is_loopback(host):
        yield Check(
            "sign-in",
            "warn",
            "people sign in at an issuer of this machine, such as the demo's",
            "for anything but a trial set your region's identity provider as 'oidc_issuer'",
        )
    elif host:
        yield Check("sign-in", "ok", f"people sign in at {host}")
