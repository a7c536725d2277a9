"""From the nodes' parts to one national answer: sum, coverage, bounds, floor, who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from samvar.model.calls import Bool, Int64
from samvar.network.bounds import Bounds, bounds_of
from samvar.network.floor import hide_below, hide_parts
from samvar.network.kind import Sum
from samvar.network.operation import Operation

__all__ = ["Bounds", "Coverage", "Missing", "NationalAnswer", "Part", "Receipt", "Stale", "merge"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the country is in an answer. Never shown apart from it.

    individuals_*: people who count in the asked assembly and for the asked use. `known` leaves
    out nodes that never reported; then, and where there is no assembly, the share is None.
    masked: asked so that nobody learned a single node's part.
    """

    nodes_eligible: int
    nodes_answered: int
    individuals_answered: int
    individuals_known: int
    share_of_individuals: float | None
    masked: bool = False

    @property
    def complete(self) -> bool:
        """Whether every node answered."""
        return self.nodes_answered == self.nodes_eligible


@dataclass(frozen=True, slots=True)
class Missing:
    """A node that gave no number. individuals: by its last signed word; None if it never spoke."""

    node: str
    state: str
    reason: str
    individuals: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A node's word that it wrote the question down before it answered."""

    node: str
    sequence: int
    leaf: str


@dataclass(frozen=True, slots=True)
class Part:
    """One node's share in an answer. value is None unless the node lets this asker see it.

    hidden: column -> which of its numbers are below the floor (they read -1).
    """

    node: str
    state: str
    value: Any
    individuals: int | None
    epoch: int | None
    receipt: Receipt | None
    took_ms: float
    regional: bool = False
    hidden: Mapping[str, Bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stale:
    """What a silent node said last to the same question of the same asker; never added in."""

    node: str
    value: Any
    epoch: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NationalAnswer:
    """What the nation says, how much of it spoke, and between which bounds the truth lies.

    value: column -> int64 vector of a `Sum`; rows, keys or a ranking of the other kinds; None
    where nobody answered. hidden: column -> which numbers are below the floor (they read -1).
    state: `answered`; `suppressed`, everything is below the floor; `too-few`, so few nodes stayed
    that no mask could be lifted; else what kept all nodes silent.
    """

    operation: str
    version: int
    state: str
    value: Any
    coverage: Coverage
    bounds: Bounds | None
    missing: tuple[Missing, ...]
    parts: tuple[Part, ...]
    hidden: Mapping[str, Bool]
    stale: tuple[Stale, ...]
    asked_at: datetime
    took_ms: float
    deduplicated: bool = False
    """False: a person who is known at two nodes counts at both."""

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """The audit entries behind this answer."""
        return tuple(part.receipt for part in self.parts if part.receipt is not None)


_SILENCE = ("too-few", "refused", "suppressed", "incompatible", "late", "down")


def merge(
    operation: Operation,
    args: Any,
    total: Any,
    parts: Sequence[Part],
    missing: Sequence[Missing],
    *,
    floor: int,
    stale: Sequence[Stale],
    asked_at: datetime,
    took_ms: float,
) -> NationalAnswer:
    """The answer from the merged value of all who answered, and what is known of the rest.

    parts: with a value only where the node lets the asker see it. floor: carriers below which
    nothing is released, the largest of any node's; 0 for none.
    """
    answered = [part for part in parts if part.state == "answered"]
    coverage = _coverage(answered, missing)
    value = total
    state = "answered" if answered else _most_telling(missing)
    bounds: Bounds | None = None
    hidden: dict[str, npt.NDArray[np.bool_]] = {}
    shown = list(parts)
    if answered and isinstance(operation.kind, Sum):
        bounds = bounds_of(operation.kind, value, [m.individuals for m in missing])
        if floor:
            hidden = hide_below(operation.kind, args, value, floor)
            shown = _floored(operation.kind, args, shown, value, hidden, floor)
            value = masked(value, hidden)
            bounds = bounds.without(hidden, operation.kind)
            first = hidden.get(operation.kind.columns[0], np.zeros(0, dtype=np.bool_))
            if len(first) and bool(first.all()):
                state = "suppressed"
    return NationalAnswer(
        operation.name,
        operation.version,
        state,
        value if answered else None,
        coverage,
        bounds,
        tuple(missing),
        tuple(shown),
        hidden,
        tuple(stale),
        asked_at,
        took_ms,
    )


def masked(value: Mapping[str, Int64], hidden: Mapping[str, Bool]) -> dict[str, Int64]:
    """The columns with -1 where a number may not be seen."""
    return {
        column: np.where(hidden[column], -1, vector) if column in hidden else vector
        for column, vector in value.items()
    }


def _with(part: Part, value: Any, hidden: Mapping[str, Bool]) -> Part:
    return Part(
        part.node, part.state, value, part.individuals, part.epoch, part.receipt, part.took_ms,
        part.regional, hidden,
    )  # fmt: skip


def _floored(
    kind: Sum,
    args: Any,
    parts: Sequence[Part],
    value: Mapping[str, Int64],
    national: Mapping[str, Bool],
    floor: int,
) -> list[Part]:
    """Regional parts under a floor, so that no small part follows from the others and the total."""
    visible = [part for part in parts if part.value is not None]
    masks = iter(hide_parts(kind, args, [p.value for p in visible], value, national, floor))
    result = []
    for part in parts:
        if part.value is None:
            result.append(part)
        else:
            mask = next(masks)
            result.append(_with(part, masked(part.value, mask), mask))
    return result


def _coverage(answered: Sequence[Part], missing: Sequence[Missing]) -> Coverage:
    heard = [part.individuals for part in answered]
    silent = [m.individuals for m in missing]
    known = sum(n for n in (*heard, *silent) if n is not None)
    total = sum(n for n in heard if n is not None)
    unknown = any(n is None for n in (*heard, *silent))
    share = None if unknown or known == 0 else total / known
    return Coverage(len(answered) + len(missing), len(answered), total, known, share)


def _most_telling(missing: Sequence[Missing]) -> str:
    """Why nobody answered: the state that says most, a refusal before a silence."""
    seen = Counter(m.state for m in missing)
    return next((state for state in _SILENCE if seen[state]), "down")
