"""Swedish words for common clinical features, to search by.

They are samvar's own, in `swedish.tsv`: no official Swedish translation of the Human Phenotype
Ontology is distributed with it, and this is none. What is kept of a patient is the term's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def swedish_words() -> Mapping[str, tuple[str, ...]]:
    """By a term's id, the words for it, the usual one first.

    >>> swedish_words()["HP:0000252"]
    ('mikrocefali', 'litet huvud')
    """
    text = files("samvar.knowledge.phenotype").joinpath("swedish.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return {id: tuple(words.split("|")) for id, words in rows}
