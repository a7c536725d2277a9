"""What the door of the masks asks of its node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from samvar.govern.identity import Asker
from samvar.model.errors import SamvarError
from samvar.network.message import Question
from samvar.network.operation import Operation
from samvar.network.view import View


@dataclass(frozen=True, slots=True)
class Admitted:
    """A question whose warrant was verified and that policy allows. why: the rules that do."""

    operation: Operation
    args: Any
    asker: Asker
    why: str
    floor: int


class House(Protocol):
    """`network.answer.Answerer` has all of it."""

    def admit(self, question: Question, sender: str, now: datetime) -> Admitted:
        """Verify and decide."""
        ...

    def admit_again(
        self, question: Question, operation: Operation, args: Any, now: datetime
    ) -> Admitted:
        """Decide once more, on what holds now."""
        ...

    def look(self, asker: Asker) -> View:
        """What may be counted for this asker."""
        ...

    def people(self, view: View, label: str | None) -> tuple[int, int | None]:
        """The commit behind a value, and the people who could have been in it."""
        ...

    def remember_stranger(self, sender: str, error: SamvarError) -> None:
        """Write down a message whose sender could not be proven."""
        ...
