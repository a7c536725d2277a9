"""Genes in which something was found in a case, ranked with what was seen in its proband."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samvar.focus.rare_disease.model.candidate import Candidate, Found
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.candidates import found_in, ranked
from samvar.focus.rare_disease.service.case import case_of, find_case, opened, small_of
from samvar.focus.rare_disease.service.diseases import presentation_of
from samvar.govern.identity import Asker
from samvar.present.area import NodeLike

_HELD = 16
"""Lists of which what was found is kept: a list is the same for as long as its object is."""
_found: dict[str, Mapping[str, Sequence[Found]]] = {}


def candidates_of_case(node: NodeLike, identifier: str, asker: Asker) -> tuple[Candidate, ...]:
    """Candidates of a case, the best hundred first, by its features as they stand.

    Raises:
        Refused: the person may not see it. NotFound: no such case here, its list is gone, or no
            ontology is installed.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-candidates", case)
    found = case_of(node, case)
    return ranked(_found_of(node, found), presentation_of(found))


def _found_of(node: NodeLike, case: KeptCase) -> Mapping[str, Sequence[Found]]:
    kept = small_of(case)
    if kept.columns not in _found:
        while len(_found) >= _HELD:
            _found.pop(next(iter(_found)), None)
        with opened(node, case, kept) as small:
            _found[kept.columns] = found_in(small)
    return _found.get(kept.columns, {})
