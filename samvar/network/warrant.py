"""Who asks, why, under what, and exactly what: bound to one node, for at most five minutes.

A warrant is signed by the envelope that carries it (`message.seal`): the same key, the same
audience, over more than the warrant alone. It counts at the node it is addressed to, for the
question whose hash it names, once. Who asks is proved by the person's own token (`proof`), never
by the node that sends it.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import msgspec

from samvar.govern.identity import Asker, Role, User
from samvar.govern.proof import Proof
from samvar.govern.purpose import Purpose
from samvar.model.errors import BadSignature, Expired, Refused

LIFETIME_MS = 300_000
SKEW_MS = 30_000
"""How far two nodes' clocks may differ."""


class Warrant(msgspec.Struct, frozen=True, array_like=True):
    """The facts of a question. Times are milliseconds since 1970, UTC."""

    jti: str
    issuer: str
    audience: str
    question: str
    issued_ms: int
    expires_ms: int
    user: str
    role: str
    centre: str | None
    purpose: str
    permit: str | None
    proof: Proof | None = None
    unit: str | None = None

    @classmethod
    def issue(
        cls,
        asker: Asker,
        *,
        issuer: str,
        audience: str,
        question: str,
        now_ms: int,
        jti: str | None = None,
        proof: Proof | None = None,
        lifetime_ms: int = LIFETIME_MS,
    ) -> Warrant:
        """A fresh warrant. The person's name stays at home; their id goes along.

        jti: unguessable and never used before; drawn here if not given. proof: the person's own
        token, without which no other node believes that they ask.
        """
        return cls(
            jti or secrets.token_hex(12),
            issuer,
            audience,
            question,
            now_ms,
            now_ms + lifetime_ms,
            asker.user.id,
            asker.user.role.value,
            asker.user.centre,
            asker.purpose.value,
            asker.permit,
            proof,
            asker.user.unit,
        )

    @property
    def asker(self) -> Asker:
        """Who asks, as the issuing node states it.

        Raises:
            Refused: a role or purpose that does not exist.
        """
        try:
            role, purpose = Role(self.role), Purpose(self.purpose)
        except ValueError:
            raise Refused("the warrant names an unknown role or purpose") from None
        permits = (self.permit,) if self.permit else ()
        user = User(self.user, "", role, self.centre, permits, self.unit)
        return Asker(user, purpose, self.permit)

    def check(self, *, sender: str, here: str, question: str, now_ms: int) -> None:
        """Nothing, if the warrant holds here and now for this question.

        Raises:
            BadSignature: issued by, addressed to, or about something else.
            Expired: before or after its time, or made to last longer than any may.
        """
        if self.issuer != sender:
            raise BadSignature("the warrant was issued by another node than the one that asks")
        if self.audience != here:
            raise BadSignature("the warrant is addressed to another node")
        if self.question != question:
            raise BadSignature("the warrant is about another question")
        if self.expires_ms - self.issued_ms > LIFETIME_MS:
            raise Expired("the warrant is made to last longer than five minutes")
        if not self.issued_ms - SKEW_MS <= now_ms < self.expires_ms:
            raise Expired("the warrant is not valid now", remedy="check the clocks of both nodes")


def milliseconds(moment: datetime) -> int:
    """A moment as the wire has it."""
    return int(moment.timestamp() * 1000)
