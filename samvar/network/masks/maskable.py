"""Which questions can be asked under masks, and their terms."""

from __future__ import annotations

from typing import Any

from samvar.govern.identity import Asker
from samvar.model.errors import Refused, UsageError
from samvar.network.kind import Sum
from samvar.network.masks.shamir import FEWEST, threshold
from samvar.network.masks.statement import ID_BYTES, Terms
from samvar.network.operation import Operation
from samvar.network.roster import Roster

MOST_NUMBERS = 16_000_000
"""Of one sum under masks: 128 MB from each node, which no mask lets shrink."""


def must_be_maskable(operation: Operation) -> Sum:
    """The operation's kind, if it is a sum.

    Raises:
        UsageError: it is a set or a ranking, where there is nothing to add.
    """
    if not isinstance(operation.kind, Sum):
        raise UsageError(
            f"{operation.name} cannot be asked under masks",
            why=f"it merges as a {operation.kind.name}; only sums can be masked",
            remedy="ask it openly",
        )
    return operation.kind


def terms_for(
    operation: Operation, args: Any, asker: Asker, roster: Roster, asking: str, id_: bytes
) -> Terms:
    """The terms of a question as one node knows them.

    Raises:
        UsageError: it is no sum, too long a one, or there are too few nodes.
        Refused: the id is none.
    """
    length = sum(must_be_maskable(operation).length(args).values())
    if length > MOST_NUMBERS:
        raise UsageError(
            "too many numbers in one sum under masks",
            remedy=f"at most {MOST_NUMBERS:,}: ask for fewer keys or labels",
        )
    if len(roster.ids) < FEWEST:
        raise UsageError(
            "masks hide nothing among fewer than three centres",
            why="of two, each knows the other's part from the sum",
            remedy=f"ask openly, or in a network of at least {FEWEST} centres",
        )
    if len(id_) != ID_BYTES:
        raise Refused("a question under masks has an id of 16 bytes")
    nodes = tuple(sorted(roster.ids))
    return Terms(
        id_,
        asking,
        operation.name,
        operation.version,
        operation.hash(args),
        asker.purpose.scope.value,
        length,
        roster.version,
        nodes,
        threshold(len(nodes)),
    )
