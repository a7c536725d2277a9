"""Bands of likeness: what is told of how alike two patients are, instead of the number.

The number itself would let somebody who asks again and again with one term more or less read the
other patient's features off it; see decision 28.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from samvar.knowledge.phenotype.model import Floats

CLOSE_FROM, ALIKE_FROM = 0.6, 0.3
"""Of published patients of one disease and different papers half have a best match of 0.6 or more;
of patients of other diseases one in a hundred reaches 0.4, and the median is 0.1."""


class Band(Enum):
    """How alike; UNKNOWN: of one of the two no feature is known, which is not the same as FAR."""

    CLOSE = "close"
    ALIKE = "alike"
    FAR = "far"
    UNKNOWN = "unknown"


BANDS = tuple(Band)
MIDDLE: Mapping[Band, float] = {
    Band.CLOSE: 0.8, Band.ALIKE: 0.45, Band.FAR: 0.15, Band.UNKNOWN: 0.0,
}  # fmt: skip
"""The middle of each band, for the order of rows."""


def bands_of(likeness: Floats, known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(patients) the place of each one's band in `BANDS`. known: of whom any feature is.

    >>> bands_of(np.array([0.6, 0.59, 0.1, 0.0]), np.array([True, True, True, False])).tolist()
    [0, 1, 2, 3]
    """
    place = np.where(likeness >= CLOSE_FROM, 0, np.where(likeness >= ALIKE_FROM, 1, 2))
    return np.where(known, place, 3).astype(np.int64)
