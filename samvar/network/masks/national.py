"""The national answer from a sum under masks: floors, bounds and coverage as of any other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from samvar.network.asking import Asking
from samvar.network.lane import Silence
from samvar.network.masks.asking import Outcome
from samvar.network.merge import Missing, NationalAnswer, Part, Receipt, merge


def national(
    asking: Asking,
    outcome: Outcome,
    missing: Callable[[str, Silence], Missing],
    asked_at: datetime,
    began: float,
) -> NationalAnswer:
    """Nobody's part is in it, not even where a node would show its own: there is none to show.

    missing: a silent node with its people. began: by `time.perf_counter`.
    """
    parts = [
        Part(
            node,
            "answered",
            None,
            given.individuals,
            given.epoch,
            Receipt(node, *given.receipt),
            outcome.took_ms[node],
        )
        for node, given in outcome.given.items()
    ]
    zero = asking.operation.kind.zero(asking.args)
    answer = merge(
        asking.operation,
        asking.args,
        zero if outcome.total is None else outcome.total,
        parts,
        [missing(node, silence) for node, silence in outcome.silent.items()],
        floor=max((given.floor for given in outcome.given.values()), default=0),
        stale=(),  # what a silent node said last is a part
        asked_at=asked_at,
        took_ms=(time.perf_counter() - began) * 1000,
    )
    return replace(answer, coverage=replace(answer.coverage, masked=True))
