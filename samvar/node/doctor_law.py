"""By which law does this node go, who stands behind it, and do the others go by the same?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from samvar.govern.policy.profile import Profile
from samvar.govern.policy.seal import signatures_needed, signed_by
from samvar.model.errors import SamvarError
from samvar.node.doctor_check import Check
from samvar.node.law import judges, law_folder, law_in_words, policy_in_force

if TYPE_CHECKING:
    from samvar.node.node import Node

_SHOWN = 12
_BROKEN = "put the signed files back, or remove the folder to go by the shipped profile"


def law(node: Node) -> Iterator[Check]:
    """The profile on disk, read and verified again, and whether the running node goes by it.

    Valid from its date, until another is adopted: a profile has no last day of its own.
    """
    now = policy_in_force(node.config)
    if now.document is None:
        why = now.closed.what if isinstance(now.closed, SamvarError) else "it cannot be read"
        yield Check("law", "bad", f"nothing is permitted: {why}", _BROKEN)
        return
    running = node.policy.document
    if running is None or running.sealed != now.document.sealed:
        yield Check(
            "law",
            "warn",
            f"this process goes by {_short(law_in_words(node.policy))}, and another is adopted",
            "restart the node",
        )
        return
    known = now.document.manifest
    yield Check(
        "law",
        "ok",
        f"{_short(law_in_words(now))}, in force from {known.date} until another is adopted; "
        + _signers(node, now.document),
    )


def _signers(node: Node, profile: Profile) -> str:
    if not law_folder(node.config).exists():
        return "shipped with samvar, sealed, signed by no node"
    nodes = judges(node.config)
    valid = signed_by(profile, nodes)
    return f"signed by {', '.join(valid)}: {len(valid)} of {signatures_needed(len(nodes))} needed"


def law_elsewhere(node: Node, laws: Mapping[str, str] | None) -> Iterator[Check]:
    """Whether the others say that they go by the same; who is silent is not agreed with."""
    name = "law elsewhere"
    if laws is None:
        yield Check(name, "ok", "not asked here; 'samvar node doctor' asks the others")
        return
    own = law_in_words(node.policy)
    others = {one: said for one, said in sorted(laws.items()) if one != node.id}
    apart = [f"{one}: {_short(said)}" for one, said in others.items() if said not in (own, "")]
    silent = [one for one, said in others.items() if not said]
    if apart:
        yield Check(
            name,
            "warn",
            f"not all go by the same: {'; '.join(apart)}",
            "other answers there: have one profile signed, and adopted by all",
        )
    elif silent:
        yield Check(
            name,
            "warn",
            f"{', '.join(silent)} did not say",
            "ask again when they answer; an older samvar does not say by which law it goes",
        )
    elif not others:
        yield Check(name, "ok", "no other node is in the roster")
    else:
        yield Check(name, "ok", f"{len(others)} other nodes go by the same")


def _short(words: str) -> str:
    """A law with the first digits of its digest."""
    head, _, last = words.rpartition(" ")
    return f"{head} {last[:_SHOWN]}" if len(last) == 64 else words
