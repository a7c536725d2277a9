"""Relatives' signed answers, as the proband's case shows them.

Nothing is copied into the proband's case: what is shown is read from the relative's newest signed
report while it stands, so that an amendment replaces it and a withdrawal takes it back. It is shown
to those alone who may see both the proband's case and the relative's.
"""

from __future__ import annotations

from samvar.focus.rare_disease.analyse.acmg.relatives import family_of, suggested
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.relative import FamilyCount, RelativeAnswer
from samvar.focus.rare_disease.records import RareReferrals, RareReports
from samvar.focus.rare_disease.service.case import opened, small_of
from samvar.focus.rare_disease.service.evidence import zygosity
from samvar.focus.rare_disease.service.report import opened_report
from samvar.govern.identity import Asker
from samvar.govern.patient import hidden_among, permit_about
from samvar.model.errors import BadVariant, NotFound
from samvar.model.variant import Variant
from samvar.present.area import NodeLike


def relatives_answers(
    node: NodeLike, case: KeptCase, asker: Asker, *, noted: bool = True
) -> tuple[RelativeAnswer, ...]:
    """Of each relative whose answer stands and whose record `asker` may see, the newest first.

    Seeing the proband's case is the caller's to have asked. That a relative's answer was looked at
    is written down about the relative; noted: False where the same page has done so.

    Raises:
        CorruptStore: a report is not what was signed.
    """
    with node.records.read() as tx:
        asked = [
            each
            for each in RareReferrals(tx.connection).of_relatives(case.id)
            if each.report is not None and not each.withdrawn
        ]
        people = {each.person for each in asked}
        hidden = hidden_among(tx, node, asker, "see:referrals", people)
        reports = RareReports(tx.connection)
        kept = [
            (each, reports.get(each.report))
            for each in asked
            if each.person not in hidden and each.report is not None
        ]
    found = []
    for person in sorted({each.person for each, _ in kept} if noted else ()):
        permit_about(node, asker, "see:referrals", "see-relative-answer", person)
    for referral, stored in kept:
        report = opened_report(node, stored)
        found += [
            RelativeAnswer(
                referral.id, referral.label, referral.person, referral.relation or "other",
                referral.kind.value, report.id, report.made, report.by, line,
            )
            for line in report.sought or ()
        ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.signed, reverse=True))


def family_counts(
    node: NodeLike, case: KeptCase, answers: tuple[RelativeAnswer, ...]
) -> tuple[FamilyCount, ...]:
    """What the answers count for in a dominant disease, by variant. Somebody who answered twice
    counts once, by the newest answer."""
    found = []
    for variant in dict.fromkeys(each.line.variant for each in answers):
        told = [(each.relation, each.line) for each in newest_of(answers, variant)]
        family = family_of(told)
        gene, counts = _in_proband(node, case, variant)
        counts &= any(
            line.affected == "affected" and line.carried != "not_assessed" for _, line in told
        )
        found.append(
            FamilyCount(
                variant, gene, family, len(told),
                sum(line.carried != "not_assessed" for _, line in told),
                suggested(gene, family) if counts else (),
            )
        )  # fmt: skip
    return tuple(found)


def newest_of(answers: tuple[RelativeAnswer, ...], variant: str) -> list[RelativeAnswer]:
    """Each relative's newest answer about one variant. answers: the newest first."""
    newest: dict[str, RelativeAnswer] = {}
    for each in answers:
        if each.line.variant == variant:
            newest.setdefault(each.person, each)
    return list(newest.values())


def _in_proband(node: NodeLike, case: KeptCase, variant: str) -> tuple[str, bool]:
    """The gene, and whether the proband is ill and carries the variant."""
    ill = any(each.affected for each in case.members if each.name == case.proband)
    try:
        with opened(node, case, small_of(case)) as small:
            row = small.rows(small.at(Variant.parse(variant, case.assembly))[:1])[0]
    except (NotFound, BadVariant, IndexError):
        return "", False
    severe = row.told.severe
    gene = severe.gene if severe and severe.gene else "".join(row.told.symbols[:1])
    return gene, ill and zygosity(case, row) != "unknown"
