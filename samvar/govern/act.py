"""Every act at a node takes the same first steps: decide by policy, write it down, then act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from samvar.govern.audit import AuditLog, entry
from samvar.govern.identity import Asker
from samvar.govern.policy import Facts, Policy
from samvar.model.errors import SamvarError
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


_OURS = re.compile(r"(per|sam)_[0-9a-hjkmnp-tv-z]{24}")


def permit(
    node: Acting,
    asker: Asker,
    permission: str,
    verb: str,
    *,
    subject: str | None = None,
    question: str | None = None,
    facts: Facts | None = None,
) -> None:
    """Let `asker` go on, or refuse; either way the audit entry is durable when this returns.

    facts: what the node knows of the act; for one about a patient see `govern.patient`.
    subject: whom the act is about. Somebody who types a laboratory's name of a sample, or a
    personal number, is told that it is no id of ours; the log, which forgets nothing, keeps
    only ids.

    Raises:
        Refused: policy says no.
    """
    decision = node.policy.decide(asker, permission, facts or Facts(node.id, node.centre.id))
    node.audit.append(
        entry(
            node.id,
            asker,
            verb,
            "allowed" if decision.allowed else "refused",
            reason=", ".join(decision.reasons),
            subject=_pseudonym(subject),
            question=question,
        )
    )
    decision.require()


def _pseudonym(subject: str | None) -> str | None:
    """The subject if it is an id of ours, which says nothing about anybody.

    >>> _pseudonym("sam_0123456789abcdefghjkmnpq"), _pseudonym("sam_Anna"), _pseudonym("HG00096")
    ('sam_0123456789abcdefghjkmnpq', None, None)
    """
    return subject if subject is not None and _OURS.fullmatch(subject) else None


@contextmanager
def changing(
    node: Acting,
    asker: Asker,
    permission: str,
    verb: str,
    *,
    subject: str | None = None,
    facts: Facts | None = None,
) -> Iterator[None]:
    """A change of what the node keeps: allowed before, and its end written down after.

    Raises:
        Refused: policy says no. Any error of the change itself goes on to the caller.
    """
    permit(node, asker, permission, verb, subject=subject, facts=facts)
    try:
        yield
    except BaseException as error:
        code = error.code if isinstance(error, SamvarError) else type(error).__name__
        node.audit.append(
            entry(node.id, asker, verb, "failed", reason=code, subject=_pseudonym(subject))
        )
        raise
    node.audit.append(entry(node.id, asker, verb, "done", subject=_pseudonym(subject)))
