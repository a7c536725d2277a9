"""Hold a case's features against the Human Phenotype Ontology, and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from samvar.focus.rare_disease.model.case import Observation
from samvar.knowledge.phenotype.model import Ontology
from samvar.model.fault import Fault


def held_against(
    observations: Sequence[Observation], ontology: Ontology
) -> tuple[tuple[Observation, ...], list[Fault]]:
    """The observations by the ids of today, and what is odd about them; all of it is told only.

    An alternative or replaced id becomes the term's own. A term that the release lacks stays as it
    is: it may be newer. A feature that was seen speaks against every kind of it that was not, if
    that is more general: who has a focal seizure has a seizure.
    """
    faults: list[Fault] = []
    found: list[Observation] = []
    for each in observations:
        number = ontology.number.get(each.term)
        if number is None:
            faults.append(
                _told(
                    each,
                    f"{each.term[:40]} is no term of the ontology of {ontology.version}",
                    "look for the term by its name, or name a newer ontology with --hpo",
                )
            )
            found.append(each)
            continue
        own = ontology.ids[number]
        if own != each.term:
            faults.append(
                _told(each, f"{each.term} is now {own}, {ontology.names[number]}", f"write {own}")
            )
        found.append(replace(each, term=own))
    kept = tuple({(each.term, each.present): each for each in reversed(found)}.values())[::-1]
    return kept, [*faults, *_contradictions(kept, ontology)]


def _contradictions(observations: Sequence[Observation], ontology: Ontology) -> list[Fault]:
    absent = {each.term for each in observations if not each.present}
    faults = []
    for each in observations:
        number = ontology.number.get(each.term)
        if not each.present or number is None:
            continue
        for general in ontology.ancestors.of(number).tolist():
            if ontology.ids[general] in absent:
                what = f"{each.term} was seen, and {ontology.ids[general]} was not"
                faults.append(_told(each, what, "every kind of a feature is that feature, too"))
    return faults


def _told(observation: Observation, what: str, remedy: str) -> Fault:
    return Fault(what, observation.place, remedy=remedy, fatal=False)
