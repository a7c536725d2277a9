"""Whatever is known: what is said to be missing is missing, and every verdict can be explained."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.analyse.acmg.suggest import suggest
from samvar.focus.rare_disease.model.facts import Facts, known
from samvar.focus.rare_disease.model.verdict import CODES, State, Verdict
from samvar.focus.rare_disease.rules.acmg.shelf import rules_for
from samvar.model.shape import learned
from tests.focus.rare_disease.drawn import drawn_of

TERMS = (
    "missense_variant", "synonymous_variant", "stop_gained", "frameshift_variant", "intron_variant",
    "splice_donor_variant", "start_lost", "stop_lost", "inframe_deletion", "inframe_insertion",
)  # fmt: skip
GENES = ("ANY", "GJB2", "MYO7A", "PAH", "MYH7", "PTEN", "LDLR", "BRCA1", "KRAS")
OWN = {
    "gene": st.sampled_from(GENES),
    "terms": st.lists(st.sampled_from(TERMS), max_size=2),
    "scores": st.dictionaries(st.sampled_from(["REVEL", "SpliceAI"]), st.floats(0, 1)),
    "sources": st.just({}),
}
PHRASES = {"rules of the gene", "more chromosomes", "a choice between assays", "its phase"}


SOME = drawn_of(Facts, OWN)


def holds(facts: Facts, path: str) -> bool:
    """Whether the facts have a value at a dotted path."""
    here: Any = facts
    for step in path.split("."):
        if isinstance(here, dict):
            return step in here
        here = known(getattr(here, step))
        if here is None:
            return False
    return bool(here) or not isinstance(here, tuple)


@settings(max_examples=150)
@given(SOME)
def test_what_is_said_to_be_missing_is_missing(drawn: dict[str, Any]) -> None:
    facts = msgspec.convert(drawn, learned(Facts))
    verdicts = suggest(facts, rules_for(facts.gene, known(facts.inheritance)))
    assert [each.criterion for each in verdicts] == list(CODES)
    for verdict in verdicts:
        assert verdict.why
        assert verdict.source
        for name in verdict.missing:
            if name in PHRASES:
                continue
            empty = name in ("families", "de_novo", "trans")
            assert not holds(facts, name) or empty, (verdict.criterion, name)
        unjudged = verdict.state is State.NOT_ASSESSED
        assert unjudged is bool(verdict.missing) or verdict.why.startswith("not used")
    result = classify(verdicts)
    raw = msgspec.json.encode(result.verdicts)
    assert msgspec.json.decode(raw, type=learned(tuple[Verdict, ...])) == result.verdicts
