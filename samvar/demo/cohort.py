"""The people of one region as a node would receive them: persons, samples, calls, callability."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from samvar.demo.assay import KINDS, SHARE, Callability
from samvar.demo.family import Population, UInt8, copies, draw_population
from samvar.demo.site import ASSEMBLY, Place, Sites, inside
from samvar.model.calls import Calls, Int8, Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import Sex
from samvar.model.person import AssayKind, Person
from samvar.model.place import CENTRES
from samvar.model.strata import AREAS, strata_of

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_UNKNOWN_SEX = 0.01
_NO_RESEARCH = 0.03
_TWO_SAMPLES = 0.02
_NOT_CALLED = 0.004
_HALF_CALLED = 0.0005
_FALSE_HET_X = 0.001
_STATUS = (True, False, None)
_STATUS_SHARE = (0.35, 0.5, 0.15)
AREA_OF = dict(zip(CENTRES, cycle(AREAS), strict=False))
"""The focus area that each region's synthetic people were collected for."""
UNRELATED_ONLY = frozenset({"uppsala"})
"""Nodes of the demo that count unrelated people only."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """n samples of one region at s sites.

    persons: as recorded; a few have no recorded sex or ancestry label.
    contributions: one per sample, in the order of loading; every `counts` is True here, because
        who counts (one sample per person, unrelated only) is decided at load.
    names: the laboratory's sample name -> sample id.
    stretches: sample id -> where it was callable.
    dosage, called, written: (s, n) int8 as in `Calls`.
    """

    node: str
    sites: Sites
    persons: tuple[Person, ...]
    contributions: tuple[Contribution, ...]
    names: Mapping[str, str]
    stretches: Mapping[str, Stretches]
    dosage: Int8
    called: Int8
    written: Int8

    def batches(self, size: int = 32768) -> Iterator[Calls]:
        """The calls as a reader of a file would hand them over, `size` sites at a time."""
        for lo in range(0, len(self.sites), size):
            hi = min(lo + size, len(self.sites))
            yield Calls(
                tuple(self.names),
                self.sites.contig[lo:hi],
                self.sites.position[lo:hi],
                self.sites.ref[lo:hi],
                self.sites.alt[lo:hi],
                self.dosage[lo:hi],
                self.called[lo:hi],
                self.written[lo:hi],
                np.ones(hi - lo, dtype=bool),
            )


def draw_cohort(rng: np.random.Generator, node: str, persons: int, sites: Sites) -> Cohort:
    """Draw a region's people and what their laboratories found in them."""
    population = draw_population(rng, node, persons, sites)
    recorded = _record(rng, node, population)
    owner = list(range(persons)) + sorted(
        rng.choice(persons, int(persons * _TWO_SAMPLES), replace=False).tolist()
    )
    names: dict[str, str] = {}
    stretches: dict[str, Stretches] = {}
    contributions: list[Contribution] = []
    seen = np.zeros((len(owner), len(sites)), dtype=bool)
    callability = Callability(rng)
    refuses = rng.random(persons) < _NO_RESEARCH
    kinds = rng.choice(len(KINDS), persons, p=SHARE)
    # A stream of its own: whoever is affected changes nothing else that is drawn.
    status = rng.spawn(1)[0].choice(len(_STATUS), persons, p=_STATUS_SHARE)
    relatives = "unrelated" if node in UNRELATED_ONLY else "all"
    for row, who in enumerate(owner):
        kind = KINDS[int(kinds[who])] if row < persons else AssayKind.PANEL
        sample = _identifier(rng, "sam")
        names[f"{node[:3].upper()}-{row + 1:04d}"] = sample
        stretches[sample] = callability.of(rng, kind)
        seen[row] = inside(stretches[sample], sites.contig, sites.position)
        contributions.append(
            Contribution(
                sample=sample,
                person=recorded[who].id,
                assembly=ASSEMBLY,
                sex=recorded[who].sex,
                ancestry=recorded[who].ancestry,
                assay=kind.value,
                dataset=f"synthetic-{node}",
                counts=True,
                why=None,
                scopes=frozenset({Scope.CARE}) if refuses[who] else frozenset(Scope),
                rules=CountingRules(relatives=relatives),
                strata=strata_of(
                    recorded[who].sex, AREA_OF[node], _STATUS[status[who]], kind.value
                ),
            )
        )
    dosage, called, written = _genotypes(rng, population, owner, seen, sites)
    return Cohort(
        node, sites, recorded, tuple(contributions), names, stretches, dosage, called, written
    )


def _record(rng: np.random.Generator, node: str, population: Population) -> tuple[Person, ...]:
    ids = [_identifier(rng, "per") for _ in population.members]
    hidden = rng.random(len(ids)) < _UNKNOWN_SEX
    return tuple(
        Person(
            id=ids[i],
            sex=Sex.UNKNOWN if hidden[i] else member.sex,
            ancestry=member.ancestry,
            family=None if member.family is None else f"{node}-{member.family + 1}",
            father=None if member.father is None else ids[member.father],
            mother=None if member.mother is None else ids[member.mother],
        )
        for i, member in enumerate(population.members)
    )


def _identifier(rng: np.random.Generator, prefix: str) -> str:
    """An id of the form of `model.ids`, but drawn from the seed: no one is behind it."""
    return f"{prefix}_{''.join(_ALPHABET[i] for i in rng.integers(0, 32, 24))}"


def _genotypes(
    rng: np.random.Generator,
    population: Population,
    owner: list[int],
    seen: np.ndarray,
    sites: Sites,
) -> tuple[Int8, Int8, Int8]:
    """Dosage, called and written, (s, n) int8, with the faults of real laboratories."""
    shape = seen.shape
    dosage = np.empty(shape, dtype=np.uint8)
    written = np.empty(shape, dtype=np.uint8)
    have: dict[Sex, tuple[UInt8, UInt8]] = {
        s: copies(sites.place, s) for s in (Sex.MALE, Sex.FEMALE)
    }
    for row, who in enumerate(owner):
        one, two = have[population.members[who].sex]
        dosage[row] = population.first[who] * one + population.second[who] * two
        written[row] = one + two
    # One man in four is written `1/1` on X and Y, as callers that do not know the sex do.
    sexed = np.flatnonzero((sites.place == Place.X) | (sites.place == Place.Y))
    men = [r for r, who in enumerate(owner) if population.members[who].sex is Sex.MALE][::4]
    block = np.ix_(np.array(men, dtype=np.int64), sexed)
    dosage[block] *= 2
    written[block] *= 2
    called = np.where(seen, written, 0).astype(np.uint8)
    # ... and sometimes `0/1`, which no man can be outside the pseudoautosomal stretches.
    false_het = (rng.random((len(men), len(sexed))) < _FALSE_HET_X) & (called[block] == 2)
    dosage[block] = np.where(false_het, 1, dosage[block])
    cells = dosage.size
    lost = rng.integers(0, cells, int(cells * _NOT_CALLED))
    called.reshape(-1)[lost] = 0
    half = rng.integers(0, cells, int(cells * _HALF_CALLED))
    paired = (called.reshape(-1)[half] == 2) & (sites.place[half % len(sites)] == Place.PAIRED)
    called.reshape(-1)[half[paired]] = 1
    # A woman has nothing to write on Y; the column still stands in a file, as `.`.
    written[written == 0] = 1
    np.minimum(dosage, called, out=dosage)
    return tuple(np.ascontiguousarray(t.T).view(np.int8) for t in (dosage, called, written))  # type: ignore[return-value]
