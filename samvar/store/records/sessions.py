"""Sign-in sessions: the browser holds a random token, the store only its hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from samvar.store.records.noun import Noun
from samvar.store.records.tables import sessions


class Sessions(Noun):
    """Who is signed in."""

    __slots__ = ()

    def start(self, user: Mapping[str, Any], now: datetime, lifetime: timedelta) -> str:
        """Sign a user in; returns the token (256 random bits), which is shown only here.

        user: anything that JSON can hold.
        """
        token = secrets.token_urlsafe(32)
        self._sql.execute(
            insert(sessions).values(
                token=_hash(token), user=dict(user), created=now, expires=now + lifetime
            )
        )
        return token

    def find(self, token: str, now: datetime) -> dict[str, Any] | None:
        """The user behind a token, or None where it is unknown, ended or past its time."""
        wanted = select(sessions.c.user).where(
            sessions.c.token == _hash(token), sessions.c.expires > now
        )
        user: dict[str, Any] | None = self._sql.execute(wanted).scalar_one_or_none()
        return user

    def started(self, token: str) -> datetime | None:
        """When somebody signed in with a token; None where it is unknown."""
        wanted = select(sessions.c.created).where(sessions.c.token == _hash(token))
        moment: datetime | None = self._sql.execute(wanted).scalar_one_or_none()
        return moment

    def end(self, token: str) -> None:
        """Sign out; an unknown token is no error."""
        self._sql.execute(delete(sessions).where(sessions.c.token == _hash(token)))

    def sweep(self, now: datetime) -> int:
        """Take away sessions past their time; returns how many."""
        return self._sql.execute(delete(sessions).where(sessions.c.expires <= now)).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
