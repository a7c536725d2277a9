"""A filter put to all rows of a list, step after step, over its columns.

Unknown is not false: a row without a frequency, a consequence, a score or a call passes the step
that asks for it, one that no annotator has looked at passes that of genes, and a model that could
not be judged is as good as one that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from samvar.focus.rare_disease.model.inheritance import COLUMN, Model
from samvar.focus.rare_disease.model.listing import (
    NO_SCORE,
    ClinVar,
    Filter,
    Selected,
    Step,
)
from samvar.model.calls import Bool
from samvar.model.consequence import rank
from samvar.model.errors import UsageError
from samvar.model.genome import CODE
from samvar.store.listing import Ragged

_MITOCHONDRION = CODE["MT"]
"""Half of its genes make no protein: m.3243A>G, the commonest cause of MELAS, is no grave
consequence by any table, and severity hides nothing there."""


class Listed(Protocol):
    """The columns of a list, as `intake.small` makes them; n rows, best first."""

    @property
    def genes(self) -> Mapping[str, int]:
        """The number of each gene that a row names."""
        ...

    @property
    def proband(self) -> int:
        """The proband's number among the members."""
        ...

    def __len__(self) -> int: ...
    def __getitem__(self, name: str) -> np.ndarray: ...
    def ragged(self, name: str) -> Ragged: ...


def select(listed: Listed, wanted: Filter) -> Selected:
    """The rows that pass, and how many each step of the filter hid.

    Raises:
        UsageError: the filter names a consequence that no table has.
    """
    left = np.ones(len(listed), dtype=bool)
    taken = {}
    grave = listed["clinvar"] >= ClinVar.LIKELY_PATHOGENIC
    for step, passes in _steps(wanted).items():
        before = np.count_nonzero(left)
        mask = passes(listed)
        if wanted.clinvar and step > Step.CARRIED:
            mask |= grave
        left &= mask
        taken[step] = int(before - np.count_nonzero(left))
    return Selected(np.flatnonzero(left).astype(np.int32), len(listed), taken)


def hidden_by(listed: Listed, wanted: Filter, row: int) -> tuple[Step, ...]:
    """The steps of a filter that hide one row; none where it is shown."""
    exempt = wanted.clinvar and listed["clinvar"][row] >= ClinVar.LIKELY_PATHOGENIC
    return tuple(
        step
        for step, passes in _steps(wanted).items()
        if not passes(listed)[row] and not (exempt and step > Step.CARRIED)
    )


def _steps(wanted: Filter) -> dict[Step, Callable[[Listed], Bool]]:
    """The steps that a filter asks for; each gives (n) whether a row passes."""
    found: dict[Step, Callable[[Listed], Bool]] = {}
    if wanted.within:
        found[Step.PLACE] = lambda listed: _inside(listed, wanted)
    if wanted.genes is not None:
        found[Step.GENES] = lambda listed: _of_genes(listed, wanted)
    if wanted.carried:
        found[Step.CARRIED] = lambda listed: listed[f"copies_{listed.proband}"] != 0
    if wanted.passed:
        found[Step.QUALITY] = lambda listed: listed["passed"] != 0
    if (most := wanted.frequency) is not None:
        found[Step.FREQUENCY] = lambda listed: ~(listed["frequency"] > np.float32(most))
    if wanted.severity is not None:
        least = least_of(wanted.severity)
        found[Step.SEVERITY] = lambda listed: (
            (listed["severity"] <= least) | (listed["contig"] == _MITOCHONDRION)
        )
    if wanted.models:
        found[Step.INHERITANCE] = lambda listed: _follows(listed, wanted.models)
    if (score := wanted.score) is not None:
        found[Step.SCORE] = lambda listed: (
            (listed["score"] >= score) | (listed["score"] == NO_SCORE)
        )
    return dict(sorted(found.items()))


def least_of(severity: str) -> int:
    """The rank up to which a consequence is as grave as this one.

    Raises:
        UsageError: no table has it.
    """
    least = rank(severity)
    if least == rank(""):
        raise UsageError(
            f"'{severity[:40]}' is not a consequence",
            remedy="name a term of the Sequence Ontology, such as missense_variant",
        )
    return least


def _inside(listed: Listed, wanted: Filter) -> Bool:
    contig, position = listed["contig"], listed["position"]
    end = position + np.maximum(listed["length"], 1)
    found: Bool = np.zeros(len(listed), dtype=bool)
    for each in wanted.within:
        found |= (contig == CODE[each.contig]) & (position < each.end) & (end > each.start)
    return found


def _of_genes(listed: Listed, wanted: Filter) -> Bool:
    known = listed.genes
    marked = np.zeros(max(known.values(), default=-1) + 1, dtype=bool)
    marked[[known[name] for name in wanted.genes or () if name in known]] = True
    ragged = listed.ragged("genes")
    found = ragged.any_of(marked)
    unseen = np.flatnonzero(listed["severity"] < 0)
    found[unseen[ragged.starts[unseen] == ragged.starts[unseen + 1]]] = True
    return found


def _follows(listed: Listed, models: frozenset[Model]) -> Bool:
    bits = np.int32(sum(1 << COLUMN[model] for model in models))
    found: Bool = ((listed["met"] | listed["open"]) & bits) != 0
    return found
