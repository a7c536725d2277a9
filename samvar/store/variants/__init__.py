"""The variant store: genomes, counts, carriers and callability of one node.

One writer, many reader processes; see `store.VariantStore`, `writer.Writer`, `snapshot.Snapshot`.
"""

from samvar.store.variants.loaded import LoadResult
from samvar.store.variants.rebuild import rebuild
from samvar.store.variants.rules import decide_people
from samvar.store.variants.snapshot import Snapshot
from samvar.store.variants.store import VariantStore
from samvar.store.variants.sums import Counts
from samvar.store.variants.writer import Writer

__all__ = ["Counts", "LoadResult", "Snapshot", "VariantStore", "Writer", "decide_people", "rebuild"]
