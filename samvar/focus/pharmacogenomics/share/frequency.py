"""How often a star allele, or a phenotype, is seen.

Names are counted in the order that the asker gives them, so that every node's vectors align;
one more number at the end counts what was not named. People whose result is not certain are
counted apart and are in no frequency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec
import numpy as np
from sqlalchemy import Text, cast, select

from samvar.focus.pharmacogenomics.model.measure import UNSURE
from samvar.focus.pharmacogenomics.tables import calls, results
from samvar.model.calls import Int64
from samvar.model.errors import UsageError
from samvar.model.shape import learned
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.tally import Tally, flat
from samvar.network.tells import Table
from samvar.network.view import View

_MOST = 2_000
"""Alleles or phenotypes in one question."""
_MOST_STRATA = 64
_ALLELE = ("copies", "carriers", "an", "people", "unsure", "tested")
_PHENOTYPE = ("with_phenotype", "people", "unsure", "tested")
_NAMES = msgspec.json.Decoder(learned(tuple[str, ...]))


class _Strata(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ancestries: labels fixed by the asker, with strata='ancestry' only."""

    strata: Literal["none", "ancestry"] = "none"
    ancestries: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The strata beside the total."""
        return self.ancestries if self.strata == "ancestry" else ()


class AlleleArgs(_Strata, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """alleles: star alleles by the release's names. release: only calls under it; "" for any."""

    gene: str
    alleles: tuple[str, ...]
    release: str = ""


class PhenotypeArgs(_Strata, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """phenotypes: by the release's words. release: only calls under it; "" for any."""

    gene: str
    phenotypes: tuple[str, ...]
    release: str = ""


Alike = tuple[str | None, str, str, str | None]
"""Ancestry, status, alleles as JSON, phenotype: all that a sum can tell of a person's result."""


def _people(view: View, gene: str, release: str) -> Counter[Alike]:
    """People by their result. Few results differ, so that counting them first is what is quick;
    the alleles are read as text for the same reason."""
    alleles = cast(results.c.alleles, Text).label("written")
    wanted = select(results.c.status, alleles, results.c.phenotype)
    wanted = wanted.where(results.c.gene == gene, results.c.counts.is_(True))
    if release:
        wanted = wanted.join_from(results, calls).where(calls.c.release == release)
    rows = view.rows_of_samples(wanted, results.c.sample)
    alike: Iterator[Any] = ((contribution.ancestry, *row[:3]) for row, contribution in rows)
    return Counter(alike)


def answer_alleles(args: AlleleArgs, view: View) -> SumValue:
    """Copies and carriers of each allele among people with one certain diplotype."""
    tally = Tally(args.alleles, args.labels)
    copies, carriers = tally.zeros(tally.width), tally.zeros(tally.width)
    an, people, tested = tally.zeros(), tally.zeros(), tally.zeros()
    unsure = tally.zeros(len(UNSURE))
    for (ancestry, status, written, _), number in _people(view, args.gene, args.release).items():
        places = [tally.place(name) for name in _NAMES.decode(written)]
        for row in tally.rows(ancestry):
            tested[row][0] += number
            if status in UNSURE:
                unsure[row][UNSURE.index(status)] += number
                continue
            people[row][0] += number
            an[row][0] += number * len(places)
            for place in places:
                copies[row][place] += number
            for place in set(places):
                carriers[row][place] += number
    return flat(
        {"an": tally.width, "people": tally.width, "tested": len(UNSURE)},
        copies=copies, carriers=carriers, an=an, people=people, unsure=unsure, tested=tested,
    )  # fmt: skip


def answer_phenotypes(args: PhenotypeArgs, view: View) -> SumValue:
    """People of each phenotype, among those to whom the release gives one."""
    tally = Tally(args.phenotypes, args.labels)
    having, people, tested = tally.zeros(tally.width), tally.zeros(), tally.zeros()
    unsure = tally.zeros(len(UNSURE))
    for (ancestry, status, _, phenotype), number in _people(view, args.gene, args.release).items():
        for row in tally.rows(ancestry):
            tested[row][0] += number
            if phenotype is None:
                why = status if status in UNSURE else "not_called"
                unsure[row][UNSURE.index(why)] += number
                continue
            people[row][0] += number
            having[row][tally.place(phenotype)] += number
    return flat(
        {"people": tally.width, "tested": len(UNSURE)},
        with_phenotype=having, people=people, unsure=unsure, tested=tested,
    )  # fmt: skip


_OF_TESTED = {"unsure": "tested", "tested": "tested"}


def _unsure(value: SumValue) -> dict[str, Int64]:
    """Guards of `unsure`, and of `tested`: with `people`, it tells how many are unsure in all."""
    width = len(UNSURE)
    sums = value["unsure"].reshape(-1, width).sum(axis=1)
    return {"unsure": value["unsure"], "tested": np.repeat(sums, width)}


def _none(numbers: Int64) -> Int64:
    """Nobody: carriers beside copies tell the homozygotes of each allele, who are few."""
    return np.zeros_like(numbers)


def _told(gene: str, names: tuple[str, ...], release: str) -> str:
    """A name for exactly this table: other names or another release tell something more."""
    return "\0".join((gene, release, *names))


def _lengths(columns: Iterable[str], names: int, labels: int) -> Mapping[str, int]:
    width = {"unsure": len(UNSURE), "tested": len(UNSURE)}
    return {column: width.get(column, names + 1) * (1 + labels) for column in columns}


def _named(columns: Iterable[str], names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    unsure = ("unsure", "tested")
    return {column: UNSURE if column in unsure else (*names, "others") for column in columns}


def _check_names(gene: str, names: tuple[str, ...], strata: _Strata) -> None:
    if not gene or len(gene) > 40:
        raise UsageError("ask for one gene, by its symbol")
    if len(set(names)) != len(names) or len(names) > _MOST:
        raise UsageError("names are repeated, or too many", remedy=f"at most {_MOST:,}")
    labels = strata.ancestries
    if len(set(labels)) != len(labels) or len(labels) > _MOST_STRATA:
        raise UsageError("ancestry labels are repeated, or too many")
    if bool(labels) != (strata.strata == "ancestry"):
        raise UsageError("give ancestry labels with strata='ancestry', and only then")


ALLELE_FREQUENCY = Operation(
    name="allele_frequency",
    version=1,
    title="How often is a star allele seen?",
    args=AlleleArgs,
    kind=Sum(
        columns=_ALLELE,
        length=lambda args: _lengths(_ALLELE, len(args.alleles), len(args.labels)),
        per_person={"copies": 2, "carriers": 1, "an": 2, "people": 1, "unsure": 1, "tested": 1},
        carriers=lambda v: {"copies": v["carriers"], "carriers": _none(v["carriers"]),
                            **_unsure(v)},
        people={"copies": "people", "carriers": "people", **_OF_TESTED},
        strata=lambda args: len(args.labels),
        frequency=("copies", "an"),
        partitions=frozenset({"copies", "carriers", "unsure"}),
        names=lambda args: _named(_ALLELE, args.alleles),
    ),
    permission="ask:national",
    disclosure="registered",
    verb="ask-allele-frequency",
    answer=answer_alleles,
    check=lambda args: _check_names(args.gene, args.alleles, args),
    denominator=lambda args: f"pgx:{args.gene}",
    tells=lambda args: Table(f"alleles {_told(args.gene, args.alleles, args.release)}", 2,
                             args.labels),
)  # fmt: skip

PHENOTYPE_FREQUENCY = Operation(
    name="phenotype_frequency",
    version=1,
    title="How often is a pharmacogenomic phenotype seen?",
    args=PhenotypeArgs,
    kind=Sum(
        columns=_PHENOTYPE,
        length=lambda args: _lengths(_PHENOTYPE, len(args.phenotypes), len(args.labels)),
        per_person={"with_phenotype": 1, "people": 1, "unsure": 1, "tested": 1},
        carriers=lambda v: {"with_phenotype": v["with_phenotype"], **_unsure(v)},
        people={"with_phenotype": "people", **_OF_TESTED},
        strata=lambda args: len(args.labels),
        partitions=frozenset({"with_phenotype", "unsure"}),
        names=lambda args: _named(_PHENOTYPE, args.phenotypes),
    ),
    permission="ask:national",
    disclosure="registered",
    verb="ask-phenotype-frequency",
    answer=answer_phenotypes,
    check=lambda args: _check_names(args.gene, args.phenotypes, args),
    denominator=lambda args: f"pgx:{args.gene}",
    tells=lambda args: Table(
        f"phenotypes {_told(args.gene, args.phenotypes, args.release)}", 1, args.labels
    ),
)
