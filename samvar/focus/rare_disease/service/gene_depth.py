"""Which genes of a case were not covered enough, of its panels or of those that somebody names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from samvar.focus.rare_disease.model.gene_depth import DepthSource, GeneDepth, MemberDepth
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.panel import PanelGene
from samvar.focus.rare_disease.records.gene_depths import GeneDepths
from samvar.focus.rare_disease.rules.gene_depth import FLOOR, LEAST
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case, list_files
from samvar.focus.rare_disease.service.gene_names import gene_names
from samvar.focus.rare_disease.service.panel_genes import case_genes
from samvar.focus.rare_disease.service.reading import as_seen
from samvar.govern.identity import Asker
from samvar.model.genome import Sex
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class GeneLine:
    """One gene that was asked for. symbol: as it was asked for. found: None where nobody measured
    it. standing: `covered`, `short`, `not_measured` in the proband, or `not_expected` there: a gene
    of the Y in somebody who has none."""

    symbol: str
    found: GeneDepth | None
    standing: str

    def of(self, member: str) -> MemberDepth | None:
        """What was measured in a member; None: nothing."""
        return None if self.found is None else self.found.members.get(member)


@dataclass(frozen=True, slots=True)
class GeneCover:
    """lines: every gene that was asked for, in order of symbols. floor, least: see `rules`.

    sources: what each member was measured by; () where nobody was. panels: that the genes are of.
    """

    case: KeptCase
    lines: tuple[GeneLine, ...]
    floor: int
    least: float
    sources: tuple[DepthSource, ...]
    panels: tuple[str, ...] = ()

    def standing(self, *which: str) -> tuple[GeneLine, ...]:
        """The lines of these standings."""
        return tuple(each for each in self.lines if each.standing in which)


def see_gene_cover(
    node: NodeLike,
    identifier: str,
    asker: Asker,
    symbols: Collection[str] = (),
    *,
    floor: int = FLOOR,
    least: float = LEAST,
) -> GeneCover:
    """How deep genes of a case were sequenced. symbols: of genes, or HGNC ids; none: those of all
    panels that are fixed in it.

    Raises:
        Refused: the person may not see the case. NotFound: no such case here.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-gene-depths", case)
    found = gene_cover(node, case_of(node, case), symbols, floor=floor, least=least)
    return GeneCover(
        as_seen(node, found.case, asker), found.lines, floor, least, found.sources, found.panels
    )


def gene_cover(
    node: NodeLike,
    case: KeptCase,
    symbols: Collection[str] = (),
    *,
    floor: int = FLOOR,
    least: float = LEAST,
) -> GeneCover:
    """The same. Whether the case may be seen is the caller's to have asked."""
    panels: tuple[str, ...] = ()
    if symbols:
        wanted: Iterable[PanelGene] = [_named(each) for each in dict.fromkeys(symbols)]
    else:
        of_panels = case_genes(node, case.id)
        wanted, panels = of_panels.genes, tuple(each.panel for each in of_panels.pinned)
    names = gene_names(node)
    asked: dict[str, frozenset[str]] = {}
    for gene in wanted:
        asked[gene.symbol] = asked.get(gene.symbol, frozenset()) | names.all_names(gene)
    kept = case.gene_depths
    depths: tuple[GeneDepth, ...] = ()
    sources: tuple[DepthSource, ...] = ()
    if kept is not None and asked:
        with list_files(node, kept) as paths:
            held = GeneDepths(*paths, kept.file)
            sources, depths = held.sources, held.named(frozenset().union(*asked.values()))
    proband = next((each for each in case.members if each.name == case.proband), None)
    lines = []
    for symbol in sorted(asked):
        found = _together(symbol, [each for each in depths if _is(each, asked[symbol])])
        own = None if found is None or proband is None else found.members.get(proband.name)
        without_y = proband is not None and proband.sex is Sex.FEMALE
        lines.append(GeneLine(symbol, found, _standing(own, floor, least, without_y=without_y)))
    return GeneCover(case, tuple(lines), floor, least, sources, panels)


def _is(depth: GeneDepth, names: frozenset[str]) -> bool:
    """Whether that is the gene: by HGNC id where both have one, else by symbol."""
    if depth.hgnc is not None and any(name.startswith("HGNC:") for name in names):
        return depth.hgnc in names
    return depth.symbol in names or depth.hgnc in names


def _together(symbol: str, found: Sequence[GeneDepth]) -> GeneDepth | None:
    """What several sources say of one gene, each under its own name for it, of other members."""
    if not found:
        return None
    members = {name: depth for each in reversed(found) for name, depth in each.members.items()}
    return GeneDepth(symbol, next((each.hgnc for each in found if each.hgnc), None), members)


def _standing(own: MemberDepth | None, floor: int, least: float, *, without_y: bool) -> str:
    share = None if own is None else own.share(floor)
    if own is None or share is None:
        return "not_measured"
    if own.contig == "Y" and without_y:
        return "not_expected"
    return "covered" if share >= least else "short"


def _named(word: str) -> PanelGene:
    if word.upper().startswith("HGNC:"):
        return PanelGene(symbol=word, hgnc=word.upper())
    return PanelGene(symbol=word)
