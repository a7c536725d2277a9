"""Which alleles of a file have been seen before: exact, in any order, without keeping them all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samvar.model.bases import picked
from samvar.model.calls import Bool, UInt64


class Seen:
    """Sorted runs of 64-bit keys; only runs that reach into a batch's range are searched.

    A file in order therefore costs almost nothing, one in any order a merge now and then.
    """

    def __init__(self) -> None:
        self._runs: list[UInt64] = []
        self._long: set[tuple[int, str, str]] = set()

    def fresh(self, keys: UInt64, refs: Sequence[str], alts: Sequence[str]) -> Bool:
        """True for the first of each allele, of this batch and all before.

        keys: as `align_rows` makes them; an odd key is only a hash, so its alleles decide.
        """
        mask = np.ones(len(keys), dtype=bool)
        hashed = (keys & np.uint64(1)).astype(bool)
        rows = np.flatnonzero(hashed)
        long = rows.tolist()
        words = picked(refs, rows), picked(alts, rows)
        identities = list(zip(keys[rows].tolist(), *words, strict=True))
        once = set(identities)
        if len(once) < len(long) or not self._long.isdisjoint(once):
            before = self._long.copy()
            for row, identity in zip(long, identities, strict=True):
                mask[row] = identity not in before
                before.add(identity)
        self._long |= once
        exact = np.flatnonzero(~hashed)
        found = keys[exact]
        if not len(found):
            return mask
        if not bool(np.all(found[1:] > found[:-1])):
            order = np.argsort(found, kind="stable")
            found, exact = found[order], exact[order]
            again = np.flatnonzero(found[1:] == found[:-1]) + 1
            mask[exact[again]] = False
            found, exact = np.delete(found, again), np.delete(exact, again)
        for run in self._runs:
            if run[-1] < found[0] or run[0] > found[-1]:
                continue
            place = np.searchsorted(run, found)
            place[place == len(run)] = 0
            again = np.flatnonzero(run[place] == found)
            mask[exact[again]] = False
            found, exact = np.delete(found, again), np.delete(exact, again)
            if not len(found):
                return mask
        self._keep(found)
        return mask

    def _keep(self, run: UInt64) -> None:
        while self._runs:
            last = self._runs[-1]
            apart = run[0] > last[-1] or run[-1] < last[0]
            if apart or len(last) > 2 * len(run):
                break
            run = np.sort(np.concatenate((self._runs.pop(), run)))
        self._runs.append(run)
