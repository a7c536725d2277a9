"""For each operation: what to ask, and what the answer must be, from the planted truth alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from samvar.demo.generator import Country
from samvar.demo.population import POPULATIONS
from samvar.demo.truth import Truth, carriers_of_any, truth
from samvar.model.calls import Bool, Int64
from samvar.model.contribution import Scope
from samvar.network.merge import NationalAnswer

_CHUNK = 5000
_FLOOR = 10
_COUNTS = ("ac", "hom", "hemi", "an", "individuals")
_CARRIER_SITES = 400


@dataclass(frozen=True, slots=True)
class Planted:
    """The truth for one use: per node and stratum (None: everyone). floor: 0 for care."""

    country: Country
    scope: Scope
    parts: Mapping[str, Mapping[str | None, Truth]]
    floor: int
    names: tuple[str, ...]

    def total(self, without: str | None, label: str | None = None) -> Truth:
        """The sum over all nodes but one."""
        out = Truth.zero(len(self.names))
        for node, strata in self.parts.items():
            if node != without and label in strata:
                out.add(strata[label])
        return out


def plant_truth(country: Country, scope: Scope) -> Planted:
    """Reckon the truth of every region once."""
    parts = {cohort.node: truth(cohort, scope) for cohort in country.cohorts}
    floor = 0 if scope is Scope.CARE else _FLOOR
    return Planted(country, scope, parts, floor, tuple(country.sites.names))


@dataclass(frozen=True, slots=True)
class Expected:
    """questions: the arguments to ask with. fault: the first difference, or None.
    size: how many `noun` one question compares."""

    noun: str
    questions: Callable[[Planted], Iterable[Mapping[str, Any]]]
    fault: Callable[[Planted, Mapping[str, Any], NationalAnswer, str | None], str | None]
    size: Callable[[Mapping[str, Any]], int]


def _first(name: str, wrong: Bool, found: Int64, planted: Int64) -> str | None:
    if not wrong.any():
        return None
    at = int(np.flatnonzero(wrong)[0])
    return f"{name} {at}: {int(found[at])}, planted {int(planted[at])} ({int(wrong.sum())} differ)"


def _sum_fault(
    answer: NationalAnswer, column: str, planted: Int64, carriers: Int64, floor: int
) -> str | None:
    """Equal wherever shown; hidden wherever fewer than `floor` (and more than 0) carry."""
    found = answer.value[column]
    hidden = answer.hidden.get(column, np.zeros(len(found), dtype=bool))
    must_hide = (carriers < floor) & (carriers > 0) if floor else np.zeros(len(found), dtype=bool)
    if column in answer.hidden and (must_hide & ~hidden).any():
        return f"{column}: a count below {floor} carriers is shown"
    if hidden.any() and not floor:
        return f"{column}: a count is hidden in care"
    if (carriers >= 10 * floor).any() and hidden[carriers >= 10 * floor].all():
        return f"{column}: every count is hidden, common ones too"
    return _first(column, (found != planted) & ~hidden, found, planted)


def _bounds_fault(answer: NationalAnswer, column: str, whole: Int64) -> str | None:
    """With a node down, the truth of the whole country lies between the bounds."""
    if answer.bounds is None or answer.bounds.upper is None:
        return f"{column}: no bounds"
    lower, upper = answer.bounds.lower[column], answer.bounds.upper[column]
    hidden = answer.hidden.get(column, np.zeros(len(lower), dtype=bool))
    outside = ((whole < lower) | (whole > upper)) & ~hidden
    return _first(f"{column} outside its bounds", outside, lower, whole)


def _frequency_questions(planted: Planted) -> Iterable[Mapping[str, Any]]:
    labels = {label for strata in planted.parts.values() for label in strata if label is not None}
    chosen = tuple(label for label in POPULATIONS if label in labels)
    for lo in range(0, len(planted.names), _CHUNK):
        yield {
            "assembly": "GRCh38",
            "variants": planted.names[lo : lo + _CHUNK],
            "strata": "ancestry",
            "ancestries": chosen,
        }


def _frequency_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    lo = planted.names.index(args["variants"][0])
    part = slice(lo, lo + len(args["variants"]))
    labels = (None, *args["ancestries"])
    there = [planted.total(stopped, label) for label in labels]
    whole = [planted.total(None, label) for label in labels]
    carriers = np.concatenate([t.carriers[part] for t in there])
    for column in _COUNTS:
        wanted = np.concatenate([getattr(t, column)[part] for t in there])
        fault = _sum_fault(answer, column, wanted, carriers, planted.floor)
        if fault is None and stopped is not None:
            everyone = np.concatenate([getattr(t, column)[part] for t in whole])
            fault = _bounds_fault(answer, column, everyone)
        if fault is not None:
            return fault
    heard = planted.total(stopped).people
    if answer.coverage.individuals_answered != heard:
        return f"coverage counts {answer.coverage.individuals_answered} people, planted {heard}"
    if stopped is None:
        return None
    return _af_bounds_fault(answer, whole, part)


def _af_bounds_fault(answer: NationalAnswer, whole: list[Truth], part: slice) -> str | None:
    ac = np.concatenate([t.ac[part] for t in whole]).astype(float)
    an = np.concatenate([t.an[part] for t in whole]).astype(float)
    if answer.bounds is None or answer.bounds.af_lower is None or answer.bounds.af_upper is None:
        return "no bounds of the frequency"
    af = np.divide(ac, an, out=np.zeros(len(ac)), where=an > 0)
    shown = ~np.isnan(answer.bounds.af_lower) & (an > 0)
    outside = shown & (
        (af < answer.bounds.af_lower - 1e-12) | (af > answer.bounds.af_upper + 1e-12)
    )
    return "a true frequency lies outside its bounds" if outside.any() else None


def _carrier_questions(planted: Planted) -> Iterable[Mapping[str, Any]]:
    step = max(1, len(planted.names) // _CARRIER_SITES)
    yield {"assembly": "GRCh38", "variants": planted.names[::step][:1000]}


def _carrier_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    at = [planted.names.index(name) for name in args["variants"]]
    there, whole = planted.total(stopped), planted.total(None)
    fault = _sum_fault(answer, "carriers", there.carriers[at], there.carriers[at], planted.floor)
    if fault is None:
        wanted = there.individuals[at]
        fault = _first("individuals", answer.value["individuals"] != wanted,
                       answer.value["individuals"], wanted)  # fmt: skip
    if fault is None and not planted.floor:
        cohorts = [c for c in planted.country.cohorts if c.node != stopped]
        people = sum(carriers_of_any(c, planted.scope, at) for c in cohorts)
        found = int(answer.value["any_carriers"][0])
        fault = None if found == people else f"any_carriers: {found}, planted {people}"
    if fault is None and stopped is not None:
        fault = _bounds_fault(answer, "carriers", whole.carriers[at])
    return fault


def _key_questions(planted: Planted) -> Iterable[Mapping[str, Any]]:  # noqa: ARG001 - same for all
    return [
        {"assembly": "GRCh38", "region": "10:94000000-96000000"},
        {"assembly": "GRCh38", "region": "MT"},
    ]


def _key_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    """As many keys as sites of the region that somebody carries."""
    sites, there = planted.country.sites, planted.total(stopped)
    contig, _, stretch = args["region"].partition(":")
    start, end = (int(x) for x in stretch.split("-")) if stretch else (1, 1 << 28)
    code = 25 if contig == "MT" else int(contig)
    inside = (sites.contig == code) & (sites.position >= start - 1) & (sites.position < end)
    wanted = int((inside & (there.ac > 0)).sum())
    return None if len(answer.value) == wanted else f"{len(answer.value)} keys, planted {wanted}"


def _dataset_fault(
    planted: Planted, _args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    found = {row.node: row.samples for row in answer.value.values()}
    wanted = {
        cohort.node: sum(planted.scope in c.scopes for c in cohort.contributions)
        for cohort in planted.country.cohorts
        if cohort.node != stopped
    }
    return None if found == wanted else f"samples {found}, planted {wanted}"


def _status_fault(
    planted: Planted, _args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    found = {row.node: row.individuals["GRCh38"] for row in answer.value.values()}
    wanted = {
        node: strata[None].by_assay for node, strata in planted.parts.items() if node != stopped
    }
    return None if found == wanted else f"individuals {found}, planted {wanted}"


EXPECTED: dict[str, Expected] = {
    "variant_frequency": Expected(
        "variants in all strata", _frequency_questions, _frequency_fault,
        lambda args: len(args["variants"]),
    ),
    "carriers_count": Expected(
        "variants", _carrier_questions, _carrier_fault, lambda args: len(args["variants"])
    ),
    "variant_keys": Expected("regions", _key_questions, _key_fault, lambda _: 1),
    "dataset_list": Expected("list of datasets", lambda _: [{}], _dataset_fault, lambda _: 1),
    "node_status": Expected("list of nodes", lambda _: [{}], _status_fault, lambda _: 1),
}  # fmt: skip
"""By operation name. A new operation needs a row here, or the check fails."""
