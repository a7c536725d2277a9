"""What a figure does not tell somebody who asks outside care, in words: page and command line."""

from __future__ import annotations

from samvar.govern.identity import Asker
from samvar.network.merge import NationalAnswer
from samvar.network.operation import Operation
from samvar.network.tells import Variants
from samvar.present.language import N_, Language

HIDDEN = N_(
    "Homozygotes and hemizygotes are told in care only: however many people carry a variant, they "
    "are few."
)
NOT_BOTH = N_(
    "Of a variant whose frequency nobody has published either its alleles or its carriers can be "
    "asked for, not both: together they tell how many are homozygous."
)


def not_told(operation: Operation, args: object, asker: Asker, language: Language) -> list[str]:
    """The sentences that belong beside figures of variants; none in care, where nothing is hidden.

    >>> from samvar.govern.identity import PERSONAS
    >>> from samvar.network.operations.carriers_count import CARRIERS_COUNT, CarriersArgs
    >>> asked = CARRIERS_COUNT, CarriersArgs("GRCh38", ("10-94781859-G-A",))
    >>> len(not_told(*asked, Asker.of(PERSONAS["researcher"]), Language.of("en")))
    2
    >>> not_told(*asked, Asker.of(PERSONAS["geneticist"]), Language.of("en"))
    []
    """
    if asker.purpose.is_care or not isinstance(operation.tells(args), Variants):
        return []
    return [language.text(HIDDEN), language.text(NOT_BOTH)]


def unpaid(answer: NationalAnswer) -> list[str]:
    """What the ledgers said where they refused, each sentence once; in the node's own words."""
    said = {one.reason for one in answer.missing if one.state == "refused"}
    return sorted(reason for reason in said if "disclosure budget" in reason)
