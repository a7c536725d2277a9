"""A question put on the asker's account, between the decision and the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from samvar.govern.disclosure import Tier
from samvar.govern.identity import Asker, Role
from samvar.govern.ledger import Account, Ledger, Standing, Wanted
from samvar.govern.ledger_price import SMALLEST_STRATUM, Form, cells, cost
from samvar.model.calls import UInt64
from samvar.model.errors import Refused
from samvar.model.genome import Assembly
from samvar.model.variant import Variant
from samvar.network.operation import Operation
from samvar.network.tells import Listing, Table, Variants
from samvar.store.variants.key import encode_variant

_MIX = tuple(np.uint64(n) for n in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_SHIFT = tuple(np.uint64(n) for n in (30, 27, 31))


class Prices(Protocol):
    """What is public; see `network.release.price`."""

    def people(self, assembly: Assembly) -> Mapping[str, int]: ...

    def frequency(self, assembly: Assembly, keys: UInt64) -> npt.NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Till:
    """Where a node takes what a figure costs. Care and the making of releases pay nothing."""

    ledger: Ledger
    prices: Prices

    def spend(
        self,
        operation: Operation,
        args: Any,
        asker: Asker,
        tier: Tier,
        *,
        epoch: int,
        asked_by: str,
        regional: bool,
        now: datetime,
    ) -> None:
        """Put the question on the account; durable when it returns.

        regional: whether the asker is shown each region's part as well.

        Raises:
            Refused: it would overspend, or it has no price.
        """
        tells = operation.tells(args)
        if tells is None or not pays(asker, tier):
            return
        if isinstance(tells, Listing):
            raise _not_for_sale()
        assembly = Assembly(tells.assembly) if isinstance(tells, Variants) else Assembly.GRCh38
        people = self.prices.people(assembly)
        wanted = (
            self._variants(tells, assembly, people, regional=regional)
            if isinstance(tells, Variants)
            else self._table(tells, regional=regional)
        )
        self.ledger.spend(
            account_of(asker),
            asker.purpose.scope.value,
            wanted,
            epoch=epoch,
            asked_by=asked_by,
            people=people,
            now=now,
        )

    def spend_here(
        self, tells: Variants | Listing, asker: Asker, tier: Tier, *, epoch: int, now: datetime
    ) -> None:
        """Put a figure of this node's people alone on the account.

        It is the same figure as this region's part beside a national total, and costs the same:
        as of the smallest region's people, so that together with the total and with other parts
        it tells no more of anybody than was paid.

        Raises:
            Refused: it would overspend, or it has no price.
        """
        if not pays(asker, tier):
            return
        if isinstance(tells, Listing):
            raise _not_for_sale()
        people = self.prices.people(Assembly(tells.assembly))
        keys = self._keys(tells, people)
        wanted = _wanted(tells.form, [self._part(keys, tells, people)])
        self.ledger.spend(
            account_of(asker),
            asker.purpose.scope.value,
            wanted,
            epoch=epoch,
            asked_by=self.ledger.node,
            people=people,
            now=now,
        )

    def standing(self, asker: Asker, now: datetime) -> Standing:
        """What is left to somebody who asks for research."""
        people = self.prices.people(Assembly.GRCh38)
        return self.ledger.standing(account_of(asker), asker.purpose.scope.value, people, now)

    def _variants(
        self, tells: Variants, assembly: Assembly, people: Mapping[str, int], *, regional: bool
    ) -> Wanted:
        keys = self._keys(tells, people)
        frequency = self.prices.frequency(assembly, keys)
        everybody = float(sum(people.values()))
        beside = []
        if tells.labels:
            beside.append(self._beside(keys, tells, everybody * SMALLEST_STRATUM, *tells.labels))
        if regional:
            beside.append(self._part(keys, tells, people))
        return replace(
            _wanted(tells.form, beside), keys=_mixed(keys, assembly.value), frequency=frequency
        )

    def _keys(self, tells: Variants, people: Mapping[str, int]) -> UInt64:
        """Distinct keys of the variants, if there are not too many for any budget."""
        assembly = Assembly(tells.assembly)
        keys = (
            np.frombuffer(tells.keys, dtype="<u8").astype(np.uint64, copy=False)
            if tells.keys
            else np.unique(
                np.array(
                    [encode_variant(Variant.parse(v, assembly)) for v in tells.variants],
                    dtype=np.uint64,
                )
            )
        )
        if len(keys) > self.ledger.most_figures(tells.form, people):
            raise Refused(
                "the question costs more than the whole disclosure budget, whatever it is about",
                why="ledger",
                remedy="ask for fewer variants, or read the public release",
            )
        return keys

    def _part(self, keys: UInt64, tells: Variants, people: Mapping[str, int]) -> _Beside:
        """Each region's part beside the total, as of the smallest region's people."""
        fewest = float(min((n for n in people.values() if n), default=0))
        return self._beside(keys, tells, fewest, "region", "s")

    def _beside(self, keys: UInt64, tells: Variants, people: float, *words: str) -> _Beside:
        """Figures beside the totals, of so many people; in both forms they tell homozygotes."""
        frequency = self.prices.frequency(Assembly(tells.assembly), keys)
        form, floor = tells.form, self.ledger.rules.floor
        other = Form.ALLELES if form is Form.CARRIERS else Form.CARRIERS
        price, twin, both = (cost(frequency, people, floor, f) for f in (form, other, Form.BOTH))
        return (
            _mixed(keys, tells.assembly, form.value, *words),
            price,
            _mixed(keys, tells.assembly, other.value, *words),
            np.maximum(both - twin, 0.0) - price,
        )

    def _table(self, tells: Table, *, regional: bool) -> Wanted:
        times = 1 + bool(tells.labels) + regional
        name = (tells.name, *tells.labels, "regions" if regional else "")
        price = cells(tells.cells, self.ledger.rules.floor) * times
        return Wanted(
            Form.ALLELES,
            others=np.array([_tag(*name)], dtype=np.uint64),
            costs=np.array([price]),
        )


def pays(asker: Asker, tier: Tier) -> bool:
    """Whether somebody's figures are on an account. Care and the making of releases pay nothing."""
    return tier in (Tier.REGISTERED, Tier.PERMIT) and asker.user.role is not Role.MANDATE


def _not_for_sale() -> Refused:
    return Refused(
        "a list of what there is names the variants of single people",
        why="ledger",
        remedy="ask for variants by name",
    )


_Beside = tuple[UInt64, npt.NDArray[np.float64], UInt64, npt.NDArray[np.float64]]
"""Fingerprints and costs; fingerprints of the other form, and what is due beside the costs
if that was told: together both cost what homozygotes would."""


def _wanted(form: Form, beside: Sequence[_Beside]) -> Wanted:
    if not beside:
        return Wanted(form)
    others, costs, twins, rest = (np.concatenate(column) for column in zip(*beside, strict=True))
    return Wanted(form, others=others, costs=costs, twins=twins, rest=rest)


def account_of(asker: Asker) -> Account:
    """Whose budget it is: the person's under the permit, or the person's alone."""
    return Account(asker.user.account, asker.permit)


def _tag(*words: str) -> np.uint64:
    digest = blake2b("\0".join(words).encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def _mixed(keys: UInt64, *words: str) -> UInt64:
    """Fingerprints, one for each key and no two alike; other words, other fingerprints.

    Source: the finaliser of SplitMix64, Steele et al. 2014, doi:10.1145/2660193.2660195.
    """
    z = keys ^ _tag(*words)
    for shift, factor in zip(_SHIFT, _MIX, strict=False):
        z = (z ^ (z >> shift)) * factor
    return np.asarray(z ^ (z >> _SHIFT[2]), dtype=np.uint64)
