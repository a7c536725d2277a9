"""How fast orders are answered, and whether before the first dose."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.model.measure import DAYS
from samvar.focus.pharmacogenomics.service import turnaround
from samvar.focus.pharmacogenomics.service.quality import (
    NATION,
    InTime,
    Quality,
    Turnaround,
    own_turnaround,
)
from samvar.model.place import REGIONS
from samvar.present import waited
from samvar.present.coverage import coverage_line
from samvar.present.figures.histogram import histogram_strip
from samvar.present.figures.interval_plot import Scale, interval_axis, interval_bar
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.waited import bin_labels, counted, within_words

PATH = "/pgx/quality"
_PLACES = 3


def show(reader: Reader) -> Answer:
    """The country and each referring region; `?since=` and `?until=` are days of the order."""
    language = reader.language
    since, until = reader.query.get("since", ""), reader.query.get("until", "")
    quality = turnaround(reader.ask, since=since, until=until)
    nation = quality.nation
    own = None
    if reader.may("see:referrals"):
        own = own_turnaround(reader.node, since=since, until=until)
    return Shown(
        "quality.html",
        language.text("Answers in time"),
        {
            "since": since,
            "until": until,
            "coverage": coverage_line(quality.coverage, quality.missing, language),
            "whole": quality.coverage.complete,
            "nation": nation,
            "places": _PLACES,
            "share": share_line(nation.in_time, language) if nation else "",
            "bounds": bounds_line(nation.in_time, language) if nation else "",
            "within": within_words(nation.within, language) if nation else "",
            "floored": nation is not None and nation.within is None and None in nation.days,
            "figure": days_figure(nation, language) if nation and nation.orders else "",
            "days": days_table(nation, language) if nation and nation.orders else None,
            "table": regions_table(quality, language),
            "own": own,
            "own_share": share_line(own.in_time, language) if own else "",
            "own_within": within_words(own.within, language) if own else "",
        },
    )


def share_line(found: InTime, language: Language) -> str:
    """The indicator in one sentence, with its denominator."""
    if found.share is None or found.before is None or found.given is None:
        if found.given == 0:
            return language.text("No order has a first dose that is known to have been given.")
        return language.text("The share of results before the first dose is below the floor.")
    return language.text(
        "%(before)s of %(given)s orders whose first dose was given had their result before it: "
        "%(share)s (95 %% interval %(low)s–%(high)s).",
        before=language.number(found.before),
        given=language.number(found.given),
        share=language.decimal(found.share.value, _PLACES),
        low=language.decimal(found.share.lower, _PLACES),
        high=language.decimal(found.share.upper, _PLACES),
    )


def bounds_line(found: InTime, language: Language) -> str:
    """Where the whole nation's share lies when a centre is silent; '' when none is."""
    if found.low is None or found.high is None:
        return ""
    return language.text(
        "Whatever the silent centres hold, the whole nation's share lies between %(low)s and "
        "%(high)s.",
        low=language.decimal(found.low, _PLACES),
        high=language.decimal(found.high, _PLACES),
    )


def days_figure(line: Turnaround, language: Language) -> str:
    """The nation's histogram."""
    title = language.text("Days from order to report")
    return waited.days_figure(DAYS, line.days, language, title=title)


def days_table(line: Turnaround, language: Language) -> Table:
    """The histogram's numbers."""
    t = language.text
    return waited.days_table(
        DAYS,
        line.days,
        line.reported,
        language,
        title=t("Days from order to report"),
        empty=t("No order has been answered."),
        units=(t("orders"), t("answered orders")),
    )


def regions_table(quality: Quality, language: Language) -> Table:
    """The nation and each referring region: orders, answers, days, results before first dose."""
    t = language.text
    found = [line.in_time.share for line in quality.lines]
    scale = Scale.reaching(max((one.upper for one in found if one is not None), default=0.0))
    lines = [line for line in quality.lines if line.orders]
    return Table(
        t("By referring region"),
        [
            Column(t("Region")),
            Column(t("Orders"), align="number"),
            Column(t("Answered"), unit=t("orders"), align="number"),
            Column(t("Half within"), align="number"),
            Column(t("Days"), unit=" · ".join((bin_labels(DAYS)[0], bin_labels(DAYS)[-1]))),
            Column(t("Before first dose"), unit=t("orders"), align="number"),
            Column(t("Dose given"), unit=t("orders"), align="number"),
            Column(t("Share"), unit="0–1", align="number"),
            Column(t("95 % interval"), unit=t("Wilson"), align="number"),
            Column(t("Interval"), markup=interval_axis(scale, language)),
        ],
        [_region_row(line, scale, language) for line in lines],
        Empty(
            t("No centre has an order in this time."),
            t("Choose a longer time, or all of it."),
            PATH,
        ),
        key="regions",
        caption_hidden=True,
    )


def _region_row(line: Turnaround, scale: Scale, language: Language) -> Row:
    nation = line.region == NATION
    name = language.text("Sweden") if nation else REGIONS[line.region].name
    share = line.in_time.share
    last = [Cell("–"), Cell("–"), Cell("")]
    if share is not None:
        value, low, high = (
            language.decimal(number, _PLACES) for number in (share.value, share.lower, share.upper)
        )
        bar = interval_bar(share, scale, strong=nation)
        last = [Cell(value, data=True), Cell(f"{low}–{high}", data=True), Cell("", markup=bar)]
    return Row(
        [
            Cell(name, data=not nation),
            Cell(language.number(line.orders), data=True),
            Cell(language.number(line.reported), data=True),
            Cell(within_words(line.within, language)),
            Cell("", markup=histogram_strip(line.days)),
            counted(line.in_time.before, language),
            counted(line.in_time.given, language),
            *last,
        ],
        strong=nation,
    )


PAGES: tuple[Page, ...] = (
    shows(
        PATH,
        show,
        "ask:quality",
        "see-pgx-quality",
        N_("Answers in time"),
        menu=("pharmacogenomics", 50),
    ).reads("since", "until"),
)
