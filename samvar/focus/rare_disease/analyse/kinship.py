"""How two members of a pedigree are related, by the pedigree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from samvar.focus.rare_disease.model.case import CaseMember


def relatedness(members: Sequence[CaseMember], a: str, b: str) -> float:
    """The expected share of alleles that two members have by descent, twice their kinship.

    Founders are unrelated, and not inbred. The pedigree has no loops in time (`check_pedigree`).
    Parent and child, and siblings, .5; a grandparent, .25; cousins, .125.

    Source: Lange, Mathematical and Statistical Methods for Genetic Analysis, 2nd ed., section 5.2.
    """
    parents = {each.id: (each.father, each.mother) for each in members}
    age = _generations(parents)

    @cache
    def kinship(one: str | None, other: str | None) -> float:
        if one is None or other is None:
            return 0.0
        if one == other:
            father, mother = parents.get(one, (None, None))
            return 0.5 * (1 + kinship(father, mother))
        if age.get(one, 0) < age.get(other, 0):
            one, other = other, one
        father, mother = parents.get(one, (None, None))
        return 0.5 * (kinship(father, other) + kinship(mother, other))

    return 2 * kinship(a, b)


def _generations(parents: dict[str, tuple[str | None, str | None]]) -> dict[str, int]:
    """How many generations stand above each member; the younger one is always looked up first."""
    known: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in known:
            above = [p for p in parents.get(name, ()) if p is not None]
            known[name] = 1 + max((depth(parent) for parent in above), default=-1)
        return known[name]

    for name in parents:
        depth(name)
    return known
