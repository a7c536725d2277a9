"""What today's knowledge says of a variant in a case, part by part, and what each part rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from samvar import __version__
from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.analyse.acmg.of_row import Judged, facts_of_row
from samvar.focus.rare_disease.analyse.acmg.suggest import suggest
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.analyse.phenotype.rank import query_of
from samvar.focus.rare_disease.analyse.phenotype.score import score
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.presentation import Presentation
from samvar.focus.rare_disease.rules import acmg
from samvar.focus.rare_disease.rules.acmg.shelf import read_folder, rules_for
from samvar.focus.rare_disease.service.case import small_of
from samvar.focus.rare_disease.service.evidence import parents_are_proven
from samvar.focus.rare_disease.service.reading import FOLDER
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Basis:
    """What a part rests on. mark: changes where the part could have. words: for people."""

    mark: str
    words: str


def clinvar_basis(case: KeptCase) -> Basis:
    """ClinVar, as the case's own file is annotated with it."""
    kept = small_of(case)
    return Basis(kept.columns, f"{kept.file}, {case.at.date().isoformat()}")


def clinvar_said(row: SmallRow) -> dict[str, Any]:
    """The gravest verdict that the file has; `nothing` where it says nothing."""
    return {"verdict": row.clinvar.name.lower()}


def acmg_basis(node: NodeLike, case: KeptCase) -> Basis:
    """The rules, samvar's and the laboratory's own, and the case's file."""
    kept = small_of(case)
    own = node.knowledge_shelf / FOLDER / "acmg"
    files = (*_shipped(), *sorted(own.glob("*.toml"))) if own.is_dir() else _shipped()
    proven = str(parents_are_proven(case))
    mark = _digest([kept.columns, __version__, proven, *(_bytes(path) for path in files)])
    return Basis(mark, f"samvar {__version__}, {kept.file}, {case.at.date().isoformat()}")


def acmg_said(node: NodeLike, case: KeptCase, row: SmallRow) -> dict[str, Any]:
    """Class, points and labels that the file alone suggests; nothing a person has said counts.

    class: None where no annotator says what the variant does.
    """
    facts = facts_of_row(
        row, Judged(), (), parents_proven=parents_are_proven(case), file=small_of(case).file
    )
    if facts is None:
        return {"class": None, "points": 0, "labels": []}
    own = node.knowledge_shelf / FOLDER / "acmg"
    rules = read_folder(own) if own.is_dir() and any(own.glob("*.toml")) else ()
    result = classify(suggest(facts, rules_for(facts.gene, None, rules)))
    return {
        "class": result.proposed.value,
        "points": result.points,
        "labels": list(result.labels),
    }


@cache
def _shipped() -> tuple[Path, ...]:
    return tuple(sorted((Path(acmg.__file__).parent / "genes").glob("*.toml")))


def gene_basis(corpus: Corpus, case: KeptCase) -> Basis:
    """The phenotype release, and what was seen in the patient."""
    told = sorted(f"{each.term} {each.present}" for each in case.told.terms)
    return Basis(_digest([corpus.release.digest, __version__, *told]), corpus.release.name)


@dataclass(frozen=True, slots=True)
class GeneRanks:
    """A patient's genes by their diseases' fit. ranks: from 1, by symbol. ranked: False where
    nothing was seen in the patient."""

    corpus: Corpus
    ranks: Mapping[str, int]
    ranked: bool

    def said(self, genes: Sequence[str]) -> dict[str, Any]:
        """Of the best of some genes, by symbol; diseases: none where no link is Mendelian."""
        known = [gene for gene in genes if gene in self.corpus.genes.number]
        best = min(known, key=lambda gene: self.ranks.get(gene, 1 << 30), default="")
        return {
            "ranked": self.ranked,
            "gene": best or (genes[0] if genes else ""),
            "rank": self.ranks.get(best),
            "of": len(self.ranks),
            "diseases": _diseases(self.corpus, best),
        }


def gene_ranks(corpus: Corpus, case: KeptCase) -> GeneRanks:
    """Rank all genes for the patient; the same score as the list of diseases has."""
    patient = Presentation(
        case.label,
        tuple(each.term for each in case.told.terms if each.present),
        tuple(each.term for each in case.told.terms if not each.present),
    )
    query, _ = query_of(corpus, patient)
    if not query.seen:
        return GeneRanks(corpus, {}, ranked=False)
    total, _ = corpus.genes.scores(score(corpus, query, ()).alone)
    order = (-total).argsort(kind="stable").tolist()
    genes = corpus.genes.genes
    return GeneRanks(corpus, {genes[at].symbol: n for n, at in enumerate(order, 1)}, ranked=True)


def _diseases(corpus: Corpus, gene: str) -> list[str]:
    at = corpus.genes.number.get(gene)
    if at is None:
        return []
    places = corpus.genes.of.owners()[corpus.genes.of.item == at].tolist()
    said, kept = corpus.release.annotations, corpus.statements.kept
    return [said.diseases[int(kept[place])] for place in places]


def _bytes(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\t".join(parts).encode()).hexdigest()[:32]
