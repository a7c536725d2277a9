"""The twelve patients that every region has: one for each thing that a pharmacist should meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samvar.focus.pharmacogenomics.model import Occasion, OutsideCall, Step

HAPB3 = "c.1129-5923C>G, c.1236G>A (HapB3)"
STAR_2A = "c.1905+1G>A (*2A)"
STAR_13 = "c.1679T>G (*13)"
C2846 = "c.2846A>T"
_NORMAL = "Reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An order's course in days from the day on which the demo is made, past ones negative.

    ordered: negative or 0. first_dose: planned. reached: the last step. reported: days from the
    order to the report. given: when the first dose was given, None if it was not.
    """

    occasion: Occasion
    ordered: int
    first_dose: int | None
    reached: Step
    reported: int | None = None
    given: int | None = None
    medications: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is invented of a case; the rest of the patient is drawn."""

    story: str
    plan: Plan
    diplotypes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    phased: bool = False
    missing: frozenset[str] = frozenset()
    outside: tuple[OutsideCall, ...] = ()
    passport: bool = False


def oral(drug: str, indication: str | None = None) -> Occasion:
    """A drug for a grown-up, by mouth."""
    return Occasion(drug, "oral", indication, "adult")


CASES: tuple[Case, ...] = (
    Case(
        story="DPYD poor metaboliser who waits for capecitabine",
        diplotypes={"DPYD": (STAR_2A, STAR_13)},
        phased=True,
        plan=Plan(
            occasion=oral("capecitabine"), ordered=-5, first_dose=2, reached=Step.CALLED
        ),
    ),
    Case(
        story="DPYD incomplete: rs55886062 was not tested",
        missing=frozenset({"rs55886062"}),
        plan=Plan(
            occasion=Occasion("fluorouracil", "intravenous", None, "adult"),
            ordered=-4,
            first_dose=3,
            reached=Step.CALLED,
        ),
    ),
    Case(
        story="DPYD ambiguous: two variants without phase",
        diplotypes={"DPYD": (STAR_2A, C2846)},
        plan=Plan(
            occasion=oral("capecitabine"), ordered=-3, first_dose=5, reached=Step.CALLED
        ),
    ),
    Case(
        story="DPYD HapB3 on one strand, reported; carries a passport",
        diplotypes={"DPYD": (_NORMAL, HAPB3)},
        plan=Plan(
            occasion=oral("capecitabine"),
            ordered=-7,
            first_dose=6,
            reached=Step.REPORTED,
            reported=6,
        ),
        passport=True,
    ),
    Case(
        story="CYP2C19 poor metaboliser on clopidogrel after PCI; the answer came after the dose",
        diplotypes={"CYP2C19": ("*2", "*2")},
        plan=Plan(
            occasion=oral("clopidogrel", "acs-pci"),
            medications=("acetylsalicylic acid", "omeprazole"),
            ordered=-9,
            first_dose=-6,
            reached=Step.REPORTED,
            reported=8,
            given=-6,
        ),
    ),
    Case(
        story="TPMT and NUDT15 both intermediate, before azathioprine",
        diplotypes={"TPMT": ("*1", "*3C"), "NUDT15": ("*1", "*3")},
        plan=Plan(
            occasion=oral("azathioprine"), ordered=-6, first_dose=4, reached=Step.CALLED
        ),
    ),
    Case(
        story="TPMT *1/*3A or *3B/*3C: the phase is not known",
        diplotypes={"TPMT": ("*1", "*3A")},
        plan=Plan(
            occasion=oral("mercaptopurine"),
            ordered=-8,
            first_dose=7,
            reached=Step.REPORTED,
            reported=7,
        ),
    ),
    Case(
        story="SLCO1B1 *5/*5 before simvastatin, answered in time",
        diplotypes={"SLCO1B1": ("*5", "*5")},
        plan=Plan(
            occasion=oral("simvastatin"),
            ordered=-20,
            first_dose=-8,
            reached=Step.ACKNOWLEDGED,
            reported=9,
            given=-8,
        ),
    ),
    Case(
        story="CYP2D6 *4/*4 by another method, before codeine, with paroxetine",
        outside=(OutsideCall("CYP2D6", ("*4", "*4")),),
        plan=Plan(
            occasion=oral("codeine"),
            medications=("paroxetine",),
            ordered=-5,
            first_dose=1,
            reached=Step.REPORTED,
            reported=4,
        ),
    ),
    Case(
        story="HLA-B*57:01 by another method, before abacavir",
        outside=(OutsideCall("HLA-B", ("*07:02", "*57:01")),),
        plan=Plan(
            occasion=oral("abacavir"), ordered=-2, first_dose=8, reached=Step.CALLED
        ),
    ),
    Case(
        story="DPYD HapB3 on both strands, answered; new knowledge would change the advice",
        diplotypes={"DPYD": (HAPB3, HAPB3)},
        plan=Plan(
            occasion=oral("capecitabine"),
            ordered=-40,
            first_dose=-30,
            reached=Step.ACKNOWLEDGED,
            reported=6,
            given=-29,
        ),
    ),
    Case(
        story="all genes as usual, before capecitabine, answered in time",
        plan=Plan(
            occasion=oral("capecitabine"),
            ordered=-15,
            first_dose=-6,
            reached=Step.ACKNOWLEDGED,
            reported=5,
            given=-5,
        ),
    ),
)  # fmt: skip
