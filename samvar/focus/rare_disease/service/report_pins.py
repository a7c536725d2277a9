"""What a report rests on: releases, rules, panels, lists, filters, depths, quality and readers."""

from __future__ import annotations

from datetime import datetime

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reading_round import Round, same
from samvar.focus.rare_disease.model.report import (
    Adjudication,
    DepthLine,
    FilterPin,
    GateLine,
    Pin,
    Reader,
)
from samvar.focus.rare_disease.rules.acmg.shelf import ANY_GENE, rules_for
from samvar.focus.rare_disease.service.listing import state_of
from samvar.focus.rare_disease.service.mark import gone_through
from samvar.focus.rare_disease.service.panel_genes import pinned_of
from samvar.focus.rare_disease.service.quality import Asked
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.knowledge.phenotype.model import Release
from samvar.model.clock import iso
from samvar.network.canonical import digest

_LISTS = tuple(name for name in CATEGORIES if name not in ("fusion",))


def pins_of(case: KeptCase, release: Release) -> tuple[Pin, ...]:
    """Releases and rules, the case's panels, its rank model and its lists."""
    pins = [Pin("knowledge", release.name, release.date, release.digest, release.source)]
    pins += [Pin("rules", title) for title in dict.fromkeys(rules_for(ANY_GENE, None).names)]
    pins += [
        Pin("panel", each.panel, each.version, each.digest)
        for each in sorted(pinned_of(case), key=lambda one: (one.panel, one.version))
    ]
    if case.told.rank_model:
        pins.append(Pin("rank_model", case.told.rank_model))
    pins += [
        Pin("list", each.file, each.category, each.columns)
        for each in sorted(case.lists, key=lambda one: (one.category, one.file))
    ]
    return tuple(pins)


def filters_of(case: KeptCase, until: datetime | None = None) -> tuple[FilterPin, ...]:
    """The filters that somebody went through in the lists as they are now, each as it was then.

    One that was gone through in an earlier state of a list is none of this one. The same filter is
    told once of each person, as they last went through it. until: no later ones.
    """
    found = {
        (gone.category, gone.filter, digest(gone.words), event.by): FilterPin(
            category=gone.category,
            name=gone.name,
            words=dict(gone.words),
            digest=digest(gone.words),
            passed=gone.passed,
            total=gone.total,
            by=event.by,
            at=iso(event.at),
        )
        for event, gone in reversed(gone_through(case))
        if gone.made == state_of(case, gone.category) and (until is None or event.at <= until)
    }
    return tuple(sorted(found.values(), key=lambda each: (each.category, each.at, each.digest)))


def depths_of(case: KeptCase) -> tuple[DepthLine, ...]:
    """Of every member how deep they were sequenced, as the case kept it; None where it did not."""
    told = {each.member: each for each in case.told.depths}
    return tuple(
        DepthLine(each.name)
        if (depth := told.get(each.name)) is None
        else DepthLine(each.name, depth.of, depth.mean, dict(depth.shares), depth.source)
        for each in case.members
    )


def gates_of(asked: tuple[Asked, ...]) -> tuple[GateLine, ...]:
    """Every question of quality with its answer, and what stands against it."""
    return tuple(
        GateLine(
            each.gate.gate, each.gate.members, each.gate.standing, each.gate.reasons, each.why,
            "" if each.override is None else each.override.by,
            "" if each.override is None else iso(each.override.at),
        )
        for each in asked
    )  # fmt: skip


def not_examined(case: KeptCase, asked: tuple[Asked, ...]) -> tuple[str, ...]:
    """Lists that the case does not have, and questions of quality that nothing answers."""
    kept = {each.category for each in case.lists}
    return (
        *(f"list {name}" for name in _LISTS if name not in kept),
        *(f"gate {each.name}" for each in asked if each.gate.standing == "not assessed"),
    )


def readers_of(now: Round) -> tuple[Reader, ...]:
    """Who read, with what each came to before they knew of the other."""
    first = {each.reader: each for each in now.first_pair or ()}
    return tuple(
        Reader(account, step.said.conclusion.outcome.value)
        for account in now.readers
        if (step := first.get(account) or now.concluded.get(account)) is not None
        and step.said.conclusion is not None
    )


def adjudication_of(now: Round) -> Adjudication | None:
    """Who wrote down what both came to, and who confirmed it."""
    step, word = now.adjudicated, now.confirmed
    if step is None or word is None:
        return None
    return Adjudication(step.reader, iso(step.at), word.reader, iso(word.at))


def agreed_of(now: Round) -> bool | None:
    """Whether two readers said the same before they knew of each other."""
    if now.first_pair is None:
        return None
    one, two = (each.said.conclusion for each in now.first_pair)
    return one is not None and two is not None and same(one, two)
