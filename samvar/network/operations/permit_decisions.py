"""What has each controller said to an application for a permit?"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from samvar.govern.permit import may_follow
from samvar.model.clock import iso
from samvar.network.kind import Union
from samvar.network.operation import Operation
from samvar.network.operations.permit_applications import PermitsArgs, check
from samvar.network.view import View
from samvar.store.records.engine import Transaction


class DecisionRow(msgspec.Struct, frozen=True):
    """The newest word of one node on one application. at, until: ISO 8601, UTC.

    digest: of the application that was decided on; outcome: a `model.permit.Outcome`.
    """

    node: str
    permit: str
    digest: str
    outcome: str
    grants: tuple[str, ...]
    until: str | None
    reason: str
    at: str


def _key(row: DecisionRow) -> tuple[str, ...]:
    return (row.node, row.permit)


def answer(args: PermitsArgs, view: View) -> Mapping[tuple[str, ...], DecisionRow]:
    """This node's newest words. No row: it has said nothing yet."""
    wanted = frozenset(args.ids)

    def read(tx: Transaction) -> list[DecisionRow]:
        return [
            DecisionRow(
                view.node_id,
                permit,
                said.digest,
                said.outcome.value,
                said.grants,
                None if said.until is None else iso(said.until),
                said.reason,
                iso(said.at),
            )
            for permit, said in sorted(tx.permits.standing().items())
            if (not wanted or permit in wanted) and may_follow(view.asker, tx.permits.get(permit))
        ]

    return {_key(row): row for row in view.read(read)}


PERMIT_DECISIONS = Operation(
    name="permit_decisions",
    version=1,
    title="What has each controller said to an application?",
    args=PermitsArgs,
    kind=Union(row=DecisionRow, key=_key),
    permission="see:permits",
    disclosure="registered",
    verb="ask-permit-decisions",
    answer=answer,
    check=check,
    denominator=lambda _: None,
)
