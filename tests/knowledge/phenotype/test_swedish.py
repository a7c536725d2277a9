"""Samvar's own Swedish words for features: each for a term that stands, and found by it."""

from __future__ import annotations

from samvar.knowledge.phenotype.release import phenotype_release
from samvar.knowledge.phenotype.search import Finder
from samvar.knowledge.phenotype.swedish import swedish_words


def test_every_word_is_of_a_term_that_stands_and_is_a_feature() -> None:
    ontology = phenotype_release().ontology
    feature = ontology.below("HP:0000118")
    found = swedish_words()
    assert len(found) > 250
    for id, words in found.items():
        at = ontology.number.get(id)
        assert at is not None, id
        assert ontology.ids[at] == id, f"{id} is not the id of today"
        assert feature[at], id
        assert words
        assert all(word == word.strip() for word in words)


def test_no_word_means_two_terms() -> None:
    every = [word.casefold() for words in swedish_words().values() for word in words]
    assert sorted({word for word in every if every.count(word) > 1}) == []


def test_a_swedish_word_finds_its_term_first_and_english_ones_still_do() -> None:
    ontology = phenotype_release().ontology
    finder = Finder(ontology, swedish_words())
    for id, words in swedish_words().items():
        hits = finder.search(words[0], 3)
        assert id in [hit.id for hit in hits], words[0]
    assert finder.search("krampanfal")[0].id == "HP:0001250", "with a slip"
    assert finder.search("Arachnodactyly")[0].id == "HP:0001166"
