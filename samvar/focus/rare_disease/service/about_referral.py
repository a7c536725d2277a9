"""Whom a referral or a report is about, so that the policy decides on that patient."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.focus.rare_disease.records import RareReports
from samvar.focus.rare_disease.service import about
from samvar.focus.rare_disease.service.receipt import NOT_SENT, not_sent_by
from samvar.focus.rare_disease.service.step import person_of_referral
from samvar.govern import patient
from samvar.govern.identity import Asker
from samvar.model.errors import NotFound
from samvar.present.area import NodeLike


def about_path(node: NodeLike, path: Mapping[str, str]) -> str | None:
    """The patient of the referral, report or case that a page's address names."""
    if "referral" in path:
        return person_of_referral(node, path["referral"])
    if "report" in path:
        return person_of_report(node, path["report"])
    return about.about_path(node, path)


def not_own(node: NodeLike, asker: Asker, path: Mapping[str, str]) -> str:
    """That the referral or answer of a page's address is not of the asker's own care unit, in
    words; "" where it is."""
    if "report" not in path:
        return not_sent_by(node, asker, path["referral"])
    with node.records.read() as tx:
        try:
            referral = RareReports(tx.connection).get(path["report"]).referral
        except NotFound:
            return NOT_SENT
    return not_sent_by(node, asker, referral)


def person_of_report(node: NodeLike, identifier: str) -> str | None:
    """The patient of a report; None where there is no such report here."""
    with node.records.read() as tx:
        try:
            return RareReports(tx.connection).get(identifier).person
        except NotFound:
            return None


def permit_of_report(
    node: NodeLike, asker: Asker, permission: str, verb: str, identifier: str
) -> None:
    """`permit`, about the patient of a report.

    Raises:
        Refused: the person may not, or the patient has blocked it.
    """
    patient.permit_of(node, asker, permission, verb, person_of_report(node, identifier))
