"""The 64-bit key of a variant: sortable by place, reversible for short alleles.

Layout, high to low: 5 bits contig code, 28 bits 0-based position, 31 bits alleles. When REF
and ALT have at most 11 bases together, all of A, C, G, T, the 31 bits are their lengths
(4 + 4), their bases (2 each, left-aligned in 22) and a 0. Otherwise they are a 30-bit hash and
a 1, and the full strings stand in the side table of long alleles (`alleles`).

Source: VariantKey, Asuni & Wilder 2019, doi:10.1101/473744. The reversible form is theirs to the
bit; the hash is our own (BLAKE2b), because its only reader is our side table.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from samvar.model.bases import Bases, picked
from samvar.model.calls import Bool, Int8, Int32, Int64, UInt64
from samvar.model.genome import CODE, CONTIGS, Assembly
from samvar.model.variant import Variant

ALLELE_BITS = np.uint64(31)
ALLELE_MASK = np.uint64((1 << 31) - 1)
CONTIG_SHIFT = np.uint64(59)
MAX_REVERSIBLE_BASES = 11

_WORTH_A_KERNEL = 4096
"""Variants from which the loading of compiled code pays."""

_LOW_BITS = np.uint64(0x2AAAAA)
"""The low bit of each base of a reversible key."""

_BASES = "ACGT"
_BASE_CODE = np.full(256, 255, dtype=np.uint8)
_BASE_CODE[np.frombuffer(_BASES.encode(), dtype=np.uint8)] = np.arange(4, dtype=np.uint8)


def place(contig: int, position: int) -> int:
    """Contig code and position as one sortable number, the upper 33 bits of a key.

    >>> place(1, 0) == 1 << 28
    True
    """
    return contig << 28 | position


def places(keys: UInt64) -> UInt64:
    """The place of each key."""
    return keys >> ALLELE_BITS


def nothing_at(contig: int, position: int) -> int:
    """A key of the right place that no variant has: it has no alleles at all."""
    return place(contig, position) << 31


def is_long(keys: UInt64) -> Bool:
    """Whether each key is hashed, its strings in the side table."""
    return (keys & np.uint64(1)).astype(bool)


@lru_cache(maxsize=1 << 18)
def long_alleles_code(ref: str, alt: str) -> int:
    """The 31 hashed bits of alleles that are too long or hold an N; the lowest is 1.

    >>> long_alleles_code("A", "ACGTACGTACGTACGT") & 1
    1
    """
    digest = blake2b(f"{ref}>{alt}".encode("ascii"), digest_size=4).digest()
    return (int.from_bytes(digest, "big") | 1) & ((1 << 31) - 1)


@lru_cache(maxsize=1 << 18)
def short_alleles(code: int) -> tuple[str, str]:
    """The alleles behind 31 reversible bits.

    >>> short_alleles(encode_one(1, 5, "GT", "G") & (1 << 31) - 1)
    ('GT', 'G')
    """
    ref_length, alt_length = code >> 27, code >> 23 & 15
    bases = "".join(_BASES[code >> (21 - 2 * i) & 3] for i in range(ref_length + alt_length))
    return bases[:ref_length], bases[ref_length:]


def encode_one(contig: int, position: int, ref: str, alt: str) -> int:
    """The key of one variant: the slow, obvious twin of `encode`.

    >>> hex(encode_one(1, 976157, "T", "C"))
    '0x807728e88e80000'
    """
    both = ref + alt
    if len(both) <= MAX_REVERSIBLE_BASES and not set(both) - set(_BASES):
        code = len(ref) << 27 | len(alt) << 23
        for i, base in enumerate(both):
            code |= _BASES.index(base) << (21 - 2 * i)
    else:
        code = long_alleles_code(ref, alt)
    return place(contig, position) << 31 | code


def encode_variant(variant: Variant) -> int:
    """The key of a variant of the model; the assembly is not part of it."""
    return encode_one(CODE[variant.contig], variant.position, variant.ref, variant.alt)


def encode(contig: Int8, position: Int32, ref: Sequence[str], alt: Sequence[str]) -> UInt64:
    """The keys of n variants. `ref` and `alt`: upper-case sequences, `Bases`, or Arrow arrays."""
    ref_edges, ref_bytes = _text(ref)
    alt_edges, alt_bytes = _text(alt)
    if len(contig) >= _WORTH_A_KERNEL:
        key, long = _encode_compiled(contig, position, ref_bytes, ref_edges, alt_bytes, alt_edges)
    else:
        key, long = _encode_plain(contig, position, ref_bytes, ref_edges, alt_bytes, alt_edges)
    if len(long):
        codes = map(long_alleles_code, picked(ref, long), picked(alt, long))
        key[long] |= np.array(list(codes), dtype=np.uint64)
    return key


def _encode_plain(
    contig: Int8,
    position: Int32,
    ref_bytes: np.ndarray,
    ref_edges: Int32,
    alt_bytes: np.ndarray,
    alt_edges: Int32,
) -> tuple[UInt64, Int64]:
    """The keys, and the rows of those that are hashed, whose keys lack their alleles."""
    ref_length, alt_length = np.diff(ref_edges), np.diff(alt_edges)
    ref_start, alt_start = ref_edges[:-1], alt_edges[:-1] + len(ref_bytes)
    data = np.concatenate((ref_bytes, alt_bytes))
    total = ref_length + alt_length
    short = total <= MAX_REVERSIBLE_BASES
    code = (ref_length << 27 | alt_length << 23).astype(np.uint64)
    for i in range(MAX_REVERSIBLE_BASES):
        rows = np.flatnonzero(short & (total > i))
        if not len(rows):
            break
        within = i - ref_length[rows]
        base = _BASE_CODE[data[np.where(within < 0, ref_start[rows] + i, alt_start[rows] + within)]]
        known = base < 4
        short[rows[~known]] = False
        code[rows[known]] |= base[known].astype(np.uint64) << np.uint64(21 - 2 * i)
    code[~short] = 0
    where = contig.astype(np.uint64) << np.uint64(28) | position.astype(np.uint64)
    return np.asarray(where << ALLELE_BITS | code, dtype=np.uint64), np.flatnonzero(~short)


def _encode_compiled(
    contig: Int8,
    position: Int32,
    ref_bytes: np.ndarray,
    ref_edges: Int32,
    alt_bytes: np.ndarray,
    alt_edges: Int32,
) -> tuple[UInt64, Int64]:
    """The same for many."""
    from samvar.store.variants.kernel import sealed  # noqa: PLC0415 (few need numba)
    from samvar.store.variants.key_kernel import encode_rows  # noqa: PLC0415

    key, long = np.empty(len(contig), np.uint64), np.empty(len(contig), np.int64)
    count = encode_rows(
        sealed(contig, np.int8), sealed(position, np.int32),
        sealed(ref_bytes, np.uint8), sealed(ref_edges, np.int32),
        sealed(alt_bytes, np.uint8), sealed(alt_edges, np.int32), key, long,
    )  # fmt: skip
    return key, long[:count]


def of_aligned(keys: UInt64) -> UInt64:
    """The keys of alleles whose keys the VCF reader made; those of long alleles it cannot know.

    It takes two bits of each ASCII letter as they are, A C T G; here they are A C G T. A hashed
    key stays as it is, odd and of its place: whoever needs it asks `long_alleles_code`.
    """
    return np.where(is_long(keys), keys, keys ^ (keys >> np.uint64(1) & _LOW_BITS))


def decode_places(keys: UInt64) -> tuple[Int8, Int32]:
    """Contig code and 0-based position of each key."""
    contig = (keys >> CONTIG_SHIFT).astype(np.int8)
    return contig, (keys >> ALLELE_BITS & np.uint64((1 << 28) - 1)).astype(np.int32)


def variant_of(assembly: Assembly, key: int, alleles: tuple[str, str]) -> Variant:
    """The model's variant of a key whose alleles are known."""
    where = key >> 31
    return Variant(assembly, CONTIGS[(where >> 28) - 1], where & ((1 << 28) - 1), *alleles)


def _text(strings: Sequence[str]) -> tuple[Int32, np.ndarray]:
    """Where strings begin and end in the bytes that all of them lie in; and these."""
    if isinstance(strings, Bases):
        return strings.edges, strings.letters
    array = strings if isinstance(strings, pa.Array) else pa.array(strings, pa.string())
    _, offsets, data = array.buffers()
    if not len(array):
        return np.zeros(1, np.int32), np.zeros(0, np.uint8)
    edges = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    return edges, np.frombuffer(data, dtype=np.uint8)
