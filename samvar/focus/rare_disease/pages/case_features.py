"""What was seen in the proband, and what was looked for in vain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.standing import features_of
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.terms import names_of
from samvar.present.page import Reader


def values(_reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The features as they stand; those that were seen first."""
    found = sorted(features_of(case), key=lambda each: not each.present)
    names = names_of(each.term for each in found)
    return {"features": [(each, names.get(each.term, "")) for each in found]}


SECTION = Section("features", values)
