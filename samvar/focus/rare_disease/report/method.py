"""What a report says of its method, as rows: the filters gone through, and how deep it looked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from samvar.focus.rare_disease.filter_words import FIELDS
from samvar.focus.rare_disease.model.report import (
    DepthLine,
    FilterPin,
    RareReport,
    SoughtLine,
)
from samvar.focus.rare_disease.report import words as w
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.present.language import Language
from samvar.present.words import word

FLOORS = ("10", "20")
"""Depths at which the share of the bases is told, given or not."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact: its label and its value."""

    label: str
    value: str


def sought_rows(report: RareReport, language: Language) -> tuple[Pair, ...]:
    """Of each variant of the family that was looked for in a relative, what the file shows."""
    return tuple(Pair(each.variant, sought_said(each, language)) for each in report.sought or ())


def sought_said(line: SoughtLine, language: Language) -> str:
    """What a relative's file shows of one variant, and what it rests on."""
    said = word(w.SOUGHT, line.carried, language)
    why = word(w.SOUGHT_WHY, line.why, language) if line.why else ""
    depth = "" if line.depth is None else language.text(w.SOUGHT_DEPTH, reads=line.depth)
    told = ", ".join(filter(None, (line.genotype, depth, why)))
    return f"{said} ({told})" if told else said


@dataclass(frozen=True, slots=True)
class FilterRow:
    """A filter of a list. asks: its definition. said: of how many, by whom and when."""

    category: str
    name: str
    asks: str
    said: str
    digest: str


def filter_rows(report: RareReport, language: Language) -> tuple[FilterRow, ...]:
    """Of every list of the case the filters gone through, or that nobody noted one."""
    if report.filters is None:
        return ()
    lists = [each.version for each in report.pins if each.kind == "list"]
    categories = dict.fromkeys((*CATEGORIES, *lists))
    found = []
    for category in (each for each in categories if each in lists):
        mine = [each for each in report.filters if each.category == category]
        found += [_filter(each, language) for each in mine]
        if not mine:
            what = word(CATEGORIES, category, language)
            found.append(FilterRow(what, "", "", language.text(w.NOT_GONE_THROUGH), ""))
    return tuple(found)


def depth_rows(report: RareReport, language: Language) -> tuple[Pair, ...]:
    """Of every member how deep, or that nothing says it."""
    return tuple(Pair(each.member, _depth(each, language)) for each in report.depths or ())


def genes_said(report: RareReport, language: Language) -> str:
    """Which genes of the panels were not covered enough, in words."""
    found, t = report.genes, language.text
    if found is None or (found.genes and found.covered is None):
        return t(w.GENES_NOT_GIVEN)
    if not found.genes:
        return t(w.NO_PANEL)
    short = (f"{each.symbol} {told_share(each.share, language)} %" for each in found.short)
    told = (
        (w.GENES_SHORT, short),
        (w.GENES_NOT_MEASURED, found.not_measured),
        (w.GENES_NOT_EXPECTED, found.not_expected),
    )
    parts = [
        t(
            w.GENES_COVERED,
            covered=language.number(found.covered or 0),
            genes=language.number(found.genes),
            least=language.decimal(100 * found.least, 0),
            floor=language.number(found.floor),
        )
    ]
    parts += [t(said, genes=listed) for said, names in told if (listed := ", ".join(names))]
    parts += [t(w.GENES_BY, what=", ".join(found.by))] if found.by else []
    return " ".join(parts)


def told_share(share: float, language: Language) -> str:
    """In percent, cut and not rounded: never 100 for less than all.

    >>> told_share(0.99999, Language.of("en"))
    '99.9'
    """
    return language.decimal(math.floor(1000 * share) / 10, 1)


def _filter(pin: FilterPin, language: Language) -> FilterRow:
    asked = [f"{word(FIELDS, name, language)}: {value}" for name, value in pin.words.items()]
    return FilterRow(
        word(CATEGORIES, pin.category, language),
        pin.name or language.text(w.OPENING),
        "; ".join(asked) or language.text(w.ASKS_NOTHING),
        language.text(
            w.GONE_THROUGH,
            passed=language.number(pin.passed),
            total=language.number(pin.total),
            who=pin.by,
            day=pin.at[:10],
        ),
        pin.digest,
    )


def _depth(line: DepthLine, language: Language) -> str:
    if line.mean is None:
        return language.text(w.DEPTH_NOT_GIVEN)
    mean = language.decimal(line.mean, 1)
    said = [language.text(w.DEPTHS[line.of], mean=mean, source=line.source)]
    for floor in FLOORS:
        share = line.shares.get(floor)
        if share is None:
            said.append(language.text(w.SHARE_NOT_GIVEN, floor=floor))
        else:
            told = language.decimal(share, 4)
            said.append(language.text(w.SHARE_AT, share=told, floor=floor))
    return "; ".join(said)
