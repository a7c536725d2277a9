"""The rows of a cohort's answer as people read them: by name, 1-based, and behind a floor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.govern.disclosure import hidden_below
from samvar.model.contribution import Contribution
from samvar.model.errors import UsageError
from samvar.model.genome import CONTIGS
from samvar.node.node import Node
from samvar.store.cohort.question import Carriers, Frequency, Group, Question

_NAMED = (Group.ASSAY, Group.DATASET)
"""Groups that the store knows by an id of this node, and people by a name."""


@dataclass(frozen=True, slots=True)
class GroupNames:
    """Names of this node's datasets and assays, by id."""

    known: Mapping[str, str] = field(default_factory=dict)

    def name(self, group: str) -> str:
        """What is shown for a group."""
        return self.known.get(group, group)

    def by_id(self, question: Question) -> Question:
        """The question with datasets and assays by their ids.

        Raises:
            UsageError: a name that none of them has.
        """
        people = question.people
        for kind in _NAMED:
            wanted = getattr(people, kind.value)
            ids = tuple(i for i, name in self.known.items() if name in wanted)
            missing = set(wanted) - {self.name(one) for one in ids}
            if missing:
                raise UsageError(f"there is no {kind.value} '{min(missing)[:60]}' here")
            people = replace(people, **{kind.value: ids})
        return replace(question, people=people)


def names_of(node: Node, contributions: Iterable[Contribution]) -> GroupNames:
    """The names of the datasets and assays that some samples have."""
    used = sorted({each.assay for each in contributions})
    with node.records.read() as tx:
        named = {one.id: one.name for one in tx.datasets.all()}
        return GroupNames(named | {one: tx.assays.get(one).name for one in used})


def shown(found: Any, question: Question, floor: int, names: GroupNames) -> Any:
    """The rows with groups and contigs by name, and `pos` 1-based.

    A figure of fewer than `floor` people with the variant, or of fewer without it, is null with
    all that tells it; zero is below a floor too. A stretch lists no such variant.
    """
    group = pa.array([names.name(one) for one in found["stratum"].to_pylist()], pa.string())
    if isinstance(question, Carriers):
        have, people = (found[name].to_numpy() for name in ("carriers", "individuals"))
        few = _few(have, people - have, floor)
        counts = {"carriers": pa.array(have, mask=few), "individuals": pa.array(people)}
        return pa.table({"group": group, **counts})
    ac, an, hom, hemi, people = (
        found[name].to_numpy() for name in ("ac", "an", "hom", "hemi", "individuals")
    )
    few = _few(ac - hom, people - hom - hemi, floor)
    # Homozygotes are few where carriers are enough: beside a floor they are never told.
    some = few | (floor > 0)
    af = np.divide(ac, an, out=np.zeros(len(an)), where=an > 0)
    table = pa.table(
        {
            "group": group,
            "contig": pa.array([CONTIGS[code - 1] for code in found["contig"].to_pylist()]),
            "pos": pa.array(found["position"].to_numpy().astype(np.int64) + 1),
            "ref": found["ref"],
            "alt": found["alt"],
            "ac": pa.array(ac, mask=few),
            "an": pa.array(an),
            "af": pa.array(af, mask=few | (an == 0)),
            "hom": pa.array(hom, mask=some),
            "hemi": pa.array(hemi, mask=some),
            "individuals": pa.array(people),
        }
    )
    listed = isinstance(question, Frequency) and bool(question.regions)
    return table.filter(pa.array(~few)) if listed else table


def _few(have: Any, have_not: Any, floor: int) -> Any:
    return (hidden_below(have, floor) | hidden_below(have_not, floor)) & (floor > 0)
