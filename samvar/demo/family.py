"""Synthetic families: who is whose child, and which of the parents' alleles each one has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samvar.demo.population import (
    POPULATIONS,
    Float32,
    Float64,
    ancestry_shares,
    source_of_haplotypes,
)
from samvar.demo.site import Place, Sites
from samvar.model.calls import Int8
from samvar.model.genome import CONTIGS, Sex

UInt8 = npt.NDArray[np.uint8]
_IN_FAMILIES = 0.4
_CHILDREN = (0.65, 0.35)  # families with one child, with two
_UNLABELLED = 0.03


@dataclass(frozen=True, slots=True)
class Member:
    """One synthetic person before any record is made of them; parents are row numbers."""

    sex: Sex
    ancestry: str | None
    family: int | None = None
    father: int | None = None
    mother: int | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """n members and their two haplotypes: (n, sites) of 0 and 1.

    `first` holds what a mother gives (and a man's X and everyone's mitochondria), `second`
    what a father gives (and a man's Y). Cells that a sex does not have mean nothing: see `copies`.
    """

    members: tuple[Member, ...]
    first: UInt8
    second: UInt8


def copies(place: Int8, sex: Sex) -> tuple[UInt8, UInt8]:
    """Whether a person has the first and the second haplotype at each site: two (s) of 0 and 1."""
    male = sex is Sex.MALE
    first = np.where(place == Place.Y, 0, 1)
    second = np.select(
        [place == Place.PAIRED, place == Place.X, place == Place.Y],
        [1, int(not male), int(male)],
        0,
    )
    return first.astype(np.uint8), second.astype(np.uint8)


def draw_population(rng: np.random.Generator, node: str, persons: int, sites: Sites) -> Population:
    """A region's people: founders drawn from the source populations, then their children."""
    members, shares = _draw_members(rng, node, persons)
    founders = [i for i, m in enumerate(members) if m.father is None]
    first = np.zeros((persons, len(sites)), dtype=np.uint8)
    second = np.zeros((persons, len(sites)), dtype=np.uint8)
    source = source_of_haplotypes(rng, shares[founders])
    drawn = np.empty((len(source), len(sites)), dtype=np.uint8)
    frequency = _alone(sites)
    for code in range(1, len(CONTIGS) + 1):
        lo, hi = np.searchsorted(sites.contig, [code, code + 1])
        chance = frequency[:, lo:hi][source[:, code - 1]]
        drawn[:, lo:hi] = rng.random(chance.shape, dtype=np.float32) < chance
    # A chromosome has one allele at a position: the second alternative gives way to the first.
    twin = 1 + np.flatnonzero((np.diff(sites.position) == 0) & (np.diff(sites.contig) == 0))
    for at in twin.tolist():
        drawn[:, at] &= 1 - drawn[:, at - 1]
    for one, other in sites.together:
        drawn[:, other] |= drawn[:, one]
    for one, other in sites.apart:
        drawn[:, other] &= 1 - drawn[:, one]
    first[founders] = drawn[0::2]
    second[founders] = drawn[1::2]
    for child, member in enumerate(members):
        if member.father is not None and member.mother is not None:
            dad, mum = member.father, member.mother
            first[child] = _gamete(rng, sites, first[mum], second[mum], female=True)
            second[child] = _gamete(rng, sites, first[dad], second[dad], female=False)
            if member.sex is Sex.MALE:
                at = sites.place == Place.Y
                second[child, at] = second[dad, at]
    return Population(tuple(members), first, second)


def _alone(sites: Sites) -> Float32:
    """How often each allele is to be drawn by itself, so that once others have brought it along
    or kept it away it has its frequency: (5, s)."""
    frequency = sites.frequency.copy()
    for one, other in sites.together:
        there, wanted = frequency[:, one], frequency[:, other]
        frequency[:, other] = np.maximum(wanted - there, 0) / np.maximum(1 - there, 1e-6)
    for one, other in sites.apart:
        frequency[:, other] /= np.maximum(1 - frequency[:, one], 1e-6)
    return frequency


def _draw_members(
    rng: np.random.Generator, node: str, persons: int
) -> tuple[list[Member], Float64]:
    """Members, parents always before their children, and everyone's ancestry shares."""
    shares = ancestry_shares(rng, node, persons)
    rows: list[tuple[Sex, int | None, int | None, int | None]] = []
    family = 0
    while len(rows) + 4 <= persons * _IN_FAMILIES:
        dad = len(rows)
        rows += [(Sex.MALE, family, None, None), (Sex.FEMALE, family, None, None)]
        for _ in range(1 + int(rng.choice(2, p=_CHILDREN))):
            rows.append((_sex(rng), family, dad, dad + 1))
            shares[len(rows) - 1] = (shares[dad] + shares[dad + 1]) / 2
        family += 1
    rows += [(_sex(rng), None, None, None) for _ in range(persons - len(rows))]
    unlabelled = rng.random(persons) < _UNLABELLED
    members = [
        Member(
            sex,
            None if unlabelled[i] else POPULATIONS[int(shares[i].argmax())],
            kin,
            father,
            mother,
        )
        for i, (sex, kin, father, mother) in enumerate(rows)
    ]
    return members, shares


def _sex(rng: np.random.Generator) -> Sex:
    return Sex.FEMALE if rng.random() < 0.5 else Sex.MALE


def _gamete(
    rng: np.random.Generator, sites: Sites, one: UInt8, other: UInt8, *, female: bool
) -> UInt8:
    """One crossover per contig at a random place; a man's X and everyone's mitochondria whole."""
    length = np.array([0] + [2.5e8] * len(CONTIGS))
    crossing = (rng.random(len(length)) * length)[sites.contig]
    swapped = rng.integers(0, 2, len(length)).astype(bool)[sites.contig]
    from_other = (sites.position >= crossing) ^ swapped
    whole = sites.place == Place.MITOCHONDRIAL
    if not female:
        whole = whole | (sites.place == Place.X)
    from_other &= ~whole
    return np.where(from_other, other, one)
