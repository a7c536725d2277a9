"""A reader's classification of a case's variant as a submission to ClinVar, checked offline."""

from __future__ import annotations

from samvar.focus.rare_disease.analyse.acmg.submit import BY_ACMG, record
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.classification import classifying, judged_in
from samvar.formats.clinvar.submission import Submission, write_submission
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput
from samvar.present.area import NodeLike


def submission(
    node: NodeLike, identifier: str, variant: str, condition: str, asker: Asker
) -> bytes:
    """One record, as JSON. It names no patient, and nothing is sent.

    condition: by name or number; "" for the one that the class was given for.

    Raises:
        Refused: the person may not take reports out. NotFound: the case's list has no such variant.
        BadInput: no condition, or the record does not hold to ClinVar's rules.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "take:report", "export-clinvar", case)
    seen = classifying(node, case_of(node, case), variant, asker)
    own = seen.mine.history.own_class
    said = condition.strip() or ("" if own is None else own.given.get("condition", ""))
    if not said:
        raise BadInput("a submission is for a condition", remedy="name it, or give the class first")
    if not seen.kept:
        raise BadInput("nobody has classified the variant yet", remedy="classify it first")
    made = record(
        seen.mine.result,
        seen.row.variant.trimmed(),
        [said],
        evaluated=(utc_now() if own is None else own.at).date(),
        gene=seen.evidence.gene,
        inheritance=judged_in(seen.mine.history).inheritance,
    )
    return write_submission(Submission(germline_submission=(made,), assertion_criteria=BY_ACMG))
