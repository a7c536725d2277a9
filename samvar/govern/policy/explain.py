"""Why yes, why no, and what would have to be different for a no to be a yes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from samvar.govern.identity import Role
from samvar.govern.policy.decide import Decision, Policy
from samvar.govern.policy.facts import Ground
from samvar.govern.policy.matrix.cell import AXES, GRANTABLE, PURPOSES, ROLES
from samvar.govern.policy.profile import Limit
from samvar.govern.policy.rule import Rule

_FARTHEST = 3
"""More facts than this to be changed at once is no advice."""
_MOST = 4


@dataclass(frozen=True, slots=True)
class Way:
    """Facts that would have to be different, by name, and the rules that would then permit."""

    changes: Mapping[str, object]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer and its grounds.

    rules: those that decided. ways: the nearest grounds that are allowed; all change equally
    many facts, and none could do with fewer. roles: who may on this very ground.
    limits: what the law does not permit to those who do this.
    """

    decision: Decision
    rules: tuple[Rule, ...]
    ways: tuple[Way, ...]
    roles: tuple[Role, ...]
    limits: tuple[Limit, ...]


def explain(policy: Policy, role: Role, permission: str, ground: Ground) -> Explanation:
    """The decision of this policy about one question, and how far it is from the other."""
    decision = policy.judge(role, permission, ground)
    known = policy.document
    return Explanation(
        decision,
        tuple(policy.rules[name] for name in decision.reasons if name in policy.rules),
        () if decision.allowed or policy.closed else _ways(policy, role, permission, ground),
        tuple(
            other
            for other in ROLES
            if other is not role and policy.judge(other, permission, ground).allowed
        ),
        known.limits(permission, ground.purpose) if known and not policy.closed else (),
    )


def _ways(policy: Policy, role: Role, permission: str, ground: Ground) -> tuple[Way, ...]:
    choices = _choices(policy.facts_of(permission), permission, ground)
    for number in range(1, _FARTHEST + 1):
        found = []
        for names in combinations(choices, number):
            for values in product(*(choices[name] for name in names)):
                changes = dict(zip(names, values, strict=True))
                there = policy.judge(role, permission, ground.but(changes))
                if there.allowed:
                    found.append(Way(changes, there.reasons))
        if found:
            return tuple(found[:_MOST])
    return ()


def _choices(looked_at: frozenset[str], permission: str, ground: Ground) -> dict[str, list[object]]:
    """The other values of each fact that could matter; a permit is one that grants this.

    The tier of an operation is no choice: the operation is what it is.
    """
    return {
        name: list(values)
        for name, values in _other_values(permission, ground)
        if name in looked_at and values
    }


def _other_values(permission: str, ground: Ground) -> Iterator[tuple[str, list[object]]]:
    yield "purpose", [code for code in PURPOSES if code != ground.purpose]
    if permission in GRANTABLE and permission not in ground.grants:
        yield "grants", [ground.grants | {permission}]
    for name, values in AXES.items():
        if name not in ("grants", "disclosure"):
            yield name, [value for value in values if value != getattr(ground, name)]
