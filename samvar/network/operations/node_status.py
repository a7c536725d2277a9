"""How is each node, and whom does it count?"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from samvar.model.genome import Assembly
from samvar.network.kind import Union
from samvar.network.operation import Operation
from samvar.network.view import View


class StatusArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing to choose."""


class StatusRow(msgspec.Struct, frozen=True):
    """One node. individuals: assembly -> assay kind -> people who count for the asker's use.

    version: of the software. epoch: the newest commit. Times are ISO 8601, UTC. law: the profile
    that the node goes by, with its digest; empty where it does not say.
    """

    node: str
    version: str
    epoch: int
    individuals: dict[str, dict[str, int]]
    started: str
    last_load: str | None
    health: str
    law: str = ""


def _key(row: StatusRow) -> tuple[str, ...]:
    return (row.node,)


def answer(args: StatusArgs, view: View) -> Mapping[tuple[str, ...], StatusRow]:  # noqa: ARG001
    """This node's one row."""
    health = view.health()
    row = StatusRow(
        node=view.node_id,
        version=health.version,
        epoch=view.snapshot.epoch,
        individuals={
            assembly.value: view.snapshot.individuals_by_assay(assembly, view.scope)
            for assembly in Assembly
        },
        started=health.started,
        last_load=health.last_load,
        health=health.health,
        law=health.law,
    )
    return {_key(row): row}


NODE_STATUS = Operation(
    name="node_status",
    version=1,
    title="How is each node?",
    args=StatusArgs,
    kind=Union(row=StatusRow, key=_key),
    permission="see:node",
    disclosure="registered",
    verb="ask-node-status",
    answer=answer,
    check=lambda _: None,
    denominator=lambda _: None,
)
