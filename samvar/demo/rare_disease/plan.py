"""The families that each region of the demo has: which cause, since when, how far they are read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from zlib import crc32

import numpy as np

from samvar.demo.rare_disease.effect import STOP, Effect, draw_effect
from samvar.demo.rare_disease.family import Drawn, draw_family, healthy, swapped
from samvar.demo.rare_disease.gene import gene_of
from samvar.demo.rare_disease.kind import kind_of

OTHERS = 24
"""Small variants of a family beside its cause."""


class State(Enum):
    """How far a case has come. CONFLICT: two readers have concluded, and do not agree; what the
    first wrote down for both waits for the second to confirm it. TESTED: a relative whose answer is
    signed."""

    WAITING = "waiting"
    SOLVED = "solved"
    CONFLICT = "conflict"
    UNSOLVED = "unsolved"
    TESTED = "tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One family. days: since its case was loaded. shared: a variant that other families have, too.

    panel: read by the panel of the demo, with the depths of its genes. mismatch: the father's
    sample is another man's. referred: days since the referring clinician of the centre sent it;
    such a case is signed once it is solved. None: nobody knows. relative_of: the number of the
    family whose child is a sibling; for what was found there the sibling is referred. acknowledged:
    the unit that sent the referral has read the answer.
    """

    kind: str
    gene: str
    days: int
    synopsis: str
    state: State = State.WAITING
    shared: str = ""
    mismatch: bool = False
    panel: bool = False
    referred: int | None = None
    relative_of: int | None = None
    acknowledged: bool = False

    @property
    def signed(self) -> bool:
        """Whether the answer to the unit is signed."""
        return self.referred is not None and self.state in (State.SOLVED, State.TESTED)


_KABUKI, _GLUTARIC = "KMT2D", "GCDH"
PLANS: dict[str, tuple[Plan, ...]] = {
    "stockholm": (
        Plan(kind="de novo", gene="KMT2D", days=3, shared=_KABUKI, panel=True,
             synopsis="A child with delayed development and unusual features"),
        Plan(kind="compound", gene="NBAS", days=64, state=State.SOLVED, referred=71, panel=True,
             synopsis="Short stature and failing sight"),
        Plan(kind="homozygous", gene="GCDH", days=21, shared=_GLUTARIC, state=State.CONFLICT,
             synopsis="Dystonia after a fever"),
        Plan(kind="dominant", gene="FBN1", days=9, mismatch=True,
             synopsis="A tall child whose mother has an aneurysm"),
        Plan(kind="beside a deletion", gene="EPG5", days=12,
             synopsis="No corpus callosum, cataract, infections"),
        Plan(kind="repeat", gene="HTT", days=5, synopsis="Chorea in two generations"),
        Plan(kind="mitochondrial", gene="MT-TL1", days=30,
             synopsis="A stroke at nineteen; the mother is deaf"),
        Plan(kind="a healthy sibling", gene="NBAS", days=2, state=State.TESTED, referred=6,
             relative_of=2, acknowledged=True, synopsis="Does the healthy sibling carry them?"),
    ),
    "skane": (
        Plan(kind="de novo", gene="KMT2D", days=210, shared=_KABUKI, state=State.SOLVED,
             synopsis="Delayed development, long eyelid fissures"),
        Plan(kind="recessive on X", gene="FGD1", days=16, synopsis="A short boy with broad hands"),
    ),
    "vastra-gotaland": (
        Plan(kind="compound", gene="NBAS", days=130, state=State.SOLVED,
             synopsis="Short stature; liver failure with fever"),
        Plan(kind="alone, dominant", gene="TBX5", days=8, synopsis="A heart defect and no thumbs"),
    ),
    "ostergotland": (
        Plan(kind="a mosaic parent", gene="TSC2", days=40, synopsis="Seizures, white patches"),
        Plan(kind="homozygous", gene="SPINK5", days=95, state=State.SOLVED,
             synopsis="Red skin from birth, brittle hair"),
    ),
    "uppsala": (
        Plan(kind="reduced penetrance", gene="LMNA", days=25, synopsis="Weak heart at thirty"),
        Plan(kind="compound, one de novo", gene="TBCK", days=150, state=State.UNSOLVED,
             synopsis="A floppy child who does not speak"),
    ),
    "orebro": (
        Plan(kind="de novo on X", gene="PIGA", days=70, state=State.SOLVED,
             synopsis="A boy with seizures since birth"),
        Plan(kind="compound, phased by reads", gene="BBS1", days=14,
             synopsis="Failing sight, extra toes"),
    ),
    "vasterbotten": (
        Plan(kind="homozygous", gene="GCDH", days=300, shared=_GLUTARIC, state=State.SOLVED,
             synopsis="Dystonia, a large head"),
        Plan(kind="over a deletion", gene="DOCK8", days=33, synopsis="Eczema, severe infections"),
    ),
}  # fmt: skip
"""By centre; the first at Stockholm waits for the visitor."""


@cache
def families_of(node: str) -> tuple[tuple[Plan, Drawn], ...]:
    """The families of a region, always the same ones."""
    found: list[tuple[Plan, Drawn]] = []
    for number, plan in enumerate(PLANS[node], 1):
        label = f"RD-{node[:3].upper()}-{number:02d}"
        drawn = draw_family(
            crc32(label.encode()), kind_of(plan.kind), label,
            gene=gene_of(plan.gene), effects=_effects(plan, found), others=OTHERS, certain=True,
        )  # fmt: skip
        if plan.mismatch:
            drawn = swapped(drawn)
        if plan.relative_of is not None:
            drawn = healthy(drawn)
        found.append((plan, drawn))
    return tuple(found)


def _effects(plan: Plan, before: list[tuple[Plan, Drawn]]) -> tuple[Effect, ...]:
    """Those that are not drawn: what several families have, or what a relative's family has."""
    if plan.relative_of is None:
        return _shared(plan.shared)
    family = before[plan.relative_of - 1][1]
    return tuple(row.effect for row in family.rows if row.effect.name in family.cause)


@cache
def _shared(name: str) -> tuple[Effect, ...]:
    """The variant that several families have."""
    if not name:
        return ()
    rng = np.random.default_rng(crc32(name.encode()))
    return (draw_effect(rng, gene_of(name), STOP, (0.3, 0.6)),)
