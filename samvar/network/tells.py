"""What a question would tell of people's genes, whatever way it is put; for the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.govern.ledger_price import Form


@dataclass(frozen=True, slots=True)
class Variants:
    """Counts of variants: in words, or keys as `pack_keys` wrote them.

    labels: strata beside the total.
    """

    assembly: str
    variants: tuple[str, ...] = ()
    keys: bytes = b""
    form: Form = Form.ALLELES
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of disjoint groups, such as the alleles of a gene. name: of exactly this table.

    cells: in how many cells of it one person stands. labels: strata beside the total.
    """

    name: str
    cells: int
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Which variants there are: it names those of a single person, and has no price."""

    assembly: str


Tells = Variants | Table | Listing | None
"""None: nothing of anybody's genes."""
