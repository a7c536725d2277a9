"""Which entries a reviewer looks at: drawn at random, rare kinds of access first.

Half of the places are dealt round by round to the strata (role and purpose), emergency access
before all others, so that a role with three entries is looked at beside one with a million. The
other half are drawn from all that is left, each entry with the same chance.

Source: HSLF-FS 2016:40, chapter 4, section 9, items 5 and 6: systematic and recurring sample
checks of the logs are made, and documented.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

EMERGENCY = "ETREAT"


@dataclass(frozen=True, slots=True, order=True)
class Stratum:
    """Entries of one kind. Emergency access sorts before all else."""

    usual: bool
    role: str
    purpose: str

    @classmethod
    def of(cls, role: str, purpose: str) -> Stratum:
        """The stratum of an entry."""
        return cls(purpose != EMERGENCY, role, purpose)

    @property
    def name(self) -> str:
        """As a reviewer reads it."""
        return f"{self.role} {self.purpose}"


def draw(
    entries: Iterable[tuple[int, str, str]], size: int, chance: random.Random
) -> tuple[tuple[int, str], ...]:
    """(number, stratum) of the drawn, by number; all of them where there are no more than `size`.

    entries: (number, role, purpose), read once and never held: memory is `size` per stratum.

    >>> rows = [(n, "auditor", "HQUALIMP") for n in range(99)] + [(99, "pharmacist", "ETREAT")]
    >>> (99, "pharmacist ETREAT") in draw(rows, 4, random.Random(1))
    True
    """
    pools: dict[Stratum, list[int]] = {}
    seen: dict[Stratum, int] = {}
    whole = _Reservoir(2 * size, chance)
    for number, role, purpose in entries:
        stratum = Stratum.of(role, purpose)
        seen[stratum] = seen.get(stratum, 0) + 1
        _keep(pools.setdefault(stratum, []), number, seen[stratum], size, chance)
        whole.offer((number, stratum.name))
    for pool in pools.values():
        chance.shuffle(pool)
    chosen: dict[int, str] = {}
    while len(chosen) < (size + 1) // 2 and any(pools.values()):
        for stratum in sorted(pools):
            if pools[stratum] and len(chosen) < (size + 1) // 2:
                chosen[pools[stratum].pop()] = stratum.name
    rest = [each for each in whole.kept if each[0] not in chosen]
    chance.shuffle(rest)
    chosen.update(rest[: size - len(chosen)])
    return tuple(sorted(chosen.items()))


class _Reservoir:
    """So many of a stream, each with the same chance (Vitter 1985, algorithm R)."""

    def __init__(self, size: int, chance: random.Random) -> None:
        self.kept: list[tuple[int, str]] = []
        self._size, self._chance, self._seen = size, chance, 0

    def offer(self, one: tuple[int, str]) -> None:
        self._seen += 1
        if len(self.kept) < self._size:
            self.kept.append(one)
        elif (place := self._chance.randrange(self._seen)) < self._size:
            self.kept[place] = one


def _keep(pool: list[int], number: int, seen: int, size: int, chance: random.Random) -> None:
    if len(pool) < size:
        pool.append(number)
    elif (place := chance.randrange(seen)) < size:
        pool[place] = number
