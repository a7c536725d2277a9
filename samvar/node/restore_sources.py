"""Source files that were written anew since a backup: carried over from the node it replaces.

A file that lost one of its people has a new key and a new object, and the old key is shredded: what
the backup has of it opens nowhere. The others' genotypes in it must not be lost with that.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from samvar.model.errors import CorruptStore, NotFound
from samvar.node.config import NodeConfig
from samvar.store.objects import Objects
from samvar.store.records.engine import Transaction
from samvar.store.records.sources import SourceState


def carry_sources(source: Transaction, tx: Transaction, old: NodeConfig, objects: Objects) -> int:
    """Bring in kept files of loads that are here, and their objects; how many they were.

    source, old: of the node that is replaced. objects: where the restored node's are.
    """
    here = {each.id for each in tx.sources.of()}
    loads = {each.id for each in tx.loads.of(limit=1_000_000)}
    carried = 0
    for each in source.sources.of(SourceState.KEPT):
        people = [person for person in source.sources.people(each.id) if person is not None]
        if (
            each.id in here
            or each.load not in loads
            or set(people) - tx.persons.by_ids(people).keys()
        ):
            continue
        with suppress(NotFound, CorruptStore):
            _copy(Objects.open(old.objects_url), objects, each.object)
            tx.sources.promise([each])
            tx.sources.add_people(each.id, people)
            carried += 1
    return carried


def _copy(before: Objects, now: Objects, key: str) -> None:
    if now.exists(key):  # on a server, both are one
        return
    if now.folder is None or before.folder is None:
        now.put(before.get(key))
        return
    spool = Path(now.folder) / f".carried-{key}"
    before.fetch(key, spool)
    now.take(spool, key)
