"""For each operation: what to ask, and what the answer must be, from the planted truth alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import numpy as np

from samvar.demo.emergencies import EMERGENCIES
from samvar.demo.permits import APPLICATIONS, WAITING, decision_of
from samvar.demo.pharmacogenomics.draw import patients_of
from samvar.demo.pharmacogenomics.expected import PHARMACOGENOMICS
from samvar.demo.planted import Expected, Planted, bounds_fault, first, sum_fault
from samvar.demo.population import POPULATIONS
from samvar.demo.rare_disease.expected import RARE_DISEASE
from samvar.demo.rare_disease.people import keys_of
from samvar.demo.rare_disease.plan import families_of
from samvar.demo.structural_expected import BESIDE
from samvar.demo.truth import Truth, carriers_of_any
from samvar.model.shape import learned
from samvar.model.strata import PARTS
from samvar.network.merge import NationalAnswer
from samvar.network.operations.variant_frequency import FrequencyArgs

_CHUNK = 5000
_BY_OTHER_WAYS = 1000
"""Variants that are asked for by sex, area, status and assay as well."""
_COUNTS = ("ac", "hom", "hemi", "an", "individuals")
_CARRIER_SITES = 400
_ALL = frozenset({"care", "research", "quality"})
_RESEARCH = frozenset({"research"})


def _frequency_questions(planted: Planted) -> Iterable[Mapping[str, Any]]:
    labels = {label for strata in planted.parts.values() for label in strata if label is not None}
    chosen = tuple(label for label in POPULATIONS if label in labels)
    end = _cut(planted)
    for lo in range(0, end, _CHUNK):
        yield {
            "assembly": "GRCh38",
            "variants": planted.names[lo : min(end, lo + _CHUNK)],
            "strata": "ancestry",
            "ancestries": chosen,
        }
    for way in PARTS:
        names = planted.names[: min(end, _BY_OTHER_WAYS)]
        yield {"assembly": "GRCh38", "variants": names, "strata": way.value}


_CARE_ONLY = ("hom", "hemi")
"""Beside alleles these tell too much of one person: see docs/disclosure.md."""


def _frequency_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    lo = planted.names.index(args["variants"][0])
    part = slice(lo, lo + len(args["variants"]))
    strata = (None, *msgspec.convert(args, learned(FrequencyArgs)).names)
    there = [planted.total(stopped, name) for name in strata]
    whole = [planted.total(None, name) for name in strata]
    carriers = np.concatenate([t.carriers[part] for t in there])
    for column in _COUNTS:
        wanted = np.concatenate([getattr(t, column)[part] for t in there])
        if planted.floor and column in _CARE_ONLY:
            if not answer.hidden[column].all():
                return f"{column}: research sees it"
            continue
        fault = sum_fault(answer, column, wanted, carriers, planted.floor)
        if fault is None and stopped is not None:
            everyone = np.concatenate([getattr(t, column)[part] for t in whole])
            fault = bounds_fault(answer, column, everyone)
        if fault is not None:
            return fault
    heard = planted.total(stopped).people
    if answer.coverage.individuals_answered != heard:
        return f"coverage counts {answer.coverage.individuals_answered} people, planted {heard}"
    if stopped is None:
        return None
    return _afbounds_fault(answer, whole, part)


def _afbounds_fault(answer: NationalAnswer, whole: list[Truth], part: slice) -> str | None:
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
    names = planted.names[_cut(planted) :] if planted.floor else planted.names
    step = max(1, len(names) // _CARRIER_SITES)
    yield {"assembly": "GRCh38", "variants": names[::step][:1000]}


def _cut(planted: Planted) -> int:
    """Where research stops to ask for alleles and begins to ask for carriers.

    Both of one variant that nobody has published would tell its homozygotes: no budget buys that.
    """
    return len(planted.names) * 9 // 10 if planted.floor else len(planted.names)


def _carrier_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    at = [planted.names.index(name) for name in args["variants"]]
    there, whole = planted.total(stopped), planted.total(None)
    fault = sum_fault(answer, "carriers", there.carriers[at], there.carriers[at], planted.floor)
    if fault is None:
        wanted = there.individuals[at]
        fault = first("individuals", answer.value["individuals"] != wanted,
                       answer.value["individuals"], wanted)  # fmt: skip
    if fault is None and not planted.floor:
        cohorts = [c for c in planted.cohorts if c.node != stopped]
        people = sum(carriers_of_any(c, planted.scope, at) for c in cohorts)
        found = int(answer.value["any_carriers"][0])
        fault = None if found == people else f"any_carriers: {found}, planted {people}"
    if fault is None and stopped is not None:
        fault = bounds_fault(answer, "carriers", whole.carriers[at])
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
    names = {
        name
        for node in planted.parts
        if node != stopped
        for where, place, name in keys_of(node)
        if where == contig and start - 1 <= place < end
    }
    wanted = int((inside & (there.ac > 0)).sum()) + len(names - set(planted.names))
    return None if len(answer.value) == wanted else f"{len(answer.value)} keys, planted {wanted}"


def _dataset_fault(
    planted: Planted, _args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    found = Counter({row.node: 0 for row in answer.value.values()})
    for row in answer.value.values():
        found[row.node] += row.samples
    wanted = {
        node: sum(planted.scope in c.scopes for c in cohort.contributions)
        for node, cohort in ((c.node, c) for c in planted.country.cohorts)
        if node != stopped
    }
    for node in wanted:
        wanted[node] += sum(drawn.tested for drawn in patients_of(node))
        wanted[node] += sum(len(drawn.family) for _, drawn in families_of(node))
    return None if found == wanted else f"samples {dict(found)}, planted {wanted}"


def _status_fault(
    planted: Planted, _args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    found = {row.node: row.individuals["GRCh38"] for row in answer.value.values()}
    wanted = {
        node: strata[None].by_assay for node, strata in planted.parts.items() if node != stopped
    }
    return None if found == wanted else f"individuals {found}, planted {wanted}"


def _applications_fault(
    _planted: Planted, _args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    """The researcher's own, and nobody else's; a visitor may have made more."""
    planted = {each.id for each in APPLICATIONS}
    found = {row.id: row for row in answer.value.values() if row.id in planted}
    wanted = {
        each.id: each
        for each in APPLICATIONS
        if _RESEARCHER in each.holders and each.node != stopped
    }
    return None if found == wanted else f"applications {sorted(found)}, planted {sorted(wanted)}"


def _decisions_fault(
    planted: Planted, _args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    """What each node's controller said in the beginning to what is not for visitors to decide."""
    found = {(r.node, r.permit): r.outcome for r in answer.value.values() if r.permit != WAITING.id}
    wanted = {
        (node, each.id): word.outcome.value
        for each in APPLICATIONS
        for node in planted.parts
        if (word := decision_of(each, node)) is not None
        and _RESEARCHER in each.holders
        and node != stopped
    }
    return None if found == wanted else f"decisions {found}, planted {wanted}"


def _emergency_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    """At least what was planted, as visitors may have opened more; nothing of a silent node."""
    uses = dict(zip(args["centres"], answer.value["uses"].tolist()[1:], strict=True))
    least = {n: 0 if n == stopped else len(EMERGENCIES.get(n, ())) for n in planted.parts}
    few = {node: uses[node] for node, number in least.items() if uses[node] < number}
    if few or uses.get(stopped or "", 0):
        return f"emergency accesses {uses}, planted at least {least}"
    for column, numbers in answer.value.items():
        total, *parts = numbers.tolist()
        if total != sum(parts):
            return f"{column}: {total} in all, and {sum(parts)} by centre"
    return None


_RESEARCHER = "researcher@uppsala"

EXPECTED: dict[str, Expected] = {
    "variant_frequency": Expected(
        "variants in all strata", _frequency_questions, _frequency_fault,
        lambda args: len(args["variants"]),
    ),
    "carriers_count": Expected(
        "variants", _carrier_questions, _carrier_fault, lambda args: len(args["variants"])
    ),
    "variant_keys": Expected(
        "regions", _key_questions, _key_fault, lambda _: 1, frozenset({"care"})
    ),
    "dataset_list": Expected(
        "list of datasets", lambda _: [{}], _dataset_fault, lambda _: 1, _ALL
    ),
    "node_status": Expected("list of nodes", lambda _: [{}], _status_fault, lambda _: 1, _ALL),
    "permit_applications": Expected(
        "list of applications", lambda _: [{}], _applications_fault, lambda _: 1, _RESEARCH
    ),
    "permit_decisions": Expected(
        "list of decisions",
        lambda _: [{"ids": [each.id for each in APPLICATIONS]}],
        _decisions_fault,
        lambda _: 1,
        _RESEARCH,
    ),
    "emergency_access": Expected(
        "centres",
        lambda planted: [{"centres": tuple(planted.parts)}],
        _emergency_fault,
        lambda args: len(args["centres"]),
        _ALL,
    ),
    **BESIDE,
    **PHARMACOGENOMICS,
    **RARE_DISEASE,
}  # fmt: skip
"""By operation name. A new operation needs a row here, or the check fails."""
