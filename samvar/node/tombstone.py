"""Who has left since a backup was made leaves again: the log is the mark that outlives a record.

Called while a backup is brought back, when the log of the node that it replaces has been carried
over. Genomes go when the restored node opens, before it serves (`node.recovery`).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from samvar.model.clock import utc_now
from samvar.node.withdraw import destroy_record, was_destroyed
from samvar.present.area import Area
from samvar.store.records.engine import Transaction
from samvar.store.records.samples import SampleState
from samvar.store.records.tables import persons


def leave_again(source: Transaction, tx: Transaction, areas: Iterable[Area]) -> None:
    """Erase and destroy in `tx` whom the newer records say to have been erased or destroyed."""
    wanted = select(persons.c.id, persons.c.erased)
    newer = {row.id: row.erased for row in source.connection.execute(wanted)}
    now = utc_now()
    for row in tx.connection.execute(wanted).all():
        destroyed = row.id not in newer and was_destroyed(tx, row.id)
        erased = row.erased is None and newer.get(row.id) is not None
        if not (destroyed or erased):
            continue
        mine = [
            each
            for each in tx.samples.of(person=row.id, state=None)
            if each.state is not SampleState.WITHDRAWN
        ]
        tx.samples.leave([each.sample.id for each in mine if each.live], now)
        tx.persons.erase([row.id], now)
        if destroyed and not mine:
            destroy_record(tx, row.id, areas)
