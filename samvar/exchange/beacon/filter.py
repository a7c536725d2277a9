"""Filters: one is answered, and every other is refused by name. None is ignored in silence."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samvar.model.errors import UsageError

FREQUENCY = "alleleFrequency"
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WRITTEN = re.compile(r"\s*([A-Za-z]+)\s*(<=|>=|=|!|<|>)\s*([0-9.eE+-]{1,30})\s*", re.ASCII)
_KNOWN_KEYS = {"id", "operator", "value", "scope"}


@dataclass(frozen=True, slots=True)
class Filter:
    """A limit on the allele frequency, 0-1."""

    operator: str
    value: float

    def allows(self, frequency: float) -> bool:
        """Whether a frequency passes.

        >>> Filter(">=", 0.05).allows(0.05), Filter("<", 0.05).allows(0.05)
        (True, False)
        """
        return _OPERATORS[self.operator](frequency, self.value)

    def __str__(self) -> str:
        return f"{FREQUENCY}{self.operator}{self.value:g}"


def filter_of(given: object) -> Filter:
    """Read one filter, written `alleleFrequency>=0.05` or as the object of the specification.

    >>> str(filter_of({"id": "alleleFrequency", "operator": "<", "value": "0.5"}))
    'alleleFrequency<0.5'

    Raises:
        UsageError: any other filter: an ontology term, a field that is not held, a bad number.
    """
    if isinstance(given, str):
        match = _WRITTEN.fullmatch(given)
        if match is None or match.group(1) != FREQUENCY:
            raise _refusal(given)
        return _limit(match.group(2), match.group(3))
    if not isinstance(given, Mapping):
        raise UsageError("a filter is an object with an `id`")
    name = given.get("id")
    if name != FREQUENCY or set(given) - _KNOWN_KEYS:
        raise _refusal(str(name))
    if given.get("scope", "genomicVariant") not in ("genomicVariant", "g_variants"):
        raise UsageError(f"`{FREQUENCY}` is a filter of genomicVariant only")
    return _limit(given.get("operator", "="), given.get("value"))


def _limit(sign: object, value: object) -> Filter:
    try:
        limit = math.nan if isinstance(value, bool) else float(str(value))
    except ValueError:
        limit = math.nan
    if not isinstance(sign, str) or sign not in _OPERATORS or not 0 <= limit <= 1:
        raise UsageError(
            f"`{FREQUENCY}` needs an operator and a number from 0 to 1",
            remedy=f"write {FREQUENCY}>=0.05",
        )
    return Filter(sign, limit)


def _refusal(name: str) -> UsageError:
    return UsageError(
        f"the filter '{name[:60]}' cannot be answered here",
        why="ignoring it would answer another question",
        remedy=f"see filtering_terms: {FREQUENCY}",
    )
