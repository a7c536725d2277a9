"""What a relative's own file shows of the family's variants: signed with the relative's report."""

from __future__ import annotations

from samvar.focus.rare_disease.analyse.inheritance.copies import FLOOR
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.referral import Kind, RareReferral
from samvar.focus.rare_disease.model.report import SoughtLine
from samvar.focus.rare_disease.model.row import Carried
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.case import opened, small_of
from samvar.model.errors import BadVariant, NotFound
from samvar.model.variant import Variant
from samvar.present.area import NodeLike


def sought_of(
    node: NodeLike, case: KeptCase, referral: RareReferral
) -> tuple[SoughtLine, ...] | None:
    """Of each variant that a relative's referral names; None of a referral that is diagnostic.

    Only a genotype that was called says that somebody does not carry a variant, with more reads
    than the inheritance models ask for: a list without it says nothing.
    """
    if referral.kind is Kind.DIAGNOSTIC or referral.of_case is None:
        return None
    ill = next((each.affected for each in case.members if each.name == case.proband), None)
    affected = {None: "unknown", True: "affected", False: "unaffected"}[ill]
    with node.records.read() as tx:
        same = RareCases(tx.connection).get(referral.of_case).assembly is case.assembly
    names = referral.asked.variants
    if not same:
        return tuple(SoughtLine(each, "not_assessed", affected, "assembly") for each in names)
    try:
        kept = small_of(case)
    except NotFound:
        return tuple(SoughtLine(each, "not_assessed", affected, "no_file") for each in names)
    found = []
    with opened(node, case, kept) as small:
        for name in names:
            try:
                numbers = small.at(Variant.parse(name, case.assembly))
            except BadVariant:
                numbers = ()
            rows = small.rows(numbers[:1])
            own = [each for row in rows for each in row.carried if each.member == case.proband]
            found.append(line_of(name, own[0] if own else None, affected))
    return tuple(found)


def line_of(name: str, own: Carried | None, affected: str) -> SoughtLine:
    """One variant by the relative's own column; None where the list does not have the variant.

    >>> line_of("1-1000-A-G", Carried("sis", "0/0", 0, 60, None, 0, 31), "affected").carried
    'not_carrier'
    >>> line_of("1-1000-A-G", Carried("sis", "0/0", 0), "affected").carried
    'not_assessed'
    """
    if own is None:
        return SoughtLine(name, "not_assessed", affected, "absent")
    depth = None if own.reads is None or own.against is None else own.reads + own.against
    carried, why = "carrier" if own.copies else "not_carrier", ""
    if own.copies is None:
        why = "no_call"
    elif (depth is None and not own.copies) or (depth is not None and depth <= FLOOR.depth):
        why = "depth"
    elif not own.copies and (own.reads or 0) >= FLOOR.parent_reads:
        why = "reads"
    elif own.passed is False or (own.quality is not None and own.quality <= FLOOR.quality):
        why = "quality"
    return SoughtLine(name, "not_assessed" if why else carried, affected, why, own.genotype, depth)
