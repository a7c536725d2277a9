"""Carriers of a variant, by how alike they are to the patient that is asked for.

Twelve groups: affected, unaffected and of nobody known which, each parted into close, alike, far
and without a known feature. Features are known of probands only, so relatives are in the last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import msgspec
import numpy as np

from samvar.focus.rare_disease.records.matching import Matching
from samvar.focus.rare_disease.rules.match.band import BANDS
from samvar.focus.rare_disease.share.known import check_terms, liken, open_cases
from samvar.govern.ledger_price import Form
from samvar.model.calls import Int64
from samvar.model.contribution import Contribution
from samvar.model.errors import Refused, UsageError
from samvar.model.genome import Assembly
from samvar.model.strata import PARTS, Way, stratum
from samvar.model.variant import Variant
from samvar.network.canonical import digest
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.tells import Variants
from samvar.network.view import View

STATUSES = (*PARTS[Way.AFFECTED], "unknown")
GROUPS = tuple(f"{status}:{band.value}" for status in STATUSES for band in BANDS)
"""What each number of a column is of."""
_COLUMNS = ("carriers", "people", "individuals")
_STRATA = tuple(stratum(Way.AFFECTED, label) for label in PARTS[Way.AFFECTED])
_UNKNOWN_BAND = len(BANDS) - 1


class PhenotypesArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """variant: `1-1000-A-G`. terms: features that were seen in the patient that is asked for."""

    assembly: Literal["GRCh37", "GRCh38"]
    variant: str
    terms: tuple[str, ...] = ()


def answer_phenotypes(args: PhenotypesArgs, view: View) -> SumValue:
    """Carriers and people by group; individuals: those of them all who were looked at there.

    Raises:
        Refused: it is not asked for somebody's care.
    """
    if view.asker is None or not view.asker.purpose.is_care:
        raise Refused("what patients have is held against a variant in care only")
    return cells(args, view)


def cells(args: PhenotypesArgs, view: View, only: Collection[str] | None = None) -> SumValue:
    """The same of some people, or of all. only: persons."""
    assembly = Assembly(args.assembly)
    variant = Variant.parse(args.variant, assembly)
    key = view.snapshot.keys_of([variant])
    group = _groups(args, view)
    found = {name: np.zeros(n, dtype=np.int64) for name, n in _length(args).items()}
    counted = view.counted()
    for each in counted.values():
        if each.assembly is assembly and (only is None or each.person in only):
            found["people"][group(each)] += 1
    for sample, _ in view.snapshot.carriers(assembly, int(key[0]), view.scope):
        if only is None or counted[sample].person in only:
            found["carriers"][group(counted[sample])] += 1
    if only is None:
        found["individuals"][:] = view.snapshot.counts(assembly, key, view.scope).individuals
    return found


class _groups:  # noqa: N801 - used as a function
    """The group of a contribution's person."""

    def __init__(self, args: PhenotypesArgs, view: View) -> None:
        likened = liken(view, args.terms)
        self._band: dict[str, int] = {}
        for case, person in open_cases(view, other_centres=False).items():
            if case in likened.place:
                own = int(likened.band[likened.place[case]])
                self._band[person] = min(own, self._band.get(person, _UNKNOWN_BAND))
        self._affected = view.read(lambda tx: Matching(tx.connection).affected())

    def __call__(self, each: Contribution) -> int:
        affected = self._affected.get(each.sample)
        if affected is None:
            status = next((n for n, name in enumerate(_STRATA) if name in each.strata), 2)
        else:
            status = 0 if affected else 1
        return status * len(BANDS) + self._band.get(each.person, _UNKNOWN_BAND)


def _length(_args: PhenotypesArgs) -> Mapping[str, int]:
    return {"carriers": len(GROUPS), "people": len(GROUPS), "individuals": 1}


def _carriers(value: SumValue) -> Mapping[str, Int64]:
    return {"carriers": value["carriers"]}


def _others(value: SumValue) -> Mapping[str, Int64]:
    return {"carriers": value["people"] - value["carriers"]}


def _check(args: PhenotypesArgs) -> None:
    check_terms(args.terms)
    if len(args.variant) > 2_000:
        raise UsageError("that is no small variant")
    Variant.parse(args.variant, Assembly(args.assembly))


VARIANT_PHENOTYPES = Operation(
    name="variant_phenotypes",
    version=1,
    title="How alike are the carriers of a variant to a patient?",
    args=PhenotypesArgs,
    kind=Sum(
        columns=_COLUMNS,
        length=_length,
        per_person=dict.fromkeys(_COLUMNS, 1),
        carriers=_carriers,
        others=_others,
        people={"carriers": "people"},
        # The groups together are the carriers that `variant_frequency` tells.
        partitions=frozenset({"carriers"}),
        strata=lambda _: 0,
        names=lambda _: {"carriers": GROUPS, "people": GROUPS},
    ),
    permission="ask:national",
    disclosure="permit",
    verb="ask-variant-phenotypes",
    answer=answer_phenotypes,
    check=_check,
    denominator=lambda args: args.assembly,
    tells=lambda args: Variants(args.assembly, (args.variant,), form=Form.CARRIERS),
    sparing=lambda args: digest(sorted(args.terms)) if args.terms else None,
)
