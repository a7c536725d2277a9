"""The criteria that the demo's readers find met beside what the case's list suggests by itself."""

from __future__ import annotations

from samvar.demo.rare_disease.effect import FRAME, SPLICE, STOP
from samvar.demo.rare_disease.family import Drawn
from samvar.focus.rare_disease.model.verdict import Strength, Verdict, met, not_met
from samvar.focus.rare_disease.rules.acmg.criteria import source_of

_ENDS = (STOP, FRAME, SPLICE)
_RARE = "No reference population of the file has it"
_NULL = "No protein comes of it, and its loss is how the gene causes the disease"
_PART = "What it does to splicing is weighed with PVS1"
_TRANS = "With the other variant in trans, or on both copies, and the disease is recessive"
_NEW = "In neither parent, and both are the child's"
_PICTURE = "The features are those of this gene, and of few others"


def seen_by_readers(drawn: Drawn, variant: str) -> tuple[Verdict, ...]:
    """What a reader sets for one causal small variant of a family."""
    row = next(each for each in drawn.rows if each.effect.name == variant)
    found = [_met("PM2", Strength.SUPPORTING, _RARE)]
    if row.effect.term in _ENDS:
        found.append(_met("PVS1", Strength.VERY_STRONG, _NULL))
        found.append(not_met("PP3", _PART, source_of("PP3")))
        return tuple(found)
    if drawn.gene.mode == "AR":
        found.append(_met("PM3", Strength.MODERATE, _TRANS))
    elif drawn.kind.name == "de novo":
        found.append(_met("PS2", Strength.MODERATE, _NEW))
    found.append(_met("PP4", Strength.MODERATE, _PICTURE))
    return tuple(found)


def _met(code: str, strength: Strength, why: str) -> Verdict:
    return met(code, strength, why, source_of(code))
