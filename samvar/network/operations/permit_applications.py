"""Which permits are applied for at each node?

An application is kept where it was made. Other controllers read it there, so that nobody ever
writes into another's node.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from samvar.govern.permit import may_follow
from samvar.model.errors import UsageError
from samvar.model.permit import Application
from samvar.network.kind import Union
from samvar.network.operation import Operation
from samvar.network.view import View

MOST_IDS = 200
MOST_ROWS = 2_000
"""Of one node, the newest."""


class PermitsArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ids: which applications; none means all that the asker may see."""

    ids: tuple[str, ...] = ()


def check(args: PermitsArgs) -> None:
    """Refuse too many ids, or one twice.

    Raises:
        UsageError: with what to change.
    """
    if len(args.ids) > MOST_IDS or len(set(args.ids)) != len(args.ids):
        raise UsageError("ids are repeated, or too many", remedy=f"at most {MOST_IDS}")


def _key(row: Application) -> tuple[str, ...]:
    return (row.node, row.id)


def answer(args: PermitsArgs, view: View) -> Mapping[tuple[str, ...], Application]:
    """The applications made at this node that the asker may see; not those it read elsewhere."""
    kept = view.read(lambda tx: tx.permits.applications(view.node_id))
    wanted = frozenset(args.ids)
    seen = [
        each for each in kept if (not wanted or each.id in wanted) and may_follow(view.asker, each)
    ]
    return {_key(row): row for row in seen[:MOST_ROWS]}


PERMIT_APPLICATIONS = Operation(
    name="permit_applications",
    version=1,
    title="Which permits are applied for?",
    args=PermitsArgs,
    kind=Union(row=Application, key=_key),
    permission="see:permits",
    disclosure="registered",
    verb="ask-permit-applications",
    answer=answer,
    check=check,
    denominator=lambda _: None,
)
