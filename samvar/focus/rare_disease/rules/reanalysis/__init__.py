"""From when on something that has changed is worth a person's look: `reanalysis.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from samvar.model.shape import learned


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """watched: best variants of each case that are remembered beside those that somebody marked.

    points: by how many the suggested sum has to differ where the class stays. gene_rank: a gene
    that comes among so many first, or leaves them. carriers: outside the family; frequencies: of
    alleles, 0-1; homozygotes: outside the family; each a border that is passed, up or down.
    """

    watched: int
    points: int
    gene_rank: int
    carriers: tuple[int, ...]
    frequencies: tuple[float, ...]
    homozygotes: tuple[int, ...]


@cache
def thresholds() -> Thresholds:
    """Those in force.

    >>> thresholds().carriers
    (1,)
    """
    text = (Path(__file__).parent / "reanalysis.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), learned(Thresholds))
