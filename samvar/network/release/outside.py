"""Frequencies that others have published, as a list of prices for what our release leaves out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from samvar.model.calls import UInt64
from samvar.model.errors import BadConfig, Where
from samvar.model.genome import CODE
from samvar.store.variants.key import encode

Float64 = npt.NDArray[np.float64]

TRUST = 2.0
"""By what factor our people may be further from a half than those of whom others published."""
_COLUMNS = {"contig": pa.string(), "pos": pa.int32(), "ref": pa.string(), "alt": pa.string(),
            "af": pa.float64()}  # fmt: skip


class Outside:
    """Sorted keys with their frequencies; the list must be of the population that is counted.

    >>> known = Outside(np.array([7], dtype=np.uint64), np.array([0.9]))
    >>> known.frequency(np.array([7, 8], dtype=np.uint64)).round(3).tolist()
    [0.95, nan]
    """

    def __init__(self, keys: UInt64, frequency: Float64) -> None:
        order = np.argsort(keys)
        self._keys, self._frequency = keys[order], frequency[order]

    @classmethod
    def read(cls, path: Path) -> Outside:
        """A Parquet file with columns contig, pos (1-based), ref, alt and af (0 to 1).

        Raises:
            BadConfig: there is no such file, or it has other columns or no frequencies.
        """
        where = Where(path.name)
        try:
            table = pq.read_table(path, columns=list(_COLUMNS)).cast(pa.schema(_COLUMNS))
        except (OSError, KeyError, pa.ArrowException) as fault:
            raise BadConfig(
                "the file of published frequencies cannot be read",
                where=where,
                why=str(fault).split("\n", 1)[0][:200],
                remedy="write Parquet with columns " + ", ".join(_COLUMNS),
            ) from None
        frequency = table["af"].to_numpy()
        contigs = [CODE.get(name.removeprefix("chr"), 0) for name in table["contig"].to_pylist()]
        if not bool(((frequency >= 0) & (frequency <= 1)).all()) or 0 in contigs:
            raise BadConfig("a published frequency is not 0 to 1, or its contig none", where=where)
        keys = encode(
            np.array(contigs, dtype=np.int8),
            table["pos"].to_numpy() - np.int32(1),
            table["ref"].to_pylist(),
            table["alt"].to_pylist(),
        )
        return cls(keys, frequency)

    def frequency(self, keys: UInt64) -> Float64:
        """Of each of n variants, `TRUST` times as rare as published; not-a-number if it is not."""
        found = np.full(len(keys), np.nan)
        if not len(self._keys):
            return found
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        there = self._keys[at] == keys
        published = self._frequency[at[there]]
        few = np.minimum(published, 1 - published) / TRUST
        found[there] = np.where(published <= 0.5, few, 1 - few)
        return found
