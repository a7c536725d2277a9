"""How deep a member of a case was sequenced, of what was measured: by its best measure."""

from __future__ import annotations

from samvar.focus.rare_disease.model.case import CaseMember, CaseTables
from samvar.focus.rare_disease.model.kept import ToldDepth


def depth_of(member: CaseMember, tables: CaseTables) -> ToldDepth | None:
    """Of the target, or of the autosomes of a genome; else of the sites that a tool looks at.

    None: no file says it. The mean of a whole genome says nothing of an exome, and is left out.
    """
    whole = tables.depths.get(member.id)
    if (
        whole is not None
        and whole.mean is not None
        and (whole.of_target or member.analysis == "wgs")
    ):
        of = "target" if whole.of_target else "autosomes"
        shares = {str(n): share for n, share in whole.shares.items() if share is not None}
        return ToldDepth(member.id, of, whole.mean, shares, "coverage")
    of_sites = (
        *(("somalier", each.sample, each.depth) for each in tables.sketches),
        *(("peddy", each.sample, each.depth) for each in tables.peddy),
    )
    for source, name, depth in of_sites:
        if name == member.id and depth is not None:
            return ToldDepth(member.id, "sites", depth, {}, source)
    return None
