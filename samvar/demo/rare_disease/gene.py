"""Genes in which families of the demo have their cause: real ids and places, see `genes.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from samvar.model.shape import learned

_TABLE = Path(__file__).with_name("genes.toml")


class Gene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One gene on GRCh38, 0-based half-open; coding: bases of its coding stretch.

    mode: AD, AR, XL (a man is ill of his only copy), STR (a repeat grows) or MT. features: terms
    of the disease, each with the share of its patients who have it.
    """

    symbol: str
    hgnc: str
    ncbi: str
    transcript: str
    contig: str
    start: int
    end: int
    strand: str
    coding: int
    mode: str
    disease: str
    name: str
    features: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Table:
    gene: tuple[Gene, ...]


@cache
def genes(mode: str = "") -> tuple[Gene, ...]:
    """All genes, or those of one mode.

    >>> [each.symbol for each in genes("STR")]
    ['HTT', 'DMPK']
    """
    table = tomllib.loads(_TABLE.read_text("utf-8"))
    found = msgspec.convert(table, type=learned(_Table)).gene
    return tuple(each for each in found if mode in ("", each.mode))


def gene_of(symbol: str) -> Gene:
    """One gene by its symbol."""
    return next(each for each in genes() if each.symbol == symbol)
