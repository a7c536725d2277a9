"""Who learns, what a question would tell, and what is left to an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import numpy as np

from samvar.govern.disclosure import FLOOR_CARRIERS
from samvar.govern.ledger_price import Float64, Form
from samvar.model.calls import UInt64
from samvar.store.records.ledger import NOTHING

_NO_FREQUENCY: Float64 = np.empty(0, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Account:
    """Who learns. person: the user's account in the network; permit: as the node granted it."""

    person: str
    permit: str | None = None

    @property
    def id(self) -> str:
        """The same at every node; says nothing to somebody who does not know the person.

        >>> Account("a@b").id == Account("a@b", "p").id
        False
        """
        return sha256(f"{self.person}\0{self.permit or ''}".encode()).hexdigest()[:40]

    @property
    def bare(self) -> Account:
        """The person's own: what was read under one permit is known under every other."""
        return Account(self.person)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question would tell. keys: fingerprints of n variants, distinct; frequency: (n), as
    it is public, not-a-number where it is not. others: fingerprints of m further figures, whose
    d2 is `costs`; twins: of each in its other form, and `rest` is added where that was told.
    """

    form: Form = Form.ALLELES
    keys: UInt64 = field(default_factory=lambda: NOTHING)
    frequency: Float64 = field(default_factory=lambda: _NO_FREQUENCY)
    others: UInt64 = field(default_factory=lambda: NOTHING)
    costs: Float64 = field(default_factory=lambda: _NO_FREQUENCY)
    twins: UInt64 = field(default_factory=lambda: NOTHING)
    rest: Float64 = field(default_factory=lambda: _NO_FREQUENCY)


@dataclass(frozen=True, slots=True)
class Rules:
    """This node's settings. floor: carriers below which its figures are hidden."""

    budget: float = 1.0
    dataset: float = 3.0
    floor: int = FLOOR_CARRIERS


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left to an account, as parts of its budget and of everybody's, 0 to 1.

    until: when both begin anew. reach: the part of the people whose nodes were heard lately.
    rows: how many rows of people the person has read, by node.
    """

    budget: float
    left: float
    dataset_left: float
    reach: float
    until: datetime
    rows: Mapping[str, int] = field(default_factory=dict)
