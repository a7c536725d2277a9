"""Emergency access in figures: of each centre and of the nation, what nobody has reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samvar.model.place import CENTRES
from samvar.network.merge import NationalAnswer

NATION = ""
OPERATION = "emergency_access"


@dataclass(frozen=True, slots=True)
class Line:
    """One centre's figures, or with centre `NATION` all that answered. None: no answer, no figure.

    state: how the centre answered.
    """

    centre: str
    state: str
    uses: int | None = None
    unreviewed: int | None = None
    overdue: int | None = None

    @property
    def share(self) -> float | None:
        """Unreviewed uses among all; None where there was none, or no answer.

        >>> Line("skane", "answered", 4, 1, 0).share, Line("skane", "answered", 0, 0, 0).share
        (0.25, None)
        """
        if not self.uses or self.unreviewed is None:
            return None
        return self.unreviewed / self.uses


def lines_of(answer: NationalAnswer, centres: Sequence[str] = tuple(CENTRES)) -> tuple[Line, ...]:
    """The nation first, then each centre as it was asked for; a silent one has a state only.

    centres: the argument that the question was asked with, in its order.
    """
    silent = {one.node: one.state for one in answer.missing}
    if answer.value is None:
        return (
            Line(NATION, answer.state),
            *(Line(centre, silent.get(centre, "unknown")) for centre in centres),
        )
    columns = [answer.value[name].tolist() for name in ("uses", "unreviewed", "overdue")]
    heard = {one.node for one in answer.parts if one.state == "answered"}
    rows = zip((NATION, *centres), zip(*columns, strict=True), strict=True)
    return tuple(
        Line(centre, "answered", *numbers)
        if centre == NATION or centre in heard
        else Line(centre, silent.get(centre, "unknown"))
        for centre, numbers in rows
    )
