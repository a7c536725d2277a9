"""A question put on the asker's account, between the decision and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
        if tells is None or tier not in (Tier.REGISTERED, Tier.PERMIT):
            return
        if asker.user.role is Role.MANDATE:
            return
        if isinstance(tells, Listing):
            raise Refused(
                "a list of what there is names the variants of single people",
                why="ledger",
                remedy="ask for variants by name",
            )
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

    def standing(self, asker: Asker, now: datetime) -> Standing:
        """What is left to somebody who asks for research."""
        people = self.prices.people(Assembly.GRCh38)
        return self.ledger.standing(account_of(asker), asker.purpose.scope.value, people, now)

    def _variants(
        self, tells: Variants, assembly: Assembly, people: Mapping[str, int], *, regional: bool
    ) -> Wanted:
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
        frequency = self.prices.frequency(assembly, keys)
        floor, everybody = self.ledger.rules.floor, float(sum(people.values()))
        more: list[tuple[UInt64, npt.NDArray[np.float64]]] = []
        if tells.labels:
            few = cost(frequency, everybody * SMALLEST_STRATUM, floor, tells.form)
            more.append((_mixed(keys, assembly.value, tells.form.value, *tells.labels), few))
        if regional:
            fewest = float(min((n for n in people.values() if n), default=0))
            part = cost(frequency, fewest, floor, tells.form)
            more.append((_mixed(keys, assembly.value, tells.form.value, "region", "s"), part))
        others = np.concatenate([k for k, _ in more]) if more else np.empty(0, dtype=np.uint64)
        costs = np.concatenate([c for _, c in more]) if more else np.empty(0)
        return Wanted(tells.form, _mixed(keys, assembly.value), frequency, others, costs)

    def _table(self, tells: Table, *, regional: bool) -> Wanted:
        times = 1 + bool(tells.labels) + regional
        name = (tells.name, *tells.labels, "regions" if regional else "")
        price = cells(tells.cells, self.ledger.rules.floor) * times
        return Wanted(
            Form.ALLELES,
            others=np.array([_tag(*name)], dtype=np.uint64),
            costs=np.array([price]),
        )


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
