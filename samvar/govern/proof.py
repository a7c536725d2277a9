"""What a person brings along to show who they are."""

from __future__ import annotations

import msgspec


class Proof(msgspec.Struct, frozen=True, array_like=True):
    """A person's own token, and the salt of the node that it is bound to. Never logged."""

    token: str
    salt: str

    def __repr__(self) -> str:
        return "Proof(...)"
