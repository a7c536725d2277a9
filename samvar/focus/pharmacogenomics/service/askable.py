"""What the country can be asked of pharmacogenes: genes, and the names to count by.

A name is counted only where the asker gives it, so the names come from a release, which says
nothing of any person. What no release names is in the last number, that of all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Text, cast, select
from sqlalchemy.sql.elements import ColumnElement

from samvar.focus.pharmacogenomics.model import GeneCall, Status
from samvar.focus.pharmacogenomics.rules import cyp2d6, slco1b1
from samvar.focus.pharmacogenomics.rules.tier1 import MINIMUM
from samvar.focus.pharmacogenomics.service.release import current_release, releases_here
from samvar.focus.pharmacogenomics.tables import results
from samvar.govern.disclosure import FLOOR_CARRIERS
from samvar.govern.identity import Asker
from samvar.knowledge.pharmacogenomics.model import Gene
from samvar.model.shape import learned
from samvar.present.area import NodeLike

_ALLELES = msgspec.json.Decoder(learned(tuple[str, ...]))
_CALL = msgspec.json.Decoder(learned(GeneCall))
_WORST_FIRST = (
    "poor", "likely poor", "intermediate", "likely intermediate", "possible intermediate",
    "decreased", "possible decreased", "normal", "increased", "rapid", "ultrarapid",
)  # fmt: skip
_CYP2D6_SCORES = (0.0, 1.0, 2.0, 3.0)  # one of each phenotype


def askable_genes(node: NodeLike) -> tuple[str, ...]:
    """Genes with a result at this node, in the order of the release in use; others after them.

    A gene of the release that nobody here has a result of is not among them: another node may
    have one, and can be asked by its name.
    """
    with node.records.read() as tx:
        wanted = select(results.c.gene).where(results.c.counts.is_(True)).distinct()
        held = set(tx.connection.execute(wanted).scalars())
    listed = [gene.name for gene in current_release(node).knowledge.genes if gene.name in held]
    return (*listed, *sorted(held.difference(listed)))


def knows(node: NodeLike, gene: str) -> bool:
    """Whether the node could say anything of a gene: by a release, or by what it holds."""
    return _gene(node, gene) is not None or gene in askable_genes(node)


def allele_names(node: NodeLike, gene: str, asker: Asker) -> tuple[str, ...]:
    """The alleles of a gene to count by, in the order of the release.

    Where no release names any (HLA, by outside calls) and the asker cares for patients, those
    held at this node; an asker under a floor would learn of rare ones by their name alone.
    """
    known = _gene(node, gene)
    if known is not None:
        names = [each.shown or each.name for each in known.alleles]
        names += [each.name for each in known.functions]
        if gene == slco1b1.GENE:
            names += [slco1b1.named(base) for base in slco1b1.STANDS_FOR]
        if names:
            return tuple(dict.fromkeys(names))
    if not asker.purpose.is_care:
        return ()
    written = _held(node, gene, cast(results.c.alleles, Text))
    return tuple(sorted({name for text in written for name in _ALLELES.decode(text)}))


def phenotype_names(node: NodeLike, gene: str, asker: Asker) -> tuple[str, ...]:
    """The phenotypes of a gene to count by, from least function to most where they say so.

    >>> by_function(["Normal Metabolizer", "Likely Poor Metabolizer", "Indeterminate"])
    ('Likely Poor Metabolizer', 'Normal Metabolizer', 'Indeterminate')
    """
    known = _gene(node, gene)
    names: Iterable[str] = ()
    if gene == cyp2d6.GENE:
        names = [cyp2d6.phenotype(score) for score in _CYP2D6_SCORES]
    elif known is not None:
        names = [each.phenotype for each in known.phenotypes if each.phenotype]
    if not names and asker.purpose.is_care:
        names = _held(node, gene, results.c.phenotype)
    return by_function(names)


def by_function(names: Iterable[str]) -> tuple[str, ...]:
    """Phenotypes from the least function to the most; those that do not say it stay behind."""
    worst = {words: number for number, words in enumerate(_WORST_FIRST)}

    def rank(name: str) -> int:
        return worst.get(name.lower().rpartition(" ")[0], len(worst))

    return tuple(sorted(dict.fromkeys(names), key=rank))


def ancestry_labels(node: NodeLike, asker: Asker) -> tuple[str, ...]:
    """The labels of this node's own people; other labels it cannot know."""
    scope = asker.purpose.scope
    here = node.contributions().values()
    return tuple(
        sorted({c.ancestry for c in here if c.ancestry and c.counts and scope in c.scopes})
    )


def untested_here(node: NodeLike, gene: str, asker: Asker) -> tuple[str, ...]:
    """Minimum positions that this node's incomplete results did not look at.

    For an asker outside care only those that as many people lack as the floor asks for.
    """
    needed = MINIMUM.get(gene, ())
    missed: Counter[str] = Counter()
    here, scope = node.contributions(), asker.purpose.scope
    wanted = select(results.c.sample, results.c.detail).where(
        results.c.gene == gene,
        results.c.counts.is_(True),
        results.c.status == Status.INCOMPLETE.value,
    )
    with node.records.read() as tx:
        for row in tx.connection.execute(wanted):
            one = here.get(row.sample)
            if one is not None and one.counts and scope in one.scopes:
                missed.update({*_CALL.decode(row.detail).untested}.intersection(needed))
    least = 1 if asker.purpose.is_care else FLOOR_CARRIERS
    return tuple(name for name in needed if missed[name] >= least)


def _gene(node: NodeLike, name: str) -> Gene | None:
    """As the release in use knows it, else as the newest other one does."""
    current = current_release(node).knowledge.gene(name)
    if current is not None:
        return current
    found = (release.knowledge.gene(name) for release in releases_here(node))
    return next((gene for gene in found if gene is not None), None)


def _held(node: NodeLike, gene: str, column: ColumnElement[str]) -> Sequence[str]:
    wanted = select(column).where(results.c.gene == gene, results.c.counts.is_(True)).distinct()
    with node.records.read() as tx:
        return [each for each in tx.connection.execute(wanted).scalars() if each is not None]
