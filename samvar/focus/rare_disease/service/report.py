"""From a settled reading to the record of a report: what is said, and all that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import samvar
from samvar.focus.rare_disease.model.reading import Conclusion
from samvar.focus.rare_disease.model.report import (
    Feature,
    NationalCount,
    RareReport,
    StoredReport,
)
from samvar.focus.rare_disease.records import RareReports
from samvar.focus.rare_disease.report import FORM
from samvar.focus.rare_disease.service.quality import questions_of
from samvar.focus.rare_disease.service.reading import rounds_in
from samvar.focus.rare_disease.service.report_basis import Basis, basis_of
from samvar.focus.rare_disease.service.report_findings import (
    Ask,
    national_counts,
    reported,
    told_findings,
)
from samvar.focus.rare_disease.service.report_genes import genes_of_panels
from samvar.focus.rare_disease.service.report_pins import (
    adjudication_of,
    agreed_of,
    depths_of,
    filters_of,
    gates_of,
    not_examined,
    pins_of,
    readers_of,
)
from samvar.focus.rare_disease.service.report_sought import sought_of
from samvar.govern.identity import User
from samvar.knowledge.phenotype.release import phenotype_release
from samvar.model.clock import utc_now
from samvar.model.errors import CorruptStore, NotFound
from samvar.model.ids import new_id
from samvar.present.area import NodeLike

_MOVING = ("signer", "signature")


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a report is not derived anew: its name, its moment, and what was so then."""

    id: str
    made: datetime
    by: str
    supersedes: str | None
    national: dict[str, NationalCount]
    by_name: str | None = None


def draft_report(
    node: NodeLike, basis: Basis, by: User | None = None, ask: Ask | None = None
) -> RareReport:
    """The report that would be signed now; nothing is kept.

    by: who would sign. ask: asks the country how often the variants are seen; None: nobody does.

    Raises:
        NotFound: the reading is not settled.
    """
    conclusion = basis.round.settled
    if conclusion is None:
        raise NotFound("the case's reading is not settled", remedy="see its page of reading")
    told = told_findings(conclusion, consented=basis.consented)
    standing = basis.standing
    supersedes = None if standing is None else standing.id
    national = {} if ask is None else national_counts(basis.case, told, ask)
    account, name = ("", None) if by is None else (by.id, by.name.strip() or None)
    taken = Taken(new_id("report"), utc_now(), account, supersedes, national, name)
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
    taken = Taken(report.id, report.made, report.by, report.supersedes, national, report.by_name)
    again = replace(
        _made(node, basis, conclusion, taken), signer=report.signer, signature=report.signature
    )
    if report.filters is None:
        again = replace(again, filters=None)
    if report.depths is None:
        again = replace(again, depths=None)
    if report.genes is None:
        again = replace(again, genes=None)
    if report.sought is None:
        again = replace(again, sought=None)
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
    findings = told_findings(conclusion, consented=basis.consented)
    secondary = "not_asked"
    if basis.consented:
        secondary = "told" if any(each.secondary for each in findings) else "none"
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
        pins=pins_of(case, release),
        gates=gates_of(basis.asked),
        outcome=conclusion.outcome.value,
        findings=tuple(reported(node, case, each, taken.national) for each in findings),
        text=conclusion.text,
        round=basis.round.number,
        readers=readers_of(basis.round),
        agreed=agreed_of(basis.round),
        secondary=secondary,
        not_examined=not_examined(case, basis.asked),
        software=f"samvar {samvar.__version__}",
        supersedes=taken.supersedes,
        filters=filters_of(case, taken.made),
        depths=depths_of(case),
        adjudication=adjudication_of(basis.round),
        sought=sought_of(node, case, referral),
        by_name=taken.by_name,
        genes=genes_of_panels(node, case),
    )


def _label(ontology: Any, term: str) -> str:
    number = ontology.number.get(term)
    return "" if number is None else str(ontology.names[number])
