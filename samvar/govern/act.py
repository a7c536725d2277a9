"""Every act at a node takes the same first steps: decide by policy, write it down, then act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from samvar.govern.audit import AuditLog, entry
from samvar.govern.identity import Asker
from samvar.govern.policy import Decision, Facts, Policy
from samvar.model.errors import NotFound, SamvarError
from samvar.model.place import Centre


class Acting(Protocol):
    """The part of a node that decides over an act and remembers it."""

    @property
    def id(self) -> str: ...
    @property
    def centre(self) -> Centre: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def audit(self) -> AuditLog: ...


def permit(
    node: Acting,
    asker: Asker,
    permission: str,
    verb: str,
    *,
    subject: str | None = None,
    question: str | None = None,
    facts: Facts | None = None,
    missing: str = "",
) -> None:
    """Let `asker` go on, or refuse; either way the audit entry is durable when this returns.

    facts: what the node knows of the act; for one about a patient see `govern.patient`.
    subject: whom the act is about. missing: that what was named is not there for this asker, in
    words; then nothing was opened, and the entry says so.

    Raises:
        Refused: policy says no. NotFound: `missing`.
    """
    decision = node.policy.decide(asker, permission, facts or Facts(node.id, node.centre.id))
    node.audit.append(
        entry(
            node.id,
            asker,
            verb,
            "allowed" if decision.allowed and not missing else "refused",
            reason=written_reason(decision, missing),
            subject=subject,
            question=question,
        )
    )
    decision.require()
    if missing:
        raise NotFound(missing)


def written_reason(decision: Decision, missing: str) -> str:
    """Why, as the log keeps it: the rules that decided, or that nothing was there to be opened."""
    return NotFound.code if decision.allowed and missing else ", ".join(decision.reasons)


@contextmanager
def changing(
    node: Acting,
    asker: Asker,
    permission: str,
    verb: str,
    *,
    subject: str | None = None,
    facts: Facts | None = None,
    missing: str = "",
) -> Iterator[None]:
    """A change of what the node keeps: allowed before, and its end written down after.

    Raises:
        Refused: policy says no. NotFound: `missing`, as in `permit`. Any error of the change
            itself goes on to the caller.
    """
    permit(node, asker, permission, verb, subject=subject, facts=facts, missing=missing)
    try:
        yield
    except BaseException as error:
        code = error.code if isinstance(error, SamvarError) else type(error).__name__
        node.audit.append(entry(node.id, asker, verb, "failed", reason=code, subject=subject))
        raise
    node.audit.append(entry(node.id, asker, verb, "done", subject=subject))
