"""What questions about events, repeats and mitochondrial alleles must be answered: a slow loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from samvar.demo.planted import Expected, Planted, bounds_fault, sum_fault
from samvar.demo.site import ASSEMBLY
from samvar.demo.structural import EVENTS, MITOCHONDRIAL_AT, REPEATS_AT, EventCall, Told
from samvar.knowledge.repeats import LIMITS
from samvar.model.calls import Int64
from samvar.model.genome import CODE, Sex, ploidy
from samvar.model.structural import OVERLAP, WINDOW_BP, Event
from samvar.model.variant import Variant
from samvar.network.merge import NationalAnswer
from samvar.store.variants.mitochondrial import LEVELS


def _people(planted: Planted, without: str | None) -> Iterable[Told]:
    """Everybody who was looked at, counts, and allows the use."""
    return (each for node, told in planted.beside.items() if node != without for each in told)


def _looked_at(told: Told, contig: str, start: int, end: int) -> bool:
    own = told.stretches
    return bool(((own.contig == CODE[contig]) & (own.start < end) & (own.end > start)).any())


def _like(one: Event, other: Event) -> bool:
    if (one.kind, one.contig, one.mate) != (other.kind, other.contig, other.mate):
        return False
    if one.kind.spans:
        shared = min(one.end, other.end) - max(one.start, other.start)
        return shared >= OVERLAP * max(one.length, other.length)
    window = WINDOW_BP[one.kind]
    return abs(one.start - other.start) <= window and abs(one.end - other.end) <= window


def _copies(call: EventCall, sex: Sex) -> int:
    """Copies that count: of an X whose number nobody knows one at the most."""
    have = ploidy(ASSEMBLY, call.event.contig, call.event.start, sex)
    return call.copies if call.copies < 0 else min(call.copies, have or 1)


def _events(planted: Planted, texts: Iterable[str], without: str | None) -> dict[str, Int64]:
    asked = [Event.parse(text, ASSEMBLY) for text in texts]
    table = np.zeros((3, len(asked)), dtype=np.int64)
    for told in _people(planted, without):
        for at, event in enumerate(asked):
            if event.kind not in told.kinds:
                continue
            if not (told.is_genome or _looked_at(told, event.contig, event.start, event.end)):
                continue
            found = [
                _copies(call, told.contribution.sex)
                for call in told.events
                if _like(call.event, event)
            ]
            most = max(found, default=0)
            table[:, at] += (most > 0, most == 2, most >= 0)
    return dict(zip(("carriers", "homozygotes", "individuals"), table, strict=True))


def _event_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    there = _events(planted, args["events"], stopped)
    carriers = there["carriers"]
    fault = sum_fault(answer, "carriers", carriers, carriers, planted.floor)
    fault = fault or sum_fault(answer, "individuals", there["individuals"], carriers, 0)
    if fault is None and not planted.floor:
        fault = sum_fault(answer, "homozygotes", there["homozygotes"], carriers, 0)
    if fault is None and stopped is not None:
        whole = _events(planted, args["events"], None)
        fault = bounds_fault(answer, "carriers", whole["carriers"])
    return fault


def _repeat_questions(planted: Planted) -> Iterable[Mapping[str, Any]]:  # noqa: ARG001 - same for all
    for locus, _usual, _expanded in REPEATS_AT:
        for bins in ("class", "length"):
            yield {"assembly": "GRCh38", "locus": locus.name, "bins": bins}


def _repeat_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    limits = LIMITS[args["locus"]]
    bins = len(answer.value["alleles"])
    alleles, people = np.zeros((2, bins), dtype=np.int64)
    called = 0
    for told in _people(planted, stopped):
        units = told.units.get(args["locus"])
        if units is None:
            continue
        called += 1
        own = [
            min(unit, bins - 1) if args["bins"] == "length"
            else (unit > limits.normal_max) + (unit >= limits.pathogenic_min)
            for unit in units
        ]  # fmt: skip
        for at in own:
            alleles[at] += 1
        for at in set(own):
            people[at] += 1
    fault = sum_fault(answer, "alleles", alleles, people, planted.floor, common=False)
    if fault is None and (answer.value["individuals"] != called).any():
        fault = f"individuals {answer.value['individuals'][0]}, planted {called}"
    return fault


def _mitochondrial_fault(
    planted: Planted, args: Mapping[str, Any], answer: NationalAnswer, stopped: str | None
) -> str | None:
    variant = Variant.parse(args["variant"], ASSEMBLY)
    carriers = np.zeros(len(LEVELS), dtype=np.int64)
    individuals = 0
    for told in _people(planted, stopped):
        place = variant.position
        if not (told.is_genome and _looked_at(told, "MT", place, place + 1)):
            continue
        individuals += 1
        if variant in told.reads:
            carrying, total = told.reads[variant]
            carriers[sum(1000 * carrying // total >= low for low in LEVELS) - 1] += 1
    fault = sum_fault(answer, "carriers", carriers, carriers, planted.floor)
    if fault is None and (answer.value["individuals"] != individuals).any():
        fault = f"individuals {answer.value['individuals'][0]}, planted {individuals}"
    return fault


BESIDE: dict[str, Expected] = {
    "structural_frequency": Expected(
        "structural variants",
        lambda _: [{"assembly": "GRCh38", "events": tuple(text for text, _ in EVENTS)}],
        _event_fault,
        lambda args: len(args["events"]),
    ),
    "repeat_lengths": Expected(
        "histograms of a repeat", _repeat_questions, _repeat_fault, lambda _: 1
    ),
    "mitochondrial_frequency": Expected(
        "mitochondrial variants",
        lambda _: [
            {"assembly": "GRCh38", "variant": str(variant)} for variant, _ in MITOCHONDRIAL_AT
        ],
        _mitochondrial_fault,
        lambda _: 1,
    ),
}
