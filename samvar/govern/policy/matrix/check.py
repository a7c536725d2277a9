"""A policy held against the oracle: cell by cell, in full or over a seeded sample.

The sample is drawn from the oracle alone. It holds a cell of every role, permission and purpose;
and, for each of these that is ever allowed, two allowed cells with all that differ from them in
one fact, in the role or in the purpose. A rule that is wrong is wrong there.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samvar.govern.policy.decide import Policy
from samvar.govern.policy.matrix.cell import (
    COVERED,
    PURPOSES,
    ROLES,
    Cell,
    cell,
    grounds,
    neighbours,
    size,
    triples,
)
from samvar.govern.policy.matrix.oracle import Oracle
from samvar.govern.route import PERMISSIONS

SEED = 20261126


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A cell on which policy and table differ; `reasons` are the rules behind the policy's."""

    cell: Cell
    table: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at. uncovered: facts that rules look at and the matrix does not vary."""

    cells: int
    mismatches: tuple[Mismatch, ...]
    uncovered: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the policy says what the table says, as far as was looked."""
        return not self.mismatches and not self.uncovered


def check(policy: Policy, oracle: Oracle, numbers: Iterable[int] | None = None) -> Report:
    """Ask the policy, as every caller does, about these cells; by default about all."""
    seen, wrong = 0, []
    for number, one, expected in _asked(oracle, numbers):
        seen += 1
        decision = policy.judge(one.role, one.permission, one.ground)
        if decision.allowed is not expected:
            wrong.append(Mismatch(cell(number), expected, decision.reasons))
    looked_at = frozenset().union(*(policy.facts_of(p) for p in {t[1] for t in triples()}))
    return Report(seen, tuple(wrong), tuple(sorted(looked_at - COVERED)))


def sample(oracle: Oracle, count: int = 0, seed: int = SEED) -> list[int]:
    """Numbers of cells: the border sample, and `count` more drawn evenly from the whole matrix."""
    draw = random.Random(seed)  # noqa: S311 - a sample of tests, no secret
    wide = len(grounds())
    found = {block * wide + draw.randrange(wide) for block in range(len(triples()))}
    telling: dict[str, set[int]] = {permission: set() for permission in PERMISSIONS}
    for block, (role, permission, purpose) in enumerate(triples()):
        answers = oracle.block(role.value, permission, purpose)
        if answers:
            known = [place for place in sorted(telling[permission]) if answers >> place & 1]
            first = known[0] if known else _allowed(answers, draw)
            telling[permission].add(first)
            for place in (first, _allowed(answers, draw)):
                found.update(block * wide + other for other in (place, *neighbours(place)))
                found.update(other * wide + place for other in _beside(block))
    return sorted(found | {draw.randrange(size()) for _ in range(count)})


def _beside(block: int) -> list[int]:
    """The blocks that differ in the role, or in the purpose."""
    rest, purpose = divmod(block, len(PURPOSES))
    role, permission = divmod(rest, len(PERMISSIONS))
    own = [rest * len(PURPOSES) + other for other in range(len(PURPOSES)) if other != purpose]
    others = [other for other in range(len(ROLES)) if other != role]
    return own + [(n * len(PERMISSIONS) + permission) * len(PURPOSES) + purpose for n in others]


def _allowed(answers: int, draw: random.Random) -> int:
    """One of the grounds that are allowed."""
    place = draw.randrange(len(grounds()))
    while not answers >> place & 1:
        place = (place + 1) % len(grounds())
    return place


def _asked(oracle: Oracle, numbers: Iterable[int] | None) -> Iterator[tuple[int, Cell, bool]]:
    wide, blocks = len(grounds()), triples()
    if numbers is None:
        for block, (role, permission, purpose) in enumerate(blocks):
            answers = oracle.block(role.value, permission, purpose)
            for place, ground in enumerate(grounds()):
                one = Cell(role, permission, ground._replace(purpose=purpose))
                yield block * wide + place, one, bool(answers >> place & 1)
        return
    known = [oracle.block(role.value, permission, purpose) for role, permission, purpose in blocks]
    for number in numbers:
        block, place = divmod(number, wide)
        yield number, cell(number), bool(known[block] >> place & 1)
