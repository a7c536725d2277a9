"""The rows of a cohort's answer as people read them: by name, 1-based, and behind a floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.govern.disclosure import hidden_below
from samvar.model.errors import UsageError
from samvar.model.genome import CONTIGS
from samvar.node.node import Node
from samvar.store.cohort.question import Carriers, Frequency, Question


@dataclass(frozen=True, slots=True)
class GroupNames:
    """Names of this node's datasets, by id."""

    known: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, node: Node) -> GroupNames:
        """As the node has them now."""
        with node.records.read() as tx:
            return cls({one.id: one.name for one in tx.datasets.all()})

    def name(self, group: str) -> str:
        """What is shown for a group."""
        return self.known.get(group, group)

    def by_id(self, question: Question) -> Question:
        """The question with datasets by their ids.

        Raises:
            UsageError: a name that none of them has.
        """
        wanted = question.people.dataset
        ids = {name: i for i, name in self.known.items()}
        missing = set(wanted) - ids.keys()
        if missing:
            raise UsageError(f"there is no dataset '{min(missing)[:60]}' here")
        people = replace(question.people, dataset=tuple(ids[name] for name in wanted))
        return replace(question, people=people)


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
