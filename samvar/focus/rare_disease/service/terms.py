"""Terms of the Human Phenotype Ontology for whoever types: names of ids, and ids of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samvar.focus.rare_disease.service.phenotype import corpus_of
from samvar.model.errors import BadInput, NotFound


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
