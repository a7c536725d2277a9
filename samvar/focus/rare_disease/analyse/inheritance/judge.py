"""Many variants judged at once by one model: conditions one after another, each with its reason."""

from __future__ import annotations

import numpy as np

from samvar.focus.rare_disease.model.inheritance import Reason, Status
from samvar.model.calls import Bool, Int8

NOBODY = -1


class Judged:
    """The verdicts of one model on v variants while its conditions are put to them.

    What is refuted stays refuted, and what is open stays open unless it is refuted: the least of
    all verdicts, with the reason of the first that gave it.
    """

    def __init__(self, variants: int) -> None:
        self.status = np.full(variants, Status.MET, dtype=np.int8)
        self.reason = np.full(variants, Reason.FITS, dtype=np.int8)
        self.who = np.full(variants, NOBODY, dtype=np.int8)

    def refute(self, where: Bool, reason: Reason, who: int = NOBODY) -> None:
        """NOT_MET, where it is not so already."""
        fresh = where & (self.status != Status.NOT_MET)
        self.status[fresh] = Status.NOT_MET
        self.reason[fresh] = reason
        self.who[fresh] = who

    def doubt(self, where: Bool, reason: Reason | Int8, who: int = NOBODY) -> None:
        """NOT_ASSESSED, where it is met so far. reason: one for all, or (v)."""
        fresh = where & (self.status == Status.MET)
        self.status[fresh] = Status.NOT_ASSESSED
        self.reason[fresh] = reason[fresh] if isinstance(reason, np.ndarray) else reason
        self.who[fresh] = who

    def because(self, where: Bool, reason: Reason, who: int = NOBODY) -> None:
        """Why it is met, where it is."""
        met = where & (self.status == Status.MET)
        self.reason[met] = reason
        self.who[met] = who

    def also(self, other: Judged) -> None:
        """Both have to hold."""
        lower = other.status < self.status
        self.status[lower] = other.status[lower]
        self.reason[lower] = other.reason[lower]
        self.who[lower] = other.who[lower]

    def copy(self) -> Judged:
        """To go on from here for two models."""
        found = Judged(0)
        found.status, found.reason, found.who = (
            each.copy() for each in (self.status, self.reason, self.who)
        )
        return found
