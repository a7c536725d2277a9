"""Faults as values: a whole input is looked at, and everything that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samvar.model.errors import SamvarError, Where, without_numbers


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. fatal: nothing may be loaded; else the reader is told only.

    Words as in `SamvarError`: nobody's name, number or genotype.
    """

    what: str
    where: Where
    why: str | None = None
    remedy: str | None = None
    fatal: bool = True

    def __post_init__(self) -> None:
        for field in ("what", "why", "remedy"):
            text = getattr(self, field)
            object.__setattr__(self, field, text and without_numbers(text))

    @classmethod
    def of(cls, error: SamvarError, where: Where, *, fatal: bool = True) -> Fault:
        """The fault that an error tells; `where` for an error that names no place."""
        return cls(error.what, error.where or where, error.why, error.remedy, fatal)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}"
        if self.why:
            text += f" ({self.why})"
        return f"{text} — {self.remedy}" if self.remedy else text


def in_order(faults: Iterable[Fault], first: str) -> tuple[Fault, ...]:
    """Each fault once, sorted by place; those of the file `first` before the others.

    >>> faults = [Fault("b", Where("a.yaml", 9)), Fault("a", Where("a.yaml", 2))]
    >>> [fault.what for fault in in_order([*faults, faults[0]], "a.yaml")]
    ['a', 'b']
    """
    return tuple(
        sorted(
            dict.fromkeys(faults),
            key=lambda fault: (
                fault.where.file != first,
                fault.where.file,
                fault.where.line or 0,
                fault.where.column or 0,
                fault.what,
            ),
        )
    )
