"""Between what and what the truth lies, when some nodes gave no number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samvar.model.calls import Bool, Int64
from samvar.network.kind import Sum, SumValue

Float64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most each number can be, once the silent nodes are counted.

    lower, upper: column -> int64 vector; upper is None where a silent node never said how many
    people it has. af_lower, af_upper: of the frequency, 0 to 1; None where there is none.
    Hidden numbers have no bounds: -1, and not-a-number for frequencies.
    """

    lower: Mapping[str, Int64]
    upper: Mapping[str, Int64] | None
    af_lower: Float64 | None
    af_upper: Float64 | None

    def without(self, hidden: Mapping[str, Bool], kind: Sum) -> Bounds:
        """The same, saying nothing of hidden numbers: an upper bound would tell the total."""

        def clear(vectors: Mapping[str, Int64]) -> dict[str, Int64]:
            return {c: np.where(hidden[c], -1, v) if c in hidden else v for c, v in vectors.items()}

        lower, upper = clear(self.lower), None if self.upper is None else clear(self.upper)
        if kind.frequency is None or self.af_lower is None or self.af_upper is None:
            return Bounds(lower, upper, None, None)
        mask = hidden.get(kind.frequency[0], np.zeros(len(self.af_lower), dtype=np.bool_))
        return Bounds(
            lower,
            upper,
            np.where(mask, np.nan, self.af_lower),
            np.where(mask, np.nan, self.af_upper),
        )


def bounds_of(kind: Sum, value: SumValue, silent: Sequence[int | None]) -> Bounds:
    """Bounds of a sum; silent: individuals of each node that gave no number, None if unknown.

    Of a count, with m silent people: lower = what was said; upper = lower + 2m alleles or + m
    people. Of a frequency: AC/(AN+2m) to (AC+2m)/(AN+2m), of carriers among people with m for 2m.
    Two alleles a person is the most there can be, so on haploid contigs the bounds are wider than
    they need be, never too narrow.
    """
    unknown = any(n is None for n in silent)
    people = sum(n for n in silent if n is not None)
    lower = {column: value[column] for column in kind.columns}
    upper = (
        None
        if unknown
        else {c: value[c] + kind.per_person.get(c, 0) * people for c in kind.columns}
    )
    if kind.frequency is None:
        return Bounds(lower, upper, None, None)
    ac, an = (value[c].astype(np.float64) for c in kind.frequency)
    if unknown:
        return Bounds(lower, None, np.zeros(len(ac)), np.ones(len(ac)))
    added = float(kind.per_person.get(kind.frequency[1], 2) * people)
    most = an + added
    seen = most > 0
    # Nobody could have seen the variant: every frequency is possible.
    af_lower = np.divide(ac, most, out=np.zeros(len(ac)), where=seen)
    af_upper = np.divide(ac + added, most, out=np.ones(len(ac)), where=seen)
    return Bounds(lower, upper, af_lower, np.minimum(af_upper, 1.0))
