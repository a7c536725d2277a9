"""The best attack on a release: whoever has a genome compares it with all that was published.

Places are independent, as many at each small frequency as at the next, from `least` on. The
statistic is the likelihood ratio of the published frequencies, exact or rounded to a `step`.
`python -m tests.acceptance.released` prints what the decision on public releases rests on.
"""

from __future__ import annotations

import math
import sys
import time
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from samvar.model.genome import Assembly
from samvar.network.release import table as rows
from samvar.network.release.budget import within_budget
from samvar.network.release.rules import ReleaseRules
from tests.acceptance.pool import Outcome

_Z = np.linspace(-9, 9, 100_001)
_NORMAL = 0.5 * (1 + np.array([math.erf(z / math.sqrt(2)) for z in _Z]))


@dataclass(frozen=True)
class Published:
    """people: who were counted. variants: published. rules: which of them stay; None for all."""

    people: int
    variants: int
    least: float = 0.01
    step: float = 0.0
    rules: ReleaseRules | None = None


def run(published: Published, targets: int, seed: int = 1) -> Outcome:
    """Each target has a release of their own, once made with them and once without."""
    sides, kept = [], 0.0
    for counted in (True, False):
        rng = np.random.default_rng([seed, counted])
        found = [_one(published, rng, counted=counted) for _ in range(targets)]
        sides.append(np.array([ratio for ratio, _ in found]))
        kept = float(np.mean([number for _, number in found]))
    return Outcome(*sides, kept)


def _one(published: Published, rng: np.random.Generator, *, counted: bool) -> tuple[float, int]:
    n = published.people
    p = np.exp(rng.uniform(math.log(published.least), math.log(0.5), published.variants))
    held = rng.binomial(2, p)
    copies = rng.binomial(2 * (n - counted), p) + (held if counted else 0)
    if published.rules is not None:
        kept = _kept(copies, n, published.rules)
        p, held, copies = p[kept], held[kept], copies[kept]
    seen, spread, shift = copies / (2 * n), np.sqrt(p * (1 - p) / (2 * n)), (held - 2 * p) / (2 * n)
    if published.step:
        low = (np.round(seen / published.step) - 0.5) * published.step
        inside = _between(low, published.step, p + shift, spread)
        outside = _between(low, published.step, p, spread)
        return float(np.log(inside / outside).sum()), len(p)
    return float((shift * (seen - p - shift / 2) / spread**2).sum()), len(p)


def _between(low: np.ndarray, step: float, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    high = np.interp((low + step - mean) / spread, _Z, _NORMAL)
    return np.maximum(high - np.interp((low - mean) / spread, _Z, _NORMAL), 1e-300)


def _kept(copies: np.ndarray, people: int, rules: ReleaseRules) -> np.ndarray:
    """Which variants the release itself would hold."""
    n = len(copies)
    table = pa.table(
        {"contig": [1] * n, "position": list(range(n)), "ref": ["A"] * n, "alt": ["C"] * n,
         "ac": copies, "an": [2 * people] * n, "individuals": [people] * n}
    ).cast(rows.ALLELES)  # fmt: skip
    return within_budget(table, rules, Assembly.GRCh38, None)["position"].to_numpy()


def main(targets: int) -> None:
    """One line for each release."""
    shown = [
        *(Published(n, m) for n in (100, 1000, 7000, 100_000) for m in (100, 1000, 10_000, 60_000)),
        *(Published(n, 60_000, 0.05) for n in (1000, 7000)),
        *(Published(n, 60_000, 0.01, s) for n in (1000, 7000) for s in (0.01, 0.05, 0.1, 0.25)),
    ]
    for each in shown:
        began = time.process_time()
        # Few are enough for many variants, where nearly everybody is found.
        outcome = run(each, targets if each.variants < 10_000 else max(targets // 5, 50))
        cut = np.quantile(outcome.outside, 0.99)
        sys.stdout.write(
            f"| {each.people:,} | {each.variants:,} | {each.least:g} | {each.step or 'exact'} | "
            f"{outcome.auc:.3f} | {(outcome.inside > cut).mean():.1%} | "
            f"{time.process_time() - began:.0f} s |\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
