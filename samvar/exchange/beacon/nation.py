"""All nodes live, as a Beacon, for somebody who has signed in: the figures that pages and CLI show.

Each question goes to every node as an ordinary question of the network, so policy, opt-outs,
floors, coverage and audit are those of `samvar ask` with the same person and purpose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import numpy as np
import pyarrow as pa

from samvar.exchange.beacon.source import (
    Dataset,
    Identity,
    Organisation,
    Rows,
    Silent,
    Told,
)
from samvar.govern.disclosure import FLOOR_CARRIERS
from samvar.govern.identity import Asker
from samvar.model.clock import iso
from samvar.model.errors import PeerUnavailable, Refused
from samvar.model.genome import Assembly, Interval
from samvar.model.variant import Variant
from samvar.network.ask import DEADLINE_S
from samvar.network.limit import too_many
from samvar.network.merge import NationalAnswer
from samvar.network.operations.variant_frequency import MOST_VARIANTS, FrequencyArgs
from samvar.network.operations.variant_keys import KeysArgs
from samvar.network.release.alleles import columns_of_keys, columns_of_variants
from samvar.network.vector import pack_keys

LIVE_NATION = Identity(
    id="se.samvar.beacon.live",
    name="samvar: Sweden, live",
    description=(
        "Allele frequencies of all nodes at this moment, for those who have signed in and may "
        "ask the nation. No record of any person."
    ),
    organisation=Organisation("se.samvar", "samvar network of regional nodes"),
    security="CONTROLLED",
    max_range_bp=1_000_000,
    info={
        "positions": "0-based, half-open",
        "alleles": "left-aligned and trimmed, as bcftools norm writes them",
    },
)
LONGEST_REF_BP = 10_000
"""How far to the left of a range a reference allele may begin and still be found."""


class Asks(Protocol):
    """The part of `Network` that the Beacon needs."""

    def ask_now(
        self,
        operation: str,
        args: msgspec.Struct | Mapping[str, Any],
        asker: Asker,
        deadline_s: float,
    ) -> NationalAnswer: ...


@dataclass(frozen=True, slots=True)
class LiveNation:
    """The nation as one asker may see it now. Made for each request; holds no figures itself.

    deadline_s: how long each question waits for silent nodes.
    """

    network: Asks
    asker: Asker
    deadline_s: float = DEADLINE_S

    def named(self, variant: Variant) -> Rows:
        """See `FrequencySource.named`. Raises Refused, PeerUnavailable."""
        args = FrequencyArgs(assembly=variant.assembly.value, variants=(str(variant),))
        answer = self._ask("variant_frequency", args)
        table = _seen(columns_of_variants([variant]), answer)
        return Rows(table, _told(answer, variant.assembly))

    def starting(self, assembly: Assembly, interval: Interval) -> Rows:
        """See `FrequencySource.starting`. Raises Refused, PeerUnavailable."""
        keys = self._ask("variant_keys", KeysArgs(assembly=assembly.value, region=str(interval)))
        answers, tables = [keys], []
        for args, columns in _questions(assembly, keys.value.short, sorted(keys.value.long)):
            answer = self._ask("variant_frequency", args)
            answers.append(answer)
            tables.append(_seen(columns, answer))
        order = [(name, "ascending") for name in ("position", "ref", "alt")]
        empty = _seen(columns_of_variants([]), None)
        # The part with the most silence speaks for the whole.
        weakest = min(answers[1:] or answers, key=lambda one: one.coverage.nodes_answered)
        return Rows(pa.concat_tables([empty, *tables]).sort_by(order), _told(weakest, assembly))

    def overlapping(self, assembly: Assembly, interval: Interval) -> Rows:
        """See `FrequencySource.overlapping`. Raises Refused, PeerUnavailable."""
        begin = max(0, interval.start - LONGEST_REF_BP)
        rows = self.starting(assembly, Interval(interval.contig, begin, interval.end))
        position = rows.table["position"].to_numpy()
        length = np.fromiter(map(len, rows.table["ref"].to_pylist()), np.int64, len(position))
        return Rows(rows.table.filter(pa.array(position + length > interval.start)), rows.told)

    def datasets(self) -> tuple[Dataset, ...]:
        """The national sum for each assembly; which datasets are in it, each node's Beacon says."""
        return tuple(
            Dataset(
                id=_id(assembly),
                name=f"All nodes, live, {assembly.value}",
                description="The sum over all nodes that answer, made anew for each question.",
                assembly=assembly.value,
            )
            for assembly in Assembly
        )

    def _ask(self, operation: str, args: msgspec.Struct) -> NationalAnswer:
        answer = self.network.ask_now(operation, args, self.asker, self.deadline_s)
        often = too_many(answer.value, answer.missing)
        if often is not None:
            raise often
        if answer.value is None:
            said = ", ".join(f"{m.node}: {m.state}" for m in answer.missing)
            if answer.state == "refused":
                reasons = sorted({m.reason for m in answer.missing if m.state == "refused"})
                raise Refused("no node answers this question", why="; ".join(reasons))
            raise PeerUnavailable("no node answered", why=said, remedy="ask again in a while")
        return answer


def _questions(
    assembly: Assembly, short: Any, long: Sequence[str]
) -> list[tuple[FrequencyArgs, dict[str, pa.Array]]]:
    """The questions for the counts of all keys of a stretch, with the columns they belong to."""
    asked = []
    if len(short):
        args = FrequencyArgs(assembly=assembly.value, keys=pack_keys(short))
        asked.append((args, columns_of_keys(short)))
    for first in range(0, len(long), MOST_VARIANTS):
        texts = tuple(long[first : first + MOST_VARIANTS])
        variants = [Variant.parse(text, assembly) for text in texts]
        args = FrequencyArgs(assembly=assembly.value, variants=texts)
        asked.append((args, columns_of_variants(variants)))
    return asked


def _seen(columns: Mapping[str, pa.Array], answer: NationalAnswer | None) -> pa.Table:
    """The rows that are told and not zero; a number below the floor reads -1 and is left out."""
    none = np.zeros(0, dtype=np.int64)
    ac, an = (none, none) if answer is None else (answer.value["ac"], answer.value["an"])
    table = pa.table({**columns, "ac": pa.array(ac), "an": pa.array(an)})
    return table.filter(pa.array(ac > 0))


def _told(answer: NationalAnswer, assembly: Assembly) -> Told:
    coverage = answer.coverage
    floor = FLOOR_CARRIERS if answer.hidden else None
    if floor is not None:
        absence = f"not told: seen in nobody, or in fewer than {floor} people, or not callable"
    else:
        absence = "seen in nobody who could be judged there"
    if isinstance(answer.value, Mapping) and not answer.value["an"].any():
        absence = "unknown: nobody who was counted could be judged there"
    if answer.missing:
        silent = ", ".join(sorted(m.node for m in answer.missing))
        absence += f". People of these regions are not counted: {silent}"
    return Told(
        id=_id(assembly),
        assembly=assembly,
        source="samvar, all nodes live",
        population="Sweden, regions that answered",
        epoch=None,
        made_at=iso(answer.asked_at),
        nodes_eligible=coverage.nodes_eligible,
        nodes_answered=coverage.nodes_answered,
        individuals=coverage.individuals_answered,
        share_of_individuals=coverage.share_of_individuals,
        silent=tuple(Silent(m.node, m.state) for m in answer.missing),
        floor_carriers=floor,
        absence=absence,
    )


def _id(assembly: Assembly) -> str:
    return f"live-{assembly.value}"
