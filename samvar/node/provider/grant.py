"""Codes and access tokens that the demo's issuer has given out: in memory, counted, short-lived.

Only their SHA-256 is kept. A code is tried once, whatever comes of it; one that comes again takes
back what it gave (RFC 6749, section 4.1.2).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock

from samvar.govern.identity import User
from samvar.model.clock import utc_now
from samvar.node.provider.asked import Asked

CODE_LASTS = timedelta(seconds=60)
ACCESS_LASTS = timedelta(minutes=10)
_MOST = 1024


@dataclass(frozen=True, slots=True)
class Grant:
    """Who was chosen for which request, and when (aware)."""

    asked: Asked
    user: User = field(repr=False)
    signed_in: datetime


@dataclass(slots=True)
class _Code:
    grant: Grant
    tried: bool = False
    again: bool = False
    access: str = ""


@dataclass(frozen=True, slots=True)
class _Access:
    grant: Grant
    token_id: str
    ends: datetime


class Grants:
    """What is out. At most 1024 of a kind are kept; the oldest goes first."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, _Access] = {}
        self._lock = Lock()

    def code(self, grant: Grant) -> str:
        """A code for it, good for 60 seconds and one try."""
        made = secrets.token_urlsafe(32)
        with self._lock:
            _make_room(self._codes)
            self._codes[_digest(made)] = _Code(grant)
        return made

    def take(self, code: str) -> Grant | None:
        """What a code stands for, the first time that it comes, and in time."""
        with self._lock:
            found = self._codes.get(_digest(code))
            if found is None:
                return None
            if found.tried:
                found.again = True
                self._access.pop(found.access, None)
                return None
            found.tried = True
            in_time = self._clock() < found.grant.signed_in + CODE_LASTS
            return found.grant if in_time else None

    def access(self, code: str, token_id: str) -> str | None:
        """An access token for whom a code stood for, unless it came again meanwhile.

        token_id: `jti` of the ID token that goes with it.
        """
        made = secrets.token_urlsafe(32)
        with self._lock:
            found = self._codes.get(_digest(code))
            if found is None or found.again:
                return None
            found.access = _digest(made)
            _make_room(self._access)
            ends = self._clock() + ACCESS_LASTS
            self._access[found.access] = _Access(found.grant, token_id, ends)
        return made

    def of(self, access: str) -> Grant | None:
        """Whose access token this is; None once it ended or was taken back."""
        with self._lock:
            found = self._access.get(_digest(access))
        return found.grant if found is not None and self._clock() < found.ends else None

    def end(self, token_id: str) -> None:
        """Take back the access token that went with an ID token."""
        with self._lock:
            for key in [k for k, one in self._access.items() if one.token_id == token_id]:
                del self._access[key]


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _make_room(kept: dict[str, _Code] | dict[str, _Access]) -> None:
    while len(kept) >= _MOST:
        del kept[next(iter(kept))]
