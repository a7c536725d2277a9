"""From a settled reading to the record of a report: what is said, and all that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import samvar
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reading import Conclusion, Finding
from samvar.focus.rare_disease.model.reading_round import Round, Unsettled, same
from samvar.focus.rare_disease.model.referral import RareReferral
from samvar.focus.rare_disease.model.report import (
    Feature,
    GateLine,
    NationalCount,
    Pin,
    RareReport,
    Reader,
    ReportedFinding,
    StoredReport,
)
from samvar.focus.rare_disease.records import RareCases, RareReferrals, RareReports
from samvar.focus.rare_disease.report import FORM
from samvar.focus.rare_disease.rules.acmg.shelf import ANY_GENE, rules_for
from samvar.focus.rare_disease.service.case import opened, small_of
from samvar.focus.rare_disease.service.panel_genes import pinned_of
from samvar.focus.rare_disease.service.quality import Asked, questions_of
from samvar.focus.rare_disease.service.reading import rounds_in
from samvar.focus.rare_disease.service.referral import shown
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.knowledge.phenotype.release import phenotype_release
from samvar.model.clock import iso, utc_now
from samvar.model.consent import Use
from samvar.model.errors import BadInput, CorruptStore, NotFound
from samvar.model.ids import new_id
from samvar.model.variant import Variant
from samvar.network.merge import NationalAnswer
from samvar.present.area import NodeLike

Ask = Callable[..., NationalAnswer]
"""`present.page.Reader.ask`: an operation by name, its arguments by theirs."""
_LISTS = tuple(name for name in CATEGORIES if name not in ("fusion",))
_MOVING = ("signer", "signature")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report would be made of now. held: why the reading is not settled. consented: to
    secondary findings. earlier: the case's reports, newest first."""

    case: KeptCase
    referral: RareReferral
    round: Round
    asked: tuple[Asked, ...]
    consented: bool
    earlier: tuple[StoredReport, ...]

    @property
    def held(self) -> tuple[Unsettled, ...]:
        """Why the reading is not settled; () where it is."""
        return self.round.unsettled

    @property
    def standing(self) -> StoredReport | None:
        """The newest report, unless it was withdrawn."""
        newest = self.earlier[0] if self.earlier else None
        return None if newest is None or newest.withdrawn is not None else newest


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a report is not derived anew: its name, its moment, and what was so then."""

    id: str
    made: datetime
    by: str
    supersedes: str | None
    national: dict[str, NationalCount]


def basis_of(node: NodeLike, case: str) -> Basis:
    """All of it. Whether the case may be seen is the caller's to have asked.

    Raises:
        NotFound: no such case here, or its referral is from before referrals were kept.
    """
    with node.records.read() as tx:
        found = RareCases(tx.connection).get(case)
        referral = shown(node, tx, [RareReferrals(tx.connection).get(found.referral)])[0]
        earlier = RareReports(tx.connection).of_case(case)
        consented = tx.choices.allows(found.person, Use.SECONDARY)
    now = rounds_in(node, [found])[case][-1]
    return Basis(found, referral, now, questions_of(found), consented, earlier)


def draft_report(node: NodeLike, basis: Basis, by: str = "", ask: Ask | None = None) -> RareReport:
    """The report that would be signed now; nothing is kept.

    by: who would sign. ask: asks the country how often the variants are seen; None: nobody does.

    Raises:
        NotFound: the reading is not settled.
    """
    conclusion = basis.round.settled
    if conclusion is None:
        raise NotFound("the case's reading is not settled", remedy="see its page of reading")
    told = _told(conclusion, consented=basis.consented)
    standing = basis.standing
    supersedes = None if standing is None else standing.id
    national = {} if ask is None else _national(basis.case, told, ask)
    taken = Taken(new_id("report"), utc_now(), by, supersedes, national)
    return _made(node, basis, conclusion, taken)


def differing(node: NodeLike, report: RareReport) -> tuple[str, ...]:
    """Derive a signed report again from what it pins; names of what would be said otherwise now.

    () means that the same record comes out, byte for byte. What is no pin but a moment of the
    world (when, by whom, national counts, consent) is taken from the report.

    Raises:
        NotFound: the case is no longer here.
    """
    basis = basis_of(node, report.case)
    case = basis.case
    rounds = rounds_in(node, [case])[case.id]
    if not 0 < report.round <= len(rounds):
        raise NotFound("the round of reading that was signed is not here")
    basis = replace(
        basis,
        round=rounds[report.round - 1],
        asked=questions_of(case, until=report.made),
        consented=report.secondary != "not_asked",
    )
    conclusion = basis.round.settled
    if conclusion is None:
        return ("conclusion",)
    national = {
        f"{each.category} {each.variant}": each.national
        for each in report.findings
        if each.national is not None
    }
    taken = Taken(report.id, report.made, report.by, report.supersedes, national)
    again = replace(
        _made(node, basis, conclusion, taken), signer=report.signer, signature=report.signature
    )
    if FORM.written(again) == FORM.written(report):
        return ()
    return tuple(
        each.name
        for each in fields(RareReport)
        if each.name not in _MOVING and getattr(again, each.name) != getattr(report, each.name)
    )


def report_of(node: NodeLike, identifier: str) -> tuple[RareReport, StoredReport]:
    """A signed report as it was kept, its signature checked; and what is noted of it beside.

    Raises:
        NotFound: no such report. CorruptStore: it is not what was signed.
    """
    with node.records.read() as tx:
        stored = RareReports(tx.connection).get(identifier)
    return opened_report(node, stored), stored


def opened_report(node: NodeLike, stored: StoredReport) -> RareReport:
    """The record of a stored report, its signature checked.

    Raises:
        CorruptStore: it is not what was signed.
    """
    report = replace(FORM.read(stored.document.encode()), signature=stored.signature)
    if not FORM.verify(report, [node.key.public]):
        raise CorruptStore("the report is not what was signed", remedy="restore a backup")
    return report


def _made(node: NodeLike, basis: Basis, conclusion: Conclusion, taken: Taken) -> RareReport:
    case, referral = basis.case, basis.referral
    release = phenotype_release()
    ontology = release.ontology
    findings = _told(conclusion, consented=basis.consented)
    secondary = "not_asked"
    if basis.consented:
        secondary = "told" if any(each.secondary for each in findings) else "none"
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
    kept = {each.category for each in case.lists}
    gates = tuple(
        GateLine(
            each.gate.gate, each.gate.members, each.gate.standing, each.gate.reasons, each.why,
            "" if each.override is None else each.override.by,
            "" if each.override is None else iso(each.override.at),
        )
        for each in basis.asked
    )  # fmt: skip
    return RareReport(
        id=taken.id,
        case=case.id,
        case_label=case.label,
        referral=referral.id,
        referral_label=referral.label,
        person=case.person,
        patient=referral.patient,
        sample=next((each.sample for each in case.members if each.name == case.proband), ""),
        made=taken.made,
        by=taken.by,
        centre=node.centre.name,
        referring_region=case.referring_region,
        requester=referral.asked.requester,
        question=referral.asked.question,
        indication=referral.indication,
        features=tuple(
            Feature(each.term, _label(ontology, each.term), each.present)
            for each in case.told.terms
        ),
        assembly=case.assembly.value,
        members=tuple(each.name for each in case.members),
        pins=tuple(pins),
        gates=gates,
        outcome=conclusion.outcome.value,
        findings=tuple(_finding(node, case, each, taken) for each in findings),
        text=conclusion.text,
        round=basis.round.number,
        readers=_readers(basis.round),
        agreed=_agreed(basis.round),
        secondary=secondary,
        not_examined=(
            *(f"list {name}" for name in _LISTS if name not in kept),
            *(f"gate {each.name}" for each in basis.asked if each.gate.standing == "not assessed"),
        ),
        software=f"samvar {samvar.__version__}",
        supersedes=taken.supersedes,
    )


def _told(conclusion: Conclusion, *, consented: bool) -> tuple[Finding, ...]:
    """The findings that may be told, those that answer the question first."""
    kept = [each for each in conclusion.findings if consented or not each.secondary]
    return tuple(sorted(kept, key=lambda each: (each.secondary, -each.classed.tier, each.variant)))


def _finding(node: NodeLike, case: KeptCase, found: Finding, taken: Taken) -> ReportedFinding:
    return ReportedFinding(
        category=found.category,
        variant=found.variant,
        gene=found.gene,
        hgvs=_hgvs(node, case, found),
        classed=found.classed.value,
        zygosity=found.zygosity,
        condition=found.condition,
        inheritance=found.inheritance,
        partial=found.partial,
        secondary=found.secondary,
        points=found.points,
        labels=found.labels,
        note=found.note,
        national=taken.national.get(f"{found.category} {found.variant}"),
    )


def _hgvs(node: NodeLike, case: KeptCase, found: Finding) -> tuple[str, ...]:
    """Names by the transcripts of the gene: those of MANE, else the gravest one's."""
    if found.category != "snv":
        return ()
    with suppress(NotFound, BadInput), opened(node, case, small_of(case)) as small:
        numbers = small.at(Variant.parse(found.variant, case.assembly))
        rows = small.rows(numbers[:1])
        told = [
            each
            for row in rows
            for each in row.told.consequences
            if each.hgvs_c and found.gene in ("", each.gene, each.hgnc_id)
        ]
        chosen = [each for each in told if each.mane is not None]
        chosen = chosen or sorted(told, key=lambda each: (each.rank, each.transcript))[:1]
        names = [", ".join(filter(None, (each.hgvs_c, each.hgvs_p))) for each in chosen]
        return tuple(dict.fromkeys(names))
    return ()


def _national(case: KeptCase, findings: Sequence[Finding], ask: Ask) -> dict[str, NationalCount]:
    small = [each.variant for each in findings if each.category == "snv"]
    if not small:
        return {}
    answer = ask("variant_frequency", assembly=case.assembly.value, variants=tuple(small))
    cover, at = answer.coverage, iso(utc_now())
    found = {}
    for place, name in enumerate(small):
        carriers = people = None
        if answer.value is not None:
            ac, hom, of = (int(answer.value[n][place]) for n in ("ac", "hom", "individuals"))
            carriers = ac - hom if ac >= 0 and hom >= 0 else None
            people = of if of >= 0 else None
        state = "suppressed" if answer.value is not None and carriers is None else answer.state
        found[f"snv {name}"] = NationalCount(
            carriers, people, cover.nodes_answered, cover.nodes_eligible, state, at
        )
    return found


def _readers(now: Round) -> tuple[Reader, ...]:
    first = {each.reader: each for each in now.first_pair or ()}
    return tuple(
        Reader(account, step.said.conclusion.outcome.value)
        for account in now.readers
        if (step := first.get(account) or now.concluded.get(account)) is not None
        and step.said.conclusion is not None
    )


def _agreed(now: Round) -> bool | None:
    """Whether two readers said the same before they knew of each other."""
    if now.first_pair is None:
        return None
    one, two = (each.said.conclusion for each in now.first_pair)
    return one is not None and two is not None and same(one, two)


def _label(ontology: Any, term: str) -> str:
    number = ontology.number.get(term)
    return "" if number is None else str(ontology.names[number])
