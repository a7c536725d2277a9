"""What contradicts itself in the audit logs, and the honest way on.

An alarm is never taken away: a person settles it with a reason, which is an entry. A log that lost
entries for good goes on as a new generation, under a new name, which each witness's operator has
to accept: see `docs/decisions/0012-a-log-that-lost-entries-begins-anew.md`.
"""

from __future__ import annotations

from contextlib import suppress

from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.govern.log.note import Checkpoint, Note, read_origin
from samvar.govern.log.tree import EMPTY
from samvar.model.clock import utc_now
from samvar.model.errors import Conflict, NotFound, Refused, UsageError
from samvar.node.checkpoint import Log
from samvar.node.node import Node
from samvar.store.records.checkpoints import Generation
from samvar.store.records.witnessed import Alarm, WitnessedLog

PERMISSION = "change:node"
_SELF = ("fork", "rollback", "superseded")


def settle(node: Node, asker: Asker, number: int, reason: str) -> None:
    """Note that somebody has seen to an alarm, and what came of it; it stays on record.

    Raises:
        Refused: the person may not do this here. NotFound: no open alarm of that number.
    """
    told = _reason(reason)
    with changing(node, asker, PERMISSION, "settle-alarm"), node.records.begin() as tx:
        if not tx.witnessed.settle(number, utc_now(), asker.user.id, told):
            raise NotFound("there is no open alarm of that number", remedy="see 'audit alarms'")


def accept(node: Node, asker: Asker, log: str, reason: str) -> int:
    """As a witness, go on with another node's log that began anew; returns its generation.

    What was seen of the old one is kept for ever. All open alarms about that node are settled.

    Raises:
        NotFound: no log of that node has said here that it began anew.
    """
    told, now = _reason(reason), utc_now()
    with changing(node, asker, PERMISSION, "accept-log"), node.records.begin() as tx:
        alarms = tx.witnessed.alarms(node=log, open_only=True)
        new = max((a.generation for a in alarms if a.kind == "restart"), default=0)
        if not new:
            raise NotFound("no log of that node has begun anew", remedy="see 'audit alarms'")
        tx.witnessed.put(WitnessedLog(log, new, 0, EMPTY.hex(), "", now, 0))
        for alarm in alarms:
            tx.witnessed.settle(alarm.number, now, asker.user.id, told)
    return new


def restart(log: Log, asker: Asker, reason: str) -> Generation:
    """Let this node's log go on under a new name, from the entries that are here.

    Only a log that contradicts what it signed may do so: anything else would be a way to forget.

    Raises:
        Refused: the person may not do this here. Conflict: the log contradicts nothing.
        PeerUnavailable: no witness has said what it has seen.
    """
    node, told = log.node, _reason(reason)
    with changing(node, asker, PERMISSION, "restart-log"):
        with suppress(Refused):
            log.learn()
        with node.records.begin() as tx:
            alarms = [
                a for a in tx.witnessed.alarms(node=node.id, open_only=True) if a.kind in _SELF
            ]
            if not alarms:
                raise Conflict(
                    "the log contradicts nothing that it signed", remedy="let it go on as it is"
                )
            now = utc_now()
            one = Generation(
                1 + max(tx.checkpoints.generation(), *map(_seen_generation, alarms)),
                tx.audit.count(),
                now,
                asker.user.id,
                told,
            )
            tx.checkpoints.begin_anew(one)
            tx.checkpoints.forget_tree()
            for alarm in alarms:
                tx.witnessed.settle(alarm.number, now, asker.user.id, told)
    return one


def _seen_generation(alarm: Alarm) -> int:
    """The generation that the witness's checkpoint is of."""
    return read_origin(Checkpoint.read(Note.read(alarm.kept).text).origin)[1]


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 0 < len(reason) <= 500:
        raise UsageError("say why, in at most 500 characters", remedy="add --reason")
    return reason
