"""Who is at each index of a shard, ready to be listed: carriers of one variant in microseconds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samvar.model.calls import UInt64
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.store.variants.carriers import MISSED, Carriers
from samvar.store.variants.people import Entry

_FEW_BYTES = 12
"""Bytes of a site that plain Python reads faster than compiled code is called."""


class Roll:
    """The people of one shard who count for one use, as pairs of sample and copies."""

    def __init__(self, carriers: Carriers, people: Sequence[Entry | None], scope: Scope) -> None:
        """people: at each index of the shard; None: left."""
        self._carriers = carriers
        self._pairs: list[tuple[tuple[str, int], tuple[str, int]] | None] = []
        for entry in people:
            counts = (
                entry is not None
                and entry.contribution.counts
                and scope in entry.contribution.scopes
            )
            sample = entry.contribution.sample if entry is not None and counts else ""
            self._pairs.append(((sample, 1), (sample, 2)) if counts else None)
        own = [i for i, pair in enumerate(self._pairs) if pair is not None]
        own.sort(key=lambda i: self._pairs[i] or ())
        self._order = np.array(own, np.int64)
        self._listed = np.empty((2, len(own)), object)
        for row, index in enumerate(own):
            pair = self._pairs[index]
            if pair is not None:
                self._listed[0, row], self._listed[1, row] = pair

    def carriers(self, key: int) -> list[tuple[str, int]]:
        """Sample and counted copies of everyone here who carries the variant, sorted by sample."""
        found = self._carriers.piece(key)
        if found is None:
            return []
        data, start, end = found
        if end - start <= _FEW_BYTES and end - start < self._carriers.width:
            return self._few(bytes(data[start:end]))
        state = self._carriers.states(data, start, end)[self._order]
        rows = np.flatnonzero((state != 0) & (state != MISSED))
        listed: list[tuple[str, int]] = self._listed[state[rows] - 1, rows].tolist()
        return listed

    def _few(self, piece: bytes) -> list[tuple[str, int]]:
        """From a short list of gaps."""
        found = []
        person, low = -1, -1
        for byte in piece:
            if low < 0 and byte >= 128:
                low = byte & 127
                continue
            code = byte if low < 0 else byte << 7 | low
            low = -1
            person += (code >> 2) + 1
            pair = self._pairs[person]
            if pair is not None and code & 3 != MISSED:
                found.append(pair[(code & 3) - 1])
        found.sort()
        return found


class Rolls:
    """The shards of a commit, and the roll of each once a use has been asked for."""

    def __init__(
        self, shards: Sequence[tuple[Assembly, Carriers, tuple[Entry | None, ...]]]
    ) -> None:
        self._shards = shards
        self._of: dict[tuple[Assembly, Scope], list[Roll]] = {}

    def carriers(self, assembly: Assembly, key: int, scope: Scope) -> list[tuple[str, int]]:
        """As `Roll.carriers`, of all shards of an assembly together."""
        rolls = self._of.get((assembly, scope))
        if rolls is None:
            rolls = self._of[assembly, scope] = [
                Roll(carriers, people, scope)
                for own, carriers, people in self._shards
                if own is assembly
            ]
        if len(rolls) == 1:
            return rolls[0].carriers(key)
        return sorted(pair for roll in rolls for pair in roll.carriers(key))

    def carriers_any(self, assembly: Assembly, keys: UInt64, scope: Scope) -> set[str]:
        """Samples that count and carry at least one of the variants."""
        wanted = np.unique(np.asarray(keys, dtype=np.uint64))
        found = set()
        for own, carriers, people in self._shards:
            if own is not assembly:
                continue
            marks = carriers.at(wanted)
            for person in np.unique(marks.person[marks.state != MISSED]).tolist():
                entry = people[person]
                if entry is None:
                    continue
                contribution = entry.contribution
                if contribution.counts and scope in contribution.scopes:
                    found.add(contribution.sample)
        return found
