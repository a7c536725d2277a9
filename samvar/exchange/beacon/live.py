"""One node's Beacon: its live contributions, for an asker whom its controller lets in.

The same five steps as every answer of a node: who asks is known, policy decides, opt-outs are
honoured, the figures are computed, the entry is written down, and only then the answer leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from samvar.exchange.beacon.source import Dataset, Identity, Organisation, Rows, Told, around
from samvar.govern.audit import AuditLog, entry
from samvar.govern.disclosure import FLOOR_CARRIERS, hidden_below, tier
from samvar.govern.identity import Asker
from samvar.govern.policy import Facts, Policy
from samvar.model.calls import UInt64
from samvar.model.clock import utc_now
from samvar.model.errors import NotFound
from samvar.model.genome import CODE, Assembly, Interval
from samvar.model.place import Centre
from samvar.model.variant import Variant
from samvar.network.canonical import digest
from samvar.network.release.alleles import columns_of_keys, columns_of_variants
from samvar.network.view import Live, SnapshotLike, View
from samvar.store.variants.key import nothing_at

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
    """

    node_id: str
    centre: Centre
    live: Live
    policy: Policy
    audit: AuditLog
    asker: Asker
    floor: int = FLOOR_CARRIERS
    clock: Callable[[], datetime] = utc_now

    def named(self, variant: Variant) -> Rows:
        """See `FrequencySource.named`. Raises Refused."""
        return self.starting(variant.assembly, around(variant))

    def starting(self, assembly: Assembly, interval: Interval) -> Rows:
        """See `FrequencySource.starting`. Raises Refused."""
        return self._look(assembly, interval, overlapping=False)

    def overlapping(self, assembly: Assembly, interval: Interval) -> Rows:
        """See `FrequencySource.overlapping`. Raises Refused."""
        return self._look(assembly, interval, overlapping=True)

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

    def _look(self, assembly: Assembly, interval: Interval, *, overlapping: bool) -> Rows:
        question = digest(
            {"assembly": assembly.value, "region": str(interval), "overlapping": overlapping}
        )
        floor = self._decide("ask-beacon", question)
        view = self._view()
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
            carriers = table["ac"].to_numpy() - table["hom"].to_numpy()
            table = table.filter(pa.array(~hidden_below(carriers, floor)))
        absence = (
            f"not told: seen in nobody here, or in fewer than {floor} people, or not callable"
            if floor
            else _absence(view, assembly, interval)
        )
        return Rows(table, self._told(view, assembly, absence, floor))

    def _decide(self, verb: str, question: str | None) -> int:
        """The asker's floor, once policy has said yes; yes or no is written down first.

        Raises:
            Refused: policy says no.
        """
        now = self.clock()
        facts = Facts(self.node_id, self.centre.id)
        decision = self.policy.decide(self.asker, "beacon:node", facts, now)
        outcome = "answered" if decision.allowed else "refused"
        reasons = ", ".join(decision.reasons)
        self.audit.append(
            entry(
                self.node_id, self.asker, verb, outcome, question=question, reason=reasons, at=now
            )
        )
        decision.require()
        grants = self.policy.permits.grants(self.asker.permit, self.asker.user.account, now)
        shown = tier(self.asker, permit_is_valid=bool(grants))
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


def _counted(
    snapshot: SnapshotLike,
    assembly: Assembly,
    keys: UInt64,
    view: View,
    columns: Mapping[str, pa.Array],
) -> pa.Table:
    counts = snapshot.counts(assembly, keys, view.scope)
    numbers = {name: pa.array(getattr(counts, name)) for name in ("ac", "an", "hom")}
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
