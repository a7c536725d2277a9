"""Terms of the Human Phenotype Ontology for whoever types: names of ids, and ids of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from samvar.focus.rare_disease.service.phenotype import corpus_of
from samvar.knowledge.phenotype.search import Finder, Hit
from samvar.knowledge.phenotype.swedish import swedish_words
from samvar.model.errors import BadInput, NotFound


@lru_cache(maxsize=1)
def _finder() -> Finder:
    ontology = corpus_of(None).ontology
    known = {id: words for id, words in swedish_words().items() if id in ontology.number}
    return Finder(ontology, known)


def find_terms(typed: str, limit: int = 12) -> tuple[Hit, ...]:
    """Features by what somebody types, in English or Swedish, with slips; the best first.

    Raises:
        NotFound: no ontology is installed.
    """
    feature = corpus_of(None).world.feature
    found = (each for each in _finder().search(typed[:200], 3 * limit) if feature[each.term])
    return tuple(found)[:limit]


def names_of(terms: Iterable[str]) -> Mapping[str, str]:
    """The English names of terms; those that the installed ontology lacks have none here."""
    try:
        ontology = corpus_of(None).ontology
    except NotFound:
        return {}
    places = {term: ontology.number.get(term) for term in terms}
    return {term: ontology.names[at] for term, at in places.items() if at is not None}


def term_of(text: str) -> str:
    """The id of today of a feature.

    Raises:
        BadInput: it is no term, or none of a feature. NotFound: no ontology is installed.
    """
    corpus = corpus_of(None)
    at = corpus.ontology.number.get(text.strip().upper())
    if at is None or not corpus.world.feature[at]:
        raise BadInput(
            f"'{text.strip()[:40]}' is no feature of the Human Phenotype Ontology",
            remedy="write an id such as HP:0001250",
        )
    return corpus.ontology.ids[at]


__all__ = ["Hit", "find_terms", "names_of", "swedish_words", "term_of"]
