"""The oracle: what a table of facts says of each cell. It reads no rule and knows no Cedar.

For each role, permission and purpose the answers over all grounds are one integer, a bit for each
ground, so that millions of cells are a few thousand `and`s and `or`s.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from samvar.govern.policy.facts import Ground
from samvar.govern.policy.matrix.cell import PURPOSES, ROLES, grounds
from samvar.govern.route import PERMISSIONS
from samvar.model.errors import BadConfig, Where

TABLE = "table.toml"
_MARKS = {
    "own": "own_centre",
    "care": "care_relation",
    "blocked": "blocked",
    "glass": "break_glass",
    "stepped": "stepped_up",
    "self": "subject_is_self",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, its words resolved. facts: each with whether it must hold."""

    permissions: frozenset[str]
    roles: frozenset[str]
    purposes: frozenset[str]
    facts: tuple[tuple[str, bool], ...]

    def meets(self, role: str, permission: str, purpose: str) -> bool:
        """Whether the line speaks of this block of cells."""
        return role in self.roles and permission in self.permissions and purpose in self.purposes


class Oracle:
    """What the table says.

    >>> oracle = Oracle.read()
    >>> oracle.allows("researcher", "ask:national", "HRESCH", grounds()[0])
    True
    >>> oracle.allows("researcher", "ask:regional", "HRESCH", grounds()[0])
    False
    """

    def __init__(self, profile: str, may: Sequence[Line], never: Sequence[Line]) -> None:
        self.profile, self._may, self._never = profile, tuple(may), tuple(never)

    @classmethod
    def read(cls, table: str | None = None) -> Oracle:
        """The table of this text; by default the one for the enforced profile.

        Raises:
            BadConfig: not such a table, or a word that is nobody's name.
        """
        if table is None:
            table = resources.files(__package__).joinpath(TABLE).read_text("utf-8")
        try:
            known = tomllib.loads(table)
            groups: Mapping[str, str] = known["groups"]
            law: Mapping[str, list[list[str]]] = known["law"]
            may, never = ([_line(row, groups) for row in law[part]] for part in ("may", "never"))
            return cls(known["profile"], may, never)
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as fault:
            raise BadConfig(
                "this is no table of facts", where=Where(TABLE), why=str(fault)[:200]
            ) from None

    def block(self, role: str, permission: str, purpose: str) -> int:
        """The answers over all grounds: bit n is set where ground n allows."""
        allowed = _over(self._may, role, permission, purpose)
        return allowed & ~_over(self._never, role, permission, purpose)

    def allows(self, role: str, permission: str, purpose: str, ground: Ground) -> bool:
        """One cell, looked up line by line."""
        place = grounds().index(ground._replace(purpose=grounds()[0].purpose))
        return bool(self.block(role, permission, purpose) >> place & 1)


def _over(lines: Iterable[Line], role: str, permission: str, purpose: str) -> int:
    found = 0
    for line in lines:
        if line.meets(role, permission, purpose):
            held = (1 << len(grounds())) - 1
            for fact, wanted in line.facts:
                bits = _where(fact, permission)
                held &= bits if wanted else ~bits
            found |= held
    return found


@cache
def _where(fact: str, permission: str) -> int:
    """A bit for each ground on which the fact holds."""
    return sum(1 << n for n, ground in enumerate(grounds()) if _holds(fact, permission, ground))


def _holds(fact: str, permission: str, ground: Ground) -> bool:
    if fact == "granted":
        return permission in ground.grants
    if fact.startswith("tier:"):
        return ground.disclosure == fact.removeprefix("tier:")
    return bool(getattr(ground, _MARKS[fact]))


def _line(row: Any, groups: Mapping[str, str]) -> Line:
    permissions, roles, purposes, facts = row
    wanted = []
    for word in facts.split():
        fact = word.removeprefix("not-")
        if fact not in _MARKS and fact != "granted" and not fact.startswith("tier:"):
            raise ValueError(f"'{fact}' is no fact")
        wanted.append((fact, fact == word))
    return Line(
        _names(permissions, groups, PERMISSIONS),
        _names(roles, groups, [role.value for role in ROLES]),
        _names(purposes, groups, PURPOSES),
        tuple(wanted),
    )


def _names(words: str, groups: Mapping[str, str], known: Iterable[str]) -> frozenset[str]:
    """The names that a cell of the table stands for."""
    everyone = frozenset(known)
    if words == "*":
        return everyone
    if words.startswith("* but "):
        return everyone - _names(words.removeprefix("* but "), groups, known)
    found: set[str] = set()
    for word in words.split():
        if word in groups:
            found |= _names(groups[word], groups, known)
        elif word in everyone:
            found.add(word)
        else:
            raise ValueError(f"'{word}' is no name")
    return frozenset(found)
