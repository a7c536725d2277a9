"""One answer of what every node has said, and of what some have not."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from samvar.model.errors import Incompatible
from samvar.network.asking import Asking
from samvar.network.lane import Heard, Silence
from samvar.network.memory import Memory
from samvar.network.merge import Missing, NationalAnswer, Part, Receipt, merge
from samvar.network.roster import Roster


def gather(
    asking: Asking,
    heard: Mapping[str, Heard | Silence],
    roster: Roster,
    memory: Memory,
    asked_at: datetime,
    began: float,
) -> NationalAnswer:
    """Add up what was heard and name who is missing. began: `time.perf_counter` of the asking.

    A value that has not the form of the operation makes its node `incompatible`.
    """
    kind = asking.operation.kind
    total = kind.zero(asking.args)
    parts: list[Part] = []
    missing: list[Missing] = []
    floor = 0
    for node, outcome in heard.items():
        part = _part(asking, node, outcome, roster)
        if isinstance(part, Part) and isinstance(outcome, Heard):
            floor = max(floor, outcome.reply.floor)
            if part.state == "answered":
                total = kind.merge(total, part.value)
            else:
                silence = Silence(part.state, outcome.reply.reason or "")
                missing.append(memory.missing(asking, node, silence))
            # What may not be seen is let go at once: seven regions' vectors are large.
            parts.append(part if part.regional else replace(part, value=None))
        elif isinstance(part, Silence):
            missing.append(memory.missing(asking, node, part))
    answer = merge(
        asking.operation,
        asking.args,
        total,
        parts,
        missing,
        floor=floor,
        stale=memory.stale(asking, {m.node for m in missing}),
        asked_at=asked_at,
        took_ms=(time.perf_counter() - began) * 1000,
    )
    memory.keep(asking, answer)
    return answer


def _part(asking: Asking, node: str, outcome: Heard | Silence, roster: Roster) -> Part | Silence:
    if isinstance(outcome, Silence):
        return outcome
    reply = outcome.reply
    value = None
    if reply.state == "answered":
        try:
            value = asking.read(reply.value or b"", node, roster.find(node))
        except Incompatible as error:
            return Silence("incompatible", error.what)
    return Part(
        node,
        reply.state,
        value,
        reply.individuals,
        reply.epoch if value is not None else None,
        Receipt(node, *reply.receipt),
        outcome.took_ms,
        reply.regional,
    )
