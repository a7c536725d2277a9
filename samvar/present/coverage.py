"""The coverage line: who is in a national figure, and who is not, in one sentence.

No national figure is shown without it. A silent centre is named with its reason, and the
share is of the individuals that the centres last said they hold for the thing asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from samvar.model.errors import TooMany
from samvar.model.place import CENTRES
from samvar.present.language import N_, Language


class Covered(Protocol):
    """What `samvar.network.merge.Coverage` says."""

    @property
    def nodes_eligible(self) -> int: ...
    @property
    def nodes_answered(self) -> int: ...
    @property
    def share_of_individuals(self) -> float | None: ...


class Absent(Protocol):
    """What `samvar.network.merge.Missing` says."""

    @property
    def node(self) -> str: ...
    @property
    def state(self) -> str: ...


_DID_NOT: dict[str, str] = {
    "late": N_("%(centre)s did not answer in time"),
    "down": N_("%(centre)s is out of reach"),
    "refused": N_("%(centre)s refused"),
    "suppressed": N_("%(centre)s withheld a small count"),
    "incompatible": N_("%(centre)s speaks another version"),
}
_ASKED_TOO_OFTEN = N_("%(centre)s refused: too many questions")
_TOO_FEW = "too-few"
"""Said of each centre that stayed, in a sum under masks that too few stayed for."""
_GAVE_NO_ANSWER = N_("%(centre)s gave no answer")
STATES: dict[str, str] = {
    "answered": N_("Answered"),
    "suppressed": N_("Withheld"),
    "refused": N_("Refused"),
    "late": N_("Late"),
    "down": N_("Out of reach"),
    "incompatible": N_("Other version"),
    "too-few": N_("Too few stayed"),
    "unknown": N_("Not asked"),
}
"""The words for the six answer states, for a sum under masks that failed, and for none asked."""


def centre_name(node: str) -> str:
    """The name people use for a node; its id where the roster knows more than Sweden does.

    >>> centre_name("skane"), centre_name("oslo")
    ('Skåne', 'oslo')
    """
    centre = CENTRES.get(node)
    return centre.name if centre else node


def state_name(state: str, language: Language) -> str:
    """An answer state as a word."""
    return language.text(STATES.get(state, STATES["unknown"]))


def coverage_line(coverage: Covered, missing: Sequence[Absent], language: Language) -> str:
    """One sentence on who is in the figure.

    >>> from types import SimpleNamespace as N
    >>> some = N(nodes_eligible=7, nodes_answered=6, share_of_individuals=0.91)
    >>> gone = [N(node="vasterbotten", state="late")]
    >>> coverage_line(some, gone, Language.of("en")).replace("\\N{NO-BREAK SPACE}", " ")
    '6 of 7 centres, 91 % of individuals; Västerbotten did not answer in time'
    """
    if coverage.nodes_eligible and coverage.nodes_answered == coverage.nodes_eligible:
        head = language.count(
            "The only centre answered", "All %(n)s centres answered", coverage.nodes_eligible
        )
    else:
        head = language.text(
            "%(answered)s of %(eligible)s centres",
            answered=coverage.nodes_answered,
            eligible=coverage.nodes_eligible,
        )
    if coverage.share_of_individuals is None:
        # A question about no assembly has no denominator; when all answered none is missed.
        share = "" if is_whole(coverage) else language.text("an unknown share of individuals")
    else:
        share = language.text(
            "%(share)s of individuals", share=language.percent(coverage.share_of_individuals)
        )
    reasons = [
        language.text(_why(one), centre=centre_name(one.node))
        for one in missing
        if one.state != _TOO_FEW
    ]
    if len(reasons) < len(missing):
        reasons.append(language.text("too few centres stayed to lift the masks"))
    if getattr(coverage, "masked", False):  # what is only like an answer may have no such thing
        reasons.insert(0, language.text("asked under masks"))
    return "; ".join([f"{head}, {share}" if share else head, *reasons])


def _why(one: Absent) -> str:
    if one.state == "refused" and getattr(one, "reason", "").startswith(TooMany.SAID):
        return _ASKED_TOO_OFTEN
    return _DID_NOT.get(one.state, _GAVE_NO_ANSWER)


def is_whole(coverage: Covered) -> bool:
    """Whether every eligible node answered."""
    return 0 < coverage.nodes_eligible == coverage.nodes_answered
