"""Swedish personal identity numbers and coordination numbers: checked, and shown masked.

The number itself is `digits`; everything that may be printed by accident (`str`, `repr`, a
format string, an error) shows the masked form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from personnummer import personnummer

from samvar.model.clock import utc_now
from samvar.model.errors import BadInput

_FORM = re.compile(r"(?P<century>\d{2})?(?P<rest>\d{6})(?P<sign>[-+]?)(?P<last>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A personnummer or samordningsnummer, as twelve digits: year, month, day, four more.

    >>> number = PersonalNumber.parse("640823-3234")
    >>> print(number, number.kind)
    1964••••-••34 personnummer
    >>> number == PersonalNumber.parse("196408233234")
    True
    >>> PersonalNumber.parse("19640883-3231").kind
    'samordningsnummer'

    Source: Folkbokföringslagen (1991:481) 18 § and 18 a §. Reserve numbers of regions are not
    read: they have no national form.
    """

    digits: str = field(repr=False)

    @classmethod
    def parse(cls, text: str, today: date | None = None) -> PersonalNumber:
        """Read 10 or 12 digits, with or without the sign before the last four.

        Without its century a number is of somebody under 100 years, or with `+` over: as it is
        written on paper. today: by default the day it is, in UTC.

        Raises:
            BadInput: another form, no such day, a day to come, or a wrong check digit. The text
                is not repeated.
        """
        day = today or utc_now().date()
        found = _FORM.fullmatch(text.strip())
        if found is not None:
            centuries = [found["century"]] if found["century"] else _centuries(found, day)
            for century in centuries:
                digits = f"{century}{found['rest']}{found['last']}"
                if personnummer.valid(digits) and _born(digits) <= day:
                    return cls(digits)
        raise BadInput(
            "this is not a personal number",
            remedy="write it with twelve digits, and look for a mistyped one",
        )

    @classmethod
    def recognise(cls, text: str) -> PersonalNumber | None:
        """The number that a label is; None where it is something else.

        >>> PersonalNumber.recognise("HG00096"), PersonalNumber.recognise("640823-3235")
        (None, None)
        """
        if _FORM.fullmatch(text.strip()) is None:
            return None
        try:
            return cls.parse(text)
        except BadInput:
            return None

    @property
    def kind(self) -> str:
        """`personnummer` or `samordningsnummer`: the latter's day is 60 higher."""
        return "samordningsnummer" if int(self.digits[6:8]) > 60 else "personnummer"

    @property
    def masked(self) -> str:
        """Year and the last two digits: enough to tell two patients of a ward apart."""
        return f"{self.digits[:4]}••••-••{self.digits[10:]}"

    def __str__(self) -> str:
        return self.masked


def _centuries(found: re.Match[str], today: date) -> list[str]:
    """Those that a number without one may mean: one, or the one before if the day is to come."""
    newest = today.year - (today.year - int(found["rest"][:2])) % 100
    years = [newest, newest - 100]
    if found["sign"] == "+":
        # The sign changes in the year in which somebody turns 100.
        years = [newest - 100]
    return [str(year // 100) for year in years]


def _born(digits: str) -> date:
    day = int(digits[6:8])
    return date(int(digits[:4]), int(digits[4:6]), day - 60 if day > 60 else day)
