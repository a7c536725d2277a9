"""Which genes of a case's panels were not covered enough, as a report tells it."""

from __future__ import annotations

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.report import GeneCoverLine, GeneShare
from samvar.focus.rare_disease.service.gene_depth import GeneCover, GeneLine, gene_cover
from samvar.present.area import NodeLike

_PLACES = 4


def genes_of_panels(node: NodeLike, case: KeptCase) -> GeneCoverLine:
    """Of all panels that are fixed in the case, in the proband."""
    found = gene_cover(node, case)
    measured = case.gene_depths is not None
    return GeneCoverLine(
        genes=len(found.lines),
        covered=len(found.standing("covered")) if measured and found.lines else None,
        floor=found.floor,
        least=found.least,
        short=tuple(
            GeneShare(each.symbol, _share(found, each)) for each in found.standing("short")
        ),
        not_measured=tuple(each.symbol for each in found.standing("not_measured")),
        not_expected=tuple(each.symbol for each in found.standing("not_expected")),
        by=tuple(dict.fromkeys(each.release or each.file for each in found.sources)),
    )


def _share(found: GeneCover, line: GeneLine) -> float:
    own = line.of(found.case.proband or "")
    share = None if own is None else own.share(found.floor)
    assert share is not None, "a gene that is short was measured"
    return round(share, _PLACES)
