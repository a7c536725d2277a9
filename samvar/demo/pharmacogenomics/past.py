"""Orders of the years before, so that answers in time can be counted by region.

They came from an earlier system: days and steps, no report and no result. The care relation that
each opened has run out; the laboratory that answered has them among its closed orders.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from samvar.demo.pharmacogenomics.case import Plan, oral
from samvar.demo.pharmacogenomics.draw import Drawn, order_id
from samvar.demo.pharmacogenomics.patient import PREFIX, Patient
from samvar.focus.pharmacogenomics.model import Step
from samvar.focus.pharmacogenomics.model.measure import DAYS
from samvar.model.genome import Sex
from samvar.model.place import CENTRES

FEW = "09"
"""Gotland: so few orders that its figures are below the floor, and must be."""
_SEED = 20251126
_BEFORE, _AFTER, _NOT_GIVEN = (18, 30), (11, 12), (16, 18)
"""Orders of a region by what came of the first dose: the fewest and the most. A setting."""
_OF_FEW = (4, 1, 6)
_LARGE, _TIMES = ("01", "12", "14"), 5
"""The three regions with most people, and how many times as many orders they have."""
_AGO = (200, 900)
_WAITS = (0.05, 0.05, 0.06, 0.08, 0.21, 0.16, 0.13, 0.10, 0.06, 0.05, 0.05)
"""Share of a region's orders in each bin of `DAYS`, and the bin of all of `FEW`: a setting."""
_BIN_OF_FEW = 6


@cache
def past_of(node: str) -> tuple[Drawn, ...]:
    """The closed orders of a region's laboratory, always the same ones, each of its own person."""
    rng = np.random.default_rng([_SEED, sorted(CENTRES).index(node)])
    found: list[Drawn] = []
    for region in CENTRES[node].regions:
        states, bins = _course(rng, region)
        for beside, at in zip(states, bins, strict=True):
            label = f"{PREFIX[node]}-PGX-E{len(found) + 1:03d}"
            sex = Sex.FEMALE if rng.random() < 0.5 else Sex.MALE
            patient = Patient(label=label, sex=sex, ancestry="EUR", diplotypes={})
            found.append(Drawn(patient, _plan(rng, beside, at), order_id(rng), region, False))
    return tuple(found)


def _course(rng: np.random.Generator, region: str) -> tuple[list[str], list[int]]:
    """For each order of a region: what came of the first dose, and the bin of its wait."""
    times = _TIMES if region in _LARGE else 1
    counts = [
        times * int(rng.integers(low, most + 1)) for low, most in (_BEFORE, _AFTER, _NOT_GIVEN)
    ]
    if region == FEW:
        counts = list(_OF_FEW)
    states = np.repeat(["before", "after", "not given"], counts)
    spread = (np.arange(len(states)) + 0.5) / len(states)
    bins = np.searchsorted(np.cumsum(_WAITS), spread)
    if region == FEW:
        bins = np.full(len(states), _BIN_OF_FEW)
    return states.tolist(), rng.permutation(bins).tolist()


def _plan(rng: np.random.Generator, beside: str, at: int) -> Plan:
    ordered = -int(rng.integers(*_AGO))
    first = 0 if at == 0 else DAYS[at - 1] + 1
    took = int(rng.integers(first, DAYS[at] + 1)) if at < len(DAYS) else first + 5
    given = None
    if beside == "before":
        given = ordered + took + int(rng.integers(0, 15))
    elif beside == "after":
        took = max(took, 1)
        given = ordered + int(rng.integers(0, took))
    return Plan(
        occasion=oral("capecitabine"),
        ordered=ordered,
        first_dose=given,
        reached=Step.ACKNOWLEDGED,
        reported=took,
        given=given,
    )
