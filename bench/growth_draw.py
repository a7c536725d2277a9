"""How distinct variants grow with people: in a real panel, and in draws of a spectrum.

The real ones are people of the 1000 Genomes panels, added in random orders. The drawn ones are a
Poisson process of sites with density c x^(-1-b) + d / x: the second part is the neutral one of a
population that never grew (Watterson 1975, doi:10.1016/0040-5809(75)90020-9), the first makes what
is seen in n chromosomes grow as n^b, as it does where populations have grown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samvar.formats.vcf.read import open_vcf
from samvar.model.calls import Calls
from samvar.model.genome import Assembly

ASSEMBLY = Assembly.GRCh38
SIZES = (100, 200, 400, 800)
"""Up to a quarter of the panel: near its end the variants are lacking that its makers left out."""
ORDERS = 12
_COMMON, _FINE = 0.5, 20
_BATCH = 8192


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows. curve: distinct variants among so many people, in the mean of orders.

    each: variants that one person carries. b: of V = a N^b over the curve. many: the last point of
    the curve over `each`. low, high: of 95 % intervals.
    """

    curve: tuple[tuple[int, float], ...]
    each: float
    b: float
    b_low: float
    b_high: float
    many: float
    many_low: float
    many_high: float


def exponent(sizes: Sequence[float], seen: Sequence[float]) -> float:
    """b of V = a N^b, by least squares of logarithms.

    >>> round(exponent([100, 1000], [50.0, 500.0]), 6)
    1.0
    """
    return float(np.polyfit(np.log(sizes), np.log(seen), 1)[0])


def panel(files: Sequence[Path]) -> Panel:
    """What the files show, one a gene; intervals by a jackknife of genes.

    Source: Efron & Stein 1981, doi:10.1214/aos/1176345462.
    """
    curves, carried = [], []
    for number, path in enumerate(files):
        with open_vcf(path, assembly=ASSEMBLY, assert_normalised=True) as file:
            has = np.concatenate([batch.dosage > 0 for batch in file.batches()])
        carried.append(float(has.sum() / has.shape[1]))
        rng = np.random.default_rng(number)
        curves.append(np.mean([_curve(has, rng) for _ in range(ORDERS)], axis=0))
    table, each = np.array(curves), np.array(carried)
    whole = table.sum(axis=0)
    rest = [(whole - own, each.sum() - one) for own, one in zip(table, each, strict=True)]
    b, many = exponent(SIZES, whole), float(whole[-1] / each.sum())
    b_wide = _wide([exponent(SIZES, own) for own, _ in rest])
    many_wide = _wide([own[-1] / one for own, one in rest])
    return Panel(
        tuple(zip(SIZES, whole.tolist(), strict=True)),
        float(each.sum()),
        b, b - b_wide, b + b_wide,
        many, many - many_wide, many + many_wide,
    )  # fmt: skip


def _wide(without: Sequence[float]) -> float:
    """Half of the 95 % interval, from the values that each leaves when it is left out."""
    n = len(without)
    error = math.sqrt((n - 1) / n * float(np.sum((np.array(without) - np.mean(without)) ** 2)))
    return _T95[n - 1] * error


_T95 = {7: 2.365, 8: 2.306}
"""Student's t at 97.5 %, by degrees of freedom: eight genes, or nine."""


def _curve(has: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Distinct variants among the first so many people, in one random order of all."""
    order = rng.permutation(has.shape[1])
    shuffled = has[:, order]
    first = np.where(shuffled.any(axis=1), shuffled.argmax(axis=1), has.shape[1])
    return np.array([(first < size).sum() for size in SIZES], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Sites of a down-scaled genome, and who carries them.

    frequency: (v). site, person: of each copy of a rare site. Common ones are drawn at each load.
    """

    people: int
    scale: float
    frequency: np.ndarray
    site: np.ndarray
    person: np.ndarray

    def batches(self, low: int, high: int, contig: int) -> Iterator[Calls]:
        """Calls of people `low` to `high` at the sites that any of them carries, as dense as in a
        whole genome: the sites lie within the first `scale` times its length of one contig."""
        names = tuple(f"S{i}" for i in range(low, high))
        own = (self.person >= low) & (self.person < high)
        site, person = self.site[own], self.person[own] - low
        order = np.argsort(site, kind="stable")
        site, person = site[order], person[order]
        places = np.random.default_rng(self.people)
        room = max(int(GENOME_BP * self.scale), 2 * len(self.frequency))
        place = 10_000 + np.sort(places.choice(room, len(self.frequency), replace=False))
        place = place.astype(np.int32)
        ref = places.integers(0, 4, len(place))
        # Two of three changes are transitions, as in people.
        alt = np.where(places.random(len(place)) < 2 / 3, ref ^ 2, ref ^ 1)
        rng = np.random.default_rng([low, self.people])
        for start in range(0, len(place), _BATCH):
            end = min(start + _BATCH, len(place))
            dosage = np.zeros((end - start, high - low), np.int8)
            a, b = np.searchsorted(site, [start, end])
            np.add.at(dosage, (site[a:b] - start, person[a:b]), 1)
            common = np.flatnonzero(self.frequency[start:end] > _RARE)
            chance = self.frequency[start:end][common, None]
            dosage[common] = rng.binomial(2, np.broadcast_to(chance, (len(common), high - low)))
            here = np.flatnonzero(dosage.any(axis=1))
            dosage, many = dosage[here], len(here)
            two = np.full(dosage.shape, 2, np.int8)
            yield Calls(
                names,
                np.full(many, contig, np.int8),
                place[start:end][here],
                tuple(_BASES[ref[start:end][here]].tolist()),
                tuple(_BASES[alt[start:end][here]].tolist()),
                np.minimum(dosage, 2),
                two,
                two,
                np.ones(many, bool),
            )


_RARE = 0.02
_BASES = np.array(list("ACGT"))  # two apart: a transition
GENOME_BP = 3_100_000_000


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Density of sites by frequency x, up to a half: c x^(-1-b) + d / x."""

    b: float
    c: float
    d: float

    def seen(self, people: float) -> float:
        """Distinct variants among so many people; of one person, what one carries."""
        return self.c * _seen(people, self.b) + self.d * _seen(people, 0.0)

    @classmethod
    def through(cls, points: Sequence[tuple[float, float]]) -> Spectrum:
        """The spectrum that gives three (people, variants), in rising order."""
        (n1, v1), (n2, v2), (n3, v3) = points

        def at(b: float) -> Spectrum:
            parts = [[_seen(n, b), _seen(n, 0.0)] for n in (n1, n2)]
            c, d = np.linalg.solve(np.array(parts), np.array([v1, v2]))
            return cls(b, float(c), float(d))

        low, high = 0.05, 0.98
        for _ in range(60):
            b = (low + high) / 2
            low, high = (b, high) if at(b).seen(n3) < v3 else (low, b)
        return at((low + high) / 2)


def _seen(people: float, b: float) -> float:
    """The integral of (1 - (1 - x)^n) x^(-1-b) up to a half, n = 2 people."""
    x = np.geomspace(1e-13, _COMMON, 20_000)
    each = -np.expm1(2 * people * np.log1p(-x)) * x**-b
    below = 2 * people * x[0] ** (1 - b) / (1 - b)
    return float(np.trapezoid(each, np.log(x)) + below)


def draw(spectrum: Spectrum, people: int, scale: float, seed: int = 1) -> Drawn:
    """Sites that somebody of so many people carries, of a genome that is `scale` of a whole one."""
    rng = np.random.default_rng([seed, people])
    b, c, d, n = spectrum.b, spectrum.c * scale, spectrum.d * scale, 2 * people
    least = 1 / (_FINE * n)
    steep = rng.uniform(_COMMON**-b, least**-b, rng.poisson(c * (least**-b - _COMMON**-b) / b))
    flat = rng.uniform(
        math.log(least), math.log(_COMMON), rng.poisson(d * math.log(_COMMON / least))
    )
    frequency = np.concatenate([steep ** (-1 / b), np.exp(flat)])
    copies = rng.binomial(n, frequency)
    seen = copies > 0
    # So rare that nobody carries two: only how many there are, each in one person.
    single = rng.poisson(n * (c * least ** (1 - b) / (1 - b) + d * least))
    frequency = np.concatenate([frequency[seen], np.full(single, least)])
    copies = np.concatenate([copies[seen], np.ones(single, np.int64)])
    order = rng.permutation(len(frequency))
    frequency, copies = frequency[order], copies[order]
    rare = np.flatnonzero(frequency <= _RARE)
    site = np.repeat(rare, copies[rare])
    return Drawn(people, scale, frequency, site, rng.integers(0, people, len(site)))
