"""Every act at a node takes the same first steps: decide by policy, write it down, then act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from samvar.govern.audit import entry
from samvar.govern.identity import Asker
from samvar.govern.policy import Facts
from samvar.model.errors import SamvarError

if TYPE_CHECKING:
    from samvar.node.node import Node


def permit(
    node: Node,
    asker: Asker,
    permission: str,
    verb: str,
    *,
    subject: str | None = None,
    question: str | None = None,
) -> None:
    """Let `asker` go on, or refuse; either way the audit entry is durable when this returns.

    Raises:
        Refused: policy says no.
    """
    decision = node.policy.decide(asker, permission, Facts(node.id, node.centre.id))
    node.audit.append(
        entry(
            node.id,
            asker,
            verb,
            "allowed" if decision.allowed else "refused",
            reason=", ".join(decision.reasons),
            subject=subject,
            question=question,
        )
    )
    decision.require()


@contextmanager
def changing(
    node: Node, asker: Asker, permission: str, verb: str, *, subject: str | None = None
) -> Iterator[None]:
    """A change of what the node keeps: allowed before, and its end written down after.

    Raises:
        Refused: policy says no. Any error of the change itself goes on to the caller.
    """
    permit(node, asker, permission, verb, subject=subject)
    try:
        yield
    except BaseException as error:
        code = error.code if isinstance(error, SamvarError) else type(error).__name__
        node.audit.append(entry(node.id, asker, verb, "failed", reason=code, subject=subject))
        raise
    node.audit.append(entry(node.id, asker, verb, "done", subject=subject))
