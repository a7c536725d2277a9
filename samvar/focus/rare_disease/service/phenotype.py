"""Rank by phenotype and measure how well that goes: on Phenopackets, without a node."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from samvar.focus.rare_disease.analyse.phenotype.ask_next import ask_next
from samvar.focus.rare_disease.analyse.phenotype.benchmark import FIRST, Measured, measure
from samvar.focus.rare_disease.analyse.phenotype.corpus import corpus_of
from samvar.focus.rare_disease.analyse.phenotype.explain import explain
from samvar.focus.rare_disease.analyse.phenotype.rank import LISTED, query_of, rank
from samvar.focus.rare_disease.analyse.phenotype.score import score
from samvar.focus.rare_disease.intake.presentation import presentation_of, solved_of
from samvar.focus.rare_disease.model.presentation import (
    Contribution,
    Presentation,
    Question,
    Ranking,
    Solved,
)
from samvar.formats.phenopacket.packet import Phenopacket
from samvar.formats.phenopacket.read import (
    parse,
    phenopackets_of,
    read_phenopacket,
    read_phenopackets,
)
from samvar.model.errors import BadInput, NotFound, Where

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking, why its first disease stands first, and what to ask next.

    explained: the disease that `why` is about.
    """

    ranking: Ranking
    explained: str | None = None
    why: tuple[Contribution, ...] = ()
    questions: tuple[Question, ...] = ()


def presentations(path: Path) -> tuple[Presentation, ...]:
    """All patients of a file of Phenopackets, one in a line; '-' is standard input.

    Raises:
        NotFound: there is no such file. BadFile: with the line; nothing is ranked then.
    """
    return tuple(presentation_of(packet) for packet in _packets(path))


def presentation(path: Path) -> tuple[Presentation, str]:
    """The one patient of a file, and the name of its subject; '-' is standard input.

    Raises:
        NotFound: there is no such file. BadFile: it is no phenopacket, or none alone.
    """
    if path == STANDARD_INPUT:
        packet = parse(sys.stdin.buffer.read(), Where("standard input"), Phenopacket)
    else:
        packet = read_phenopacket(path)
    return presentation_of(packet), str((packet.subject and packet.subject.id) or packet.id)


def stated(seen: Sequence[str], excluded: Sequence[str], folder: Path | None) -> Presentation:
    """A patient of whom somebody states terms.

    Raises:
        BadInput: a term is not in the ontology.
    """
    number = corpus_of(folder).ontology.number
    for term in (*seen, *excluded):
        if term not in number:
            raise BadInput(
                f"'{term[:40]}' is no term of the Human Phenotype Ontology",
                remedy="write ids such as HP:0001250",
            )
    return Presentation("stated", tuple(seen), tuple(excluded))


def rank_all(
    patients: Iterable[Presentation],
    folder: Path | None = None,
    *,
    own_papers: bool = True,
    explained: str | None = None,
    questions: int = 0,
    listed: int = LISTED,
) -> Iterator[Ranked]:
    """Rank patients, one after another.

    own_papers: whether what their own publications say counts. explained: a disease to explain;
    '' is the first of each. questions: how many to ask next.

    Raises:
        NotFound: nothing is known of the disease that shall be explained.
    """
    corpus = corpus_of(folder)
    for patient in patients:
        ranking = rank(corpus, patient, own_papers=own_papers, listed=listed)
        if ranking.reason or (explained is None and not questions):
            yield Ranked(ranking)
            continue
        query, _ = query_of(corpus, patient)
        without = () if own_papers else patient.papers
        scores = score(corpus, query, without)
        told: tuple[Contribution, ...] = ()
        disease = explained or ranking.diseases[0].id
        if explained is not None:
            place = corpus.place(disease)
            if place is None:
                raise NotFound(
                    f"nothing is known of the disease '{disease[:40]}'",
                    remedy="name one as OMIM:154700 or ORPHA:558",
                )
            told = explain(corpus, query, place, scores, without)
        asked = ask_next(corpus, query, scores, questions) if questions else ()
        yield Ranked(ranking, disease if explained is not None else None, told, asked)


def benchmark(path: Path, folder: Path | None = None, *, own_papers: bool = False) -> Measured:
    """Measure on a file of solved patients.

    Raises:
        NotFound: there is no such file. BadFile: with the line.
        BadInput: nobody in it is solved.
    """
    solved = [each for each in map(solved_of, _packets(path)) if each is not None]
    if not solved:
        raise BadInput(
            "no patient of the file is solved",
            why="none has an interpretation that is SOLVED with a disease",
            remedy="give Phenopackets of patients whose disease is known",
        )
    return measure(corpus_of(folder), solved, own_papers=own_papers)


def _packets(path: Path) -> Iterator[Phenopacket]:
    if path == STANDARD_INPUT:
        return phenopackets_of(sys.stdin.buffer, "standard input")
    return read_phenopackets(path)


__all__ = [
    "FIRST",
    "LISTED",
    "Measured",
    "Ranked",
    "Solved",
    "benchmark",
    "corpus_of",
    "presentation",
    "presentations",
    "rank_all",
    "stated",
]
