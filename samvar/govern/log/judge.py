"""A witness's rule: what it says to a log that shows its newest state.

It remembers the largest tree of each log that it ever cosigned. It cosigns what extends that, and
keeps as evidence what contradicts it: two statements of one node that cannot both be true.

Source: C2SP tlog-witness (add-checkpoint).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samvar.govern.log.tree import extends

COSIGNED = "cosigned"
WELL = "well"
"""A state that contradicts nothing, shown without a checkpoint to cosign."""

BEHIND = "behind"
"""The proof begins at another size than the witness's newest; it says which."""

ALARMS = ("fork", "rollback", "inconsistent", "restart", "superseded")
"""fork: another root at a size that was seen. rollback: fewer entries than were seen.
inconsistent: more entries, and no proof that they extend what was seen. restart: the log says
that it began anew. superseded: a log that was replaced goes on."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest state of a log that a witness cosigned. size 0: accepted, nothing seen yet."""

    generation: int
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """What a log shows. old, proof: consistency from the size it thinks the witness has seen.

    signed: whether a checkpoint to cosign came along.
    """

    generation: int
    size: int
    root: bytes
    old: int = 0
    proof: Sequence[bytes] = ()
    signed: bool = False


def judge(seen: Seen | None, shown: Shown) -> str:
    """`COSIGNED`, `WELL`, `BEHIND`, or one of `ALARMS`.

    >>> seen = Seen(1, 7, b"r" * 32)
    >>> [judge(seen, Shown(1, n, b"s" * 32)) for n in (6, 7, 8)]
    ['rollback', 'fork', 'well']
    """
    if seen is None:  # first contact: the network's roster vouches for the key, nothing for before
        return COSIGNED if shown.signed else WELL
    if shown.generation != seen.generation:
        return "restart" if shown.generation > seen.generation else "superseded"
    if shown.size < seen.size:
        return "rollback"
    if shown.size == seen.size and shown.root != seen.root:
        return "fork"
    if not shown.signed:
        return WELL
    if shown.size == seen.size:
        return COSIGNED
    if shown.old != seen.size:
        return BEHIND
    whole = extends(seen.size, seen.root, shown.size, shown.root, shown.proof)
    return COSIGNED if whole else "inconsistent"
