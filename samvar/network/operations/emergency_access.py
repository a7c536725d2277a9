"""How often was a record opened in an emergency, and how many of these has nobody reviewed?

What is counted are acts of staff. So nobody is left out of it: a patient's no to figures about
patients is no cover for whoever opened the record. And there is no floor: it would hide the centre
with one use that nobody has looked at, and none would tell of a patient more than that somewhere
in a year somebody was opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec
import numpy as np

from samvar.model.clock import utc_now
from samvar.model.errors import UsageError
from samvar.model.place import CENTRES
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.view import View

YEAR = timedelta(days=365)
"""The span that is counted, up to now. It cannot be chosen: two short spans would tell on which
day a record was opened."""
COLUMNS = ("uses", "unreviewed", "overdue")


class EmergencyArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """centres: ids of the centres to count by, beside the total."""

    centres: tuple[str, ...] = ()


def _check(args: EmergencyArgs) -> None:
    if not set(args.centres) <= CENTRES.keys() or len(set(args.centres)) < len(args.centres):
        raise UsageError("centres are ids of centres, each once")


def _length(args: EmergencyArgs) -> Mapping[str, int]:
    return dict.fromkeys(COLUMNS, 1 + len(args.centres))


def answer(args: EmergencyArgs, view: View) -> SumValue:
    """Openings at this node: the total, and again at the node's own place among the centres.

    unreviewed: nobody has looked. overdue: nobody has, for longer than `model.emergency` allows.
    """
    now = utc_now()
    found = view.read(lambda tx: tx.emergencies.since(now - YEAR))
    numbers = {
        "uses": len(found),
        "unreviewed": sum(not each.reviewed for each in found),
        "overdue": sum(each.overdue(now) for each in found),
    }
    rows = np.array([True, *(centre == view.node_id for centre in args.centres)])
    return {name: np.where(rows, number, 0).astype(np.int64) for name, number in numbers.items()}


EMERGENCY_ACCESS = Operation(
    name="emergency_access",
    version=1,
    title="How often was a record opened in an emergency, and what waits for review?",
    args=EmergencyArgs,
    kind=Sum(
        columns=COLUMNS,
        length=_length,
        per_person=dict.fromkeys(COLUMNS, 1),
        carriers=lambda _: {},
        people={},
        strata=lambda args: len(args.centres),
        names=lambda _: dict.fromkeys(COLUMNS, ("openings in 365 days",)),
    ),
    permission="ask:oversight",
    disclosure="registered",
    verb="ask-emergency-access",
    answer=answer,
    check=_check,
    denominator=lambda _: None,
)
