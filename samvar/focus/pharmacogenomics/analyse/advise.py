"""From a patient's calls to what each body says of each drug, the patient's own drugs first.

A gene that is incomplete, ambiguous, not called or without a phenotype carries no advice: it is
withheld, with the reason. What is known of the drug's other genes, or what the likeliest readings
agree on, may then add a caution (avoid, reduce), and nothing else: never the usual dose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import msgspec

from samvar.focus.pharmacogenomics.analyse.advise_lines import (
    Line,
    best_results,
    keyed,
    looked_up,
    matches,
    may_be_given,
)
from samvar.focus.pharmacogenomics.analyse.advise_note import (
    NOTHING_SAID,
    combination_notes,
    dpyd_notes,
    phenoconversion_notes,
    result_notes,
)
from samvar.focus.pharmacogenomics.analyse.advise_occasion import (
    ON_THE_SKIN,
    compatible,
    conditions,
)
from samvar.focus.pharmacogenomics.analyse.advise_result import result_of
from samvar.focus.pharmacogenomics.model import (
    Action,
    Advice,
    DrugAdvice,
    GeneCall,
    Occasion,
    Withheld,
)
from samvar.focus.pharmacogenomics.rules import dpyd, thiopurine
from samvar.focus.pharmacogenomics.rules.action import action_for
from samvar.focus.pharmacogenomics.rules.drug import named
from samvar.knowledge.pharmacogenomics.model import Key, Knowledge, Recommendation

_URGENCY = (
    Action.AVOID,
    Action.REDUCE,
    Action.INCREASE,
    Action.OTHER,
    Action.MONITOR,
    Action.NONE,
    Action.STANDARD,
)
_WITHHELD_OWN, _WITHHELD_OTHER = 2.5, 8.0
"""Beside the changes of dose for a drug about to be given; last for one that nobody spoke of."""

_NO_LINE = (Withheld.NO_PHENOTYPE, Withheld.UNSAID)


def advise(
    calls: Sequence[GeneCall],
    knowledge: Knowledge,
    occasions: Sequence[Occasion],
    medications: Sequence[str],
    release: str,
) -> tuple[DrugAdvice, ...]:
    """All drugs that the release speaks of and that these genes matter to.

    Those of the order and of the medication list come first, whether or not the release speaks
    of them, then the others; each by how urgent its action is.

    Raises:
        CorruptStore: a recommendation is for a population that is not known.
    """
    return Advisor(knowledge, release).advise(calls, occasions, medications)


class Advisor:
    """One release's recommendations, laid out by drug so that many patients can be told."""

    def __init__(self, knowledge: Knowledge, release: str) -> None:
        self._release = release
        self._dpyd = knowledge.gene(dpyd.GENE)
        self._lines: dict[str, list[Line]] = {}
        for line in knowledge.recommendations:
            drug = named(line.drug)
            self._lines.setdefault(drug, []).append((line, keyed(line, drug)))
        self._known = {drug: looked_up(lines) for drug, lines in self._lines.items()}

    def advise(
        self,
        calls: Sequence[GeneCall],
        occasions: Sequence[Occasion] = (),
        medications: Sequence[str] = (),
    ) -> tuple[DrugAdvice, ...]:
        """As the function of that name."""
        called = {call.gene: call for call in calls}
        listed = [named(drug) for drug in medications]
        own = [replace(each, drug=named(each.drug)) for each in occasions]
        own += [Occasion(drug) for drug in listed if drug not in {each.drug for each in own}]
        mine = dict.fromkeys(occasion.drug for occasion in own)
        others = [
            Occasion(drug)
            for drug, lines in self._lines.items()
            if drug not in mine and any(gene in called for line, _ in lines for gene in line.genes)
        ]
        taken = [*dict.fromkeys((*mine, *listed))]
        found = [self._one(each, called, taken, on_list=True) for each in dict.fromkeys(own)]
        found += [self._one(each, called, taken, on_list=False) for each in others]
        return tuple(sorted(found, key=_order))

    def _one(
        self,
        occasion: Occasion,
        called: Mapping[str, GeneCall],
        taken: Sequence[str],
        *,
        on_list: bool,
    ) -> DrugAdvice:
        lines = self._lines.get(occasion.drug, [])
        notes = dpyd_notes(occasion, called.get(dpyd.GENE), self._dpyd)
        asked = occasion
        if occasion.drug in dpyd.FLUOROPYRIMIDINES and occasion.route in ON_THE_SKIN:
            asked = replace(occasion, route=None)
        if asked is not occasion and occasion.drug == dpyd.CREAM:
            lines = []
        elif not lines:
            notes = notes or (NOTHING_SAID,)
        known = self._known[occasion.drug] if lines else {}
        results = {
            body: {gene: result_of(gene, called.get(gene), keys) for gene, keys in genes.items()}
            for body, genes in known.items()
        }
        merged = best_results(results)
        matched = [each for each in lines if matches(each[0], results[each[1].body])]
        withheld = {gene: each.withheld for gene, each in merged.items() if each.withheld}
        unmatched = [g for g, why in withheld.items() if why in _NO_LINE]
        if lines and not matched and not withheld:
            withheld = dict.fromkeys(merged, Withheld.UNSAID)
            unmatched = list(merged)
        allowed = [
            (line, key)
            for line, key in matched
            if may_be_given(line, results[key.body], partial=bool(withheld))
        ]
        advice = self._fitting(lines, allowed, asked)
        if allowed and not advice and not withheld:  # every line is for another occasion
            withheld = {gene: Withheld.UNSAID for line, _ in allowed for gene in line.genes}
        return DrugAdvice(
            occasion=occasion,
            lines=tuple(each for each, _ in advice),
            withheld=withheld,
            disagree=_disagree(advice),
            notes=(
                *notes,
                *thiopurine.notes_for(
                    occasion.drug, {name: call.phenotype for name, call in called.items()}
                ),
                *phenoconversion_notes(occasion, merged, taken),
                *combination_notes([a for a, _ in advice], merged, len(allowed) < len(matched)),
                *result_notes(merged, called, unmatched),
            ),
            on_list=on_list,
        )

    def _fitting(
        self, lines: Sequence[Line], allowed: Sequence[Line], occasion: Occasion
    ) -> list[tuple[Advice, Key]]:
        """The lines that the occasion does not contradict, each with what it leaves open."""
        told_apart = {word for _, key in lines for word in key.indications}
        found = []
        for line, key in allowed:
            asked = conditions(key, occasion, told_apart)
            if asked is not None:
                found.append((self._advice(line, key, asked), key))
        return found

    def _advice(self, line: Recommendation, key: Key, asked: tuple[str, ...]) -> Advice:
        section = "" if line.section is msgspec.UNSET else line.section
        parts = (line.guideline, line.version, section, line.url or "")
        return Advice(
            body=key.body,
            text=line.advice,
            strength=line.strength,
            action=action_for(line),
            genes=dict(line.genes),
            release=self._release,
            guideline=line.guideline,
            version=line.version,
            source=", ".join(part for part in parts if part),
            condition=asked,
            implications=tuple(f"{gene}: {text}" for gene, text in line.implications.items()),
            comments=line.comments,
            translations={} if line.translations is msgspec.UNSET else dict(line.translations),
        )


def _disagree(found: Sequence[tuple[Advice, Key]]) -> bool:
    """Whether two bodies come down to different actions where both could hold."""
    return any(
        one.body != other.body and one.action is not other.action and compatible(key, its)
        for (one, key), (other, its) in combinations(found, 2)
    )


def _order(advice: DrugAdvice) -> tuple[bool, float, str]:
    ranks = [float(_URGENCY.index(line.action)) for line in advice.lines]
    if advice.withheld and advice.on_list:
        ranks.append(_WITHHELD_OWN)
    return (not advice.on_list, min(ranks, default=_WITHHELD_OTHER), advice.occasion.drug)
