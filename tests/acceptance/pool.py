"""A pool of people, a ledger before it, and the best attack there is: who was counted?

Each target has a pool of their own, drawn afresh: with the target among its people ("in") or
without ("out"). Places are independent and in Hardy-Weinberg proportion; the attacker knows every
frequency exactly, and the target's genome or a relative's. The statistic is the likelihood ratio
of what was answered, which no other test beats at any false-positive rate (Neyman & Pearson).
Sources: Homer et al. 2008, doi:10.1371/journal.pgen.1000167; Sankararaman et al. 2009,
doi:10.1038/ng.436; Shringarpure & Bustamante 2015, doi:10.1016/j.ajhg.2015.09.010.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from samvar.govern.ledger_price import Form, capacity, cost

FLOOR = 10
RARE, HOMOZYGOUS, COMMON = 1000, 200, 400
_TINY = 1e-300
"""Places of each kind that the attacker may choose among, for each target."""


@dataclass(frozen=True)
class Attack:
    """people: in the pool. queries: wished for. order: `rarest`, `common` or `adaptive`.

    genome: whose the attacker has, `own`, `sibling` or `parent`. known: the share of the pool
    whose genomes the attacker has as well. family: both parents are in the pool in any case.
    accounts: that ask together. budget, dataset: of each account, and of all; None: no ledger.
    """

    people: int
    queries: int
    order: str = "rarest"
    form: Form = Form.ALLELES
    genome: str = "own"
    known: float = 0.0
    family: bool = False
    accounts: int = 1
    budget: float | None = 1.0
    dataset: float = 3.0

    @property
    def bound(self) -> float:
        """The B that is promised of all accounts together."""
        assert self.budget is not None
        return self.budget if self.accounts == 1 else self.dataset

    def without_ledger(self) -> Attack:
        return replace(self, budget=None)


@dataclass(frozen=True)
class Outcome:
    """The statistic of each target, once in the pool and once not; questions answered of each."""

    inside: np.ndarray
    outside: np.ndarray
    answered: float

    @property
    def auc(self) -> float:
        ranks = np.concatenate([self.inside, self.outside]).argsort().argsort() + 1.0
        values = np.concatenate([self.inside, self.outside])
        _, same, count = np.unique(values, return_inverse=True, return_counts=True)
        ranks = (np.bincount(same, ranks) / count)[same]  # equal values share their rank
        n = len(self.inside)
        return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * len(self.outside)))

    def worst(self, bound: float) -> float:
        """By how much the gate is passed at the threshold where most, in rates; <= 0: it holds."""
        n = len(self.inside)
        cuts = np.unique(np.concatenate([self.inside, self.outside]))
        true = 1 - np.searchsorted(np.sort(self.inside), cuts) / n
        false = 1 - np.searchsorted(np.sort(self.outside), cuts) / n
        return _over(true, false, bound, n)

    def worst_absent(self, bound: float) -> float:
        """The same of telling that somebody was not counted."""
        return Outcome(-self.outside, -self.inside, self.answered).worst(bound)


def _over(true: np.ndarray, false: np.ndarray, bound: float, n: int) -> float:
    """The standard error is that of a test that just keeps the bound: where none of n was falsely
    accused, the rate of false accusations is not known to be zero."""
    factor = math.exp(bound)
    least = np.maximum(false, true / factor)
    error = np.sqrt((true * (1 - true) + factor**2 * least * (1 - least)) / n)
    return float((true - factor * false - 3 * error).max())


def run(attack: Attack, targets: int = 1000, seed: int = 1) -> Outcome:
    """The attack on `targets` people who were counted and on as many who were not."""
    inside, answered = _side(attack, targets, np.random.default_rng([seed, 1]), counted=True)
    outside, _ = _side(attack, targets, np.random.default_rng([seed, 2]), counted=False)
    return Outcome(inside, outside, answered)


def _side(
    attack: Attack, targets: int, rng: np.random.Generator, *, counted: bool
) -> tuple[np.ndarray, float]:
    p, held = _genomes(attack, targets, rng)
    public = _published(attack, p, rng)
    price = cost(public.ravel(), attack.people, FLOOR, attack.form).reshape(p.shape)
    order = _order(attack, p, held, price)
    p, held, price = (np.take_along_axis(a, order, axis=1) for a in (p, held, price))
    asked = _admitted(attack, price)
    kept = (~asked).argsort(axis=1, kind="stable")[:, : max(1, int(asked.sum(axis=1).max()))]
    p, held, asked = (np.take_along_axis(a, kept, axis=1) for a in (p, held, asked))
    told = _evidence(attack, p, held, rng, counted=counted)
    if attack.order == "adaptive":
        # Whoever looks unlikely is given up, and nothing more is asked about them.
        so_far = np.where(asked, told, 0.0).cumsum(axis=1)
        given_up = np.maximum.accumulate(so_far < -1.0, axis=1)
        asked[:, 1:] &= ~given_up[:, :-1]
    return np.where(asked, told, 0.0).sum(axis=1), float(asked.sum(axis=1).mean())


def _genomes(
    attack: Attack, targets: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """(t, m) frequencies and copies that the attacker's genome has of each allele.

    A genome has as many heterozygous places at each small frequency as at the next (the number of
    variants falls as 1/p, the chance to have one rises as p), and homozygous ones as p: an
    attacker finds enough of both among millions, so that here they are given.
    """
    least = 0.5 * FLOOR / (2 * attack.people)
    rare = np.exp(rng.uniform(math.log(least), math.log(0.02), (targets, RARE)))
    homozygous = np.sqrt(rng.uniform(0.002**2, 0.1**2, (targets, HOMOZYGOUS)))
    common = rng.uniform(0.05, 0.95, (targets, COMMON))
    copies = rng.binomial(2, common)
    one, two = np.ones_like(rare, dtype=np.int64), np.full_like(homozygous, 2, dtype=np.int64)
    return np.hstack([rare, homozygous, common]), np.hstack([one, two, copies])


def _published(attack: Attack, p: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The last public release: of other people of the same country, from 1 % on."""
    seen = rng.binomial(2 * attack.people, p) / (2 * attack.people)
    return np.where(seen >= 0.01, seen, np.nan)


def _order(attack: Attack, p: np.ndarray, held: np.ndarray, price: np.ndarray) -> np.ndarray:
    """The places in the order in which they are asked for."""
    least = np.minimum(p, 1 - p)
    if attack.order == "rarest":
        key = np.where(p * 2 * attack.people < FLOOR, 1.0, p)  # a rarer one would be hidden
    elif attack.order == "common":
        key = -least
    else:  # what betrays most for its price; without a ledger, what betrays most
        gain = (held - 2 * p) ** 2 / (2 * p * (1 - p) * attack.people)
        hidden = 2 * p * attack.people < FLOOR
        key = -np.where(hidden, 0.0, gain if attack.budget is None else gain / price)
    return key.argsort(axis=1)[:, : attack.queries]


def _admitted(attack: Attack, price: np.ndarray) -> np.ndarray:
    """Which questions the ledger answers: each is refused whole if it would overspend."""
    if attack.budget is None:
        return np.ones(price.shape, dtype=bool)
    each = np.full(len(price), capacity(attack.budget))
    # One after another the accounts spend what they have, until all of them have spent the
    # dataset's: no cleverer way of sharing the questions buys more.
    left = np.minimum(each * attack.accounts, capacity(attack.dataset))
    if attack.accounts == 1:
        left = each
    asked = np.zeros(price.shape, dtype=bool)
    for number in range(price.shape[1]):
        asked[:, number] = price[:, number] <= left
        left = left - np.where(asked[:, number], price[:, number], 0.0)
    return asked


def _evidence(
    attack: Attack, p: np.ndarray, held: np.ndarray, rng: np.random.Generator, *, counted: bool
) -> np.ndarray:
    """(t, k) log likelihood ratio, counted to not counted, of each answer."""
    target = _passed_on(attack.genome, held, p, rng)
    known = int(attack.known * attack.people)
    hom, het = _people(rng, attack.people - known - counted, p)
    known_hom, known_het = _people(rng, known, p)
    if counted:
        hom, het = hom + (target == 2), het + (target == 1)
    if attack.family:
        for _ in range(2):
            parent = _passed_on("parent", target, p, rng)
            hom, het = hom + (parent == 2), het + (parent == 1)
    without = attack.people - hom - known_hom
    shown = (hom + het + known_hom + known_het >= FLOOR) & (without >= FLOOR)
    seen = hom + het if attack.form is Form.CARRIERS else 2 * hom + het
    unknown = attack.people - known  # people about whom the attacker knows nothing
    carriers = known_hom + known_het

    def if_target_has(copies: np.ndarray) -> np.ndarray:
        ratio = _seen(attack.form, seen, unknown, p, copies)
        hidden = np.nonzero(~shown)
        ratio[hidden] = _hidden(unknown, p[hidden], copies[hidden], carriers[hidden])
        return ratio

    if attack.genome == "own":
        return np.log(np.maximum(if_target_has(held), _TINY))
    chance = _chances(attack.genome, held, p)
    mixed = sum(chance[n] * if_target_has(np.full_like(held, n)) for n in (0, 1, 2))
    return np.log(np.maximum(mixed, _TINY))


def _people(rng: np.random.Generator, number: int, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Homozygous and heterozygous people among `number`."""
    hom = rng.binomial(number, p * p)
    return hom, rng.binomial(number - hom, 2 * p * (1 - p) / (1 - p * p))


def _seen(
    form: Form, seen: np.ndarray, people: int, p: np.ndarray, copies: np.ndarray
) -> np.ndarray:
    """P(seen | a person with `copies` is counted) / P(seen | not), exact."""
    if form is Form.CARRIERS:
        share, found = 1 - (1 - p) ** 2, seen / people
        return np.where(copies > 0, found / share, (1 - found) / (1 - share))
    # The chance to draw the target's two alleles from the 2n that were counted, and from all.
    n = 2 * people
    first = np.where(copies > 0, seen, n - seen)
    second = np.where(copies == 2, seen - 1, np.where(copies == 1, n - seen, n - seen - 1))
    alike = np.where(copies == 1, p * (1 - p), np.where(copies == 2, p * p, (1 - p) ** 2))
    return first * second / (n * (n - 1.0)) / alike


def _hidden(people: int, p: np.ndarray, copies: np.ndarray, carriers: np.ndarray) -> np.ndarray:
    """P(hidden | counted) / P(hidden | not): few carriers, or few people without the other."""
    few, others = people * (1 - (1 - p) ** 2), people * (1 - p * p)
    limit, floor = FLOOR - carriers, np.full_like(carriers, FLOOR)
    inside = _below(few, limit - (copies > 0)) + _below(others, floor - (copies < 2))
    outside = _below(few, limit) + _below(others, floor)
    return np.maximum(inside, _TINY) / np.maximum(outside, _TINY)


def _below(mean: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """P(Poisson(mean) < limit)."""
    term, total = np.exp(-mean), np.zeros_like(mean)
    for k in range(FLOOR):
        total += np.where(k < limit, term, 0.0)
        term = term * mean / (k + 1)
    return total


def _chances(relation: str, held: np.ndarray, p: np.ndarray) -> np.ndarray:
    """(3, t, k) the target's copies, given a relative's: both share one allele, or a sibling's two
    with a quarter, one with a half, none with a quarter."""
    q = 1 - p
    stranger = np.stack([q * q, 2 * p * q, p * p])
    by_held = [
        np.stack([q, p, np.zeros_like(p)]),
        np.stack([q / 2, np.full_like(p, 0.5), p / 2]),
        np.stack([np.zeros_like(p), q, p]),
    ]
    parent = np.select([held == 0, held == 1], by_held[:2], by_held[2])
    if relation == "parent":
        return parent
    same = np.stack([held == copies for copies in (0, 1, 2)]).astype(float)
    return same / 4 + parent / 2 + stranger / 4


def _passed_on(
    relation: str, held: np.ndarray, p: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """The target's own copies, drawn by what the relative has."""
    if relation == "own":
        return held
    chance = _chances(relation, held, p)
    drawn = rng.random(held.shape)
    return (drawn > chance[0]).astype(np.int64) + (drawn > chance[0] + chance[1])
