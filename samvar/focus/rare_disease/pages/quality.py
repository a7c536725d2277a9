"""What referrals come to, and how fast they are answered: the country, and each part of it."""

from __future__ import annotations

from samvar.focus.rare_disease.model.measure import DAYS, OUTCOMES
from samvar.focus.rare_disease.service.yielded import (
    NATION,
    By,
    Wait,
    Waits,
    Yield,
    Yields,
    own_yield,
    waits,
    yields,
)
from samvar.focus.rare_disease.words import INDICATIONS
from samvar.focus.rare_disease.words import OUTCOMES as OUTCOME_WORDS
from samvar.model.place import REGIONS
from samvar.present import waited
from samvar.present.coverage import coverage_line
from samvar.present.figures.histogram import histogram_strip
from samvar.present.figures.interval_plot import Scale, interval_axis, interval_bar
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.waited import bin_labels, counted, within_words
from samvar.present.words import word

PATH = "/rare/quality"
_PLACES = 3


def show(reader: Reader) -> Answer:
    """The country and its parts; `?by=` indication or region, `?panel=`, `?since=`, `?until=`."""
    language, query = reader.language, reader.query
    by: By = "indication" if query.get("by") == "indication" else "region"
    panel = query.get("panel", "").strip()
    since, until = query.get("since", ""), query.get("until", "")
    found = yields(reader.ask, by, panel=panel, since=since, until=until)
    waiting = waits(reader.ask, since=since, until=until)
    own = None
    if reader.may("see:referrals"):
        own = own_yield(reader.node, panel=panel, since=since, until=until)
    nation, slow = found.nation, waiting.lines[0] if waiting.lines else None
    return Shown(
        "quality.html",
        language.text("Yield and turnaround"),
        {
            "by": by,
            "panel": panel,
            "since": since,
            "until": until,
            "coverage": coverage_line(found.coverage, found.missing, language),
            "whole": found.coverage.complete,
            "nation": nation,
            "places": _PLACES,
            "share": share_line(nation, language) if nation else "",
            "bounds": bounds_line(nation, language) if nation else "",
            "table": yield_table(found, by, language),
            "waits": waits_table(waiting, language),
            "slow": slow,
            "half": within_words(slow.half_reported if slow else None, language),
            "figure": _figure(slow, language),
            "days": _days(slow, language) if slow and slow.referrals else None,
            "own": own,
            "own_share": share_line(own[0], language) if own else "",
            "own_half": within_words(own[1].half_reported, language) if own else "",
        },
    )


def share_line(found: Yield, language: Language) -> str:
    """The yield in one sentence, with its denominator."""
    solved = found.outcomes["solved"]
    if not found.answered:
        return language.text("No referral has been answered.")
    if found.solved is None or solved is None:
        return language.text("The number of solved referrals is below the floor.")
    return language.text(
        "%(solved)s of %(answered)s answered referrals were solved: %(share)s "
        "(95 %% interval %(low)s–%(high)s).",
        solved=language.number(solved),
        answered=language.number(found.answered),
        share=language.decimal(found.solved.value, _PLACES),
        low=language.decimal(found.solved.lower, _PLACES),
        high=language.decimal(found.solved.upper, _PLACES),
    )


def bounds_line(found: Yield, language: Language) -> str:
    """Where the whole nation's share lies when a centre is silent; '' when none is."""
    if found.low is None or found.high is None:
        return ""
    return language.text(
        "Whatever the silent centres hold, the whole nation's share lies between %(low)s and "
        "%(high)s.",
        low=language.decimal(found.low, _PLACES),
        high=language.decimal(found.high, _PLACES),
    )


def yield_table(found: Yields, by: By, language: Language) -> Table:
    """The nation and each part: referrals, answers, outcomes, and the share that was solved."""
    t = language.text
    shares = [line.solved for line in found.lines]
    scale = Scale.reaching(max((one.upper for one in shares if one is not None), default=1.0))
    lines = [line for line in found.lines if line.referrals]
    return Table(
        t("By referring region") if by == "region" else t("By indication"),
        [
            Column(t("Region") if by == "region" else t("Indication")),
            Column(t("Referrals"), align="number"),
            Column(t("Answered"), align="number"),
            *(Column(word(OUTCOME_WORDS, name, language), align="number") for name in OUTCOMES),
            Column(t("Share solved"), unit="0–1", align="number"),
            Column(t("95 % interval"), unit=t("Wilson"), align="number"),
            Column(t("Interval"), markup=interval_axis(scale, language)),
        ],
        [_yield_row(line, by, scale, language) for line in lines],
        Empty(
            t("No centre has a diagnostic referral in this time."),
            t("Choose a longer time, or all of it."),
            PATH,
        ),
        key="yield",
        caption_hidden=True,
    )


def _yield_row(line: Yield, by: By, scale: Scale, language: Language) -> Row:
    last = [Cell("–"), Cell("–"), Cell("")]
    if line.solved is not None:
        value, low, high = (
            language.decimal(number, _PLACES)
            for number in (line.solved.value, line.solved.lower, line.solved.upper)
        )
        bar = interval_bar(line.solved, scale, strong=line.label == NATION)
        last = [Cell(value, data=True), Cell(f"{low}–{high}", data=True), Cell("", markup=bar)]
    return Row(
        [
            _name(line.label, by, language),
            Cell(language.number(line.referrals), data=True),
            Cell(language.number(line.answered), data=True),
            *(counted(line.outcomes[name], language) for name in OUTCOMES),
            *last,
        ],
        strong=line.label == NATION,
    )


def waits_table(found: Waits, language: Language) -> Table:
    """The nation and each region: referrals, answers, receipts, and by when half had come."""
    t = language.text
    return Table(
        t("Turnaround by referring region"),
        [
            Column(t("Region")),
            Column(t("Referrals"), align="number"),
            Column(t("Answered"), align="number"),
            Column(t("Half within"), align="number"),
            Column(t("Days"), unit=" · ".join((bin_labels(DAYS)[0], bin_labels(DAYS)[-1]))),
            Column(t("Acknowledged"), align="number"),
            Column(t("Half within"), align="number"),
        ],
        [
            Row(
                [
                    _name(line.label, "region", language),
                    Cell(language.number(line.referrals), data=True),
                    Cell(language.number(line.reported), data=True),
                    Cell(within_words(line.half_reported, language)),
                    Cell("", markup=histogram_strip(line.to_report)),
                    Cell(language.number(line.acknowledged), data=True),
                    Cell(within_words(line.half_acknowledged, language)),
                ],
                strong=line.label == NATION,
            )
            for line in found.lines
            if line.referrals
        ],
        Empty(
            t("No centre has received a referral in this time."),
            t("Choose a longer time, or all of it."),
            PATH,
        ),
        key="turnaround",
        caption_hidden=True,
    )


def _name(label: str, by: By, language: Language) -> Cell:
    if label == NATION:
        return Cell(language.text("Sweden"))
    if by == "region":
        return Cell(REGIONS[label].name, data=True)
    return Cell(word(INDICATIONS, label, language))


def _figure(line: Wait | None, language: Language) -> str:
    if line is None or not line.referrals:
        return ""
    title = language.text("Days from referral to report")
    return waited.days_figure(DAYS, line.to_report, language, title=title)


def _days(line: Wait, language: Language) -> Table:
    t = language.text
    return waited.days_table(
        DAYS,
        line.to_report,
        line.reported,
        language,
        title=t("Days from referral to report"),
        empty=t("No referral has been answered."),
        units=(t("referrals"), t("answered referrals")),
    )


PAGES: tuple[Page, ...] = (
    shows(
        PATH,
        show,
        "ask:quality",
        "see-rare-quality",
        N_("Yield and turnaround"),
        menu=("rare_disease", 70),
    ).reads("by", "panel", "since", "until"),
)
