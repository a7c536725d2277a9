"""A reader's language: its words by gettext, its numbers, dates and durations by CLDR.

The catalogue of a language is `locale/<code>/LC_MESSAGES/samvar.po`, read as text and
compiled in memory, so that nothing has to be built before a page can be shown. English is
the language of the message ids. `pseudo` wraps every message, which shows unmarked text.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = Path(__file__).parent / "locale"
LANGUAGES: dict[str, str] = {"sv": "Svenska", "en": "English"}
"""What a reader may choose, each in its own words."""

_NBSP = "\N{NO-BREAK SPACE}"
_OPEN, _CLOSE = "⟦", "⟧"


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a text for translation where it is declared, to be translated where it is shown.

    >>> N_("Variant")
    'Variant'
    """
    return message


class _Pseudo(gettext.NullTranslations):
    """Every message in brackets: text without them was never marked."""

    def gettext(self, message: str) -> str:
        return f"{_OPEN}{message}{_CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{_OPEN}{msgid1 if n == 1 else msgid2}{_CLOSE}"


@dataclass(frozen=True, slots=True)
class Language:
    """Words and number forms of one language.

    >>> Language.of("en").number(1234567)
    '1,234,567'
    """

    code: str
    words: gettext.NullTranslations = field(repr=False, compare=False)
    locale: Locale = field(repr=False, compare=False)

    @classmethod
    def of(cls, code: str) -> Language:
        """The language of a code; English for a code that is not known."""
        return _language(code if code in (*LANGUAGES, "pseudo") else "en")

    def text(self, message: str, **values: object) -> str:
        """The message in this language, its `%(name)s` places filled.

        >>> Language.of("en").text("%(n)s of 7", n=6)
        '6 of 7'
        """
        translated = self.words.gettext(message) if message else ""
        return translated % values if values else translated

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """The singular or plural message; `%(n)s` is the number in this language's form."""
        return self.words.ngettext(one, many, n) % {"n": self.number(n), **values}

    def number(self, value: int) -> str:
        """An integer with the language's thousands mark."""
        return format_decimal(value, format="#,##0", locale=self.locale)

    def decimal(self, value: float, places: int) -> str:
        """A number with fixed places, so that a column lines up.

        >>> Language.of("en").decimal(0.04217, 4)
        '0.0422'
        """
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(value, format=pattern, locale=self.locale)

    def percent(self, share: float) -> str:
        """A share of 0 to 1 as whole percent; never "100 %" for less than all, nor "0 %" for some.

        >>> Language.of("en").percent(0.998).split(), Language.of("en").percent(0.001).split()
        (['99', '%'], ['1', '%'])
        """
        whole = round(share * 100)
        if share < 1:
            whole = min(whole, 99)
        if share > 0:
            whole = max(whole, 1)
        return f"{whole}{_NBSP}%"

    def moment(self, value: datetime) -> str:
        """Date and minute in UTC, in the order that sorts.

        >>> Language.of("sv").moment(datetime(2026, 11, 23, 15, 4, tzinfo=UTC))
        '2026-11-23 15:04'
        """
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")

    def duration(self, seconds: float) -> str:
        """A time span in the two largest units that matter.

        >>> Language.of("en").duration(0.0042).split(), Language.of("en").duration(75).split()
        (['4', 'ms'], ['1', 'min', '15', 's'])
        """
        if seconds < 1:
            return f"{seconds * 1000:.0f}{_NBSP}ms"
        if seconds < 60:
            return f"{self.decimal(seconds, 1)}{_NBSP}s"
        minutes, rest = divmod(round(seconds), 60)
        if minutes < 60:
            return f"{minutes}{_NBSP}min {rest}{_NBSP}s"
        return f"{minutes // 60}{_NBSP}h {minutes % 60}{_NBSP}min"

    def size(self, byte_count: int) -> str:
        """A file size in powers of ten.

        >>> Language.of("en").size(19_200_000).split()
        ['19.2', 'MB']
        """
        value, unit = float(byte_count), "B"
        for unit in ("B", "kB", "MB", "GB", "TB"):
            if value < 1000 or unit == "TB":
                break
            value /= 1000
        return f"{self.decimal(value, 0 if unit == 'B' else 1)}{_NBSP}{unit}"


@cache
def _language(code: str) -> Language:
    if code == "pseudo":
        return Language(code, _Pseudo(), Locale("en"))
    source = LOCALES / code / "LC_MESSAGES" / "samvar.po"
    if not source.is_file():
        return Language(code, gettext.NullTranslations(), Locale(code))
    with source.open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, gettext.GNUTranslations(compiled), Locale(code))
