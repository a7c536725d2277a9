"""The country's star alleles and phenotypes as plain rows: of all, by ancestry, by centre.

A number is never without what it is of: a row carries its denominator, a group its tested and
its unsure people, and the whole its coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from samvar.focus.pharmacogenomics.model.measure import UNSURE
from samvar.focus.pharmacogenomics.service.askable import (
    allele_names,
    ancestry_labels,
    knows,
    phenotype_names,
)
from samvar.govern.identity import Asker
from samvar.model.errors import NotFound
from samvar.network.merge import Coverage, Missing, NationalAnswer
from samvar.present.area import NodeLike
from samvar.present.interval import Proportion, wilson

Ask = Callable[..., NationalAnswer]
"""`present.page.Reader.ask`: an operation by name, its arguments by theirs."""
Kind = Literal["nation", "ancestry", "centre"]

OTHERS = ""
"""The name of the row of all alleles or phenotypes that were not asked for by name."""


@dataclass(frozen=True, slots=True)
class Share:
    """One allele or phenotype in one group. None: below the floor, which is not zero.

    count: copies of an allele, or people of a phenotype, among `of`. frequency: with its 95 %
    Wilson interval; None also where nobody could be looked at. low, high: where the whole
    nation's frequency lies when a node is silent; None else, and where nothing bounds it.
    """

    name: str
    count: int | None
    of: int
    frequency: Proportion | None
    low: float | None = None
    high: float | None = None

    @property
    def hidden(self) -> bool:
        """Whether the count may not be shown."""
        return self.count is None


@dataclass(frozen=True, slots=True)
class Group:
    """One group of people. certain: people whose result is one that can be counted by name.

    unsure: state of a result -> people, None below the floor. tested: all with a result.
    """

    kind: Kind
    label: str
    rows: tuple[Share, ...]
    of: int
    certain: int
    tested: int
    unsure: Mapping[str, int | None]

    @property
    def seen(self) -> tuple[Share, ...]:
        """Rows with a count above zero."""
        return tuple(row for row in self.rows if row.count)

    @property
    def hidden(self) -> tuple[Share, ...]:
        """Rows below the floor."""
        return tuple(row for row in self.rows if row.hidden)

    def row(self, name: str) -> Share:
        """The row of a name that was asked for."""
        return next(row for row in self.rows if row.name == name)


@dataclass(frozen=True, slots=True)
class Cohort:
    """An answer on one gene. nation: None where nobody answered. groups: the nation first."""

    gene: str
    what: Literal["alleles", "phenotypes"]
    state: str
    groups: tuple[Group, ...]
    coverage: Coverage
    missing: tuple[Missing, ...]
    took_ms: float

    @property
    def nation(self) -> Group | None:
        """Everybody who is in the answer."""
        return self.groups[0] if self.groups else None

    def of_kind(self, kind: Kind) -> tuple[Group, ...]:
        """Groups by ancestry, or by centre where the asker may see them."""
        return tuple(group for group in self.groups if group.kind == kind)


def allele_cohort(
    node: NodeLike, ask: Ask, asker: Asker, gene: str, *, ancestry: bool = True
) -> Cohort:
    """How often each allele of a gene is seen, among people with one certain diplotype.

    Raises:
        NotFound: neither a release nor this node knows the gene.
    """
    _must_know(node, gene)
    names = allele_names(node, gene, asker)
    labels = ancestry_labels(node, asker) if ancestry else ()
    answer = ask("allele_frequency", gene=gene, alleles=names, **_strata(labels))
    return _cohort(answer, gene, "alleles", names, labels)


def phenotype_cohort(
    node: NodeLike, ask: Ask, asker: Asker, gene: str, *, ancestry: bool = True
) -> Cohort:
    """How often each phenotype of a gene is seen, among people to whom a release gives one.

    Raises:
        NotFound: neither a release nor this node knows the gene.
    """
    _must_know(node, gene)
    names = phenotype_names(node, gene, asker)
    labels = ancestry_labels(node, asker) if ancestry else ()
    answer = ask("phenotype_frequency", gene=gene, phenotypes=names, **_strata(labels))
    return _cohort(answer, gene, "phenotypes", names, labels)


def _must_know(node: NodeLike, gene: str) -> None:
    if not knows(node, gene):
        raise NotFound(
            f"no release and no result here knows the gene '{gene[:40]}'",
            remedy="ask for a gene by its HGNC symbol, such as CYP2C19",
        )


def _strata(labels: Sequence[str]) -> dict[str, Any]:
    return {"strata": "ancestry" if labels else "none", "ancestries": tuple(labels)}


_COUNT: Mapping[str, tuple[str, str]] = {
    "alleles": ("copies", "an"),
    "phenotypes": ("with_phenotype", "people"),
}
"""Numerator and denominator of each question."""


def _cohort(
    answer: NationalAnswer,
    gene: str,
    what: Literal["alleles", "phenotypes"],
    names: Sequence[str],
    labels: Sequence[str],
) -> Cohort:
    groups: list[Group] = []
    if answer.value is not None:
        bounds = [] if answer.coverage.complete else _bounds(answer, what)
        groups.append(_group("nation", "", answer.value, what, names, 0, bounds))
        for number, label in enumerate(labels, 1):
            groups.append(_group("ancestry", label, answer.value, what, names, number))
        for part in answer.parts:
            if part.value is not None:
                groups.append(_group("centre", part.node, part.value, what, names, 0))
    return Cohort(
        gene, what, answer.state, tuple(groups), answer.coverage, answer.missing, answer.took_ms
    )


def _group(
    kind: Kind,
    label: str,
    value: Mapping[str, Any],
    what: str,
    names: Sequence[str],
    stratum: int,
    bounds: Sequence[tuple[float | None, float | None]] = (),
) -> Group:
    """One stratum of a value; its vectors lie stratum by stratum, all others' number last."""
    width = len(names) + 1
    part = slice(stratum * width, (stratum + 1) * width)
    top, bottom = _COUNT[what]
    counts, of = value[top][part].tolist(), value[bottom][part].tolist()
    certain = value["people"][part].tolist()
    unsure = slice(stratum * len(UNSURE), (stratum + 1) * len(UNSURE))
    rows = []
    for at, name in enumerate((*names, OTHERS)):
        count = None if counts[at] < 0 else counts[at]
        low, high = bounds[at] if bounds else (None, None)
        frequency = None if count is None else wilson(count, of[at])
        rows.append(Share(name, count, of[at], frequency, low, high))
    return Group(
        kind,
        label,
        tuple(rows),
        of[0],
        certain[0],
        value["tested"][unsure].tolist()[0],
        {
            state: None if number < 0 else number
            for state, number in zip(UNSURE, value["unsure"][unsure].tolist(), strict=True)
        },
    )


def _bounds(answer: NationalAnswer, what: str) -> list[tuple[float | None, float | None]]:
    """Ends of each national frequency; None where hidden, or where a silent node is unmeasured."""
    bounds = answer.bounds
    top, bottom = _COUNT[what]
    if bounds is None or bounds.upper is None:
        return [(None, None)] * len(answer.value[top])
    low, high = bounds.af_lower, bounds.af_upper
    if low is None or high is None:
        silent = bounds.upper[bottom] - answer.value[bottom]
        low, high = bounded(answer.value[top], answer.value[bottom], silent)
    hidden = answer.value[top] < 0
    return [
        (None, None) if secret else (float(least), float(most))
        for least, most, secret in zip(low, high, hidden, strict=True)
    ]


def bounded(count: Any, of: Any, silent: Any) -> tuple[Any, Any]:
    """Ends of a share once `silent` more people are counted, each in it or not; 0 to 1.

    >>> low, high = bounded(np.array([3]), np.array([10]), np.array([2]))
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.25, 0.417)
    """
    everyone = np.maximum(of + silent, 1)
    nobody = of + silent == 0
    return (
        np.where(nobody, 0.0, count / everyone),
        np.where(nobody, 1.0, np.minimum((count + silent) / everyone, 1.0)),
    )
