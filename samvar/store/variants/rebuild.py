"""Building a store anew from what another one keeps: the measure of an exact withdrawal."""

from __future__ import annotations

from pathlib import Path

from samvar.store.variants.beside import FORMS
from samvar.store.variants.callability import read_stretches
from samvar.store.variants.snapshot import Snapshot
from samvar.store.variants.store import VariantStore


def rebuild(snapshot: Snapshot, folder: Path) -> VariantStore:
    """A fresh store in `folder`, made of the live samples of a snapshot, one after the other.

    It replays what was stored with each sample and derives nothing again; equal digests mean that
    nothing of what was withdrawn, and nothing else too much or too little, is in any table.

    Raises:
        Conflict: there is a store in `folder`. CorruptStore: a file is damaged.
    """
    store = VariantStore.create(folder)
    with store.writer() as writer:
        for sample, entry in sorted(snapshot.opened.entries.items()):
            stretches = read_stretches(snapshot.opened.folder, entry.callable)
            beside = {kind: snapshot.beside_of(sample, kind) for kind in FORMS}
            writer.adopt(entry, snapshot.genotypes(sample), stretches, beside)
        writer.commit(compact=True)
    return store
