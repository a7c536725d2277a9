"""What must be printed beside a drug's advice: limits of the test, other drugs, a combination."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from samvar.focus.pharmacogenomics.analyse.advise_occasion import ON_THE_SKIN
from samvar.focus.pharmacogenomics.analyse.advise_result import Result
from samvar.focus.pharmacogenomics.analyse.phenotype import Phenotyper
from samvar.focus.pharmacogenomics.model import Advice, GeneCall, Occasion, Status, Withheld
from samvar.focus.pharmacogenomics.rules import dpyd
from samvar.focus.pharmacogenomics.rules.phenoconversion import notes_for
from samvar.knowledge.pharmacogenomics.layer import NO_RESULT
from samvar.knowledge.pharmacogenomics.model import Gene

NOTHING_SAID = "the release says nothing of this drug"
_NORMAL_SCORE = 2.0
_LIMITING = "not excluded:"


def dpyd_notes(occasion: Occasion, call: GeneCall | None, gene: Gene | None) -> tuple[str, ...]:
    """What is always said of a fluoropyrimidine and of flucytosine, and a caution that is certain.

    An incomplete DPYD has no advice; but what was not tested can only lower its score.
    """
    if occasion.drug == dpyd.FLUCYTOSINE:
        return (dpyd.NOT_DELAYED,)
    if occasion.drug not in dpyd.FLUOROPYRIMIDINES:
        return ()
    if occasion.drug == dpyd.CREAM and occasion.route in ON_THE_SKIN:
        return (dpyd.ON_THE_SKIN,)
    found = list(dpyd.ALWAYS)
    if call is not None and gene is not None and call.status is not Status.CALLED:
        highest = highest_score(call, gene)
        if highest is not None and highest < _NORMAL_SCORE:
            found.insert(0, dpyd.at_most(highest, call.status.value))
    return tuple(found)


def highest_score(call: GeneCall, gene: Gene) -> float | None:
    """The highest activity that the readings of a call allow, None where there is no reading.

    An allele of unknown activity is taken for a normal one: this is a bound from above.
    """
    phenotyper = Phenotyper(gene)
    values = [[phenotyper.activity(name) for name in each.alleles] for each in call.diplotypes]
    return max(
        (sum(1.0 if value is None else value for value in pair) for pair in values), default=None
    )


def result_notes(
    results: Mapping[str, Result], calls: Mapping[str, GeneCall], unmatched: Iterable[str]
) -> tuple[str, ...]:
    """Of each gene: a result that no line knows, and readings that were not excluded."""
    missing = set(unmatched)
    found = []
    for gene, result in results.items():
        if gene in missing:
            found.append(f"no line of this drug is for what {gene} has: {result.shown}")
        call = calls.get(gene)
        if call is not None and result.withheld is not Withheld.NOT_TESTED:
            found += [f"{gene}: {each}" for each in call.warnings if each.startswith(_LIMITING)]
    return tuple(found)


def combination_notes(
    lines: Sequence[Advice], results: Mapping[str, Result], dropped: bool
) -> tuple[str, ...]:
    """That an advice rests on one gene of two, or was left out because it would."""
    if not dropped and not any(NO_RESULT in line.genes.values() for line in lines):
        return ()
    known = [gene for gene, result in results.items() if result.withheld is None]
    missing = [gene for gene, result in results.items() if result.withheld is not None]
    if not known or not missing:
        return ()
    without = f"{' and '.join(missing)} without a usable result"
    if dropped:
        return (f"by {' and '.join(known)} alone, {without}: only a caution may be given",)
    return (f"by {' and '.join(known)} alone, {without}: the caution stands whatever it would be",)


def phenoconversion_notes(
    occasion: Occasion, genes: Iterable[str], taken: Iterable[str]
) -> tuple[str, ...]:
    """What the patient's other drugs do to the enzymes of this one."""
    others = [drug for drug in taken if drug != occasion.drug]
    notes = (note for gene in genes for note in notes_for(gene, others))
    return tuple(dict.fromkeys(notes))
