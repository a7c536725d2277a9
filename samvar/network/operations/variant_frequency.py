"""How often is this variant, or each of these, seen in the country?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import numpy as np

from samvar.govern.ledger_price import SMALLEST_STRATUM
from samvar.model.calls import Int64, UInt64
from samvar.model.errors import Incompatible, UsageError
from samvar.model.genome import Assembly
from samvar.model.strata import EVERYONE, PARTS, Way, stratum
from samvar.model.variant import Variant
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.tells import Variants
from samvar.network.vector import unpack_keys
from samvar.network.view import View

MOST_VARIANTS = 10_000
MOST_KEYS = 8_000_000
MOST_STRATA = 64
MOST_NUMBERS = 16_000_000


class FrequencyArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Variants in words, or keys as sorted, distinct little-endian uint64; not both.

    Keys must be reversible (alleles of at most 11 bases together); longer ones go in words.
    strata: the way in which people are parted beside the total. ancestries: labels fixed by the
    asker, so that every node's vectors align; only with strata of ancestry, because the parts of
    other ways are the same everywhere (`model.strata.PARTS`).
    """

    assembly: Literal["GRCh37", "GRCh38"]
    variants: tuple[str, ...] = ()
    keys: bytes = b""
    strata: Literal["none", "ancestry", "sex", "area", "affected", "assay"] = "none"
    ancestries: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many variants are asked for."""
        return len(self.variants) or len(self.keys) // 8

    @property
    def labels(self) -> tuple[str, ...]:
        """The parts beside the total, in words."""
        if self.strata == "none":
            return ()
        way = Way(self.strata)
        return self.ancestries if way is Way.ANCESTRY else PARTS[way]

    @property
    def names(self) -> tuple[str, ...]:
        """The parts beside the total, as the store and the ledger name them."""
        return tuple(stratum(Way(self.strata), label) for label in self.labels)


COLUMNS = ("ac", "hom", "hemi", "an", "individuals")


def _length(args: FrequencyArgs) -> Mapping[str, int]:
    return dict.fromkeys(COLUMNS, args.size * (1 + len(args.labels)))


def _carriers(value: SumValue) -> Mapping[str, Int64]:
    """Each carrier has one allele, a homozygote two: people = alleles - homozygotes.

    Homozygotes and hemizygotes are nobody, and so never shown where there is a floor: among
    enough carriers they are few, and so are told apart. A public release leaves them out as well.
    """
    nobody = np.zeros_like(value["ac"])
    return {"ac": value["ac"] - value["hom"], "hom": nobody, "hemi": nobody}


def _others(value: SumValue) -> Mapping[str, Int64]:
    """People with another allele there: all but those who have nothing else."""
    return {"ac": value["individuals"] - value["hom"] - value["hemi"]}


def check(args: FrequencyArgs) -> None:
    """Refuse a question about nothing, about too much, or in two forms at once.

    Raises:
        UsageError: with what to change.
    """
    if bool(args.variants) == bool(args.keys):
        raise UsageError("ask for variants or for keys, one of them")
    if len(args.variants) > MOST_VARIANTS or len(args.keys) > 8 * MOST_KEYS:
        raise UsageError(
            "too many variants in one question",
            remedy=f"at most {MOST_VARIANTS:,} in words or {MOST_KEYS:,} keys",
        )
    if len(set(args.ancestries)) != len(args.ancestries) or len(args.ancestries) > MOST_STRATA:
        raise UsageError("ancestry labels are repeated, or too many")
    if args.size * (1 + len(args.labels)) > MOST_NUMBERS:
        raise UsageError("too many numbers in one answer", remedy="ask for fewer keys or labels")
    if bool(args.ancestries) != (args.strata == "ancestry"):
        raise UsageError("give ancestry labels with strata='ancestry', and only then")
    if args.keys:
        try:
            keys = unpack_keys(args.keys, MOST_KEYS)
        except Incompatible as error:
            raise UsageError(error.what, remedy="sort the keys and drop repeats") from None
        if bool((keys & np.uint64(1)).any()):
            raise UsageError(
                "a key stands for a long allele", remedy="write long alleles in `variants`"
            )
    else:
        read_variants(args.variants, Assembly(args.assembly))


def read_variants(texts: tuple[str, ...], assembly: Assembly) -> list[Variant]:
    """The variants as the asker wrote them.

    Raises:
        BadVariant: one of them is none.
    """
    return [Variant.parse(text, assembly) for text in texts]


def answer(args: FrequencyArgs, view: View) -> SumValue:
    """Counts at this node: the total of all, then each stratum's, one after another.

    A stratum that nobody here is in is zero.
    """
    assembly = Assembly(args.assembly)
    snapshot = view.snapshot
    keys: UInt64 = (
        np.frombuffer(args.keys, dtype="<u8").astype(np.uint64, copy=False)
        if args.keys
        else snapshot.keys_of(read_variants(args.variants, assembly))
    )
    blocks: list[SumValue] = []
    for name in (EVERYONE, *args.names):
        counts = snapshot.counts(assembly, keys, view.scope, stratum=name)
        blocks.append({column: getattr(counts, column) for column in COLUMNS})
    if len(blocks) == 1:
        return blocks[0]
    return {c: np.concatenate([block[c] for block in blocks]) for c in COLUMNS}


VARIANT_FREQUENCY = Operation(
    name="variant_frequency",
    version=1,
    title="How often is a variant seen?",
    args=FrequencyArgs,
    kind=Sum(
        columns=COLUMNS,
        length=_length,
        per_person={"ac": 2, "hom": 1, "hemi": 1, "an": 2, "individuals": 1},
        carriers=_carriers,
        others=_others,
        least_stratum=SMALLEST_STRATUM,
        people=dict.fromkeys(("ac", "hom", "hemi"), "individuals"),
        strata=lambda args: len(args.labels),
        frequency=("ac", "an"),
    ),
    permission="ask:national",
    disclosure="registered",
    verb="ask-variant-frequency",
    answer=answer,
    check=check,
    denominator=lambda args: args.assembly,
    tells=lambda args: Variants(args.assembly, args.variants, args.keys, labels=args.names),
)
