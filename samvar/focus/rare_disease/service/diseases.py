"""Diseases and genes ranked for a case, by the features that it keeps of its proband."""

from __future__ import annotations

from pathlib import Path

from samvar.focus.rare_disease.model.presentation import Presentation
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.phenotype import Ranked, rank_all
from samvar.govern.identity import Asker
from samvar.present.area import NodeLike


def rank_case(
    node: NodeLike,
    identifier: str,
    asker: Asker,
    hpo: Path | None = None,
    *,
    explained: str | None = None,
    questions: int = 0,
) -> Ranked:
    """See `service.phenotype.rank_all`. A case without features has empty lists and a reason.

    Raises:
        Refused: the person may not see it. NotFound: no such case here, or, with `explained`, no
            such disease.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-case", case)
    kept = case_of(node, case)
    seen = tuple(each.term for each in kept.told.terms if each.present)
    excluded = tuple(each.term for each in kept.told.terms if not each.present)
    # A term that a newer ontology lacks is told with the ranking, and left out of it.
    patient = Presentation(kept.label, seen, excluded)
    (ranked,) = rank_all((patient,), hpo, explained=explained, questions=questions)
    return ranked
