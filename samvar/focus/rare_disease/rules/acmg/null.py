"""PVS1: how strong a null variant is.

Source: Abou Tayoun et al. 2018, doi:10.1002/humu.23626, figure 1 (the tree) and table 1 (how well
loss of function is established as the cause; it lowers the strength that the tree gives).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from samvar.focus.rare_disease.model.facts import Loss, Null, NullKind, Tandem
from samvar.focus.rare_disease.model.verdict import Strength

NMD_SPARES_LAST_NT = 50
"""A stop this near to the last junction, or behind it, escapes decay."""
MUCH_OF_THE_PROTEIN = 0.10
"""Share of the protein from which its loss is strong though nobody knows what the part does."""

_STEPS = (None, Strength.SUPPORTING, Strength.MODERATE, Strength.STRONG, Strength.VERY_STRONG)
_LOWER = {Loss.ESTABLISHED: 0, Loss.LIKELY: 1, Loss.POSSIBLE: 2}


class Unknown(Exception):
    """The tree came to a question that the facts do not answer; its field's name."""


class Path(msgspec.Struct, frozen=True):
    """Where the tree led. strength: None where it gives none. steps: the answers on the way."""

    strength: Strength | None
    steps: tuple[str, ...]


def decays(stop: int, exon_ends: Sequence[int]) -> bool:
    """Whether a transcript with a stop at this place is expected to be degraded.

    stop: 1-based place of the stop codon in the transcript. exon_ends: last place of each exon of
    the transcript, in order. A transcript of one exon is never degraded by this way.

    >>> decays(400, [200, 500, 800]), decays(460, [200, 500, 800]), decays(600, [200, 500, 800])
    (True, False, False)
    """
    return len(exon_ends) > 1 and stop <= exon_ends[-2] - NMD_SPARES_LAST_NT


def pvs1(null: Null, loss: Loss) -> Path:
    """The strength of a null variant, and the answers that led to it.

    Raises:
        Unknown: the facts lack what the tree asks for; the argument is the field's name.
    """
    steps: list[str] = []

    def ask(name: str, yes: str, no: str) -> bool:
        answer = getattr(null, name)
        if answer is msgspec.UNSET:
            raise Unknown(name)
        steps.append(yes if answer else no)
        return bool(answer)

    found = _BRANCHES[null.kind](null, ask)
    if found is None:
        return Path(None, tuple(steps))
    if loss is Loss.NONE:
        return Path(None, (*steps, "loss of function does not cause the disease"))
    lower = _LOWER[loss]
    if lower:
        steps.append(f"loss of function is {loss.value} as the cause: {lower} lower (table 1)")
    return Path(_STEPS[max(0, _STEPS.index(found) - lower)], tuple(steps))


Ask = Callable[[str, str, str], bool]


def _truncating(null: Null, ask: Ask) -> Strength | None:
    if ask("decay", "decay of the transcript is expected", "the transcript escapes decay"):
        here = ask("exon_used", "the exon is in relevant transcripts", "the exon is not used")
        return Strength.VERY_STRONG if here else None
    return _part_lost(null, ask)


def _frame(null: Null, ask: Ask) -> Strength | None:
    if ask("in_frame", "the reading frame is kept", "the reading frame is broken"):
        return _part_lost(null, ask)
    return _truncating(null, ask)


def _part_lost(null: Null, ask: Ask) -> Strength | None:
    if ask("critical", "the part is critical to the protein", "the part's role is unknown"):
        return Strength.STRONG
    if ask("loss_common", "loss in this exon is common in the population", "loss is rare here"):
        return None
    if not ask("exon_used", "the exon is in relevant transcripts", "the exon is not used"):
        return None
    if null.removed is msgspec.UNSET:
        raise Unknown("removed")
    much = null.removed >= MUCH_OF_THE_PROTEIN
    ask("removed", f"{null.removed:.0%} of the protein are lost", "nothing of it is lost")
    return Strength.STRONG if much else Strength.MODERATE


def _deletion(null: Null, ask: Ask) -> Strength | None:
    if ask("whole_gene", "the whole gene is deleted", "exons are deleted"):
        return Strength.VERY_STRONG
    return _frame(null, ask)


def _duplication(null: Null, ask: Ask) -> Strength | None:
    said = "unknown" if null.tandem is msgspec.UNSET else null.tandem.value
    ask("tandem", f"copies in tandem: {said}", "")
    if null.tandem is Tandem.NO:
        return None
    if ask("in_frame", "the reading frame is kept", "the reading frame is broken"):
        return None
    if not ask("decay", "decay of the transcript is expected", "the transcript escapes decay"):
        return None
    return Strength.VERY_STRONG if null.tandem is Tandem.PROVEN else Strength.STRONG


def _start(_: Null, ask: Ask) -> Strength | None:
    if ask("other_start", "another transcript starts elsewhere", "no other start is known"):
        return None
    above = ask(
        "pathogenic_upstream",
        "pathogenic variants lie before the next start",
        "no pathogenic variant lies before the next start",
    )
    return Strength.MODERATE if above else Strength.SUPPORTING


_BRANCHES: dict[NullKind, Callable[[Null, Ask], Strength | None]] = {
    NullKind.TRUNCATING: _truncating,
    NullKind.SPLICE: _frame,
    NullKind.DELETION: _deletion,
    NullKind.DUPLICATION: _duplication,
    NullKind.START: _start,
}
