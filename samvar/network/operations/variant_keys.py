"""Which variants are there at all? For care, permits and the making of releases."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

from samvar.model.errors import UsageError
from samvar.model.genome import CODE, Assembly, Interval
from samvar.network.kind import Keys, KeySet
from samvar.network.operation import Operation
from samvar.network.tells import Listing
from samvar.network.view import View

MOST_KEYS = 16_000_000
_LONG = np.uint64(1)


class KeysArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """region: `17:43044295-43125364`, or a whole contig, `17`."""

    assembly: Literal["GRCh37", "GRCh38"]
    region: str


def interval(args: KeysArgs) -> Interval:
    """The asked stretch.

    Raises:
        BadRegion: it is none.
    """
    if args.region in CODE:
        return Interval(args.region, 0, Assembly(args.assembly).length(args.region))
    return Interval.parse(args.region)


def check(args: KeysArgs) -> None:
    """Raises `UsageError` for a stretch beyond the contig's end, `BadRegion` for none at all."""
    stretch = interval(args)
    if stretch.end > Assembly(args.assembly).length(stretch.contig):
        raise UsageError("the region goes beyond the end of the contig")


def answer(args: KeysArgs, view: View) -> Keys:
    """Every variant that somebody here carries in the stretch."""
    assembly = Assembly(args.assembly)
    keys = view.snapshot.range(assembly, interval(args), view.scope)
    hashed = (keys & _LONG).astype(bool)
    long = view.snapshot.variants_of(assembly, keys[hashed]) if hashed.any() else []
    return Keys(keys[~hashed], frozenset(str(variant) for variant in long))


VARIANT_KEYS = Operation(
    name="variant_keys",
    version=1,
    title="Which variants are there in a region?",
    args=KeysArgs,
    kind=KeySet(most=MOST_KEYS),
    permission="ask:national",
    disclosure="permit",
    verb="ask-variant-keys",
    answer=answer,
    check=check,
    denominator=lambda args: args.assembly,
    tells=lambda args: Listing(args.assembly),
)
