"""Diseases and genes ranked for a case, by the features that it keeps of its proband."""

from __future__ import annotations

from pathlib import Path

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.presentation import Presentation
from samvar.focus.rare_disease.model.standing import features_of
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.phenotype import LISTED, Ranked, rank_all
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
    return ranked_of(case_of(node, case), hpo, explained=explained, questions=questions)


def ranked_of(
    case: KeptCase,
    hpo: Path | None = None,
    *,
    explained: str | None = None,
    questions: int = 0,
    listed: int = LISTED,
) -> Ranked:
    """The same of a case at hand. Whether it may be seen is the caller's to have asked.

    A term that a newer ontology lacks is told with the ranking, and left out of it.

    Raises:
        NotFound: no ontology is installed, or no such disease.
    """
    (ranked,) = rank_all(
        (presentation_of(case),), hpo, explained=explained, questions=questions, listed=listed
    )
    return ranked


def presentation_of(case: KeptCase) -> Presentation:
    """The features of the proband as they stand now."""
    found = features_of(case)
    return Presentation(
        case.label,
        tuple(each.term for each in found if each.present),
        tuple(each.term for each in found if not each.present),
    )
