"""Who stands where in a pedigree: generations from above, and places from left to right.

A small family is laid out as an ordered, layered drawing: partners stand side by side and in one
row, children beneath their parents in the order in which they are given, and then rows are shifted
against each other until parents stand over the middle of their children, with at least one column
between any two (least squares under an order: pool adjacent violators).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samvar.model.genome import Sex

_ROUNDS = 80
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, slots=True)
class Relative:
    """One person. affected: None where it is not known. father, mother: ids, or None.

    note: a short word beneath the name, such as a karyotype.
    """

    id: str
    label: str
    sex: Sex = Sex.UNKNOWN
    affected: bool | None = None
    father: str | None = None
    mother: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Union:
    """Those of whom children are: two, or the one that is known. children: in their order.

    kin: the two have an ancestor in common, or one is the other's.
    """

    parents: tuple[str, ...]
    children: tuple[str, ...]
    kin: bool = False


@dataclass(frozen=True, slots=True)
class Kinship:
    """A family laid out. x: columns from the left; row: of each person, from 0 above."""

    people: Mapping[str, Relative]
    unions: tuple[Union, ...]
    row: Mapping[str, int]
    x: Mapping[str, float]

    @property
    def numbers(self) -> Mapping[str, str]:
        """Each person's number: the generation in Roman, the place in it in Arabic figures."""
        found: dict[str, str] = {}
        for each in range(max(self.row.values(), default=-1) + 1):
            in_row = sorted((self.x[id], id) for id, row in self.row.items() if row == each)
            for place, (_, id) in enumerate(in_row, 1):
                found[id] = f"{roman(each)}-{place}"
        return found


def roman(row: int) -> str:
    """A generation's number.

    >>> roman(0), roman(3), roman(11)
    ('I', 'IV', '12')
    """
    return _ROMAN[row] if row < len(_ROMAN) else str(row + 1)


def laid_out(people: Sequence[Relative]) -> Kinship:
    """A family in its places; a parent who is no member is left out.

    Raises:
        ValueError: two members of one id, or somebody is their own ancestor.
    """
    known = {each.id: each for each in people}
    if len(known) != len(people):
        raise ValueError("two members have one id")
    above = {id: _ancestors(id, known, ()) for id in known}
    unions = _unions(people, known, above)
    row = _rows(known, unions)
    return Kinship(known, unions, row, _columns(_ordered(people, unions, row), unions, row))


def parents_of(person: Relative, known: Mapping[str, Relative]) -> tuple[str, ...]:
    """The parents who are members, the father first."""
    given = (person.father, person.mother)
    return tuple(each for each in given if each is not None and each in known)


def _ancestors(id: str, known: Mapping[str, Relative], below: tuple[str, ...]) -> frozenset[str]:
    if id in below:
        raise ValueError("somebody is their own ancestor")
    found: set[str] = set()
    for parent in parents_of(known[id], known):
        found |= {parent, *_ancestors(parent, known, (*below, id))}
    return frozenset(found)


def _unions(
    people: Sequence[Relative], known: Mapping[str, Relative], above: Mapping[str, frozenset[str]]
) -> tuple[Union, ...]:
    children: dict[tuple[str, ...], list[str]] = {}
    for each in people:
        parents = parents_of(each, known)
        if parents:
            children.setdefault(parents, []).append(each.id)

    def kin(pair: tuple[str, ...]) -> bool:
        own = [above[each] | {each} for each in pair]
        return len(pair) == 2 and bool(own[0] & own[1])

    return tuple(Union(pair, tuple(born), kin(pair)) for pair, born in children.items())


def _rows(known: Mapping[str, Relative], unions: Sequence[Union]) -> dict[str, int]:
    """Children beneath both parents, partners in one row unless one descends from the other, or
    from somebody who stands in that row with the other."""
    level = {id: id for id in known}
    for union in unions:
        ours = {level[each] for each in union.parents}
        below = {each: _below(each, level, unions) for each in ours}
        if not any(one in below[other] for one in ours for other in ours):
            first = min(ours)
            level = {id: first if of in ours else of for id, of in level.items()}
    row = dict.fromkeys(level.values(), 0)
    for _ in row:
        for union in unions:
            for child in union.children:
                least = max(row[level[parent]] for parent in union.parents) + 1
                row[level[child]] = max(row[level[child]], least)
    under: dict[str, list[int]] = {}
    for union in unions:
        for parent in union.parents:
            under.setdefault(level[parent], []).extend(row[level[c]] for c in union.children)
    rooted = {level[id] for id, each in known.items() if parents_of(each, known)}
    for group, rows in under.items():
        if group not in rooted:  # nobody is above them: they stand just above their children
            row[group] = min(rows) - 1
    return {id: row[of] for id, of in level.items()}


def _below(group: str, level: Mapping[str, str], unions: Sequence[Union]) -> set[str]:
    """The groups of all that descend from somebody of a group."""
    found: set[str] = set()
    todo = [group]
    while todo:
        now = todo.pop()
        for union in unions:
            if now in (level[each] for each in union.parents):
                fresh = {level[child] for child in union.children} - found
                found |= fresh
                todo += sorted(fresh)
    return found


@dataclass(slots=True)
class _Order:
    """The rows as they are filled from left to right."""

    rows: list[list[str]]
    placed: set[str] = field(default_factory=set)


def _ordered(
    people: Sequence[Relative], unions: Sequence[Union], row: Mapping[str, int]
) -> list[list[str]]:
    known = {each.id: each for each in people}
    born = {each.id for each in people if parents_of(each, known)}
    order = _Order([[] for _ in range(max(row.values(), default=-1) + 1)])

    def partners(id: str) -> list[str]:
        found = (p for each in unions if id in each.parents for p in each.parents)
        return [p for p in dict.fromkeys(found) if p != id and row[p] == row[id]]

    def put(id: str, lean: int = 0) -> None:
        if id in order.placed:
            return
        joined = [p for p in partners(id) if p not in born and p not in order.placed]
        if lean:  # another partner stands on that side
            left = joined if lean > 0 else []
        else:
            left = [p for p in joined[:1] if len(joined) > 1 or known[p].sex is Sex.MALE]
        for each in (*left, id, *(p for p in joined if p not in left)):
            if each not in order.placed:
                order.placed.add(each)
                order.rows[row[id]].append(each)

    for at in range(len(order.rows)):
        sibships = sorted(
            (each for each in unions if row[each.children[0]] == at),
            key=lambda each: _middle(each.parents, order.rows, row),
        )
        place = {child: n for n, each in enumerate(sibships) for child in each.children}
        for n, each in enumerate(sibships):
            # Who has a partner in another sibship stands at the side where that one is.
            side = {
                child: sum((place[p] > n) - (place[p] < n) for p in partners(child) if p in place)
                for child in each.children
            }
            for child in sorted(each.children, key=lambda child: side[child]):
                put(child, side[child])
        for person in people:
            if row[person.id] == at:
                put(person.id)
    return order.rows


def _middle(ids: Sequence[str], rows: Sequence[Sequence[str]], row: Mapping[str, int]) -> float:
    return sum(rows[row[id]].index(id) for id in ids if id in rows[row[id]]) / len(ids)


def _columns(
    rows: Sequence[Sequence[str]], unions: Sequence[Union], row: Mapping[str, int]
) -> dict[str, float]:
    x = {id: float(at) for each in rows for at, id in enumerate(each)}

    def mean(ids: Sequence[str]) -> float:
        return sum(x[id] for id in ids) / len(ids)

    def settle(at: int, wanted: Mapping[str, list[float]]) -> None:
        ids = rows[at]
        goals = [sum(wanted[id]) / len(wanted[id]) if wanted.get(id) else x[id] for id in ids]
        weights = [2.0 if wanted.get(id) else 1.0 for id in ids]
        x.update(zip(ids, _apart(goals, weights), strict=True))

    for _ in range(_ROUNDS):
        for at in range(len(rows)):  # children beneath their parents, as a whole
            wanted: dict[str, list[float]] = {}
            for each in unions:
                if row[each.children[0]] == at:
                    by = mean(each.parents) - mean(each.children)
                    for child in each.children:
                        wanted.setdefault(child, []).append(x[child] + by)
            settle(at, wanted)
        for at in reversed(range(len(rows))):  # parents over the middle of their children
            wanted = {}
            for each in unions:
                if {row[p] for p in each.parents} == {at}:
                    by = mean(each.children) - mean(each.parents)
                    for parent in each.parents:
                        wanted.setdefault(parent, []).append(x[parent] + by)
            settle(at, wanted)
    least = min(x.values(), default=0.0)
    return {id: round(value - least, 4) for id, value in x.items()}


def _apart(goals: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The places nearest to the goals that keep the order and one column between any two.

    >>> _apart([0.0, 0.0, 5.0], [1.0, 1.0, 1.0])
    [-0.5, 0.5, 5.0]
    """
    blocks: list[tuple[float, float, int]] = []
    for at, (goal, weight) in enumerate(zip(goals, weights, strict=True)):
        mean, total, size = goal - at, weight, 1
        while blocks and blocks[-1][0] > mean:
            other, heavy, many = blocks.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, size = total + heavy, size + many
        blocks.append((mean, total, size))
    flat = [mean for mean, _, size in blocks for _ in range(size)]
    return [value + at for at, value in enumerate(flat)]


__all__ = ["Kinship", "Relative", "Union", "laid_out", "parents_of", "roman"]
