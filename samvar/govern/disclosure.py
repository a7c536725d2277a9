"""What may be shown of a national sum: tiers by purpose, floors on the merged total. Pure.

Floors alone do not stop a patient attacker: see network.md and the ledger of a later issue.
"""

from __future__ import annotations

from enum import Enum

import numpy as np

from samvar.govern.identity import Asker, Role
from samvar.govern.purpose import Purpose
from samvar.model.calls import Bool, Int64

FLOOR_CARRIERS = 10
"""k: fewer carriers than this are not released; the largest floor of any node wins."""


class Tier(Enum):
    """How much an asker sees; each node enforces it for itself."""

    PUBLIC = "public"
    REGISTERED = "registered"
    PERMIT = "permit"
    CARE = "care"
    MANDATE = "mandate"

    @property
    def has_floor(self) -> bool:
        """Whether totals below the floor are hidden."""
        return self in (Tier.PUBLIC, Tier.REGISTERED, Tier.PERMIT)


def tier(asker: Asker, *, permit_is_valid: bool = False) -> Tier:
    """The tier of an asker. A permit that is only claimed opens nothing.

    >>> from samvar.govern.identity import PERSONAS
    >>> tier(Asker.of(PERSONAS["pharmacist"])).value, tier(Asker.of(PERSONAS["researcher"])).value
    ('care', 'registered')
    """
    if asker.user.role is Role.ANONYMOUS:
        return Tier.PUBLIC
    if asker.user.role is Role.MANDATE:
        # The public release is made under HRESCH and has a floor like every public figure.
        return Tier.MANDATE if asker.purpose is Purpose.HOPERAT else Tier.REGISTERED
    if asker.purpose.is_care:
        return Tier.CARE
    return Tier.PERMIT if permit_is_valid else Tier.REGISTERED


def hidden_below(carriers: Int64, floor: int = FLOOR_CARRIERS) -> Bool:
    """Which totals are below the floor. Zero is below it too.

    Were zero shown, a hidden figure would say "somebody has it", and that is what a floor hides.

    >>> hidden_below(np.array([0, 9, 10])).tolist()
    [True, True, False]
    """
    return np.asarray(carriers < floor, dtype=np.bool_)


def hidden_cells(
    cells: Int64, exists: Bool, floor: int = FLOOR_CARRIERS, already: Bool | None = None
) -> Bool:
    """Which cells of a table with a published total must be hidden, so that none can be derived.

    cells: (c, n) int64, carriers of c disjoint groups that together make n published totals.
    exists: (c, n), whether the group has anybody at all; an empty group needs no protection.
    already: (c, n), cells that are hidden for another reason.
    Returns (c, n). A cell below the floor is hidden. While the hidden ones of a column are a
    single cell, or add up to less than the floor, the smallest shown cell is hidden as well:
    total minus shown then says nothing about one small group.

    >>> few, all_there = np.array([[3], [40], [60]]), np.ones((3, 1), dtype=bool)
    >>> hidden_cells(few, all_there).ravel().tolist()
    [True, True, False]

    Source: complementary suppression, Hundepool et al., Statistical Disclosure Control, 2012,
    section 4.4.
    """
    hidden: Bool = exists & (cells < floor if already is None else (cells < floor) | already)
    columns = np.arange(cells.shape[1])
    for _ in range(cells.shape[0]):
        count = hidden.sum(axis=0)
        mass = np.where(hidden, cells, 0).sum(axis=0)
        open_ = (count > 0) & ((count < 2) | (mass < floor))
        shown = exists & ~hidden
        open_ &= shown.any(axis=0)
        if not open_.any():
            break
        smallest = np.where(shown, cells, np.iinfo(np.int64).max).argmin(axis=0)
        hidden[smallest[open_], columns[open_]] = True
    return hidden
