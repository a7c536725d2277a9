"""Two profiles side by side: which cells of the matrix open or close, and by which rules.

Only the facts that either profile's rules look at are varied; each such cell stands for all cells
of the matrix that differ in facts which nobody looks at, and is counted as so many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from samvar.govern.identity import Role
from samvar.govern.policy.decide import Policy
from samvar.govern.policy.facts import Ground
from samvar.govern.policy.matrix.cell import AXES, PURPOSES, ROLES
from samvar.govern.route import PERMISSIONS


@dataclass(frozen=True, slots=True)
class Difference:
    """Cells of one permission that open, or close, for one reason.

    rules: those that decide anew: of the second profile, or, where its answer is that no rule
    permits, those of the first that did. roles, purposes: in which the cells lie.
    """

    opens: bool
    permission: str
    rules: tuple[str, ...]
    roles: tuple[str, ...]
    purposes: tuple[str, ...]
    cells: int


@dataclass(slots=True)
class _Found:
    roles: set[str] = field(default_factory=set)
    purposes: set[str] = field(default_factory=set)
    cells: int = 0


def compare(first: Policy, second: Policy) -> tuple[Difference, ...]:
    """What the second profile opens and closes, against the first; most cells first."""
    found: dict[tuple[bool, str, tuple[str, ...]], _Found] = {}
    for permission in PERMISSIONS:
        if _rules(first, permission) == _rules(second, permission):
            continue
        looked_at = first.facts_of(permission) | second.facts_of(permission)
        weight, varied = _grounds(looked_at)
        for role, ground in product(ROLES, varied):
            before = first.judge(role, permission, ground)
            after = second.judge(role, permission, ground)
            if before.allowed is after.allowed:
                continue
            rules = after.reasons if after.reasons != ("no-rule",) else before.reasons
            mine = found.setdefault((after.allowed, permission, rules), _Found())
            mine.roles.add(role.value)
            mine.purposes.add(ground.purpose)
            mine.cells += weight
    differences = [
        Difference(opens, permission, rules, _in(ROLES, one.roles), _in(PURPOSES, one.purposes),
                   one.cells)
        for (opens, permission, rules), one in found.items()
    ]  # fmt: skip
    return tuple(sorted(differences, key=lambda one: (not one.opens, -one.cells, one.permission)))


def _rules(policy: Policy, permission: str) -> dict[str, str]:
    """The rules that can say something about a permission; where they are equal, so is all."""
    return {rule.id: rule.text for rule in policy.rules.values() if rule.decides(permission)}


def _grounds(looked_at: frozenset[str]) -> tuple[int, Iterator[Ground]]:
    """How many cells each ground stands for, and the grounds."""
    weight = 1
    values: dict[str, tuple[object, ...]] = {"purpose": PURPOSES}
    for name, several in AXES.items():
        if name in looked_at:
            values[name] = several
        else:
            weight *= len(several)
    varied = (
        Ground().but(dict(zip(values, some, strict=True))) for some in product(*values.values())
    )
    return weight, varied


def _in(order: tuple[Role, ...] | tuple[str, ...], some: set[str]) -> tuple[str, ...]:
    names = [one.value if isinstance(one, Role) else one for one in order]
    return tuple(name for name in names if name in some)
