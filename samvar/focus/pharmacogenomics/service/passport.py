"""Passports at a node: issued, listed, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from samvar.focus.pharmacogenomics.model import GeneCall, Report
from samvar.focus.pharmacogenomics.passport import (
    Passport,
    PassportGene,
    Sealed,
    StatusList,
    hashed,
    seal,
    seal_list,
    write,
)
from samvar.focus.pharmacogenomics.records import (
    IssuedPassport,
    Passports,
    Reports,
    StoredPassport,
)
from samvar.focus.pharmacogenomics.report import bundle
from samvar.focus.pharmacogenomics.service.about import changing_of
from samvar.focus.pharmacogenomics.service.report import report_of
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.model.clock import iso, utc_now
from samvar.model.consent import Choice, How, Use
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.ids import new_id
from samvar.model.place import CENTRES
from samvar.present.area import NodeLike

VALID_DAYS, MOST_DAYS = 30, 90


def issue_passport(
    node: NodeLike,
    report_id: str,
    centres: Sequence[str],
    asker: Asker,
    *,
    days: int = VALID_DAYS,
) -> Sealed:
    """Sign a passport of a report, for the patient to carry and these centres to fetch.

    Naming the centres is the patient's consent; whoever issues it has asked the patient.

    Raises:
        Refused: the person may not. NotFound: no such report. BadInput: an unknown centre, or a
            validity that is not 1 to 90 days. Conflict: the report has been amended, or the
            patient's sample withdrawn.
    """
    named = tuple(dict.fromkeys(centres))
    strangers = [each for each in named if each not in CENTRES]
    if strangers:
        raise BadInput(
            f"'{strangers[0][:40]}' is not a centre", remedy=f"one of {', '.join(CENTRES)}"
        )
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"a passport is valid for 1 to {MOST_DAYS} days")
    with changing_of(node, asker, "issue:passport", "issue-passport", report_id):
        report = report_of(node, report_id)
        now = utc_now()
        expires = now + timedelta(days=days)
        document = Passport(
            id=new_id("passport"),
            issuer=node.id,
            centre=node.centre.name,
            patient=report.patient,
            report=report.id,
            issued=iso(now),
            expires=iso(expires),
            release=report.sources[0].name,
            genes=tuple(_gene(each, report) for each in report.genes),
            bundle=bundle(report),
        )
        sealed = seal(document, node.key)
        stored = StoredPassport(
            document.id,
            report.person,
            report.id,
            named,
            now,
            expires,
            write(sealed).decode(),
            asker.user.id,
            tuple(dict.fromkeys((report.sample, *(each.sample for each in report.samples)))),
        )
        with node.records.begin() as tx:
            if not all(tx.samples.get(each).live for each in stored.samples):
                raise Conflict("a sample of this report has been withdrawn")
            if Reports(tx.connection).amended(report.id):
                raise Conflict(
                    "the report has been amended", remedy="issue a passport of the newest report"
                )
            Passports(tx.connection).add(stored)
            for centre in named:
                tx.choices.add(
                    Choice(
                        report.person,
                        Use.PASSPORT,
                        True,
                        now,
                        asker.user.id,
                        centre,
                        How.SPOKEN,
                    )
                )
        return sealed


def revoke_passport(node: NodeLike, identifier: str, asker: Asker) -> StatusList:
    """Take a passport back; the new status list says so.

    Raises:
        Refused: the person may not. NotFound: this node has not issued it.
    """
    with changing_of(node, asker, "issue:passport", "revoke-passport", identifier):
        with node.records.begin() as tx:
            Passports(tx.connection).revoke(identifier, utc_now())
        return status_list(node)


def status_list(node: NodeLike) -> StatusList:
    """What this node has taken back, signed now."""
    now = utc_now()  # before the rows are read: a list never claims more than it has seen
    with node.records.read() as tx:
        gone = Passports(tx.connection).revoked()
        outlived = Passports(tx.connection).taken_back()
    bare = StatusList(node.id, iso(now), tuple(sorted({*map(hashed, gone), *outlived})))
    return seal_list(bare, node.key)


def see_status_list(node: NodeLike, asker: Asker) -> StatusList:
    """The same for a person; the look is written down.

    Raises:
        Refused: the person may not.
    """
    permit(node, asker, "read:passport", "see-passport-status")
    return status_list(node)


def passports_of(node: NodeLike, person: str) -> tuple[IssuedPassport, ...]:
    """One person's passports, newest first."""
    with node.records.read() as tx:
        return Passports(tx.connection).of_person(person)


def passports_here(node: NodeLike) -> tuple[IssuedPassport, ...]:
    """All passports of this node, newest first."""
    with node.records.read() as tx:
        return Passports(tx.connection).all()


def passport_here(node: NodeLike, identifier: str) -> StoredPassport:
    """One passport of this node.

    Raises:
        NotFound: this node has not issued it.
    """
    with node.records.read() as tx:
        return Passports(tx.connection).get(identifier)


def newest_report(node: NodeLike, person: str) -> str:
    """The id of a person's newest report.

    Raises:
        NotFound: there is none.
    """
    with node.records.read() as tx:
        found = Reports(tx.connection).of_person(person)
    if not found:
        raise NotFound("the patient has no report", remedy="sign a report first")
    return found[0].id


def _gene(call: GeneCall, report: Report) -> PassportGene:
    score = call.activity_score
    return PassportGene(
        gene=call.gene,
        status=call.status.value,
        diplotypes=tuple(each.name for each in call.diplotypes),
        phenotype=call.phenotype,
        activity_score=None if score is None else f"{score:g}",
        tested=call.tested,
        untested=call.untested,
        samples=report.samples_of(call.gene),
    )
