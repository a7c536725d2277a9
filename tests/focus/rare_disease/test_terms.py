"""A case's features against a small ontology."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.focus.rare_disease.intake.terms import held_against
from samvar.focus.rare_disease.model.case import Observation
from samvar.knowledge.phenotype.model import Ontology
from samvar.knowledge.phenotype.obo import read_obo
from samvar.model.errors import Where
from tests.focus.rare_disease.family_files import CONFIG, family

OBO = """format-version: 1.2
data-version: hp/releases/2025-01-16

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000118
name: Phenotypic abnormality
is_a: HP:0000001 ! All

[Term]
id: HP:0001250
name: Seizure
alt_id: HP:0002279
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0007359
name: Focal-onset seizure
is_a: HP:0001250 ! Seizure

[Term]
id: HP:0002349
name: obsolete Focal aware
is_obsolete: true
replaced_by: HP:0007359
"""


@pytest.fixture
def ontology(tmp_path: Path) -> Ontology:
    path = tmp_path / "hp.obo"
    path.write_text(OBO)
    return read_obo(path)


def seen(term: str, *, present: bool = True) -> Observation:
    return Observation(term, present, Where("case.yaml", 4))


CASES = [
    # observations, terms that are kept, what is told
    ([seen("HP:0001250")], ["HP:0001250"], []),
    ([seen("HP:0002279")], ["HP:0001250"], ["HP:0002279 is now HP:0001250, Seizure"]),
    ([seen("HP:0002349")], ["HP:0007359"], ["HP:0002349 is now HP:0007359, Focal-onset seizure"]),
    ([seen("HP:9999999")], ["HP:9999999"], ["HP:9999999 is no term of the ontology of"]),
    ([seen("HP:0001250"), seen("HP:0002279")], ["HP:0001250"], ["HP:0002279 is now"]),
    (
        [seen("HP:0007359"), seen("HP:0001250", present=False)],
        ["HP:0007359", "HP:0001250"],
        ["HP:0007359 was seen, and HP:0001250 was not"],
    ),
    (
        [seen("HP:0001250"), seen("HP:0001250", present=False)],
        ["HP:0001250", "HP:0001250"],
        ["HP:0001250 was seen, and HP:0001250 was not"],
    ),
    # A seizure that is not focal is no contradiction.
    ([seen("HP:0001250"), seen("HP:0007359", present=False)], ["HP:0001250", "HP:0007359"], []),
]


@pytest.mark.parametrize(("observations", "kept", "told"), CASES)
def test_features_by_the_ids_of_today(ontology: Ontology, observations, kept, told) -> None:
    found, faults = held_against(observations, ontology)
    assert [each.term for each in found] == kept
    assert len(faults) == len(told)
    for fault, words in zip(faults, told, strict=True):
        assert fault.what.startswith(words)
        assert not fault.fatal


def test_a_case_is_held_against_it(tmp_path: Path, ontology: Ontology) -> None:
    text = CONFIG.replace("[HP:0001250]", "[HP:0002279, HP:0001250]")
    plan = plan_case(family(tmp_path / "case", case_yaml=text), Beside(ontology=ontology))
    assert plan.loadable
    assert [each.term for each in plan.observations] == ["HP:0001250"]
    assert [str(fault.where) for fault in plan.faults] == ["case.yaml, line 5, column 19"]


def test_published_terms_are_terms(shared_data: Path, tmp_path: Path) -> None:
    import gzip

    from samvar.knowledge.phenotype.release import phenotype_release

    whole = phenotype_release().ontology
    store = shared_data / "rare_disease/phenopacket_store/phenopackets.jsonl.gz"
    with gzip.open(store, "rt") as lines:
        for _, line in zip(range(10), lines, strict=False):
            path = tmp_path / "one.json"
            path.write_text(line)
            plan = plan_case(path, Beside(ontology=whole))
            known = [each for each in plan.observations if each.term in whole.number]
            assert len(known) == len(plan.observations) > 0
            assert len(json.loads(line)["phenotypicFeatures"]) >= len(known)
