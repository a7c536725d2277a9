"""One node's Beacon: its live contributions, for an asker whom its controller lets in.

The same five steps as every answer of a node: who asks is known, policy decides, opt-outs are
honoured, the figures are computed, the entry is written down, and only then the answer leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from samvar.exchange.beacon.source import Dataset, Identity, Organisation, Rows, Told, around
from samvar.govern.audit import AuditLog, entry
from samvar.govern.disclosure import FLOOR_CARRIERS, hidden_below, tier
from samvar.govern.identity import Asker
from samvar.govern.policy import Facts, Policy
from samvar.model.calls import Bool, UInt64
from samvar.model.clock import utc_now
from samvar.model.errors import NotFound, Refused
from samvar.model.genome import CODE, Assembly, Interval
from samvar.model.place import Centre
from samvar.model.variant import Variant
from samvar.network.canonical import digest
from samvar.network.release.alleles import columns_of_keys, columns_of_variants
from samvar.network.spend import Till, pays
from samvar.network.tells import Listing, Variants
from samvar.network.view import Live, SnapshotLike, View
from samvar.store.variants.key import nothing_at

_NUMBERS = ("ac", "an", "hom", "hemi", "individuals")
_LONG = np.uint64(1)
LONGEST_REF_BP = 10_000
"""How far to the left of a range a reference allele may begin and still be found."""
_CALLABLE_BP = 1_000
"""Up to which length of a stretch it is said how many people could be judged at each base."""


def identity(centre: Centre) -> Identity:
    """Who a centre's Beacon is."""
    return Identity(
        id=f"se.samvar.{centre.id}.beacon",
        name=f"samvar: {centre.name}",
        description=(
            f"Allele frequencies at the node of {centre.name}, live, for people with a permit "
            "of its data controller or care at the centre. No record of any person."
        ),
        organisation=Organisation(f"se.samvar.{centre.id}", centre.name),
        security="CONTROLLED",
        info={
            "positions": "0-based, half-open",
            "alleles": "left-aligned and trimmed, as bcftools norm writes them",
        },
    )


@dataclass(frozen=True, slots=True)
class LiveNode:
    """One node as one asker may see it. Made for each request; holds no figures itself.

    floor: carriers below which a variant is not told to those who have a floor. For them a rare
    variant and an absent one look alike; care sees exact figures and true zeros.
    till: where those who have a floor pay for a variant; a stretch of them is not for sale. None
    for a node that has no ledger. spent: what follows when something was paid.
    """

    node_id: str
    centre: Centre
    live: Live
    policy: Policy
    audit: AuditLog
    asker: Asker
    till: Till | None
    floor: int = FLOOR_CARRIERS
    spent: Callable[[], None] = lambda: None
    clock: Callable[[], datetime] = utc_now

    def named(self, variant: Variant) -> Rows:
        """See `FrequencySource.named`. Raises Refused."""
        told = Variants(variant.assembly.value, (str(variant),))
        rows = self._look(variant.assembly, around(variant), told)
        same = [row == (variant.position, variant.ref, variant.alt) for row in _written(rows.table)]
        return Rows(rows.table.filter(pa.array(same, pa.bool_())), rows.told)

    def starting(self, assembly: Assembly, interval: Interval) -> Rows:
        """See `FrequencySource.starting`. Raises Refused."""
        return self._look(assembly, interval, Listing(assembly.value))

    def overlapping(self, assembly: Assembly, interval: Interval) -> Rows:
        """See `FrequencySource.overlapping`. Raises Refused."""
        return self._look(assembly, interval, Listing(assembly.value), overlapping=True)

    def datasets(self) -> tuple[Dataset, ...]:
        """The sum of the node for each assembly, then the datasets in it. Raises Refused."""
        self._decide("list-beacon-datasets", None)
        view = self._view()
        sums = [
            _sum(told)
            for told in (self._told(view, assembly, None) for assembly in Assembly)
            if told.individuals
        ]
        parts = [
            Dataset(
                id=row.id,
                name=row.title or row.name,
                description=row.description,
                assembly=row.assembly,
                created_at=row.created,
            )
            for row in view.datasets()
        ]
        return (*sums, *parts)

    def _look(
        self,
        assembly: Assembly,
        interval: Interval,
        tells: Variants | Listing,
        *,
        overlapping: bool = False,
    ) -> Rows:
        question = digest(
            {"assembly": assembly.value, "region": str(interval), "overlapping": overlapping}
        )
        view = self._view()
        floor = self._decide("ask-beacon", question, tells, view.snapshot.epoch)
        if view.snapshot.individuals(assembly, view.scope) == 0:
            raise NotFound(
                f"nobody is counted in {assembly.value} here",
                why="so there is neither a yes nor a no",
                remedy="ask in the other assembly",
            )
        begin = max(0, interval.start - LONGEST_REF_BP) if overlapping else interval.start
        wide = Interval(interval.contig, begin, interval.end)
        table = _table(view, assembly, wide)
        if overlapping:
            position = table["position"].to_numpy()
            length = np.fromiter(map(len, table["ref"].to_pylist()), np.int64, table.num_rows)
            table = table.filter(pa.array(position + length > interval.start))
        if floor:
            table = table.filter(pa.array(_enough(table, floor)))
        absence = (
            f"not told: seen in nobody here, or in fewer than {floor} people, or not callable"
            if floor
            else _absence(view, assembly, interval)
        )
        return Rows(table, self._told(view, assembly, absence, floor))

    def _decide(
        self,
        verb: str,
        question: str | None,
        tells: Variants | Listing | None = None,
        epoch: int = 0,
    ) -> int:
        """The asker's floor, once policy has said yes and the ledger too.

        Yes or no is written down first; what the ledger took is never given back.

        Raises:
            Refused: one of them says no.
        """
        now = self.clock()
        facts = Facts(self.node_id, self.centre.id)
        decision = self.policy.decide(self.asker, "beacon:node", facts, now)
        grants = self.policy.permits.grants(self.asker.permit, self.asker.user.account, now)
        shown = tier(self.asker, permit_is_valid=bool(grants))
        reasons = ", ".join(decision.reasons)
        unpaid: Refused | None = None
        if decision.allowed and tells is not None and self.till is not None:
            try:
                self.till.spend_here(tells, self.asker, shown, epoch=epoch, now=now)
            except Refused as refused:
                unpaid, reasons = refused, f"{refused.code}: {refused.why or ''}"
        outcome = "answered" if decision.allowed and unpaid is None else "refused"
        self.audit.append(
            entry(
                self.node_id, self.asker, verb, outcome, question=question, reason=reasons, at=now
            )
        )
        decision.require()
        if unpaid is not None:
            raise unpaid
        if pays(self.asker, shown):
            self.spent()
        return self.floor if shown.has_floor else 0

    def _view(self) -> View:
        return self.live.view(self.asker.purpose.scope)

    def _told(self, view: View, assembly: Assembly, absence: str | None, floor: int = 0) -> Told:
        return Told(
            id=f"{self.node_id}-{assembly.value}",
            assembly=assembly,
            source=f"samvar node {self.centre.name}",
            population=f"People counted at {self.centre.name}",
            epoch=view.snapshot.epoch,
            made_at=None,
            nodes_eligible=1,
            nodes_answered=1,
            individuals=view.snapshot.individuals(assembly, view.scope),
            share_of_individuals=1.0,
            floor_carriers=floor or None,
            absence=absence,
        )


def _table(view: View, assembly: Assembly, stretch: Interval) -> pa.Table:
    """Every variant that starts in the stretch, with this node's counts, sorted."""
    snapshot = view.snapshot
    keys = snapshot.range(assembly, stretch, view.scope)
    long = (keys & _LONG).astype(bool)
    tables = [_counted(snapshot, assembly, keys[~long], view, columns_of_keys(keys[~long]))]
    if long.any():
        words = columns_of_variants(snapshot.variants_of(assembly, keys[long]))
        tables.append(_counted(snapshot, assembly, keys[long], view, words))
    order = [(name, "ascending") for name in ("position", "ref", "alt")]
    return pa.concat_tables(tables).sort_by(order)


def _enough(table: pa.Table, floor: int) -> Bool:
    """Of each variant whether the floor lets it out: enough have it, and enough another allele."""
    ac, hom, hemi, people = (table[n].to_numpy() for n in ("ac", "hom", "hemi", "individuals"))
    few: Bool = hidden_below(ac - hom, floor) | hidden_below(people - hom - hemi, floor)
    return ~few


def _written(table: pa.Table) -> Iterator[tuple[int, str, str]]:
    columns = (table[name].to_pylist() for name in ("position", "ref", "alt"))
    return zip(*columns, strict=True)


def _counted(
    snapshot: SnapshotLike,
    assembly: Assembly,
    keys: UInt64,
    view: View,
    columns: Mapping[str, pa.Array],
) -> pa.Table:
    counts = snapshot.counts(assembly, keys, view.scope)
    numbers = {name: pa.array(getattr(counts, name)) for name in _NUMBERS}
    return pa.table({**columns, **numbers})


def _absence(view: View, assembly: Assembly, interval: Interval) -> str:
    """What a missing variant means to somebody who sees exact figures."""
    if not 0 < interval.length <= _CALLABLE_BP:
        return "seen in nobody who could be judged there"
    places = range(interval.start, interval.end)
    empty = np.array([nothing_at(CODE[interval.contig], p) for p in places], dtype=np.uint64)
    judged = view.snapshot.counts(assembly, empty, view.scope).individuals
    fewest = int(judged.min())
    if fewest == 0:
        return "unknown: at some base of the stretch nobody could be judged"
    return f"seen in nobody; at each base of the stretch at least {fewest} people could be judged"


def _sum(told: Told) -> Dataset:
    return Dataset(
        id=told.id,
        name=f"All people counted at the node, {told.assembly.value}",
        description=f"{told.individuals} people, epoch {told.epoch}, counted together.",
        assembly=told.assembly.value,
        version=f"epoch {told.epoch}",
        told=told,
    )
