"""What was seen in the proband, and what was looked for in vain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.standing import features_of
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.terms import Hit, find_terms, names_of, swedish_words
from samvar.model.errors import NotFound
from samvar.present.page import Reader


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The features as they stand; those that were seen first."""
    found = sorted(features_of(case), key=lambda each: not each.present)
    names = names_of(each.term for each in found)
    swedish = swedish_words() if reader.language.code == "sv" else {}
    typed = reader.query.get("q", "").strip()
    return {
        "features": [
            (each, names.get(each.term, ""), next(iter(swedish.get(each.term, ())), ""))
            for each in found
        ],
        "typed": typed,
        "hits": _hits(typed) if typed else (),
    }


def _hits(typed: str) -> tuple[Hit, ...]:
    try:
        return find_terms(typed)
    except NotFound:  # no ontology is installed
        return ()


SECTION = Section("features", values)
