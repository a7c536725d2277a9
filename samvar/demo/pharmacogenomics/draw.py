"""A region's pharmacogenomic patients: the cases, and usual people, always the same ones.

The stream is the region's own and does not depend on how many other synthetic people there are.
Strands are drawn by the frequencies of `atlas`; one draw for a gene, none for a position.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from samvar.demo.atlas import NAMED_ALLELES
from samvar.demo.pharmacogenomics.case import C2846, CASES, HAPB3, STAR_2A, STAR_13, Plan
from samvar.demo.pharmacogenomics.patient import PREFIX, Diplotypes, Patient, tested_genes
from samvar.demo.population import MIX, POPULATIONS
from samvar.focus.pharmacogenomics.model import Occasion, Step
from samvar.model.genome import Assembly, Sex
from samvar.model.place import CENTRES

_SEED = 20261126
_FEWEST, _MOST = 26, 40
_WAITING = 5
"""Ordered, sampled or sequenced, and not called: of these the laboratory has no result yet."""
_OLD_PIPELINE = 4
"""Sequenced on GRCh37."""
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

_STRANDS: dict[str, tuple[tuple[str, str], ...]] = {
    # gene: (allele, the named allele of `atlas` whose frequency it has)
    "CYP2C19": (("*2", "CYP2C19*2"), ("*3", "CYP2C19*3"), ("*17", "CYP2C19*17")),
    "CYP2C9": (("*2", "CYP2C9*2"), ("*3", "CYP2C9*3"), ("*8", "CYP2C9*8"), ("*11", "CYP2C9*11")),
    "DPYD": (
        (HAPB3, "DPYD HapB3"), (STAR_2A, "DPYD*2A"), (STAR_13, "DPYD*13"),
        (C2846, "DPYD c.2846A>T"), ("c.557A>G", "DPYD c.557A>G"), ("c.2279C>T", "DPYD c.2279C>T"),
    ),
    "NUDT15": (("*3", "NUDT15*3"),),
    "SLCO1B1": (("*15", "SLCO1B1*5"),),
    "TPMT": (("*3A", "TPMT*3B"), ("*2", "TPMT*2")),
    "UGT1A1": (("*80+*28", "UGT1A1*28"), ("*6", "UGT1A1*6")),
}  # fmt: skip

_DRUGS: tuple[tuple[str, str, str | None, float], ...] = (
    # drug, route, indication, share of the usual orders: a setting of the demo
    ("capecitabine", "oral", None, 0.30),
    ("fluorouracil", "intravenous", None, 0.20),
    ("clopidogrel", "oral", "acs-pci", 0.15),
    ("azathioprine", "oral", None, 0.12),
    ("mercaptopurine", "oral", None, 0.05),
    ("simvastatin", "oral", None, 0.10),
    ("irinotecan", "intravenous", None, 0.04),
    ("citalopram", "oral", None, 0.04),
)
_REACHED = (Step.CALLED, Step.REPORTED, Step.ACKNOWLEDGED)
_OF_REACHED = (0.2, 0.25, 0.55)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One patient with the order. order: its id. region: county code. tested: whether the
    laboratory has the result already."""

    patient: Patient
    plan: Plan
    order: str
    region: str
    tested: bool
    passport: bool = False


@cache
def patients_of(node: str) -> tuple[Drawn, ...]:
    """All patients of a region, the cases first."""
    rng = np.random.default_rng([_SEED, sorted(CENTRES).index(node)])
    found = [_case(rng, node, number) for number in range(len(CASES))]
    more = int(rng.integers(_FEWEST, _MOST + 1)) - len(found)
    for left in range(more, 0, -1):
        found.append(_usual(rng, node, len(found), left))
    return tuple(found)


def _case(rng: np.random.Generator, node: str, number: int) -> Drawn:
    case = CASES[number]
    person = _person(rng, node)
    patient = Patient(
        label=label_of(node, number),
        sex=person.sex,
        ancestry=person.ancestry,
        diplotypes={**{g.name: _reference(g.name) for g in tested_genes()}, **case.diplotypes},
        phased=case.phased,
        missing=case.missing,
        outside=case.outside,
        story=case.story,
    )
    return Drawn(patient, case.plan, order_id(rng), _region(rng, node), True, case.passport)


def _usual(rng: np.random.Generator, node: str, number: int, left: int) -> Drawn:
    person = _person(rng, node)
    waiting = left <= _WAITING
    old = _WAITING < left <= _WAITING + _OLD_PIPELINE
    patient = Patient(
        label=label_of(node, number),
        sex=person.sex,
        ancestry=person.ancestry,
        diplotypes=_diplotypes(rng, person.ancestry),
        assembly=Assembly.GRCh37 if old else Assembly.GRCh38,
    )
    drug, route, indication, _ = _DRUGS[
        int(rng.choice(len(_DRUGS), p=[share for *_, share in _DRUGS]))
    ]
    occasion = Occasion(drug, route, indication, "adult")
    plan = _not_called(rng, occasion) if waiting else _called(rng, occasion)
    return Drawn(patient, plan, order_id(rng), _region(rng, node), not waiting)


def _not_called(rng: np.random.Generator, occasion: Occasion) -> Plan:
    step = (Step.ORDERED, Step.SAMPLED, Step.SEQUENCED)[int(rng.integers(3))]
    days = -int(rng.integers(step.number + 1, 5))
    return Plan(
        occasion=occasion, ordered=days, first_dose=int(rng.integers(4, 22)), reached=step
    )  # fmt: skip


def _called(rng: np.random.Generator, occasion: Occasion) -> Plan:
    """Called, reported or acknowledged; of those acknowledged, the dose has been given."""
    reached = _REACHED[int(rng.choice(len(_REACHED), p=_OF_REACHED))]
    took = int(rng.integers(3, 16))
    if reached is Step.CALLED:
        ordered = -took
        return Plan(
            occasion=occasion, ordered=ordered, first_dose=int(rng.integers(3, 15)), reached=reached
        )
    if reached is Step.REPORTED:
        ordered = -took - int(rng.integers(0, 3))
        first = int(rng.integers(2, 12))
        return Plan(
            occasion=occasion, ordered=ordered, first_dose=first, reached=reached, reported=took
        )
    planned = int(rng.integers(5, 19))
    given = planned + int(rng.integers(0, 4))
    ordered = -max(took, given) - int(rng.integers(2, 60))
    return Plan(
        occasion=occasion,
        ordered=ordered,
        first_dose=ordered + planned,
        reached=reached,
        reported=took,
        given=ordered + given,
    )


@dataclass(frozen=True, slots=True)
class _Person:
    sex: Sex
    ancestry: str


def _person(rng: np.random.Generator, node: str) -> _Person:
    mix = np.array(MIX[node])
    ancestry = POPULATIONS[int(rng.choice(len(POPULATIONS), p=mix / mix.sum()))]
    return _Person(Sex.FEMALE if rng.random() < 0.5 else Sex.MALE, ancestry)


def _diplotypes(rng: np.random.Generator, ancestry: str) -> Diplotypes:
    at = POPULATIONS.index(ancestry)
    frequency = {name: freq[at] for name, *_, freq in NAMED_ALLELES}
    found: dict[str, tuple[str, str]] = {}
    for gene, strands in _STRANDS.items():
        chance = [frequency[named] for _, named in strands]
        names = [*(name for name, _ in strands), _reference(gene)[0]]
        picked = rng.choice(len(names), 2, p=[*chance, 1 - sum(chance)])
        found[gene] = (names[int(picked[0])], names[int(picked[1])])
    return found


@cache
def _reference(gene: str) -> tuple[str, str]:
    known = next(each for each in tested_genes() if each.name == gene)
    name = next(allele.name for allele in known.alleles if allele.reference)
    return name, name


def label_of(node: str, number: int) -> str:
    """The label of a centre's patient, from 0.

    >>> label_of("stockholm", 0)
    'STO-PGX-01'
    """
    return f"{PREFIX[node]}-PGX-{number + 1:02d}"


def order_id(rng: np.random.Generator) -> str:
    """Of the form of `model.ids`, but always the same one, so that a page can show it."""
    return f"ref_{''.join(_ALPHABET[i] for i in rng.integers(0, 32, 24))}"


def _region(rng: np.random.Generator, node: str) -> str:
    regions = CENTRES[node].regions
    return regions[int(rng.integers(len(regions)))]
