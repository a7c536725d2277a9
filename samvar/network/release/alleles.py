"""Variant keys back to the columns of a table, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from samvar.model.calls import UInt64
from samvar.model.genome import CODE
from samvar.model.variant import Variant
from samvar.store.variants.key import ALLELE_MASK, decode_places, short_alleles

NAMES = ("contig", "position", "ref", "alt")


def columns_of_keys(keys: UInt64) -> dict[str, pa.Array]:
    """Columns `contig`, `position` (0-based), `ref`, `alt` of n reversible keys.

    >>> from samvar.store.variants.key import encode_one
    >>> keys = np.array([encode_one(10, 5, "G", "GT")], dtype=np.uint64)
    >>> columns_of_keys(keys)["alt"].to_pylist()
    ['GT']
    """
    contig, position = decode_places(keys)
    # A genome has few different pairs of short alleles, so each is spelled once.
    codes, which = np.unique(keys & ALLELE_MASK, return_inverse=True)
    pairs = [short_alleles(int(code)) for code in codes]
    index = pa.array(which.astype(np.int32))
    texts = [pa.array([pair[side] for pair in pairs], pa.string()) for side in (0, 1)]
    ref, alt = (pa.DictionaryArray.from_arrays(index, text).cast(pa.string()) for text in texts)
    return {
        "contig": pa.array(contig.astype(np.int32)),
        "position": pa.array(position),
        "ref": ref,
        "alt": alt,
    }


def columns_of_variants(variants: Sequence[Variant]) -> dict[str, pa.Array]:
    """The same columns of variants in words, for alleles too long for their key."""
    return {
        "contig": pa.array([CODE[v.contig] for v in variants], pa.int32()),
        "position": pa.array([v.position for v in variants], pa.int32()),
        "ref": pa.array([v.ref for v in variants], pa.string()),
        "alt": pa.array([v.alt for v in variants], pa.string()),
    }
