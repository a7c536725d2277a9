"""A report as plain rows in a reader's language: what paper, page and text are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.rare_disease.model.report import NationalCount, RareReport, ReportedFinding
from samvar.focus.rare_disease.report import words as w
from samvar.focus.rare_disease.report.method import (
    FilterRow,
    Pair,
    depth_rows,
    filter_rows,
    genes_said,
    sought_rows,
)
from samvar.focus.rare_disease.words import (
    CLASS_LETTERS,
    CLASSES,
    GATES,
    INDICATIONS,
    OUTCOMES,
    SECONDARY,
    STANDING_MARKS,
    STANDINGS,
    ZYGOSITIES,
)
from samvar.model.place import REGIONS
from samvar.present.language import Language
from samvar.present.signed import signed_by
from samvar.present.words import word


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One variant. names: HGVS. letters: the class in short. facts: further words of it."""

    variant: str
    gene: str
    names: tuple[str, ...]
    classed: str
    letters: str
    criteria: str
    zygosity: str
    condition: str
    facts: tuple[str, ...]
    nation: str


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One question of quality. mark: a key of `present.figures.mark`."""

    what: str
    whom: str
    standing: str
    mark: str
    reasons: str
    override: str


@dataclass(frozen=True, slots=True)
class PinRow:
    """Something that the answer rests on."""

    kind: str
    name: str
    version: str
    digest: str
    source: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """All of it, in the order of reading."""

    id: str
    words: dict[str, str]
    patient: str
    banners: tuple[str, ...]
    head: tuple[Pair, ...]
    outcome: str
    outcome_key: str
    text: str
    findings: tuple[FindingRow, ...]
    secondary: tuple[FindingRow, ...]
    secondary_said: str
    sought: tuple[Pair, ...]
    seen: tuple[Pair, ...]
    absent: tuple[Pair, ...]
    quality: tuple[QualityRow, ...]
    not_examined: tuple[str, ...]
    filters: tuple[FilterRow, ...]
    filters_said: str
    depths: tuple[Pair, ...]
    depths_said: str
    pins: tuple[PinRow, ...]
    readers: tuple[str, ...]
    agreement: str
    limits: tuple[str, ...]
    device: str
    signer: str
    signature: str
    software: str


def view(report: RareReport, language: Language, *, withdrawn: str = "") -> ReportView:
    """The rows. withdrawn: the day on which the report was taken back, "" where it stands."""
    t = language.text
    return ReportView(
        id=report.id,
        words={name: t(text) for name, text in w.LABELS.items()},
        patient=report.patient,
        banners=_banners(report, language, withdrawn),
        head=_head(report, language),
        outcome=word(OUTCOMES, report.outcome, language),
        outcome_key=report.outcome,
        text=report.text,
        findings=tuple(_finding(f, language) for f in report.findings if not f.secondary),
        secondary=tuple(_finding(f, language) for f in report.findings if f.secondary),
        secondary_said=word(SECONDARY, report.secondary, language),
        sought=sought_rows(report, language),
        seen=tuple(Pair(each.term, each.label) for each in report.features if each.present),
        absent=tuple(Pair(each.term, each.label) for each in report.features if not each.present),
        quality=tuple(
            QualityRow(
                word(GATES, each.gate, language),
                " – ".join(each.members),
                word(STANDINGS, each.standing, language),
                STANDING_MARKS.get(each.standing, "unknown"),
                "; ".join(each.reasons),
                f"{each.by}: {each.why}" if each.why else "",
            )
            for each in report.gates
            if each.standing != "not assessed"
        ),
        not_examined=_not_examined(report, language),
        filters=filter_rows(report, language),
        filters_said=t(w.NOT_KEPT) if report.filters is None else "",
        depths=depth_rows(report, language),
        depths_said=t(w.NOT_KEPT) if report.depths is None else genes_said(report, language),
        pins=tuple(
            PinRow(word(w.PINS, p.kind, language), p.name, p.version, p.digest, p.source)
            for p in report.pins
        ),
        readers=tuple(each.account for each in report.readers),
        agreement=_agreement(report, language),
        limits=tuple(map(t, w.LIMITS)),
        device=t(w.NOT_A_DEVICE),
        signer=report.signer if report.signature else "",
        signature=report.signature,
        software=report.software,
    )


def _banners(report: RareReport, language: Language, withdrawn: str) -> tuple[str, ...]:
    found = []
    if withdrawn:
        found.append(language.text(w.WITHDRAWN, day=withdrawn))
    if not report.signature:
        found.append(language.text(w.DRAFT))
    if report.supersedes:
        found.append(language.text(w.AMENDS, id=report.supersedes))
    return tuple(found)


def _head(report: RareReport, language: Language) -> tuple[Pair, ...]:
    region = REGIONS.get(report.referring_region)
    facts = {
        "patient": report.patient,
        "referral": report.referral_label,
        "requester": report.requester,
        "region": region.name if region else report.referring_region,
        "indication": word(INDICATIONS, report.indication, language),
        "question": report.question,
        "case": report.case_label,
        "members": ", ".join(report.members),
        "assembly": report.assembly,
        "centre": report.centre,
        "made": f"{language.moment(report.made)} UTC",
        "by": signed_by(report.by_name, report.by),
    }
    return tuple(
        Pair(language.text(w.HEAD[name]), value) for name, value in facts.items() if value.strip()
    )


def _finding(found: ReportedFinding, language: Language) -> FindingRow:
    points = "" if found.points is None else language.text(w.POINTS, points=f"{found.points:+d}")
    facts = (
        found.inheritance,
        language.text(w.PARTIAL) if found.partial else "",
        found.note,
    )
    return FindingRow(
        variant=found.variant,
        gene=found.gene,
        names=found.hgvs,
        classed=word(CLASSES, found.classed, language),
        letters=CLASS_LETTERS.get(found.classed, ""),
        criteria=", ".join(filter(None, (*found.labels, points))),
        zygosity=word(ZYGOSITIES, found.zygosity, language),
        condition=found.condition,
        facts=tuple(filter(None, facts)),
        nation="" if found.national is None else _nation(found.national, language),
    )


def _nation(count: NationalCount, language: Language) -> str:
    said = {"answered": count.answered, "asked": count.asked, "day": count.at[:10]}
    if count.carriers is not None and count.people is not None:
        return language.text(
            w.CARRIERS,
            carriers=language.number(count.carriers),
            people=language.number(count.people),
            **said,
        )
    text = w.CARRIERS_HIDDEN if count.state == "suppressed" else w.CARRIERS_UNKNOWN
    return language.text(text, **said)


def _not_examined(report: RareReport, language: Language) -> tuple[str, ...]:
    found = []
    for each in report.not_examined:
        kind, _, name = each.partition(" ")
        if kind == "list":
            found.append(word(w.LISTS_NOT_EXAMINED, name, language))
            continue
        gate, _, whom = name.partition(" ")
        what = word(GATES, gate, language)
        found.append(language.text(w.NOT_ASSESSED, what=what, whom=whom))
    return tuple(found)


def _agreement(report: RareReport, language: Language) -> str:
    if report.agreed is None:
        return language.text(w.READ_ONCE)
    said = language.text(w.AGREED if report.agreed else w.DISAGREED)
    made = report.adjudication
    if made is None:
        return said
    told = language.text(
        w.ADJUDICATED,
        by=made.by,
        written=made.written[:10],
        other=made.confirmed_by,
        confirmed=made.confirmed[:10],
    )
    return f"{said} {told}"
