"""The authorisation matrix: role x permission x purpose x ground, each cell by its number.

A ground is one combination of facts: own centre or another's, tier, what a permit grants, and the
five marks. Cells are numbered, so that a sample is a list of numbers and no cell is ever stored.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from samvar.govern.identity import Role
from samvar.govern.policy.facts import MARKS, TIERS, Ground
from samvar.govern.purpose import Purpose
from samvar.govern.route import PERMISSIONS

ROLES = tuple(Role)
PURPOSES = tuple(purpose.value for purpose in Purpose)
GRANTABLE = ("ask:national", "ask:regional", "beacon:node", "query:rows", "export:data")
"""What a permit can grant."""
GRANTS = (frozenset[str](), *(frozenset({one}) for one in GRANTABLE), frozenset(GRANTABLE))
NO_YES = (False, True)

AXES: dict[str, tuple[object, ...]] = {
    "own_centre": NO_YES,
    "disclosure": TIERS,
    "grants": GRANTS,
    **dict.fromkeys(MARKS, NO_YES),
}
"""The facts and their values. `centre`, `operation` and `node` are no axes: see `COVERED`."""
COVERED = frozenset({"purpose", *AXES})
"""The facts that the matrix varies; a rule that looks at another is not covered by it."""


class Cell(NamedTuple):
    """One question: who, what, on which ground."""

    role: Role
    permission: str
    ground: Ground


@cache
def grounds() -> tuple[Ground, ...]:
    """Every combination of the facts but the purpose, which is left as it is by default."""
    every = product(*AXES.values())
    return tuple(Ground().but(dict(zip(AXES, values, strict=True))) for values in every)


def size() -> int:
    """How many cells there are.

    >>> size() >= 900_000
    True
    """
    return len(ROLES) * len(PERMISSIONS) * len(PURPOSES) * len(grounds())


@cache
def triples() -> tuple[tuple[Role, str, str], ...]:
    """Role, permission and purpose of each block of cells that differ in their ground only."""
    return tuple(product(ROLES, PERMISSIONS, PURPOSES))


def cell(number: int) -> Cell:
    """The cell of a number, 0 to `size() - 1`.

    >>> cell(0).role.value, cell(0).permission, cell(size() - 1).ground.purpose
    ('clinical_geneticist', 'see:node', 'TRAIN')
    """
    block, place = divmod(number, len(grounds()))
    rest, purpose = divmod(block, len(PURPOSES))
    role, permission = divmod(rest, len(PERMISSIONS))
    return Cell(
        ROLES[role],
        tuple(PERMISSIONS)[permission],
        grounds()[place]._replace(purpose=PURPOSES[purpose]),
    )


@cache
def neighbours(place: int) -> tuple[int, ...]:
    """Numbers of the grounds that differ in one fact."""
    sizes = [len(values) for values in AXES.values()]
    found, step = [], 1
    for length in reversed(sizes):
        mine = place // step % length
        found += [place + (other - mine) * step for other in range(length) if other != mine]
        step *= length
    return tuple(found)
