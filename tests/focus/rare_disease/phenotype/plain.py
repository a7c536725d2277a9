"""The similarities in plain words: dictionaries, loops and the published formulas, nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Said = Iterable[tuple[str, str, str, bool]]
"""Disease, term, frequency as the file writes it, and whether NOT is said."""


@dataclass
class World:
    """parents: of each feature term. known: frequency by disease and term; lacking: NOT."""

    parents: Mapping[str, set[str]]
    diseases: list[str]
    known: dict[str, dict[str, float]] = field(default_factory=dict)
    lacking: dict[str, set[str]] = field(default_factory=dict)

    def above(self, term: str) -> set[str]:
        """A term and all that it is a kind of."""
        found = {term}
        for parent in self.parents[term]:
            found |= self.above(parent)
        return found

    def has(self, disease: str, term: str) -> float:
        """How often a disease has a term or a kind of it; 0 where nobody says so."""
        own = self.known[disease]
        return max((f for known, f in own.items() if term in self.above(known)), default=0.0)

    def count(self, term: str) -> int:
        return sum(self.has(each, term) > 0 for each in self.diseases)

    def information(self, term: str) -> float:
        return -math.log(max(self.count(term), 1) / len(self.diseases))

    def mean(self, term: str) -> float:
        return sum(self.has(each, term) for each in self.diseases) / len(self.diseases)

    def step(self, term: str) -> float:
        if not self.parents[term]:
            return 0.0
        both = sum(
            all(self.has(each, parent) > 0 for parent in self.parents[term])
            for each in self.diseases
        )
        return max(0.0, math.log(max(both, 1) / max(self.count(term), 1)))


def pool(world: World, said: Said) -> None:
    """Put what is said into a world: counts added, classes as three patients."""
    stated: dict[tuple[str, str], list[str]] = {}
    for disease, term, frequency, negated in said:
        stated.setdefault((disease, term), []).append("NOT" if negated else frequency)
    classes = {"HP:0040281": 0.895, "HP:0040283": 0.17}
    for disease in world.diseases:
        world.known[disease], world.lacking[disease] = {}, set()
    for (disease, term), several in stated.items():
        if not [each for each in several if each != "NOT" and not each.startswith("0/")]:
            world.lacking[disease].add(term)
            continue
        k = n = 0
        shares = []
        for each in several:
            if "/" in each:
                seen, looked = map(int, each.split("/"))
                k, n = k + seen, n + looked
            elif each in classes:
                shares.append(classes[each])
        weight = 3 if shares else 0
        share = sum(shares) / len(shares) if shares else 0.0
        if n:
            world.known[disease][term] = (k + 0.5 + weight * share) / (n + 1 + weight)
        else:
            world.known[disease][term] = share if shares else 0.5


def above_all(world: World, seen: Iterable[str]) -> set[str]:
    return set().union(*(world.above(term) for term in seen))


def phrank(world: World, disease: str, seen: list[str], power: float) -> float:
    return sum(
        world.step(term) * world.has(disease, term) ** power
        for term in above_all(world, seen)
        if world.has(disease, term) > 0
    )


def resnik_seen(world: World, disease: str, seen: list[str]) -> float:
    best = [
        max(world.information(t) if world.has(disease, t) > 0 else 0.0 for t in world.above(term))
        for term in seen
    ]
    return sum(best) / len(best)


def best_match(world: World, known: str, seen: list[str]) -> float:
    shared = world.above(known) & above_all(world, seen)
    return max((world.information(term) for term in shared), default=0.0)


def resnik_known(world: World, disease: str, seen: list[str]) -> float:
    own = world.known[disease]
    return sum(best_match(world, each, seen) for each in own) / max(len(own), 1)


def covered(world: World, disease: str, seen: list[str]) -> float:
    own = world.known[disease]
    there = sum(f * world.information(each) for each, f in own.items())
    return sum(f * best_match(world, each, seen) for each, f in own.items()) / max(there, 1e-9)


def likelihood(world: World, disease: str, seen: list[str], nearby: float, floor: float) -> float:
    total = 0.0
    for term in seen:
        ratio = 0.0
        for above in world.above(term):
            if above == term or world.information(above) > 0.02:
                weight = 1 if above == term else nearby
                ratio = max(ratio, weight * world.has(disease, above) / (world.mean(above) + floor))
        told = 0.05 + 0.95 * ratio
        if world.lacking[disease] & world.above(term):
            told = min(told, 0.05)
        total += math.log(told)
    return total


def unmentioned(world: World, disease: str, seen: list[str]) -> float:
    asked = above_all(world, seen)
    own = world.known[disease]
    return sum(math.log(1 - 0.1 * f) for term, f in own.items() if term not in asked)


def excluded(world: World, disease: str, terms: list[str], least: float) -> float:
    often = [world.has(disease, term) for term in terms]
    return sum(math.log(1 - min(f, 0.95)) for f in often if f >= least)


def sim_gic(world: World, disease: str, seen: list[str]) -> float:
    asked = above_all(world, seen)
    own = above_all(world, world.known[disease])
    both = sum(world.information(term) for term in asked & own)
    return both / max(sum(world.information(term) for term in asked | own), 1e-9)
