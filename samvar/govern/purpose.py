"""Why somebody asks: HL7 purposes of use, and what each one opens.

Source: HL7 v3 PurposeOfUse, code system 2.16.840.1.113883.5.8.
"""

from __future__ import annotations

from enum import Enum

from samvar.model.contribution import Scope
from samvar.model.errors import UsageError


class Purpose(Enum):
    """The purposes that samvar knows. An unknown purpose is refused, never guessed.

    >>> Purpose.parse("treat").is_care, Purpose.HRESCH.scope.value
    (True, 'research')
    """

    TREAT = "TREAT"
    ETREAT = "ETREAT"
    HRESCH = "HRESCH"
    PUBHLTH = "PUBHLTH"
    HQUALIMP = "HQUALIMP"
    PATRQT = "PATRQT"
    HOPERAT = "HOPERAT"
    TRAIN = "TRAIN"

    @classmethod
    def parse(cls, text: str) -> Purpose:
        """Read a code in any case.

        Raises:
            UsageError: not one of the codes.
        """
        try:
            return cls(text.strip().upper())
        except ValueError:
            raise UsageError(
                f"'{text[:20]}' is not a purpose of use",
                remedy="use one of " + ", ".join(p.value for p in cls),
            ) from None

    @property
    def is_care(self) -> bool:
        """Care of a patient of one's own: exact national sums, no floor."""
        return self in (Purpose.TREAT, Purpose.ETREAT)

    @property
    def scope(self) -> Scope:
        """Which contributions may answer: everyone who did not opt out of this use.

        Research is a use of its own. Care, its follow-up and its administration share one:
        they are the uses for which records are kept by law (Patientdatalagen 2:4).
        """
        return Scope.RESEARCH if self is Purpose.HRESCH else Scope.CARE
