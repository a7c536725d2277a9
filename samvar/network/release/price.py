"""What is public of frequencies and people, for the ledger: the last public release."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from samvar.model.calls import UInt64
from samvar.model.genome import Assembly
from samvar.network.release.outside import Outside
from samvar.network.release.read import Release
from samvar.store.variants.key import decode_places, encode

Float64 = npt.NDArray[np.float64]


class Released:
    """The newest public release as a list of prices. newest: as `Shelf.newest` gives it.

    outside: frequencies that others have published, for what is not in the release.
    Every node that has the same release and list sets the same prices. One that cannot read its
    release, or has none, knows of no frequency and of no people, and so asks the most for
    everything.
    """

    def __init__(
        self,
        newest: Callable[[str, Assembly], Release | None],
        outside: Callable[[Assembly], Outside | None] = lambda _: None,
    ) -> None:
        self._newest, self._outside = newest, outside

    def people(self, assembly: Assembly) -> Mapping[str, int]:
        """Node -> people counted, as the release says; empty without a release."""
        release = self._newest("public", assembly)
        if release is None:
            return {}
        return {part.node: part.individuals or 0 for part in release.manifest.nodes}

    def frequency(self, assembly: Assembly, keys: UInt64) -> Float64:
        """Of each of n variants, 0 to 1; not-a-number where it is not in the release."""
        outside = self._outside(assembly)
        found = np.full(len(keys), np.nan) if outside is None else outside.frequency(keys)
        release = self._newest("public", assembly)
        if release is None:
            return found
        contig, position = decode_places(keys)
        places = (contig.astype(np.int64) << 32) | position
        here = release.beginning(np.unique(places))
        if not here.num_rows:
            return found
        there = encode(
            here["contig"].to_numpy().astype(np.int8),
            here["position"].to_numpy().astype(np.int32),
            here["ref"].to_pylist(),
            here["alt"].to_pylist(),
        )
        order = np.argsort(there)
        row = order[np.minimum(np.searchsorted(there, keys, sorter=order), len(order) - 1)]
        hit = there[row] == keys
        found[hit] = (here["ac"].to_numpy() / here["an"].to_numpy())[row[hit]]
        return found
